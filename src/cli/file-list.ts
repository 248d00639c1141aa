/** `--file-list`: names of inputs out of a file or from standard input, as `find` prints them. */
import { DecodeError } from "../errors.js";
import type { ByteInput } from "../sources/byte-input.js";

/** A list is kept whole. */
const MOST_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 1 << 16;

async function readAll(input: ByteInput): Promise<Buffer> {
  try {
    const pieces: Buffer[] = [];
    for (let total = 0; ; ) {
      const piece = Buffer.alloc(PIECE_BYTES);
      const count = await input.read(piece);
      if (count === 0) return Buffer.concat(pieces);
      total += count;
      if (total > MOST_BYTES) {
        throw new DecodeError("E_READ", `a list of inputs may have ${MOST_BYTES} bytes`, {
          file: input.name,
        });
      }
      pieces.push(piece.subarray(0, count));
    }
  } finally {
    await input.close();
  }
}

/**
 * The names in a list: one a line, or with a NUL byte behind each (`find -print0`). They are taken as they are, wildcards
 * mean nothing. Names that are not UTF-8 cannot be given.
 *
 * @throws DecodeError E_READ
 */
export async function readFileList(list: ByteInput): Promise<string[]> {
  const text = (await readAll(list)).toString("utf8").replace(/^\ufeff/, "");
  return text.split(text.includes("\0") ? "\0" : /\r?\n/).filter((line) => line !== "");
}
