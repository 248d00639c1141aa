/** Zip archives: the files in them, each to be read from its beginning. The directory is read by zip.js. */
import type { FileEntry } from "@zip.js/zip.js";
import { DecodeError } from "../errors.js";
import type { ByteInput } from "../sources/byte-input.js";
import type { Expansion } from "./expansion.js";
import { unpackError, unpackedInput } from "./unpacked-input.js";
import { zipData } from "./zip-data.js";

/** A file of an archive. */
export interface ZipFile {
  /** Path in the archive, without control characters. */
  readonly path: string;
  /**
   * Its bytes, from the first one. What it unpacks to is counted as layer `depth` of `expansion`.
   * @throws DecodeError E_UNPACK for a way of packing that is not supported, E_EXPAND_LIMIT
   */
  open(name: string, expansion: Expansion, depth: number): Promise<ByteInput>;
}

/** Ways of packing that are not supported. */
const METHOD_NAMES: Readonly<Record<number, string>> = {
  1: "Shrink",
  6: "Implode",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "xz",
  98: "PPMd",
};

/** A directory with more files than this is none of a trace. */
const MOST_FILES = 100_000;
/** Largest piece that is read of an archive: its directory. */
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

/** An archive can be read in any order and has a length. */
export type ArchiveInput = ByteInput & Required<Pick<ByteInput, "readAt" | "byteLength">>;

export function isArchiveInput(input: ByteInput): input is ArchiveInput {
  return input.readAt !== undefined && input.byteLength !== undefined;
}

/** Names come from anywhere; on a terminal their control characters would do things. */
function printable(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** What zip.js finds wrong with a directory, in words of ours where a person can do something about it. */
function directoryError(file: string, error: unknown): unknown {
  if (error instanceof DecodeError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const message =
    text === "End of central directory not found"
      ? "the zip archive has no directory at its end: it is cut off or damaged"
      : text === "Split zip file"
        ? "this is a part of a split zip archive; join the parts first"
        : `the zip archive cannot be read: ${text}`;
  return unpackError(file, message, error);
}

/**
 * The files of an archive, in the order of its directory. `input` has to stay open as long as they are read.
 * @throws DecodeError E_UNPACK
 */
export async function zipFiles(input: ArchiveInput, name: string): Promise<ZipFile[]> {
  const { Reader, ZipReader } = await import("@zip.js/zip.js");
  class InputReader extends Reader<ArchiveInput> {
    override size = input.byteLength;

    override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
      const wanted = Math.max(0, Math.min(length, input.byteLength - index));
      if (wanted > MOST_DIRECTORY_BYTES)
        throw unpackError(name, "the directory of the zip archive is too large");
      const bytes = new Uint8Array(wanted);
      let filled = 0;
      while (filled < wanted) {
        const count = await input.readAt(bytes.subarray(filled), index + filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    }
  }
  const archive = new ZipReader(new InputReader(input), {
    useWebWorkers: false,
    filenameValidation: "tolerant",
  });
  const files: ZipFile[] = [];
  try {
    for await (const entry of archive.getEntriesGenerator()) {
      if (files.length === MOST_FILES) {
        throw unpackError(name, `the zip archive has more than ${MOST_FILES} files`);
      }
      if (!entry.directory) files.push(zipFile(input, entry));
    }
  } catch (error) {
    throw directoryError(name, error);
  }
  return files;
}

function zipFile(archive: ArchiveInput, entry: FileEntry): ZipFile {
  return {
    path: printable(entry.filename),
    async open(name, expansion, depth) {
      const { compressionMethod: method, uncompressedSize } = entry;
      if (entry.encrypted) {
        throw unpackError(name, "the file is encrypted in its archive; unpack it with its password first");
      }
      expansion.check(uncompressedSize);
      const data = await zipData(archive, entry, name);
      if (data === null) {
        const what = METHOD_NAMES[method] ?? `method ${method}`;
        throw unpackError(
          name,
          `the file is packed in its archive with ${what}, which is not supported; unpack it first`,
        );
      }
      return unpackedInput(data.input, data.packing, data.unpacker, expansion, depth, uncompressedSize);
    },
  };
}
