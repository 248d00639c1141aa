/** The inputs of a command: arguments, wildcards, folders, lists of names, standard input, and what is in archives. */
import { isAbsolute, resolve } from "node:path";
import { DecodeError } from "../errors.js";
import { fileInput, stdinInput } from "../node.js";
import type { ArchiveOptions } from "../packed/archive.js";
import { PACKING_BYTES, packingOf } from "../packed/packing.js";
import { type ByteInput, peek } from "../sources/byte-input.js";
import { statsOf } from "./file-stats.js";
import { isTerminal } from "./terminal.js";

const WILDCARD = /[*?[\]{}]/;

export interface InputFlags {
  /** Read the traces in folders. */
  readonly recursive?: boolean;
  /** A file with names of inputs, or `-`. */
  readonly fileList?: string;
}

export interface ExpandedInputs {
  /** Of all inputs, in the order in which they are read. */
  readonly names: readonly string[];
  /** Those that nobody named: they were found in a folder. */
  readonly found: ReadonlySet<string>;
}

/** The names that a wildcard stands for, which no shell expanded; itself when there are none. */
async function expandWildcard(pattern: string): Promise<string[]> {
  if (!WILDCARD.test(pattern) || statsOf(pattern) !== undefined) return [pattern];
  const { glob } = await import("tinyglobby");
  const absolute = isAbsolute(pattern);
  // On Windows an absolute one may lack its drive.
  const whole = absolute ? resolve(pattern) : pattern;
  const slashed = process.platform === "win32" ? whole.replaceAll("\\", "/") : whole;
  const found = await glob(slashed, { absolute, expandDirectories: false, dot: true });
  return found.length === 0 ? [pattern] : found.sort();
}

/** The inputs that the arguments and flags name; `-` is standard input, which no argument means too. */
export async function expandInputs(args: readonly string[], flags: InputFlags = {}): Promise<ExpandedInputs> {
  const { fileList, recursive = false } = flags;
  const given: string[] = [];
  for (const arg of args) given.push(...(await expandWildcard(arg)));
  if (fileList !== undefined) {
    const { readFileList } = await import("./file-list.js");
    given.push(...(await readFileList(openNamed(fileList))));
    if (given.length === 0) throw new DecodeError("E_EMPTY", "the list names no input", { file: fileList });
  } else if (args.length === 0) {
    if (isTerminal("stdin")) {
      throw new DecodeError("E_OPTION", "no input: name a file, or pipe a trace to standard input (-)");
    }
    given.push("-");
  }
  if ([...given, fileList].filter((name) => name === "-").length > 1) {
    throw new DecodeError("E_OPTION", "standard input (-) can be read once only");
  }
  if (!recursive) return { names: given, found: new Set() };
  const { expandFolders } = await import("./folders.js");
  return expandFolders(given);
}

/** Opens an input by its name. */
export function openNamed(name: string): ByteInput {
  return name === "-" ? stdinInput() : fileInput(name);
}

/** An input as it is read: a file, or a trace in an archive. */
export interface NamedInput {
  readonly name: string;
  /** Source of a trace in an archive, where it was recognised already. */
  readonly source?: string | null;
  /** Its bytes from the first one. */
  open(): Promise<ByteInput>;
  /** It is compressed, and can be opened a second time. */
  readonly isLasting: boolean;
}

/** What an argument turned out to be. */
export interface Expanded {
  readonly inputs: readonly NamedInput[];
  /** What is wrong with files of an archive that are no inputs. */
  readonly faults: readonly DecodeError[];
  /** Names of files of an archive that nobody takes for a trace. */
  readonly byProducts: readonly string[];
  /** When all of it was read. */
  close(): Promise<void>;
}

/** Opens an input and looks at its first bytes. */
async function begin(name: string): Promise<{ given: ByteInput; input: ByteInput; isPacked: boolean }> {
  const given = openNamed(name);
  try {
    const { head, input } = await peek(given, PACKING_BYTES);
    return { given, input, isPacked: packingOf(head) !== null };
  } catch (error) {
    await given.close();
    throw error;
  }
}

/**
 * The inputs that `name` stands for: itself, unpacked, or the traces of an archive.
 * @throws DecodeError E_READ, E_UNPACK, E_EXPAND_LIMIT
 */
export async function expandNamed(name: string, options: ArchiveOptions): Promise<Expanded> {
  const { given, input, isPacked } = await begin(name);
  if (!isPacked) return alone({ name, open: async () => input, isLasting: false }, () => input.close());
  const { Expansion } = await import("../packed/expansion.js");
  const { unpackStreams } = await import("../packed/unpack.js");
  const unpack = (packed: ByteInput) => unpackStreams(packed, new Expansion(name, options));
  const unpacked = await unpack(input);
  if (!unpacked.isArchive) {
    let first: ByteInput | null = unpacked.input;
    const open = async (): Promise<ByteInput> => {
      const opened = first ?? (await unpack(openNamed(name))).input;
      first = null;
      return opened;
    };
    return alone({ name, open, isLasting: given.readAt !== undefined }, () => first?.close());
  }
  const { readArchive } = await import("../packed/archive.js");
  const archive = await readArchive(unpacked, { ...options, name });
  return {
    inputs: archive.traces.map((trace) => ({ ...trace, isLasting: true })),
    faults: archive.faults,
    byProducts: archive.byProducts.map((entry) => entry.name),
    close: () => archive.close(),
  };
}

/** An argument that stands for one input. */
function alone(input: NamedInput, close: () => void | Promise<void>): Expanded {
  return { inputs: [input], faults: [], byProducts: [], close: async () => close() };
}
