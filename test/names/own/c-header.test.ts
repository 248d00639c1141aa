/** Headers without a compiler: what is a control code, what it is worth, and what is told. */
import { describe, expect, it } from "vitest";
import { pack } from "../../../src/control-code/index.js";
import { parseCHeader } from "../../../src/names/own/c-header.js";
import { nameSamples } from "../../samples/all-samples.mjs";

const UNKNOWN = 0x22;
/** FILE_DEVICE_UNKNOWN, METHOD_BUFFERED, FILE_ANY_ACCESS. */
const code = (functionCode: number, deviceType = UNKNOWN): number =>
  pack({ deviceType, functionCode, requiredAccess: 0, transferMethod: 0 });

/** The names of a header and their codes. */
function names(text: string): Record<string, number> {
  return Object.fromEntries(parseCHeader(text).names.map((one) => [one.name, one.code]));
}

function faults(text: string): string[] {
  return parseCHeader(text).faults.map(({ line, error, message }) => `${line} ${error} ${message}`);
}

const ctl = (fn: string): string => `CTL_CODE(FILE_DEVICE_UNKNOWN, ${fn}, METHOD_BUFFERED, FILE_ANY_ACCESS)`;

describe("a C header", () => {
  it("gives the codes of the sample, whatever their spelling, with nothing to tell", () => {
    const [sample] = nameSamples();
    const text = new TextDecoder().decode(sample!.bytes);
    const found = parseCHeader(text);
    expect(found.names.map(({ name, code }) => [name, code])).toEqual(sample!.names);
    expect(found.faults).toEqual([]);
    // The line of a definition is the one where its name stands.
    const lines = text.split("\n");
    for (const { name, line } of found.names) expect(lines[line - 1]).toContain(name);
  });

  it("knows methods, accesses and device types by all their names, and bases of other headers", () => {
    expect(
      names(`
#define IOCTL_A CTL_CODE(FILE_DEVICE_DISK, 1, METHOD_DIRECT_TO_HARDWARE, FILE_READ_DATA)
#define IOCTL_B CTL_CODE(IOCTL_VOLUME_BASE, 2, METHOD_DIRECT_FROM_HARDWARE, FILE_WRITE_DATA)
#define IOCTL_C CTL_CODE(MOUNTMGRCONTROLTYPE, 3, METHOD_NEITHER, FILE_SPECIAL_ACCESS)
#define IOCTL_D IOCTL_DISK_GET_DRIVE_GEOMETRY
`),
    ).toEqual({
      IOCTL_A: pack({ deviceType: 7, functionCode: 1, requiredAccess: 1, transferMethod: 1 }),
      IOCTL_B: pack({ deviceType: 0x56, functionCode: 2, requiredAccess: 2, transferMethod: 2 }),
      IOCTL_C: pack({ deviceType: 0x6d, functionCode: 3, requiredAccess: 0, transferMethod: 3 }),
      IOCTL_D: 0x00070000,
    });
  });

  it("honours what a header defines anew: CTL_CODE itself, a method, a device type", () => {
    expect(
      names(`
#define CTL_CODE(t, f, m, a) (((t) << 16) | ((f) << 2) | (m) | ((a) << 14) | 0x80000000)
#define METHOD_BUFFERED 1
#define FILE_DEVICE_UNKNOWN 0x23
#define READ_IT ${ctl("5")}
`),
    ).toEqual({ READ_IT: 0x80230015 });
  });

  it("takes a macro for a code that comes out of CTL_CODE or is named as one, and no base or part", () => {
    expect(
      names(`
#define MY_BASE 0x8000
#define IOCTL_INDEX 0x800
#define IOCTL_TYPE_BASE (0x8000 << 16)
#define ANY_NAME ${ctl("1")}
#define OTHER_NAME ANY_NAME
#define PLUS_ONE (ANY_NAME + 4)
#define DEVICE_OF(code) ((code) >> 16)
#define DEVICE DEVICE_OF(ANY_NAME)
#define SAME (ANY_NAME == OTHER_NAME)
#define MINE_IOCTL_X 0x00222008
#define FSCTL_Y 0x90028
#define NOT_NAMED 0x00222008
#define SMB_BUS_REQUEST 0x00220003
#define IOCTL_VERSION 12
#define IOCTL_NAME "text"
#define IOCTL_EMPTY
#define IOCTL_CALL(x) (x)
`),
    ).toEqual({
      ANY_NAME: code(1),
      OTHER_NAME: code(1),
      PLUS_ONE: code(2),
      MINE_IOCTL_X: 0x00222008,
      FSCTL_Y: 0x00090028,
      SMB_BUS_REQUEST: 0x00220003,
    });
  });

  it.each([
    ["0X22A018U", 0x22a018],
    ["0b1000100000000000000000", 0x220000],
    ["2236416L", 0x222000],
    ["010421000", 0x222200],
    ["0x22'2000", 0x222000],
    ["0x222000i64", 0x222000],
    ["-2147426276", 0x8000e01c],
    ["~0x7FFF1FE3", 0x8000e01c],
    ["(0x8000 << 16) + 8", 0x80000008],
    ["0x9C402000ULL", 0x9c402000],
    ["('M' << 16) | 8", 0x4d0008],
    ["'MTP1'", 0x4d545031],
    ["L'\\x22' * 0x10000 + '\\n'", 0x22000a],
    ["(1 ? 0x220000 : 5) | !0", 0x220001],
    ["0x440000 / 2 % 0x230000 - 1 ^ 1", 0x21fffe],
    ["(USHORT)0x12345 | 0x220000", 0x222345],
    ["(unsigned long)(ULONG)(0x222000)", 0x222000],
    ["static_cast<std::uint32_t>(0x222000)", 0x222000],
    ["ULONG(0x222000) | DWORD{4}", 0x222004],
    ["(MY_TYPE)0x222000", 0x222000],
    ["0x222000 & 0xFFFFFFFF && 1 ? 0x220000 : 0", 0x220000],
  ])("calculates %s", (text, expected) => {
    expect(names(`#define IOCTL_X ${text}`)).toEqual({ IOCTL_X: expected });
  });

  it.each([
    ["MISSING", "E_NAME", '"MISSING" is not known'],
    ["MISSING(1)", "E_NAME", '"MISSING" is no macro of this file'],
    ["0x22200G", "E_NUMBER", '"0x22200G" is no integer'],
    ["08", "E_NUMBER", '"08" is no integer'],
    ["1.5", "E_NUMBER", '"1.5" is no integer'],
    ["0x1FFFFFFFFF", "E_RANGE", "137438953471 lies outside -2147483648 to 0xFFFFFFFF"],
    ["0x222000 4", "E_NUMBER", '"4" is not expected behind a number'],
    ["(0x222000", "E_NUMBER", "the expression ends too early"],
    ["1 / 0", "E_NUMBER", "a number is divided by 0"],
    ["1 << 40", "E_RANGE", "a number of 32 bits is shifted by 40"],
    ["sizeof(int)", "E_NUMBER", "sizeof needs a compiler"],
    ["CTL_CODE(1, 2, 3)", "E_NUMBER", "CTL_CODE takes 4 arguments, and here it has 3"],
    ["CTL_CODE(1, 2, 3", "E_NUMBER", "a call of CTL_CODE is not closed"],
    ["IOCTL_X", "E_NAME", '"IOCTL_X" is not known'],
  ])("tells that %s cannot be read, with its line, and reads on", (text, error, why) => {
    const header = `// first line\n#define IOCTL_X ${text}\n#define IOCTL_GOOD 0x222000\n`;
    expect(names(header)).toEqual({ IOCTL_GOOD: 0x222000 });
    const [fault, ...others] = faults(header);
    expect(fault?.startsWith(`2 ${error} IOCTL_X`) && fault.endsWith(why), fault).toBe(true);
    expect(others).toEqual([]);
  });

  it("tells of a failing macro that uses CTL_CODE whatever its name, and of no other", () => {
    expect(
      faults(`#define READ_IT ${ctl("MISSING")}\n#define OTHER MISSING + 1\n#define TEXT "a"\n`),
    ).toEqual(['1 E_NAME READ_IT cannot be read: "MISSING" is not known']);
  });

  it("expands macros as the preprocessor does", () => {
    expect(
      names(`
#define CAT(a, b) CAT2(a, b)
#define CAT2(a, b) a ## b
#define SUM(first, ...) (first + __VA_ARGS__)
#define ARGS(list...) (list)
#define NOTHING()
#define PLAIN (8) + 1
#define UNSAFE 0x222000 + 1
#define SELF SELF2 | 0x222000
#define SELF2 0
#define IOCTL_CAT CAT(CAT(0x22, 20), 04)
#define IOCTL_SUM SUM(0x222000, 4 + 4)
#define IOCTL_ARGS ARGS(0x222000)
#define IOCTL_NOTHING NOTHING() 0x222000 NOTHING()
#define IOCTL_PLAIN (PLAIN | 0x222000)
#define IOCTL_UNSAFE (UNSAFE * 4)
#define IOCTL_SELF SELF
#define IOCTL_NESTED SUM(SUM(0x222000, 1), SUM(1, 2))
#define \\
  IOCTL_SPLIT \\
  0x2220\\
00
`),
    ).toEqual({
      IOCTL_CAT: 0x222004,
      IOCTL_SUM: 0x222008,
      IOCTL_ARGS: 0x222000,
      IOCTL_NOTHING: 0x222000,
      IOCTL_PLAIN: 0x222009,
      // As a compiler has it: only the 1 is multiplied.
      IOCTL_UNSAFE: 0x222004,
      IOCTL_SELF: 0x222000,
      IOCTL_NESTED: 0x222004,
      IOCTL_SPLIT: 0x222000,
    });
  });

  it("uses what a macro means at the end of the file, an enumerator what it means where it stands", () => {
    const text = `
#define INDEX 0x801
#define IOCTL_LATE ${ctl("INDEX")}
enum { EARLY = ${ctl("INDEX")}, FORWARD = ${ctl("DEFINED_BELOW")} };
#undef INDEX
#define INDEX 0x802
#define DEFINED_BELOW 0x803
#define IOCTL_GONE 0x222000
#undef IOCTL_GONE
#define TEMPORARY 0x804
#define IOCTL_OF_TEMPORARY ${ctl("TEMPORARY")}
#undef TEMPORARY
`;
    expect(names(text)).toEqual({
      IOCTL_LATE: code(0x802),
      EARLY: code(0x801),
      FORWARD: code(0x803),
      IOCTL_OF_TEMPORARY: code(0x804),
    });
    expect(faults(text)).toEqual([]);
  });

  it("reads enumerators, also those that follow or come out of a macro, and constants of any kind", () => {
    expect(
      names(`
#define EACH(X) X(LIST_A, 0x810) X(LIST_B, 0x811)
#define ITEM(name, fn) name = ${ctl("fn")},
typedef enum _REQUESTS : ULONG { Read = ${ctl("1")}, IOCTL_FOLLOWS, plain = 7, other } REQUESTS;
enum { EACH(ITEM) };
enum class Scoped [[nodiscard]] : unsigned { Inner = Read + 4, };
static const ULONG A = ${ctl("2")}, B = ${ctl("3")};
inline constexpr auto C = static_cast<ULONG>(${ctl("4")});
struct Holder { static constexpr DWORD D{${ctl("5")}}; const int size = 4; };
const ULONG E = { ${ctl("6")} };
const ULONG table[] = { ${ctl("7")}, ${ctl("8")} };
const char* const text = "${ctl("9")}";
void call(const int x = 5);
int body(void) { int y = ${ctl("10")}; return y; }
namespace a { namespace b { constexpr ULONG F = ${ctl("11")}; } }
const ULONG G = a::b::F;
`),
    ).toEqual({
      ...{ Read: code(1), IOCTL_FOLLOWS: code(1) + 1, LIST_A: code(0x810), LIST_B: code(0x811) },
      ...{
        Inner: code(2),
        A: code(2),
        B: code(3),
        C: code(4),
        D: code(5),
        E: code(6),
        F: code(11),
        G: code(11),
      },
    });
  });

  it("takes both branches of a condition, unless it is plainly 0 or 1", () => {
    expect(
      Object.keys(
        names(`
#if 0
#define IOCTL_NO_1 0x222000
#if 1
#define IOCTL_NO_2 0x222000
#else
#define IOCTL_NO_3 0x222000
#endif
#elif defined(X)
#define IOCTL_YES_1 0x222000
#else
#define IOCTL_YES_2 0x222000
#endif
#if (1)
#define IOCTL_YES_3 0x222000
#elif X
#define IOCTL_NO_4 0x222000
#else
#define IOCTL_NO_5 0x222000
#endif
#ifdef X
#define IOCTL_YES_4 0x222000
#else
#define IOCTL_YES_5 0x222000
#endif
#if X > 3
#define IOCTL_YES_6 0x222000
#endif
enum {
#if 0
  IOCTL_NO_6 = 0x222000,
#endif
  IOCTL_YES_7 = 0x222000
};
#endif
#define IOCTL_YES_8 0x222000
`),
      ),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => `IOCTL_YES_${i}`));
  });

  it("keeps every definition of a name, in order, and tells helpers that are defined differently", () => {
    const { names: found, faults: told } = parseCHeader(`
#ifdef _WIN64
#define BASE 0x900
#define IOCTL_X 0x222000
#else
#define BASE 0x800
#define IOCTL_X 0x222004
#endif
#define BASE 0x900
#define IOCTL_Y ${ctl("BASE")}
`);
    expect(found.map(({ name, code }) => [name, code])).toEqual([
      ["IOCTL_X", 0x222000],
      ["IOCTL_X", 0x222004],
      ["IOCTL_Y", code(0x900)],
    ]);
    expect(told).toEqual([
      {
        line: 6,
        error: "E_AMBIGUOUS_NAME",
        message: "BASE is defined differently in lines 3 and 6; that of line 3 is taken",
      },
    ]);
  });

  it("is not misled by comments, texts, line ends and odd characters", () => {
    const text = [
      "/* #define IOCTL_A 0x222000 */ // #define IOCTL_B 0x222000 \\",
      "#define IOCTL_C 0x222000",
      'const char *s = "/*";',
      "/**/ # /* a */ define /* b */ IOCTL_D /* c",
      "  goes on */ 0x222000",
      "// don't",
      "#define IOCTL_E 0x222000 /* unbalanced ' and \" */",
      "\u00a0#\tdefine\u00a0IOCTL_F\v0x222000\f",
      "#define IOCTL_Größe 0x222000",
      '#define IOCTL_S "a\\"b" "c"',
      "#define",
      "#define 5 6",
      "#define IOCTL_G(",
      "#pragma once",
      "#define IOCTL_H 0x222000 \\",
    ].join("\r\n");
    expect(Object.keys(names(text))).toEqual([
      ...["IOCTL_D", "IOCTL_E", "IOCTL_F", "IOCTL_Größe", "IOCTL_H"],
    ]);
    expect(faults(text)).toEqual([
      "11 E_NUMBER this is no definition of a macro",
      "12 E_NUMBER this is no definition of a macro",
      "13 E_NUMBER this is no definition of a macro",
    ]);
    expect(names("#define IOCTL_A 0x222000\r#define IOCTL_B 0x222004\r")).toEqual({
      IOCTL_A: 0x222000,
      IOCTL_B: 0x222004,
    });
    expect(faults("#define IOCTL_A 0x222000\n/* open\n#define IOCTL_B 0x222004\n")).toEqual([
      "2 E_NUMBER a comment is not closed: everything behind it is left out",
    ]);
  });
});
