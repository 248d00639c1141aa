/** Before all tests: builds the command when it is missing or older than what it is made from. */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

function newest(folder: string): number {
  let time = 0;
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.includes(".generated.")) continue;
    time = Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return time;
}

export default function setup(): void {
  const built = statSync(join(ROOT, "dist/bin/ioctlens.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.max(newest("src"), newest("assembly")) < built) return;
  execFileSync("npm", ["run", "build"], { cwd: ROOT, stdio: "inherit", shell: process.platform === "win32" });
}
