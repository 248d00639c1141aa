/** The one trace in a compressed input or an archive, as a reader of traces gets it. */
import { DecodeError } from "../errors.js";
import { type ByteInput, peek } from "../sources/byte-input.js";
import { recogniseHead } from "../sources/index.js";
import { HEAD_BYTES, type Head, type Source } from "../sources/source.js";
import { type ArchiveOptions, listNames, readArchive } from "./archive.js";
import { endAtDamage, endOfLines, wholeLines } from "./damage.js";
import { Expansion } from "./expansion.js";
import { type Unpacked, unpackStreams } from "./unpack.js";

type PackedTraceOptions = ArchiveOptions & { readonly name: string };

/** An input of a known format, and its first bytes. */
export interface FoundTrace {
  /** As the user named it; of a trace in an archive with its path in there. */
  readonly name: string;
  /** Ends where a packed input is damaged; of a text, behind its last whole line. */
  readonly input: ByteInput;
  readonly head: Head;
  readonly source: Source;
  /** What ended a packed input before its end; null while it is sound. */
  readonly damage: DecodeError | null;
}

/**
 * Unpacks `given`, which belongs to the trace from then on, and is closed when that fails.
 * @throws DecodeError E_UNPACK, E_EXPAND_LIMIT, E_ARCHIVE for several traces, E_NOT_A_TRACE, E_EMPTY
 */
export async function openPackedTrace(given: ByteInput, options: PackedTraceOptions): Promise<FoundTrace> {
  const unpacked = await unpackStreams(given, new Expansion(options.name, options));
  const { name, input: opened } = unpacked.isArchive
    ? await onlyTrace(unpacked, options)
    : { name: options.name, input: unpacked.input };
  const ending = endAtDamage(opened);
  try {
    const { head: bytes, input } = await peek(ending.input, HEAD_BYTES);
    const whole = recogniseHead(bytes, options);
    const isText = whole.source.isBinary !== true;
    const { encoding } = whole.head;
    const isCut = isText && ending.damage !== null;
    const { head, source } = isCut
      ? recogniseHead(bytes.subarray(0, endOfLines(bytes, encoding)), options)
      : whole;
    return {
      name,
      input: isText ? wholeLines(input, encoding, () => ending.damage !== null) : input,
      head,
      source,
      get damage() {
        return ending.damage;
      },
    };
  } catch (error) {
    await opened.close();
    throw ending.damage ?? error;
  }
}

/** The trace of an archive that has no other one. It closes the archive. */
async function onlyTrace(
  unpacked: Unpacked,
  options: PackedTraceOptions,
): Promise<{ name: string; input: ByteInput }> {
  const archive = await readArchive(unpacked, options);
  try {
    const { traces, faults } = archive;
    const [trace] = traces;
    if (trace === undefined) throw faults[0]!;
    if (traces.length > 1) {
      const message = `the archive holds ${traces.length} traces: ${listNames(traces)}; openArchive gives each`;
      throw new DecodeError("E_ARCHIVE", message, { file: options.name });
    }
    const input = await trace.open();
    const close = async (): Promise<void> => {
      await input.close();
      await archive.close();
    };
    return { name: trace.name, input: { ...input, close } };
  } catch (error) {
    await archive.close();
    throw error;
  }
}
