// Writes the manual page, out of the tree of commands as it was built.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const { manPage } = await import("../../dist/cli/man-page.js");
const { EXAMPLES } = await import("../../dist/cli/examples.js");
const { makeProgram } = await import("../../dist/cli/program.js");
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

mkdirSync("dist/man", { recursive: true });
writeFileSync("dist/man/ioctlens.1", manPage(makeProgram(version), version, EXAMPLES));
