/** What tests of packed inputs share: unpacking to the end or to the damage, and Zstandard frames. */
import { DecodeError } from "../../src/errors.js";
import { type ExpandLimits, Expansion } from "../../src/packed/expansion.js";
import { unpackStreams } from "../../src/packed/unpack.js";
import { type InputLike, toByteInput } from "../../src/sources/byte-input.js";

export interface UnpackedBytes {
  readonly bytes: Buffer;
  /** Code of the error that ended it; null when it came to its end. */
  readonly error: string | null;
  readonly message: string;
}

/** All that a packed input gives, read in pieces of `size`. */
export async function unpacked(
  given: InputLike,
  { size = 64 * 1024, ...limits }: ExpandLimits & { readonly size?: number } = {},
): Promise<UnpackedBytes> {
  const chunks: Buffer[] = [];
  let error: string | null = null;
  let message = "";
  const { input } = await unpackStreams(toByteInput(given, "it"), new Expansion("it", limits));
  try {
    for (;;) {
      const into = new Uint8Array(size);
      const count = await input.read(into);
      if (count === 0) break;
      chunks.push(Buffer.from(into.subarray(0, count)));
    }
  } catch (caught) {
    if (!(caught instanceof DecodeError)) throw caught;
    error = caught.code;
    message = caught.message;
  }
  await input.close();
  return { bytes: Buffer.concat(chunks), error, message };
}

/** Lines of codes that go round. */
export function codeLines(count: number): string {
  return Array.from({ length: count }, (_, i) => `0x${(0x222000 + 4 * ((i * i) % 37)).toString(16)}\n`).join(
    "",
  );
}

/** Made by the command zstd of 40,000 code lines: three blocks and a checksum. */
export const ZSTD_MANY = Buffer.from(
  "KLUv/QRYPAQAFAMweDIyMjAwMAo0MTAyNDQwNjQ5MDM2YzE2ODI4NDUyYzA4ODcwODhjNDEwMDEyNDY5LSBgkxToAWL+UMkQ0JAcwoggVwiXYggjMslplDA5u0qQW0Ba4Plc3cGhgGIL4ChgfgEKBYQFksuYKfrKiLDcEJERYXIjQkbC5Ca33OSWG8+C2TgCTAAACDABAPz/ORACTQAACHgBADx+ORACoc5k4g==",
  "base64",
);

const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** A window of 128 KiB, no checksum, no size. */
const ZSTD_HEAD = [...ZSTD_MAGIC, 0, 0x38];
const MOST_BLOCK_BYTES = 128 * 1024;

function blockHead(kind: number, size: number, isLast: boolean): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE(size * 8 + kind * 2 + Number(isLast), 0, 3);
  return head;
}

/** A frame of blocks that hold their bytes as they are. */
export function zstdFrame(bytes: Uint8Array): Buffer {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += MOST_BLOCK_BYTES) {
    const block = bytes.subarray(at, at + MOST_BLOCK_BYTES);
    blocks.push(blockHead(0, block.length, false), block);
  }
  return Buffer.concat([Buffer.from(ZSTD_HEAD), ...blocks, blockHead(0, 0, true)]);
}

/** A frame that a reader passes over. */
export function zstdSkipped(length: number): Buffer {
  return Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, length, 0, 0, 0]), Buffer.alloc(length, 0xff)]);
}

/** A frame that begins with `text` and goes on with `blocks` blocks of 128 KiB of line feeds, four bytes each. */
export function zstdBomb(text: string, blocks: number): Buffer {
  const block = Buffer.concat([blockHead(1, MOST_BLOCK_BYTES, false), Buffer.from("\n")]);
  return Buffer.concat([
    Buffer.from(ZSTD_HEAD),
    blockHead(0, text.length, false),
    Buffer.from(text),
    ...Array<Buffer>(blocks).fill(block),
    blockHead(0, 0, true),
  ]);
}
