/** Names of control codes and device types, the entry `ioctlens/names`; re-exports only. */
export { deviceTypeFor, deviceTypeName, deviceTypeNames } from "./device-names.js";
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
export { type ResolvedCode, type ResolveOptions, resolveCodeText } from "./resolve.js";
export { TABLES_VERSION } from "./tables.generated.js";
export type { NameCandidate, NameKind, NameRelation, NamesPack } from "./tables.js";
