/**
 * The data of a file in a zip archive. Stored and deflated data go the way of gzip, with the checksum and the length
 * that the directory tells: so all that is sound is given, and everything is checked. Deflate64 is zip.js's.
 */
import type { FileEntry } from "@zip.js/zip.js";
import { type ByteInput, toByteInput } from "../sources/byte-input.js";
import { gzipUnpacker } from "./gzip.js";
import { FEED_BYTES, type Unpacker, UnpackFault, unpackError } from "./unpacked-input.js";
import type { ArchiveInput } from "./zip.js";

const STORED = 0;
const DEFLATED = 8;
/** Deflate with longer matches, which Windows takes for files of gigabytes. */
const DEFLATED_64 = 9;

/** Packed bytes, and who unpacks them. */
export interface ZipData {
  readonly input: ByteInput;
  readonly packing: string;
  readonly unpacker: Unpacker;
}

/**
 * The data of `entry`, which is not encrypted; null when its method is not supported.
 * @throws DecodeError E_UNPACK
 */
export async function zipData(
  archive: ArchiveInput,
  entry: FileEntry,
  name: string,
): Promise<ZipData | null> {
  const { compressionMethod: method, compressedSize } = entry;
  const packed = { taken: 0, byteLength: compressedSize };
  if (method === DEFLATED_64) {
    const input = { ...toByteInput(inflated64(entry), name), packed };
    return { input, packing: "Deflate64", unpacker: plainUnpacker() };
  }
  if (method !== STORED && method !== DEFLATED) return null;
  const raw = rawData(archive, await dataOffset(archive, entry, name), compressedSize, packed);
  const blocks = method === STORED ? storedBlocks(raw) : raw;
  return {
    input: { ...toByteInput(asGzip(blocks, entry), name), packed },
    packing: method === STORED ? "stored" : "deflated",
    unpacker: await gzipUnpacker(),
  };
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;

/** Where the data of a file begin: behind a second header, which has a name and extra fields of its own lengths. */
async function dataOffset(archive: ArchiveInput, entry: FileEntry, name: string): Promise<number> {
  const header = new DataView(new ArrayBuffer(LOCAL_HEADER_BYTES));
  const count = await archive.readAt(new Uint8Array(header.buffer), entry.offset);
  if (count < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER) {
    throw unpackError(name, "the directory of the archive tells a place where no file begins");
  }
  return entry.offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}

/** `length` bytes of the archive from `from` on, as far as they are there. */
async function* rawData(
  archive: ArchiveInput,
  from: number,
  length: number,
  packed: { taken: number },
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(FEED_BYTES, length));
  while (packed.taken < length) {
    const wanted = buffer.subarray(0, Math.min(buffer.length, length - packed.taken));
    const count = await archive.readAt(wanted, from + packed.taken);
    if (count === 0) return;
    packed.taken += count;
    yield wanted.subarray(0, count);
  }
}

/** Longest block of deflate that holds its bytes as they are. */
const MOST_STORED_BYTES = 65_535;

/** Stored data as blocks of deflate. */
async function* storedBlocks(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head = (isLast: number, length: number): Uint8Array =>
    Uint8Array.of(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255);
  for await (const chunk of data) {
    for (let at = 0; at < chunk.length; at += MOST_STORED_BYTES) {
      const block = chunk.subarray(at, at + MOST_STORED_BYTES);
      yield head(0, block.length);
      yield block;
    }
  }
  yield head(1, 0);
}

/** Deflated data between a head and a tail of gzip. */
async function* asGzip(data: AsyncIterable<Uint8Array>, entry: FileEntry): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(0x1f, 0x8b, DEFLATED, 0, 0, 0, 0, 0, 0, 255);
  yield* data;
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, entry.crc32 ?? 0, true);
  tail.setUint32(4, entry.uncompressedSize, true);
  yield new Uint8Array(tail.buffer);
}

/** Unpacked by zip.js, a chunk at a time. */
async function* inflated64(entry: FileEntry): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const stop = new AbortController();
  let ended = false;
  let failure: unknown = null;
  let wake = (): void => {};
  let goOn = (): void => {};
  const end = (error: unknown): void => {
    ended = true;
    failure = error;
    wake();
  };
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      chunks.push(chunk);
      wake();
      return new Promise<void>((resolve) => {
        goOn = resolve;
      });
    },
  });
  entry.getData(writable, { checkCrc32: true, signal: stop.signal }).then(() => end(null), end);
  try {
    for (;;) {
      while (chunks.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const chunk = chunks.shift();
      if (chunk === undefined) break;
      yield chunk;
      goOn();
    }
    if (failure !== null) throw new UnpackFault(`is damaged: ${String((failure as Error).message)}`);
  } finally {
    stop.abort();
    goOn();
  }
}

/** Gives the bytes as they are. */
function plainUnpacker(): Unpacker {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    feed(bytes) {
      rest = bytes;
    },
    take(into) {
      const part = rest.subarray(0, into.length);
      into.set(part);
      rest = rest.subarray(part.length);
      return part.length;
    },
    end() {},
    close() {},
  };
}
