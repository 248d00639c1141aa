/** Damages a trace in many ways, the same in every run: it is read to its end, nothing is lost, no code is invented. */
import fc from "fast-check";
import { expect } from "vitest";
import type { DecodeOptions } from "../../src/decode.js";
import { DecodeError } from "../../src/errors.js";
import { balances } from "../../src/record/accounting.js";
import { type ReadRecord, readOnce } from "./read.js";

export interface DamageOptions {
  /** Options beside the source. */
  readonly options?: DecodeOptions;
  /** Bytes from one cut to the next. Default 1. */
  readonly cutStep?: number;
  /** Number of changed copies. Default 400. */
  readonly mutations?: number;
  /** True when the code of a record may come from the damaged bytes. Default: it stands in their text, in any spelling. */
  readonly codesMayBe?: (record: ReadRecord, damaged: Uint8Array) => boolean;
}

/** Seeded numbers: `random(limit)` gives 0 to limit - 1. */
export function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A part of a text that is replaced: its place, its length, and what is put there. */
type Edit = readonly [place: number, length: number, put: string];

/** One to five edits of parts up to `longest`, by one of `puts`. */
export function edits(longest: number, puts: readonly string[]): fc.Arbitrary<Edit[]> {
  const edit = fc.tuple(fc.nat(), fc.nat(longest), fc.constantFrom(...puts));
  return fc.array(edit, { minLength: 1, maxLength: 5 });
}

/** The text after edits, one after the other. */
export function edited(whole: string, all: readonly Edit[]): string {
  let text = whole;
  for (const [at, length, put] of all) {
    const place = at % text.length;
    text = text.slice(0, place) + put + text.slice(place + length);
  }
  return text;
}

/** True when the number, in hex or decimal, or the name stands in the text. */
export function standsInText({ code, codeText }: ReadRecord, damaged: Uint8Array): boolean {
  if (code === null) return true;
  const text = Buffer.from(damaged).toString("latin1").toLowerCase();
  const spellings = [code.toString(16), String(code), String(code | 0), codeText?.toLowerCase() ?? ""];
  return spellings.some((spelling) => spelling !== "" && text.includes(spelling));
}

/** A copy with a few changes: bytes set, parts removed, doubled or moved. */
function mutated(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  let parts = [...bytes];
  const interesting = [
    0, 0x0a, 0x0d, 0x20, 0x22, 0x26, 0x2c, 0x3a, 0x3c, 0x3e, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0xff,
  ];
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(parts.length);
    const length = random(40);
    switch (random(5)) {
      case 0:
        parts[at] = random(256);
        break;
      case 1:
        parts[at] = interesting[random(interesting.length)]!;
        break;
      case 2:
        parts = [...parts.slice(0, at), ...parts.slice(at + length)];
        break;
      case 3:
        parts = [...parts.slice(0, at), ...parts.slice(Math.max(0, at - length))];
        break;
      default: {
        const from = random(parts.length);
        parts = [...parts.slice(0, at), ...parts.slice(from, from + length), ...parts.slice(at)];
      }
    }
  }
  return Uint8Array.from(parts);
}

async function survives(source: string, damaged: Uint8Array, given: DamageOptions): Promise<void> {
  const mayBe = given.codesMayBe ?? standsInText;
  try {
    const { records, accounting } = await readOnce(damaged, {
      ...given.options,
      source,
      engine: "reference",
    });
    expect(balances(accounting), JSON.stringify(accounting)).toBe(true);
    expect(accounting.codes).toBe(records.length);
    expect(records.filter((record) => !mayBe(record, damaged))).toEqual([]);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

/** Cuts `bytes` at every place and changes them in some hundreds of ways; what is left must still be read. */
export async function damageRun(source: string, bytes: Uint8Array, given: DamageOptions = {}): Promise<void> {
  const { cutStep = 1, mutations = 400 } = given;
  for (let length = 0; length < bytes.length; length += cutStep) {
    await survives(source, bytes.subarray(0, length), given);
  }
  const random = seeded(0x10c7);
  for (let i = 0; i < mutations; i++) await survives(source, mutated(bytes, random), given);
}
