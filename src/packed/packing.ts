/** How an input is packed, told by its first bytes. */

/** A compressed stream, which holds one input, or an archive, which holds several. */
export type Packing = "gzip" | "zstd" | "zip";

/** How a packing is described; the suffixes are the usual ones, and are not looked at. */
export interface PackingDoc {
  readonly name: Packing;
  readonly suffixes: readonly string[];
  readonly doc: string;
}

export const PACKINGS: readonly PackingDoc[] = [
  { name: "gzip", suffixes: [".gz"], doc: "one member or several" },
  { name: "zstd", suffixes: [".zst"], doc: "one frame or several, windows up to 128 MiB" },
  {
    name: "zip",
    suffixes: [".zip", ".etl.zip", ".diagsession"],
    doc: "every trace in it is an input of its own, named archive!entry",
  },
];

/** Bytes that are looked at. */
export const PACKING_BYTES = 4;

const DEFLATE = 8;

/** What the first bytes of an input say about its packing; null = it is not packed. */
export function packingOf(bytes: Uint8Array): Packing | null {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  // RFC 1952: the two bytes of gzip, and the only method there is.
  if (first === 0x1f && second === 0x8b && third === DEFLATE) return "gzip";
  // RFC 8878: a frame, or a frame that is skipped, which may come first.
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return "zstd";
  if ((first & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18) return "zstd";
  // "PK": the first file of an archive, or the directory of one that is empty.
  if (first === 0x50 && second === 0x4b) {
    if ((third === 3 && fourth === 4) || (third === 5 && fourth === 6)) return "zip";
  }
  return null;
}
