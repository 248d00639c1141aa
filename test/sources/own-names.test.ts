/** Own names in traces of every source that has names. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type DecodeOptions, decode, type OwnName } from "../../src/index.js";

async function codes(
  bytes: Uint8Array,
  names: readonly OwnName[],
  options: DecodeOptions = {},
): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const batch of decode(bytes, { ...options, names })) {
    for (let i = 0; i < batch.length; i++) {
      const { code, codeText } = batch.entries[batch.entry[i]!]!;
      if (codeText !== null) found.push([codeText, code]);
    }
  }
  return found;
}

const text = (given: string): Uint8Array => new TextEncoder().encode(given);
const own: readonly OwnName[] = [{ name: "MINE", code: 0x9c402784, line: 1 }];

it("a list of nothing but own names is a list", async () => {
  expect(await codes(text("MINE\nMINE\n"), own)).toEqual([
    ["MINE", 0x9c402784],
    ["MINE", 0x9c402784],
  ]);
});

it("a name of digits and letters that could be hexadecimal is a name where it is one's own", async () => {
  const names = [{ name: "ADD1h", code: 0x9c402784, line: 1 }];
  expect(await codes(text("code\nADD1h\n"), names)).toEqual([["ADD1h", 0x9c402784]]);
  expect(await codes(text("code\nADD1h\n"), [])).toEqual([]);
});

it("names of Wireshark are the own ones first, with a warning", async () => {
  const rows = ["FSCTL_GET_REPARSE_POINT", "MINE"].map((name) => `"1","0x0000000b","0","${name}"\n`).join("");
  const trace = text(`"frame.number","smb2.cmd","smb2.flags.response","smb2.ioctl.function"\n${rows}`);
  const names = [...own, { name: "FSCTL_GET_REPARSE_POINT", code: 0x900ff, line: 2 }];
  expect(await codes(trace, names)).toEqual([
    ["FSCTL_GET_REPARSE_POINT", 0x900ff],
    ["MINE", 0x9c402784],
  ]);
});

it("names in debug output and in a log of Wine are the own ones", async () => {
  const debug = text("1 driver: got MINE\n2 driver: got OTHER\n");
  expect(await codes(debug, own, { pattern: "got (?<code>\\w+)" })).toEqual([
    ["MINE", 0x9c402784],
    ["OTHER", null],
  ]);
  const wine = text("0057:fixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (MINE)\n");
  expect(await codes(wine, own, { source: "wine" })).toEqual([["MINE", 0x9c402784]]);
});

it("an event of TraceEvent's that holds a name has the own code", async () => {
  const trace = text(
    '<Events>\n<Event MSec= "1.5" PID="4" PName="a" TID="8" EventName="FileIO/FSControl" FileName="C:\\" InfoClass="MINE"/>\n</Events>\n',
  );
  expect(await codes(trace, own, { source: "etw-text" })).toEqual([["MINE", 0x9c402784]]);
});

it("an .etl whose events hold names has their codes", async () => {
  const bytes = readFileSync("samples/etl-providers.etl");
  const name = "IOCTL_SERIAL_SET_BAUD_RATE";
  expect(await codes(bytes, [])).toContainEqual([name, 0x1b0004]);
  expect(await codes(bytes, [{ name, code: 0x9c402784, line: 1 }])).toContainEqual([name, 0x9c402784]);
});

it("names in Process Monitor XML and in JSON are the own ones, beside numbers too", async () => {
  const events = ["MINE", "OTHER"].map(
    (name) => `<event><Operation>DeviceIoControl</Operation><Detail>Control: ${name}</Detail></event>`,
  );
  expect(await codes(text(`<procmon><eventlist>${events.join("")}</eventlist></procmon>`), own)).toEqual([
    ["MINE", 0x9c402784],
    ["OTHER", null],
  ]);
  const beside = '{"name":"IoControlCode","value":"0x9c402784","pretty_value":"MINE"}';
  const lines = `{"IoctlCode":"MINE"}\n{"IoctlCode":"OTHER"}\n{"arguments":[${beside}]}`;
  expect(await codes(text(lines), own)).toEqual([
    ["MINE", 0x9c402784],
    ["OTHER", null],
    ["MINE", 0x9c402784],
  ]);
});
