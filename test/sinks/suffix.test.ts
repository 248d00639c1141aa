import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CodeValues } from "../../src/record/code-values.js";
import type { ColumnName } from "../../src/record/schema.js";
import { codeSuffix, suffixHeader } from "../../src/sinks/index.js";
import { awkwardText } from "./render.js";

const VALUES: CodeValues = {
  code: 0x902eb,
  codeText: null,
  name: 'a "b", c',
  names: ["FSCTL_A", "FSCTL_B"],
  deviceType: 9,
  deviceTypeName: "FILE_DEVICE_FILE_SYSTEM",
  functionCode: 186,
  requiredAccess: "FILE_ANY_ACCESS",
  transferMethod: "METHOD_NEITHER",
  layout: "ctl_code",
  facts: ["METHOD_NEITHER"],
};
const COLUMNS: readonly ColumnName[] = ["code", "codeText", "name", "names", "deviceType"];

describe("suffix", () => {
  it("RULES 21: cells in the delimiter of the input, quoted where needed", () => {
    const dialect = { delimiter: ",", quoteAll: false };
    expect(codeSuffix(VALUES, COLUMNS, dialect)).toBe(',0x000902EB,,"a ""b"", c",FSCTL_A;FSCTL_B,9');
    expect(codeSuffix(VALUES, ["names", "code"], { delimiter: ";", quoteAll: false })).toBe(
      ';"FSCTL_A;FSCTL_B";0x000902EB',
    );
  });

  it("RULES 21: every cell in quotes where the input has it so", () => {
    expect(codeSuffix(VALUES, COLUMNS, { delimiter: ",", quoteAll: true })).toBe(
      ',"0x000902EB","","a ""b"", c","FSCTL_A;FSCTL_B","9"',
    );
  });

  it("RULES 21: rejected rows pass with empty cells", () => {
    expect(codeSuffix(null, COLUMNS, { delimiter: ",", quoteAll: false })).toBe(",,,,,");
    expect(codeSuffix(null, ["code", "name"], { delimiter: "\t", quoteAll: true })).toBe('\t""\t""');
  });

  it("RULES 21: added headers that clash get the prefix ioctl_", () => {
    const dialect = { delimiter: ",", quoteAll: false };
    expect(suffixHeader(["code", "name"], ["Time", "name"], dialect)).toBe(",code,ioctl_name");
    expect(suffixHeader(["name"], ["name", "ioctl_name"], { ...dialect, quoteAll: true })).toBe(
      ',"ioctl_ioctl_name"',
    );
  });

  it("csv-parse reads back the cells, whatever the delimiter", () => {
    fc.assert(
      fc.property(
        awkwardText,
        fc.constantFrom(",", ";", "\t", "|", "::"),
        fc.boolean(),
        (name, delimiter, quoteAll) => {
          const suffix = codeSuffix({ ...VALUES, name }, ["name", "code"], { delimiter, quoteAll });
          const read = parse(`x${suffix}\n`, { delimiter, record_delimiter: "\n" });
          expect(read).toEqual([["x", name, "0x000902EB"]]);
        },
      ),
    );
  });
});
