/** Names that stand for other codes elsewhere: in own names, in a pack, in Process Monitor or in Wireshark. */
import { codeFor, type NameTable, type OwnName } from "../names/index.js";

/** One code of a name, with the tables that say so. */
export interface CodeInTables {
  readonly code: number;
  readonly tables: readonly string[];
}

/** A name of several codes. */
export interface NameConflict {
  readonly name: string;
  /** By code ascending, at least two. */
  readonly codes: readonly CodeInTables[];
}

function codesIn(name: string, table: NameTable): number[] {
  const found = codeFor(name, table);
  return found === undefined ? [] : [found.code, ...found.others];
}

/** Those of `names` that have several codes. */
export function nameConflicts(names: readonly string[], own: readonly OwnName[] = []): NameConflict[] {
  return names.flatMap((name) => {
    const ours = own.filter((one) => one.name === name).map(({ code }) => code);
    const byDefault = codesIn(name, "default");
    const tables: readonly (readonly [string, readonly number[]])[] = [
      ["own names", ours],
      ["default pack", byDefault],
      ["extra pack", codesIn(name, "extra").filter((code) => !byDefault.includes(code))],
      ["Process Monitor", codesIn(name, "procmon")],
      ["Wireshark", codesIn(name, "wireshark")],
    ];
    const codes = [...new Set(tables.flatMap(([, found]) => found))].sort((a, b) => a - b);
    if (codes.length < 2) return [];
    const of = (code: number) => tables.filter(([, found]) => found.includes(code)).map(([table]) => table);
    return [{ name, codes: codes.map((code) => ({ code, tables: of(code) })) }];
  });
}
