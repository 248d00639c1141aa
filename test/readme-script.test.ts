/**
 * The script of README.md that installs the package and DuckDB and queries a Parquet file, run as it is written. It
 * needs a registry, so it runs in .ci/run (IOCTLENS_INSTALL=1).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8").replaceAll("\r\n", "\n");
const [, script, printed] = /^```bash\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```/m.exec(README) ?? [];
const folder = mkdtempSync(join(tmpdir(), "ioctlens-script-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the script of README.md", () => {
  it("has ten lines and begins with its own npm i", () => {
    const lines = script!.trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^npm i /);
  });

  if (process.env.IOCTLENS_INSTALL !== "1") {
    it.skip("skipped: it installs packages; IOCTLENS_INSTALL=1 runs it, as .ci/run does", () => {});
    return;
  }

  it.skipIf(process.platform === "win32")("prints what stands below it", { timeout: 300_000 }, () => {
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
      cwd: ROOT,
    });
    writeFileSync(join(folder, "script.sh"), script!);
    const output = execFileSync("bash", ["-euo", "pipefail", "script.sh"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(output.endsWith(printed!), output).toBe(true);
  });
});
