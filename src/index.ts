/** ioctlens: Windows I/O control codes out of trace files. Runs in Node and browsers; re-exports only. */
export * from "./control-code/index.js";
export type { DecodeOptions, OpenTrace } from "./decode.js";
export { decodeStream } from "./decode-stream.js";
export { DecodeError, type DecodeErrorCode, ERROR_CODES, type ErrorPlace } from "./errors.js";
export { decodeFields, kernelVariant, newFieldColumns } from "./kernel/decode-fields.js";
export type { Engine } from "./kernel/index.js";
export type {
  FieldColumns,
  Kernel,
  KernelModule,
  RecordColumns,
  ScanConfig,
  TakeEntryGroup,
} from "./kernel/kernel.js";
// Reading and writing files of names is the business of `ioctlens/names`.
export {
  type CodeOfName,
  codeFor,
  decideRadix,
  deviceTypeFor,
  deviceTypeName,
  deviceTypeNames,
  entriesOf,
  isKnownCode,
  type MajorFunction,
  type NameCandidate,
  type NamedCode,
  type NameKind,
  type NameRelation,
  type NamesOptions,
  type NamesPack,
  type NameTable,
  type NearMiss,
  namesFor,
  nearMisses,
  type OwnName,
  type ResolvedCode,
  type ResolveOptions,
  resolveCodeText,
  searchNames,
  TABLES_VERSION,
} from "./names/index.js";
export { createKernel, decode, openArchive, openTrace, sources, summarize } from "./on-demand.js";
export type { Archive, ArchiveEntry, ArchiveOptions } from "./packed/archive.js";
export type { ExpandLimits } from "./packed/expansion.js";
export type { Accounting } from "./record/accounting.js";
export {
  type Batch,
  type CellValue,
  type CodeEntry,
  type Column,
  cellValue,
  type NumberColumn,
  type SpanColumn,
  type TextColumn,
} from "./record/batch.js";
export { type CodeValues, codeValues } from "./record/code-values.js";
export type { GroupSink } from "./record/group-sink.js";
export { errorOfIssue, type Issue, type IssueOptions } from "./record/issue.js";
export { ownBatch } from "./record/own-batch.js";
export { type ColumnName, type ColumnType, SCHEMA, SCHEMA_VERSION } from "./record/schema.js";
export { VERSION } from "./record/version.generated.js";
export { type ByteInput, type InputLike, toByteInput } from "./sources/byte-input.js";
export type { RecordReader, SourceDoc, SourceOptions } from "./sources/source.js";
export type { SummarizeOptions, SummarizeResult } from "./summarize.js";
export { MEASURES, type MeasureName, Measures } from "./summary/measures.js";
export { type CountedRecords, Summary } from "./summary/summary.js";
export type { SummaryGroup } from "./summary/summary-group.js";
