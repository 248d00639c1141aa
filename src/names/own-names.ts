/**
 * Names of one's own: what they are, and finding them by code and by name.
 *
 * Owns the order among them: the first definition wins. Reading them from files is own/, their rank among all names
 * is lookup.ts.
 */
import { DEVICE_SHIFT } from "../control-code/bits.js";
import type { DecodeErrorCode } from "../errors.js";
import type { NameCandidate, NameKind } from "./tables.js";

/** A name that the user defines. Plain data: it may be cloned and sent to workers. */
export interface OwnName {
  readonly name: string;
  /** 0 to 0xFFFFFFFF. */
  readonly code: number;
  /** Line of its definition, from 1. */
  readonly line: number;
  /** Default: what the name itself says. */
  readonly kind?: NameKind;
  /** File that defines it, as the user named it. */
  readonly file?: string;
}

/** Something wrong with a file of names, or with what it says. Names that are right are kept. */
export interface NamesIssue {
  readonly file: string;
  /** From 1; null when the file as a whole is meant. */
  readonly line: number | null;
  readonly error: DecodeErrorCode;
  readonly message: string;
}

interface Index {
  readonly byCode: ReadonlyMap<number, readonly OwnName[]>;
  readonly byName: ReadonlyMap<string, readonly OwnName[]>;
}

/** Device type of every FSCTL_. */
const FILE_SYSTEM = 9;

const indexes = new WeakMap<readonly OwnName[], Index>();

function grouped<K>(names: readonly OwnName[], keyOf: (name: OwnName) => K): Map<K, OwnName[]> {
  const groups = new Map<K, OwnName[]>();
  for (const name of names) {
    const group = groups.get(keyOf(name));
    if (group === undefined) groups.set(keyOf(name), [name]);
    else group.push(name);
  }
  return groups;
}

function indexOf(names: readonly OwnName[]): Index {
  let index = indexes.get(names);
  if (index === undefined) {
    index = { byCode: grouped(names, ({ code }) => code), byName: grouped(names, ({ name }) => name) };
    indexes.set(names, index);
  }
  return index;
}

/** Own names of a code, in order of definition. `names` is kept with an index and must not be changed afterwards. */
export function ownNamesOf(names: readonly OwnName[] | undefined, code: number): readonly OwnName[] {
  return names === undefined ? [] : (indexOf(names).byCode.get(code) ?? []);
}

/** Distinct codes of an own name, in order of definition; nearly always none or one. */
export function ownCodesOf(names: readonly OwnName[] | undefined, name: string): readonly number[] {
  if (names === undefined) return [];
  return [...new Set((indexOf(names).byName.get(name) ?? []).map(({ code }) => code))];
}

/** What a constant is for, by its name; without a word in it, by the device type of its code. */
export function kindOf(name: string, code: number): NameKind {
  if (/(?:^|_)FSCTL(?:_|$)/.test(name)) return "FSCTL";
  if (/^FLT_CTL_/.test(name)) return "FLT_CTL";
  if (/^SIO_/.test(name)) return "SIO";
  if (/IOCTL_INTERNAL|INTERNAL_IOCTL/.test(name)) return "INTERNAL_IOCTL";
  const saysNothing = !/(?:^|_)IOCTL(?:_|$)/.test(name);
  return saysNothing && code >>> DEVICE_SHIFT === FILE_SYSTEM ? "FSCTL" : "IOCTL";
}

/** An own name in the form of all candidates. */
export function toCandidate({ name, code, kind, file }: OwnName): NameCandidate {
  return {
    name,
    kind: kind ?? kindOf(name, code),
    header: file?.split(/[/\\]/).at(-1) ?? "own names",
    canonical: false,
    relation: null,
    pack: "own",
    sources: 1,
  };
}
