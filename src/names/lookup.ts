/**
 * Names of a number and the number of a name.
 *
 * Owns the order of several names of one code and the choice among several codes of one name. A lookup never
 * swallows a candidate: the first is the best, all others follow.
 */

import { METHOD_MASK } from "../control-code/bits.js";
import { pack, unpack } from "../control-code/control-code.js";
import { layoutOf } from "../control-code/layouts.js";
import { type OwnName, ownCodesOf, ownNamesOf, toCandidate } from "./own-names.js";
import {
  candidateAt,
  firstRowFrom,
  type NameCandidate,
  type NameKind,
  type NamesPack,
  packOfRow,
  rowCodes,
  rowNames,
  rowsOfFormat,
  rowsOfName,
} from "./tables.js";

/** Major function of the request that carried a code. */
export type MajorFunction =
  | "IRP_MJ_DEVICE_CONTROL"
  | "IRP_MJ_FILE_SYSTEM_CONTROL"
  | "IRP_MJ_INTERNAL_DEVICE_CONTROL";

/**
 * Where a name is looked up: the default pack; `extra`, which is both packs; or the table of one trace format, whose
 * names may stand for other numbers than anywhere else.
 */
export type NameTable = NamesPack | "procmon" | "wireshark";

export interface NamesOptions {
  /** Puts the names first that fit the request; the others stay, behind. */
  majorFunction?: MajorFunction;
  /** `extra` adds the names of the extra pack behind. Default `default`. */
  pack?: NamesPack;
  /** The user's own names, which come first. Not to be changed after the first call. */
  own?: readonly OwnName[] | undefined;
}

/** The number of a name. */
export interface CodeOfName {
  /** The user's own, else the value most sources confirm. */
  code: number;
  /** Further codes of the same name, own ones first, then those of the table ascending; nearly always empty. */
  others: number[];
}

/** A name with its number, as a search finds it. */
export interface NamedCode extends NameCandidate {
  code: number;
}

/** A known code beside an unknown one. */
export interface NearMiss {
  code: number;
  /** Best first, never empty. */
  names: string[];
}

