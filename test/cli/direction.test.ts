/** --direction on an export that tells requests from responses. */
import { describe, expect, it } from "vitest";
import { Folder } from "./command.js";

const folder = new Folder();
folder.write(
  "smb.csv",
  'smb2.flags.response,smb2.ioctl.function\n"0","0x001401fc"\n"1","0x001401fc"\n"1","0x00140204"\n',
);
folder.write("list.tsv", "smb2.ioctl.function\n0x001401fc\n");

const decode = (...args: string[]) =>
  folder.run(["decode", "smb.csv", "-f", "csv", "--columns", "row,direction,code", ...args]);

describe("--direction", () => {
  it("is request unless given, and standard error says so", async () => {
    const { stdout, stderr } = await decode();
    expect(stdout).toBe("row,direction,code\n1,request,0x001401FC\n");
    expect(stderr).toContain("smb.csv: requests are counted, their responses are not");
    expect(stderr).toContain("3 records = 1 decoded + 0 unresolved + 2 other + 0 rejected");
  });

  it("takes responses, or both", async () => {
    const responses = await decode("--direction", "response");
    expect(responses.stdout).toBe("row,direction,code\n2,response,0x001401FC\n3,response,0x00140204\n");
    expect(responses.stderr).not.toContain("counted");
    const both = await decode("--direction", "both");
    expect(both.stdout.split("\n")).toHaveLength(5);
  });

  it("leaves nothing out where the two cannot be told apart", async () => {
    const { stdout, stderr } = await folder.run(["summary", "list.tsv", "-f", "ndjson"]);
    expect(JSON.parse(stdout)).toMatchObject({ code: "0x001401FC", count: 1 });
    expect(stderr).toContain("cannot be told apart");
  });
});
