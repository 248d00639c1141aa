/** Rust: the macros of winioctl, functions that make codes, enums and shifts. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pack } from "../../../src/control-code/index.js";
import { exportNames, parseNames, searchNames } from "../../../src/names/index.js";
import { parseRust } from "../../../src/names/own/rust.js";
import { Folder } from "../../cli/command.js";
import { nameSamples } from "../../samples/all-samples.mjs";

const folder = new Folder();

function names(text: string): Record<string, number> {
  return Object.fromEntries(parseRust(text).names.map((one) => [one.name, one.code]));
}

function faults(text: string): string[] {
  return parseRust(text).faults.map(({ line, error, message }) => `${line} ${error} ${message}`);
}

describe("Rust", () => {
  it("gives the codes of the sample, with nothing to tell", () => {
    const sample = nameSamples().find(({ file }) => file.endsWith(".rs"))!;
    const found = parseRust(new TextDecoder().decode(sample.bytes));
    expect(found.names.map(({ name, code }) => [name, code])).toEqual(sample.names);
    expect(found.faults).toEqual([]);
  });

  it("names a code by the constant of its function and by the function that sends it", () => {
    const text = `
use winioctl::{ioctl_none, ioctl_read, ioctl_write, DeviceType};
const IOCTL_PRINT_VALUE: u32 = 0x800;
const IOCTL_READ_VALUE:  u32 = 0x801;
const IOCTL_WRITE_VALUE: u32 = 0x802;
ioctl_none!(ioctl_print_value, DeviceType::Unknown, IOCTL_PRINT_VALUE);
ioctl_read!(ioctl_read_value, DeviceType::Unknown, IOCTL_READ_VALUE, i32);
winioctl::ioctl_write! { #[inline] ioctl_write_value, DeviceType::Port8042, IOCTL_WRITE_VALUE, [u8; 4] }
`;
    expect(names(text)).toEqual({
      IOCTL_PRINT_VALUE: 0x00222003,
      ioctl_print_value: 0x00222003,
      IOCTL_READ_VALUE: 0x00226004,
      ioctl_read_value: 0x00226004,
      IOCTL_WRITE_VALUE: 0x0027a008,
      ioctl_write_value: 0x0027a008,
    });
    expect(faults(text)).toEqual([]);
  });

  it("leaves a function that two macros use, or that is calculated, without its name", () => {
    expect(
      names(`
const NUMBER: u32 = 0x800;
ioctl_read!(get, DeviceType::Unknown, NUMBER, i32);
ioctl_write!(set, DeviceType::Unknown, NUMBER, i32);
ioctl_none!(next, 0x8000, NUMBER + 1);
ioctl_none!(last, 0x8000, 0x802);
`),
    ).toEqual({ get: 0x00226000, set: 0x0022a000, next: 0x80002007, last: 0x8000200b });
  });

  it("reads functions and macros that make codes, in the order of their parameters", () => {
    expect(
      names(`
const DEVICE: u32 = 40000;
const fn ctl_code(device_type: u32, function: u32, method: u32, access: u32) -> u32 { device_type << 16 }
pub const A: u32 = ctl_code(DEVICE, 0x800, METHOD_OUT_DIRECT, FILE_READ_ACCESS | FILE_WRITE_ACCESS);
macro_rules! MY_CTL_CODE {
    ($access:expr, $method:expr, $DeviceType:expr, $Function:expr) => { ($DeviceType << 16) };
}
pub(crate) const B: u32 = MY_CTL_CODE!(1, METHOD_NEITHER, FILE_DEVICE_UNKNOWN, 0x801);
pub const C: u32 = win::io_control_code(DEVICE, 0x802, Method::IN_DIRECT, Access::ANY);
const D: u32 = ControlCode(DeviceType::PhysicalNetcard, RequiredAccess::READ_WRITE_DATA, 3, TransferMethod::InputDirect).into_u32();
#[repr(u32)]
pub enum Request {
    /// the first
    #[doc = "x"]
    First = ctl_code(0x22, 0x10, METHOD_BUFFERED, FILE_ANY_ACCESS),
    Plain,
}
`),
    ).toEqual({
      A: pack({ deviceType: 40000, functionCode: 0x800, requiredAccess: 3, transferMethod: 2 }),
      B: pack({ deviceType: 0x22, functionCode: 0x801, requiredAccess: 1, transferMethod: 3 }),
      C: pack({ deviceType: 40000, functionCode: 0x802, requiredAccess: 0, transferMethod: 1 }),
      D: pack({ deviceType: 0x17, functionCode: 3, requiredAccess: 3, transferMethod: 1 }),
      First: 0x00220040,
    });
  });

  it("calculates as Rust does, in any order of definition", () => {
    expect(
      names(`
pub const IOCTL_A: u32 = (TYPE << 16) | ((READ | WRITE) << 14) | (FUNC << 2) | Method::Direct as u32;
const TYPE: u32 = 0x22_u32; const FUNC: u32 = 2_048; const READ: u32 = 1; const WRITE: u32 = 0b10;
enum Method { Buffered, Direct }
const IOCTL_B: u32 = !0u32 & 0x0022_2000; const IOCTL_C: u32 = 1 | 2 == 3;
static IOCTL_D: u32 = b'A' as u32 * 0x1_0000;
const IOCTL_E: i64 = -0x7FFF_1FE4; const LOOP_1: u32 = LOOP_2; const LOOP_2: u32 = LOOP_1;
const IOCTL_LEN: usize = 4; const IOCTL_NAME: &str = "x";
fn generic<'a, const N: usize>(x: &'a str) -> char { 'x' }
impl X { const IOCTL_F: u32 = 0x222004; }
/* nested /* const IOCTL_G: u32 = 0x222000; */ const IOCTL_H: u32 = 0x222000; */
const TEXT: &str = "const IOCTL_I: u32 = 0x222000; \\
  const IOCTL_J: u32 = 0x222000;";
