/** Names as source code: compiled, type-checked, and read back by ourselves. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { exportNames, type OwnName, parseNames, searchNames } from "../../src/names/index.js";
import { Folder } from "../cli/command.js";

const folder = new Folder();
const all = searchNames("");
/** The best code of every name: that of the default pack, else the lowest. */
const best = new Map<string, number>();
for (const pack of ["extra", "default"]) {
  for (const { name, code } of all.filter((one) => one.pack === pack).toReversed()) best.set(name, code);
}
const expected = [...best].sort(([a], [b]) => (a < b ? -1 : 1));

const sorted = (names: readonly Pick<OwnName, "name" | "code">[]): [string, number][] =>
  names.map(({ name, code }): [string, number] => [name, code]).sort(([a], [b]) => (a < b ? -1 : 1));

const own: readonly OwnName[] = [
  { name: "IOCTL_MINE", code: 0x9c402004, line: 1, file: "a*/b\n.h" },
  { name: "lower", code: 0x00012017, line: 2 },
  { name: "type", code: 0x222000, line: 3 },
  { name: "größe", code: 0x222004, line: 4 },
  { name: "FSCTL_SET_ENCRYPTION", code: 0x123456, line: 5 },
];

describe("exportNames", () => {
  it.each(["c", "rust"] as const)("%s: every known name is read back with its code", async (language) => {
    const text = exportNames(all, language);
    expect(exportNames(searchNames(""), language)).toBe(text);
    const { names, issues } = await parseNames(text, { format: language });
    expect(issues).toEqual([]);
    expect(sorted(names)).toEqual(expected);
  });

  it("writes a header that shows how a code is made, and tells other codes of a name", () => {
    expect(
      exportNames(searchNames("FSCTL_SET_ENCRYPTION"), "c"),
    ).toBe(`/* Control codes, written by ioctlens. */
#ifndef IOCTLENS_CONTROL_CODES_H
#define IOCTLENS_CONTROL_CODES_H

#ifndef CTL_CODE
#define CTL_CODE(DeviceType, Function, Method, Access) \\
  (((unsigned int)(DeviceType) << 16) | ((unsigned int)(Access) << 14) | \\
   ((unsigned int)(Function) << 2) | (unsigned int)(Method))
#endif
#ifndef FILE_DEVICE_FILE_SYSTEM
#define FILE_DEVICE_FILE_SYSTEM 0x9
#endif
#ifndef FILE_ANY_ACCESS
#define FILE_ANY_ACCESS 0x0
#endif
#ifndef METHOD_NEITHER
#define METHOD_NEITHER 0x3
#endif

#ifndef FSCTL_SET_ENCRYPTION
#define FSCTL_SET_ENCRYPTION CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0x35, METHOD_NEITHER, FILE_ANY_ACCESS) /* 0x000900D7, winioctl.h; elsewhere 0x000900D4 */
#endif

#endif
`);
  });

  it("takes own names before others, leaves out what is no name in the language, and keeps remarks closed", () => {
    const found = searchNames(/^(?:IOCTL_MINE|lower|type|größe|FSCTL_SET_ENCRYPTION)$/, own);
    const text = exportNames(found, "ts");
    expect(text).toBe(`// Control codes, written by ioctlens.
// left out, no names here: type, größe

export const lower = 0x00012017; // 0x00012017, own names
export const FSCTL_SET_ENCRYPTION = 0x00123456; // CTL_CODE(FILE_DEVICE_NETWORK, 0xD15, METHOD_OUT_DIRECT, FILE_ANY_ACCESS); 0x00123456, own names; elsewhere 0x000900D7, 0x000900D4
export const IOCTL_MINE = 0x9C402004; // CTL_CODE(0x9C40, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS); 0x9C402004, b?.h
`);
    expect(exportNames(found, "rust")).toContain(
      "#[allow(non_upper_case_globals)]\npub const lower: u32 = 0x00012017;",
    );
  });

  it("writes TypeScript that type-checks and has the values, also without a name", async () => {
    folder.write("codes.ts", exportNames(all, "ts"));
    folder.write("none.ts", exportNames([], "ts"));
    folder.write("package.json", '{"type":"module"}');
    const tsc = join(import.meta.dirname, "../../node_modules/typescript/bin/tsc");
    const options = ["--strict", "--isolatedModules", "--target", "es2022", "--module", "nodenext"];
    execFileSync(process.execPath, [tsc, ...options, "codes.ts", "none.ts"], {
      cwd: folder.path,
      stdio: "inherit",
    });
    const module = (await import(pathToFileURL(folder.at("codes.js")).href)) as Record<string, number>;
    expect(Object.entries(module).sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(expected);
  });

  const hasGcc = spawnSync("gcc", ["--version"]).status === 0;
  if (!hasGcc) console.info("skipped: gcc is not installed");

  it.skipIf(!hasGcc)(
    "writes a header that gcc compiles without a warning, with the values of the names",
    () => {
      folder.write("codes.h", exportNames(all, "c"));
      const prints = expected.map(([name]) => `  printf("${name} %u\\n", (unsigned)${name});`);
      folder.write(
        "main.c",
        `#include "codes.h"\n#include "codes.h"\n#include <stdio.h>\nint main(void) {\n${prints.join("\n")}\n  return 0;\n}\n`,
      );
      const flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
      execFileSync("gcc", [...flags, "main.c", "-o", "main"], { cwd: folder.path, stdio: "inherit" });
      const output = execFileSync(folder.at("main"), { encoding: "utf8" });
      expect(output.trim().split("\n")).toEqual(expected.map(([name, code]) => `${name} ${code}`));
    },
  );
});
