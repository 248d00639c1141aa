/**
 * Archives: which of their files are traces, told by content, in archives inside too. What is in an archive is looked
 * at once when it is opened (the first bytes of every file); each trace is then read on its own.
 */
import { DecodeError } from "../errors.js";
import { type ByteInput, type InputLike, peek, toByteInput } from "../sources/byte-input.js";
import { recogniseHead } from "../sources/index.js";
import { HEAD_BYTES, type SourceOptions } from "../sources/source.js";
import { endAtDamage } from "./damage.js";
import { type ExpandLimits, Expansion } from "./expansion.js";
import { checkDepth, type Unpacked, unpackStreams } from "./unpack.js";
import { unpackError } from "./unpacked-input.js";
import { isArchiveInput, type ZipFile, zipFiles } from "./zip.js";

/** A copy of an input that can be read in any order; `spool` of `ioctlens/node` makes one. The input is left open. */
export type Spool = (input: ByteInput, maxBytes?: number) => Promise<ByteInput>;

export interface ArchiveOptions extends SourceOptions, ExpandLimits {
  /** Name of the archive, for the names of what is in it. */
  readonly name?: string;
  /** Source of all files, instead of the one that recognises each. */
  readonly source?: string;
  /** Keeps an archive that comes as a stream, or out of another archive. Without it that is E_NEEDS_FILE. */
  readonly spool?: Spool;
}

/** A file of an archive. */
export interface ArchiveEntry {
  /** `archive.zip!path/of/file`; in an archive inside, `archive.zip!inside.zip!path`. Control characters are replaced. */
  readonly name: string;
  /** Name of the source that recognises it; null when none does. */
  readonly source: string | null;
  /** Why it is none that can be read: E_NOT_A_TRACE, E_EMPTY, E_UNPACK and so on; null for a trace. */
  readonly error: DecodeError | null;
  /**
   * Its bytes from the first one, packings of its own taken off; the caller closes it. What all of them unpack to
   * counts against the limits of the archive.
   */
  open(): Promise<ByteInput>;
}

