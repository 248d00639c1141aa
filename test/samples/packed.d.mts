export interface ZipPart {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** 0 = stored, 8 = deflated (default). */
  readonly method?: number;
  /** The data as they are packed. */
  readonly data?: Uint8Array;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
}

export interface PackedSample {
  readonly file: string;
  readonly bytes: Buffer;
  /** What is in it: the name behind the archive's, and the sample that it is. */
  readonly holds: readonly { readonly name: string; readonly sample: string }[];
}

export function crc32(bytes: Uint8Array): number;
export function gzipMember(bytes: Uint8Array, name?: string): Buffer;
export function zipArchive(files: readonly ZipPart[]): Buffer;
export function packedSamples(): PackedSample[];