`),
    ).toEqual({
      IOCTL_A: 0x22e001,
      IOCTL_B: 0x222000,
      IOCTL_D: 0x410000,
      IOCTL_E: 0x8000e01c,
      IOCTL_F: 0x222004,
    });
  });

  it("tells what cannot be read, with its line, and reads on", () => {
    const text = `const IOCTL_A: u32 = MISSING;
const IOCTL_B: u32 = IOCTL_B;
const C: u32 = ctl_code(1, 2, 3);
ioctl_read!(d, DeviceType::Unknown);
ioctl_read!(e, DeviceType::Unknown, 0x1000, i32);
const IOCTL_F: u64 = 1 << 33;
const IOCTL_G: u64 = 0x1_0000_0000;
const IOCTL_GOOD: u32 = 0x222000;
`;
    expect(names(text)).toEqual({ IOCTL_GOOD: 0x222000 });
    expect(faults(text)).toEqual([
      '1 E_NAME IOCTL_A cannot be read: "MISSING" is not known',
      '2 E_NUMBER IOCTL_B cannot be read: "IOCTL_B" is made of itself',
      "3 E_NUMBER C cannot be read: ctl_code takes 4 arguments, here are 3",
      "4 E_NUMBER ioctl_read! takes a name, a device type and a function",
      "5 E_RANGE e cannot be read: functionCode 4096 lies outside 0 to 4095",
      "6 E_RANGE IOCTL_F cannot be read: a number of 32 bits is shifted by 33",
      "7 E_RANGE IOCTL_G cannot be read: 4294967296 lies outside -2147483648 to 0xFFFFFFFF",
    ]);
  });

  const hasRustc = spawnSync("rustc", ["--version"]).status === 0;
  if (!hasRustc) console.info("skipped: rustc is not installed");

  it.skipIf(!hasRustc)("writes Rust that rustc compiles, with the values of the names", async () => {
    const all = searchNames("");
    folder.write("codes.rs", exportNames(all, "rust"));
    const { names: found } = await parseNames(readFileSync(folder.at("codes.rs")), { fileName: "codes.rs" });
    const rows = found.map(({ name }) => `("${name}", codes::${name})`);
    folder.write(
      "main.rs",
      `mod codes;\nfn main() { for (n, c) in [${rows.join(", ")}] { println!("{} {}", n, c); } }\n`,
    );
    const made = spawnSync("rustc", ["main.rs", "-o", "main"], { cwd: folder.path, encoding: "utf8" });
    expect(made.status, made.stderr).toBe(0);
    expect(made.stderr).toBe("");
    const { stdout } = spawnSync(folder.at("main"), { encoding: "utf8" });
    expect(stdout.trim().split("\n")).toEqual(found.map(({ name, code }) => `${name} ${code}`));
  });
});
