/** Names of control codes and device types, the entry `ioctlens/names`; re-exports only. */
export { decideRadix } from "./bare-digits.js";
export { deviceTypeFor, deviceTypeName, deviceTypeNames } from "./device-names.js";
export { exportNames, type SourceLanguage } from "./export-names.js";
export {
  type CodeOfName,
  codeFor,
  entriesOf,
  isKnownCode,
  type MajorFunction,
  type NamedCode,
  type NamesOptions,
  type NameTable,
  type NearMiss,
  namesFor,
  nearMisses,
  searchNames,
} from "./lookup.js";
export { type CheckedName, type CheckVerdict, checkNames } from "./own/check.js";
export { mergeNames, tableConflicts } from "./own/conflicts.js";
export {
  MAX_NAMES_BYTES,
  type NamesFormat,
  type ParsedNames,
  type ParseNamesOptions,
  parseNames,
} from "./own/parse-names.js";
export type { NamesIssue, OwnName } from "./own-names.js";
export { type ResolvedCode, type ResolveOptions, resolveCodeText } from "./resolve.js";
export { TABLES_VERSION } from "./tables.generated.js";
export type { NameCandidate, NameKind, NameRelation, NamesPack } from "./tables.js";
