import { expect, it } from "vitest";
import { decode, Measures, Summary } from "../../src/index.js";

const CSV = "IoControlCode,status,process\n0x222004,0x0,a\n0x222004,0xC0000001,a\n0x222008,0x0,b\n";

it("gives the values of the groups that a summary gives", async () => {
  const summary = new Summary(["processName"]);
  const measures = new Measures(["errors"], ["processName"]);
  for await (const batch of decode(new TextEncoder().encode(CSV))) {
    summary.addBatch(batch, "-");
    measures.addBatch(batch, "-");
  }
  const values = (groups: Iterable<Parameters<Measures["valuesOf"]>[0]>) =>
    Array.from(groups, (group) => measures.valuesOf(group));
  const expected = [
    [1, 0.5],
    [0, 0],
  ];
  expect(values(summary.groups())).toEqual(expected);
  expect(values(summary.orderedGroups())).toEqual(expected);
  const ofCodes = Array.from(summary.groupsOfCodes(), (group) => measures.valuesAt(group.code, group.values));
  expect(ofCodes).toEqual(expected);
});
