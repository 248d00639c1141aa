/** What a binary output tells about its origin. Nothing of the time, the machine or the folders: equal runs, equal bytes. */
import { type NamesPack, TABLES_VERSION } from "../names/index.js";
import { SCHEMA_VERSION } from "../record/schema.js";
import { VERSION } from "../record/version.generated.js";

/** The program that wrote, as Parquet wants it. */
export const CREATED_BY = `ioctlens version ${VERSION}`;

/**
 * Keys and values for the metadata of a file: version of the program, of the schema and of the names, and the sources
 * that the records were read with, where all of them are known.
 */
export function provenance(pack: NamesPack, sources?: Iterable<string>): Record<string, string> {
  return {
    "ioctlens.version": VERSION,
    "ioctlens.schemaVersion": String(SCHEMA_VERSION),
    "ioctlens.namesVersion": TABLES_VERSION,
    "ioctlens.namesPack": pack,
    ...(sources === undefined ? {} : { "ioctlens.sources": [...new Set(sources)].sort().join(",") }),
  };
}
