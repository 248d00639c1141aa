/** Versions of Node beside the one that runs the tests, where `npm ci --prefix test/consumers` could install them. */
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface OtherNode {
  readonly version: string;
  readonly path: string;
}

export const OTHER_NODES: readonly OtherNode[] = ["22", "24", "26"]
  .map((version) => ({
    version,
    path: join(import.meta.dirname, "node_modules", `node-${version}`, "bin/node"),
  }))
  .filter(({ path }) => existsSync(path));