/** Files that systems put into archives by themselves. */
const SYSTEM_FILE = /(?:^|[/!])(?:__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/** True for an entry in which nobody found anything of a trace. */
function isNoTrace({ error }: ArchiveEntry): boolean {
  return error?.code === "E_NOT_A_TRACE" || error?.code === "E_EMPTY";
}

export class Archive {
  readonly name: string;
  /** All files, in the order of the directory. */
  readonly entries: readonly ArchiveEntry[];
  readonly #kept: readonly ByteInput[];

  constructor(name: string, entries: readonly ArchiveEntry[], kept: readonly ByteInput[]) {
    this.name = name;
    this.entries = entries;
    this.#kept = kept;
  }

  /** The files that are traces. */
  get traces(): ArchiveEntry[] {
    return this.entries.filter(({ source }) => source !== null);
  }

  /**
   * Files that nobody takes for a trace: what systems put into archives, and everything beside an .etl, where recorders
   * put symbols, logs and descriptions (.etl.zip, .diagsession).
   */
  get byProducts(): ArchiveEntry[] {
    const hasEtl = this.entries.some(({ source }) => source === "etl");
    return this.entries.filter(
      (entry) => isNoTrace(entry) && (hasEtl || SYSTEM_FILE.test(entry.name.slice(this.name.length + 1))),
    );
  }

  /**
   * What is wrong with the other files, and with the archive when there is no trace in it: in that order, one error for
   * all files that are no traces.
   */
  get faults(): DecodeError[] {
    const byProducts = new Set(this.byProducts);
    const others = this.entries.filter((entry) => entry.source === null && !byProducts.has(entry));
    const faults = others.flatMap((entry) => (isNoTrace(entry) ? [] : [entry.error!]));
    const noTraces = others.filter(isNoTrace);
    if (this.entries.length === 0) faults.push(this.#fault("E_EMPTY", "the archive is empty"));
    else if (noTraces.length > 0) faults.push(this.#fault("E_NOT_A_TRACE", noTraceMessage(noTraces)));
    else if (faults.length === 0 && byProducts.size === this.entries.length) {
      faults.push(this.#fault("E_NOT_A_TRACE", noTraceMessage([...byProducts])));
    }
    return faults;
  }

  #fault(code: "E_EMPTY" | "E_NOT_A_TRACE", message: string): DecodeError {
    return new DecodeError(code, message, { file: this.name });
  }

  async close(): Promise<void> {
    for (const input of this.#kept) await input.close();
  }
}

/** The error of a file, with its name. */
function atFile(error: DecodeError, file: string): DecodeError {
  if (error.file !== undefined) return error;
  const { code, message, line, column } = error;
  const place = {
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  return new DecodeError(code, message, { file, ...place, cause: error });
}

const SHOWN_NAMES = 3;

/** Some names of many, for a message. */
export function listNames(entries: readonly ArchiveEntry[]): string {
  const names = entries.slice(0, SHOWN_NAMES).map(({ name }) => name);
  const more = entries.length - names.length;
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function noTraceMessage(entries: readonly ArchiveEntry[]): string {
  const [first] = entries;
  if (entries.length === 1) return `a file in it is no trace: ${first!.name}: ${first!.error!.message}`;
  return `${entries.length} files in it are no traces: ${listNames(entries)}`;
}

/**
 * Opens an archive, which may itself be compressed, and looks at what is in it.
 * @throws DecodeError E_UNPACK when it is damaged or no archive, E_NEEDS_FILE for a stream without `spool`, E_READ
 */
export async function openArchive(given: InputLike, options: ArchiveOptions = {}): Promise<Archive> {
  const opened = toByteInput(given, options.name);
  const name = options.name ?? opened.name;
  const unpacked = await unpackStreams(opened, new Expansion(name, options));
  if (unpacked.isArchive) return readArchive(unpacked, { ...options, name });
  await unpacked.input.close();
  throw unpackError(name, "this is no zip archive");
}

/** The archive in `unpacked`, whose input belongs to it from then on. */
export async function readArchive(
  unpacked: Unpacked,
  options: ArchiveOptions & { readonly name: string },
): Promise<Archive> {
  const kept: ByteInput[] = [];
  try {
    const looked = new Expansion(options.name, options);
    const read = new Expansion(options.name, options);
    const entries = await new Directory(kept, looked, read, options).list(
      unpacked.input,
      options.name,
      unpacked.depth,
    );
    return new Archive(options.name, entries, kept);
  } catch (error) {
    for (const input of kept) await input.close();
    throw error;
  }
}

/** After so many files others get their turn, signals above all. */
const TURN_FILES = 64;

/** Lists what is in an archive. */
class Directory {
  readonly #kept: ByteInput[];
  /** Of looking at the files, and of reading them. */
  readonly #looked: Expansion;
  readonly #read: Expansion;
  readonly #options: ArchiveOptions;

  constructor(kept: ByteInput[], looked: Expansion, read: Expansion, options: ArchiveOptions) {
    this.#kept = kept;
    this.#looked = looked;
    this.#read = read;
    this.#options = options;
  }

  /** The files of an archive that `depth` packings are around. Keeps its input, or a copy. */
  async list(given: ByteInput, name: string, depth: number): Promise<ArchiveEntry[]> {
    checkDepth(depth, name);
    let input = given;
    this.#kept.push(given);
    if (!isArchiveInput(given)) {
      const { spool, maxExpandBytes } = this.#options;
      if (spool === undefined) {
        throw new DecodeError("E_NEEDS_FILE", "the directory of a zip archive stands at its end", {
          file: name,
        });
      }
      input = await spool(given, maxExpandBytes);
      this.#kept.splice(this.#kept.indexOf(given), 1, input);
      await given.close();
    }
    if (!isArchiveInput(input)) throw unpackError(name, "the zip archive has no known length");
    if (this.#looked.packedBytes === 0) {
      this.#looked.packedBytes = input.byteLength;
      this.#read.packedBytes = input.byteLength;
    }
    const entries: ArchiveEntry[] = [];
    for (const [i, file] of (await zipFiles(input, name)).entries()) {
      if (i % TURN_FILES === TURN_FILES - 1) await new Promise<void>((resolve) => setTimeout(resolve));
      entries.push(...(await this.#look(file, `${name}!${file.path}`, depth)));
    }
    return entries;
  }

  /** A file as it is; or what is in it, if it is an archive. */
  async #look(file: ZipFile, name: string, depth: number): Promise<ArchiveEntry[]> {
    const open = async (expansion: Expansion): Promise<Unpacked> =>
      unpackStreams(await file.open(name, expansion, depth), expansion, depth + 1);
    const entry = (source: string | null, error: DecodeError | null): ArchiveEntry => ({
      name,
      source,
      error,
      open: async () => (await open(this.#read)).input,
    });
    try {
      const unpacked = await open(this.#looked);
      if (unpacked.isArchive) return await this.list(unpacked.input, name, unpacked.depth);
      return [entry(await this.#sourceOf(unpacked.input), null)];
    } catch (error) {
      if (error instanceof DecodeError) return [entry(null, atFile(error, name))];
      throw error;
    }
  }

  /** Name of the source that recognises an input, which is closed. @throws DecodeError when none does */
  async #sourceOf(input: ByteInput): Promise<string> {
    try {
      const ending = endAtDamage(input);
      const { head } = await peek(ending.input, HEAD_BYTES);
      try {
        return recogniseHead(head, this.#options).source.name;
      } catch (error) {
        throw ending.damage ?? error;
      }
    } finally {
      await input.close();
    }
  }
}
