export interface Sample {
  /** Name in `samples/`. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Codes of the decoded and unresolved records, in order; null = unresolved. */
  readonly codes: readonly (number | null)[];
  /** How many of the codes share a record with the one before. */
  readonly sharing?: number;
}

export function allSamples(): Sample[];

export interface NameSample {
  /** Name in `samples/`. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** The names in it and their codes, in order. */
  readonly names: readonly (readonly [string, number])[];
}

export function nameSamples(): NameSample[];