/** The kinds a major function is known for, best first. */
const KINDS_OF_MAJOR: Readonly<Record<MajorFunction, readonly NameKind[]>> = {
  IRP_MJ_DEVICE_CONTROL: ["IOCTL"],
  IRP_MJ_FILE_SYSTEM_CONTROL: ["FSCTL", "FLT_CTL"],
  IRP_MJ_INTERNAL_DEVICE_CONTROL: ["INTERNAL_IOCTL"],
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareCandidates(a: NameCandidate, b: NameCandidate, kinds: readonly NameKind[]): number {
  const kindRank = (kind: NameKind): number => {
    const rank = kinds.indexOf(kind);
    return rank < 0 ? kinds.length : rank;
  };
  return (
    compareText(a.pack, b.pack) ||
    kindRank(a.kind) - kindRank(b.kind) ||
    Number(b.canonical) - Number(a.canonical) ||
    b.sources - a.sources ||
    compareText(a.name, b.name)
  );
}

/** The user's names of a code, those of a kind that fits first, then in order of definition. */
function ownCandidates(code: number, own: NamesOptions["own"], kinds: readonly NameKind[]): NameCandidate[] {
  const found = ownNamesOf(own, code).map(toCandidate);
  const fits = ({ kind }: NameCandidate): number => Number(kinds.includes(kind));
  return found.length > 1 ? found.sort((a, b) => fits(b) - fits(a)) : found;
}

/**
 * All names of a code, best first; empty when it has none. `namesFor(0x000902eb)[0]?.name`.
 *
 * Order: own names, default pack, then the kind that fits `majorFunction`, canonical, number of sources, alphabet.
 */
export function namesFor(code: number, options: NamesOptions = {}): NameCandidate[] {
  const { majorFunction, pack: upTo = "default" } = options;
  const codes = rowCodes();
  const first = firstRowFrom(code);
  if (codes[first] !== code && options.own === undefined) return [];
  const kinds = majorFunction === undefined ? [] : KINDS_OF_MAJOR[majorFunction];
  const found: NameCandidate[] = [];
  for (let row = first; codes[row] === code; row += 1) {
    const candidate = candidateAt(row);
    if (upTo === "extra" || candidate.pack === "default") found.push(candidate);
  }
  if (found.length > 1) found.sort((a, b) => compareCandidates(a, b, kinds));
  const own = ownCandidates(code, options.own, kinds);
  if (own.length === 0) return found;
  return [...own, ...found.filter(({ name }) => !own.some((ours) => ours.name === name))];
}

/** True when any table has a name for the code: own names, control codes of both packs, Winsock's codes. */
export function isKnownCode(code: number, own?: readonly OwnName[]): boolean {
  return rowCodes()[firstRowFrom(code)] === code || ownNamesOf(own, code).length > 0;
}

function rowsInTable(name: string, table: NameTable): readonly number[] {
  const rows = rowsOfName(name);
  if (table === "extra") return rows;
  if (table === "default") return rows.filter((row) => packOfRow(row) === "default");
  const ofFormat = rowsOfFormat(table);
  return rows.filter((row) => ofFormat.has(row));
}

/**
 * The number of a name, spelled exactly: `codeFor("FSCTL_GET_REPARSE_POINT")` is `{ code: 0x000900a8, others: [] }`.
 * An own name wins. Of several codes of a table the one of the default pack is taken, which is the value that other
 * sources confirm.
 */
export function codeFor(
  name: string,
  table: NameTable = "default",
  own?: readonly OwnName[],
): CodeOfName | undefined {
  const [ours, ...oursToo] = ownCodesOf(own, name);
  const known = codeInTable(name, table);
  if (ours === undefined) return known;
  const theirs = known === undefined ? [] : [known.code, ...known.others];
  return { code: ours, others: [...new Set([...oursToo, ...theirs])].filter((code) => code !== ours) };
}

function codeInTable(name: string, table: NameTable): CodeOfName | undefined {
  const rows = rowsInTable(name, table);
  if (rows.length === 0) return undefined;
  const codes = rowCodes();
  const best = rows.length === 1 ? rows[0] : [...rows].sort(compareRows)[0];
  return {
    code: codes[best as number] as number,
    others: rows.filter((row) => row !== best).map((row) => codes[row] as number),
  };
}

function compareRows(a: number, b: number): number {
  return compareCandidates(candidateAt(a), candidateAt(b), []) || a - b;
}

/** Every name of a table with its number, by name: what a kernel needs to resolve the names of a trace. */
export function entriesOf(table: NameTable): ({ name: string } & CodeOfName)[] {
  const names = rowNames();
  const inTable = table === "procmon" || table === "wireshark" ? [...rowsOfFormat(table)] : [...names.keys()];
  const distinct = new Set(inTable.map((row) => names[row] as string));
  return [...distinct].sort(compareText).flatMap((name) => {
    const found = codeFor(name, table);
    return found === undefined ? [] : [{ name, ...found }];
  });
}

/** Numbers that differ from a code in access or method alone. */
function neighbours(code: number): number[] {
  const layout = layoutOf(code);
  const methods = [0, 1, 2, 3].map((method) => ((code & ~METHOD_MASK) | method) >>> 0);
  if (layout === "afd") return methods;
  if (layout !== "ctl_code") return [];
  return [0, 1, 2, 3].flatMap((requiredAccess) =>
    methods
      .map((near) => pack({ ...unpack(near), requiredAccess }))
      .filter((near) => layoutOf(near) === layout),
  );
}

/**
 * Known codes of the same device type and function with another access or method, ascending, from both packs and own
 * names: a stale header or a wrong digit. The code itself is not among them.
 */
export function nearMisses(code: number, own?: readonly OwnName[]): NearMiss[] {
  return neighbours(code)
    .filter((near) => near !== code && isKnownCode(near, own))
    .sort((a, b) => a - b)
    .map((near) => ({ code: near, names: namesFor(near, { pack: "extra", own }).map(({ name }) => name) }));
}

function toMatcher(pattern: string | RegExp): (name: string) => boolean {
  if (typeof pattern !== "string") {
    const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
    return (name) => stateless.test(name);
  }
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const source = /[*?]/.test(pattern) ? `^${literal.replace(/\*/g, ".*").replace(/\?/g, ".")}$` : literal;
  const wanted = new RegExp(source, "i");
  return (name) => wanted.test(name);
}

/**
 * All constants whose name fits, of both packs and Winsock and own names, by code, best name of a code first. A string
 * is looked for anywhere in the name; with `*` or `?` it must fit the whole name. Case does not matter for strings.
 */
export function searchNames(pattern: string | RegExp, own: readonly OwnName[] = []): NamedCode[] {
  const fits = toMatcher(pattern);
  const codes = rowCodes();
  const known: NamedCode[] = [];
  for (const [row, name] of rowNames().entries()) {
    const code = codes[row] as number;
    if (!fits(name) || ownNamesOf(own, code).some((ours) => ours.name === name)) continue;
    known.push({ code, ...candidateAt(row) });
  }
  known.sort((a, b) => a.code - b.code || compareCandidates(a, b, []));
  const ours = own
    .filter(({ name }) => fits(name))
    .map((name) => ({ code: name.code, ...toCandidate(name) }));
  return ours.length === 0 ? known : [...ours, ...known].sort((a, b) => a.code - b.code);
}
