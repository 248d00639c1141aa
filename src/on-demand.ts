/**
 * What the entry `ioctlens` loads when it is called for the first time: reading traces. Without it fields and names are a small
 * download, and no program waits for formats that it does not read.
 */
import type { DecodeOptions, OpenTrace } from "./decode.js";
import type { Engine } from "./kernel/index.js";
import type { Kernel, KernelModule } from "./kernel/kernel.js";
import type { Archive, ArchiveOptions } from "./packed/archive.js";
import type { Batch } from "./record/batch.js";
import type { ColumnName } from "./record/schema.js";
import type { InputLike } from "./sources/byte-input.js";
import type { SourceDoc } from "./sources/source.js";
import type { SummarizeOptions, SummarizeResult } from "./summarize.js";
import type { Summary } from "./summary/summary.js";

/**
 * Decodes a trace: batches of decoded and unresolved records, in order.
 *
 * Each batch is borrowed: its arrays are valid until the next one is asked for; `ownBatch` copies one.
 * @throws DecodeError E_EMPTY, E_NOT_A_TRACE, E_READ and what the format's source found wrong; the reason of `signal`
 */
export async function* decode(
  input: InputLike,
  options: DecodeOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  const reading = await import("./decode.js");
  yield* reading.decode(input, options);
}

/**
 * Counts the records of a trace by control code and the columns of `by`, into `summary` when one is given. Shares are
 * of the records that the conditions keep.
 * @throws DecodeError as `decode` does; the reason of `signal`
 */
export async function summarize(
  input: InputLike,
  options: SummarizeOptions = {},
  summary?: Summary,
): Promise<SummarizeResult> {
  const counting = await import("./summarize.js");
  return counting.summarize(input, options, summary);
}

/**
 * Opens a trace and tells its format and its columns before the first batch. `countBy` lets the reader count records itself:
 * its `giveCounted` is then to be called after each batch and at the end.
 * To be closed, by `close()` or `await using`.
 * @throws DecodeError as `decode` does; the reason of `signal`
 */
export async function openTrace(
  input: InputLike,
  options: DecodeOptions = {},
  countBy?: readonly ColumnName[],
): Promise<OpenTrace> {
  const reading = await import("./decode.js");
  return reading.openTrace(input, options, countBy);
}

/**
 * Opens an archive, which may itself be compressed, and looks at what is in it.
 * @throws DecodeError E_UNPACK when it is damaged or no archive, E_NEEDS_FILE for a stream without `spool`, E_READ
 */
export async function openArchive(input: InputLike, options: ArchiveOptions = {}): Promise<Archive> {
  const unpacking = await import("./packed/archive.js");
  return unpacking.openArchive(input, options);
}

/** The trace formats, in the order in which they are tried; `name` is what the option `source` takes. */
export async function sources(): Promise<{ readonly name: string; readonly doc: SourceDoc }[]> {
  const { SOURCES } = await import("./sources/index.js");
  return SOURCES.map(({ name, doc }) => ({ name, doc }));
}

/**
 * A kernel with memory of its own, for programs that scan windows of bytes themselves; `close()` or `using` lets go of it.
 * `module` is a compiled `ioctlens/kernel.wasm`, for places that compile no WebAssembly at run time.
 * @throws DecodeError E_WASM when `engine` is `wasm` and WebAssembly is missing or forbidden
 */
export async function createKernel(engine: Engine = "auto", module?: KernelModule): Promise<Kernel> {
  const kernels = await import("./kernel/index.js");
  return kernels.createKernel(engine, module);
}
