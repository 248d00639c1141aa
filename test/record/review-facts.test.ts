/** Properties of a code for review: each where it is true and nowhere else, with a sentence and its source. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutOf, RequiredAccess, TransferMethod, unpack } from "../../src/control-code/index.js";
import { namesFor } from "../../src/names/index.js";
import { codeValues } from "../../src/record/code-values.js";
import { factSentences } from "../../src/record/fact-sentences.js";
import { REVIEW_FACTS, reviewFacts } from "../../src/record/review-facts.js";
import { numberEntry } from "../../src/sources/code-text.js";

describe("review facts", () => {
  it.each([
    [0x902eb, ["METHOD_NEITHER", "FILE_ANY_ACCESS"]],
    [0x0022e004, ["VENDOR_FUNCTION"]],
    [0x8000e007, ["METHOD_NEITHER", "VENDOR_DEVICE_TYPE", "VENDOR_FUNCTION"]],
    [0x00012017, ["METHOD_NEITHER", "NOT_CTL_CODE", "SEVERAL_NAMES"]],
    [0x98000004, ["NOT_CTL_CODE"]],
    [0x00220003, ["METHOD_NEITHER", "FILE_ANY_ACCESS", "SEVERAL_NAMES"]],
  ])("of 0x%s are %s", (code, facts) => {
    expect(reviewFacts(code)).toEqual(facts);
  });

  it("follow from the bits of any CTL_CODE, and stand in the order of the list", () => {
    const code = fc.integer({ min: 0, max: 0xffffffff }).filter((value) => layoutOf(value) === "ctl_code");
    fc.assert(
      fc.property(code, (value) => {
        const { deviceType, functionCode, requiredAccess, transferMethod } = unpack(value);
        const expected = REVIEW_FACTS.filter(
          (fact) =>
            ({
              METHOD_NEITHER: transferMethod === TransferMethod.METHOD_NEITHER,
              FILE_ANY_ACCESS: requiredAccess === RequiredAccess.FILE_ANY_ACCESS,
              VENDOR_DEVICE_TYPE: deviceType >= 0x8000,
              VENDOR_FUNCTION: functionCode >= 0x800,
              NOT_CTL_CODE: false,
              SEVERAL_NAMES: namesFor(value, { pack: "extra" }).length > 1,
            })[fact],
        );
        expect(reviewFacts(value)).toEqual(expected);
      }),
    );
  });

  it("have a sentence and a source each", () => {
    for (const code of [0x8000e007, 0x220003, 0x12017]) {
      for (const { sentence, source } of factSentences(code)) {
        expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
        expect(source.length).toBeGreaterThan(4);
      }
    }
  });

  it("stand in the column facts; a code that is unknown has none", () => {
    expect(codeValues(numberEntry(0x902eb, null)).facts).toEqual(["METHOD_NEITHER", "FILE_ANY_ACCESS"]);
    expect(codeValues({ ...numberEntry(0, null), kind: "unresolved", code: null }).facts).toEqual([]);
  });
});
