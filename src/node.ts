/** The library with files and standard input: everything of `ioctlens`, and what needs Node. */
import { fstatSync, readSync } from "node:fs";
import { DecodeError } from "./errors.js";
import { type ByteInput, toByteInput } from "./sources/byte-input.js";
import { chunksOf, readError } from "./workers/file-input.js";

export * from "./index.js";
export { fileInput } from "./workers/file-input.js";
export { spool } from "./workers/spool.js";
export { type FileSummarizeOptions, summarizeFile } from "./workers/summarize-file.js";

/** Standard input, named `-`, from where it stands. */
export function stdinInput(): ByteInput {
  const stat = fstatSync(0);
  if (stat.isDirectory()) throw new DecodeError("E_READ", "this is a directory", { file: "-" });
  if (!stat.isFile()) return toByteInput(chunksOf(process.stdin, "-"), "-");
  return {
    name: "-",
    ...(stat.size > 0 ? { byteLength: stat.size } : {}),
    read(into) {
      try {
        return readSync(0, into, 0, into.length, null);
      } catch (cause) {
        throw readError("-", cause);
      }
    },
    close() {},
  };
}
