/** The codes found in an item of a JSON report -> one record: which of them count, which say the same, and its columns. */
import { formatCode, quoteText } from "../../control-code/text.js";
import type { MajorFunction } from "../../names/index.js";
import { type CodeEntry, valueOfText } from "../../record/batch.js";
import { type ColumnName, columnNamed } from "../../record/schema.js";
import type { RecordOutput } from "../record-output.js";
import { type CodeReading, entryOfValue } from "./code-value.js";
import type { Candidate, Cells, Frame } from "./frame.js";
import { JSON_COLUMNS } from "./keys.js";

/** Operations by what programs call them, and the request each stands for. */
const OPERATIONS: readonly (readonly [RegExp, string, MajorFunction])[] = [
  [/internal_?device_?(?:io_?)?control/i, "InternalDeviceIoControl", "IRP_MJ_INTERNAL_DEVICE_CONTROL"],
  [/device_?(?:io_?)?control/i, "DeviceIoControl", "IRP_MJ_DEVICE_CONTROL"],
  [/fs_?control|file_?system_?control|fsctl/i, "FileSystemControl", "IRP_MJ_FILE_SYSTEM_CONTROL"],
];
const MAJOR_NUMBERS: ReadonlyMap<number, string> = new Map([
  [13, "fs_control"],
  [14, "device_control"],
  [15, "internal_device_control"],
]);
/** Major functions of requests that carry no control code. */
const OTHER_MAJOR =
  /^(?:irp_mj_)?(?:create|close|read|write|query|set|flush|directory|shutdown|lock|cleanup|power|system_?control|device_?change|pnp)/i;
const LAST_MAJOR = 27;

/** Columns that the objects around an item tell of it too. */
const INHERITED: readonly ColumnName[] = ["processName", "processId", "threadId"];

/** The operation that cells tell of; null when they tell none, false when it is one that carries no code. */
function operationOf(cells: Cells): readonly [operation: string, major: MajorFunction] | null | false {
  const major = cells.get("major");
  const number = /^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(major ?? "") ? Number(major) : null;
  const text = (number === null ? major : MAJOR_NUMBERS.get(number)) ?? cells.get("operation") ?? "";
  const found = OPERATIONS.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return [found[1], found[2]];
  const isOther = number === null ? OTHER_MAJOR.test(major ?? "") : number <= LAST_MAJOR;
  return isOther ? false : null;
}

function isIoctlName(text: string): boolean {
  return /^(?:IOCTL|FSCTL)_/.test(text);
}

/** True when the value is a control code for sure, by what stands beside it. */
function counts({ role, value, cells }: Candidate, hasTitle: boolean): boolean {
  switch (role) {
    case "path":
      return true;
    case "ioctl":
      return isIoctlName(value.text) || cells.get("irp") !== undefined;
    case "infoClass": {
      const operation = operationOf(cells);
      return operation !== null && operation !== false && operation[0] === "FileSystemControl";
    }
    case "own":
      return cells.get("own") !== undefined;
    case "data":
      return hasTitle || cells.get("category") === "ioctl";
    default:
      return operationOf(cells) !== false;
  }
}

/** Keeps what says a code best, of several spellings of one; the others must say the same. */
function settle(
  said: readonly Candidate[],
  rank: (candidate: Candidate) => number,
  reading: CodeReading,
): Candidate[] {
  const best = said.reduce(
    (lowest, candidate) => Math.min(lowest, rank(candidate)),
    Number.POSITIVE_INFINITY,
  );
  const codeOf = ({ value }: Candidate): number | null => entryOfValue(value, reading, null).code;
  const kept = said.filter((candidate) => rank(candidate) === best);
  const codes = new Set(kept.map(codeOf));
  for (const other of said) {
    const code = codeOf(other);
    const first = codeOf(kept[0]!);
    if (codes.has(code) || first === null) continue;
    const isPlain = code === null || /^0x/i.test(other.value.text);
    const meaning = isPlain ? "" : `, which is ${formatCode(code)}`;
    kept[0]!.warning = `${formatCode(first)} stands beside ${quoteText(other.value.text)}${meaning}`;
  }
  return kept;
}

const FORM_ORDER = ["hex", "value", "number", "dec"];

/** Leaves the best of the forms in which an object says its code. */
export function joinForms(candidates: Candidate[], reading: CodeReading): void {
  const forms = candidates.filter(({ role }) => role === "form");
  if (forms.length === 0) return;
  const kept = settle(forms, ({ key }) => FORM_ORDER.indexOf(key.role ?? ""), reading);
  for (const candidate of kept) candidate.role = "code";
  const left = candidates.filter(({ role }) => role !== "form");
  candidates.length = 0;
  for (const candidate of left) candidates.push(candidate);
}

/** The names of `flags` go to the codes of the same key. */
function withFlagNames(candidates: readonly Candidate[]): readonly Candidate[] {
  if (!candidates.some(({ role }) => role === "name")) return candidates;
  const named = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (candidate.role === "code" && !named.has(candidate.key.text)) named.set(candidate.key.text, candidate);
  }
  return candidates.filter(({ role, key, value }) => {
    const code = role === "name" ? named.get(key.text) : undefined;
    if (code !== undefined) code.value = { ...code.value, pretty: value.text };
    return code === undefined;
  });
}

/** The text that stands beside a code of our own output, or in its place. */
function takeCodeText(candidate: Candidate): void {
  const text = candidate.cells.get("own");
  if (text === undefined || text === "") return;
  const { value } = candidate;
  candidate.value =
    value.kind === "literal" ? { ...value, kind: "string", text } : { ...value, pretty: text };
}

/** What is found in an item: the candidates that are codes. */
function judged(candidates: readonly Candidate[], reading: CodeReading): readonly Candidate[] {
  const hasTitle = candidates.some(({ role }) => role === "title");
  const counting = withFlagNames(candidates).filter((candidate) => counts(candidate, hasTitle));
  for (const candidate of counting) if (candidate.role === "own") takeCodeText(candidate);
  if (!hasTitle) return counting;
  const isFinding = ({ role }: Candidate): boolean => role === "data" || role === "title";
  const finding = counting.filter(isFinding);
  const others = counting.filter((candidate) => !isFinding(candidate));
  return [...settle(finding, ({ role }) => (role === "data" ? 0 : 1), reading), ...others];
}

interface Found {
  readonly candidate: Candidate;
  readonly entry: CodeEntry;
}

/** Leaves out what says again, under another key, what was found. */
function distinct(found: readonly Found[]): readonly Found[] {
  if (found.length < 2) return found;
  const keyOf = new Map<number | string, string>();
  return found.filter(({ candidate: { role, key }, entry: { code, codeText } }) => {
    const said = code ?? codeText;
    if (said === null || role === "path") return true;
    const known = keyOf.get(said);
    if (known === undefined) keyOf.set(said, key.text);
    return known === undefined || known === key.text;
  });
}

/** The text of a column, null when it is missing. */
function textOf(column: ColumnName, cells: Cells, around: readonly Frame[]): string | null {
  let text = cells.get(column);
  for (let i = around.length - 1; text === undefined && INHERITED.includes(column) && i >= 0; i--) {
    text = around[i]!.cells.get(column);
  }
  return text === undefined || text === "" || text === "N/A" ? null : text;
}

/** An NTSTATUS that stands as a number beside the number of a major function. */
function statusText(text: string, cells: Cells): string {
  const isNumber = /^-?\d+$/.test(text) && /^\d+$/.test(cells.get("major") ?? "");
  return isNumber ? formatCode(Number(text)) : text;
}

function setColumns(candidate: Candidate, around: readonly Frame[], output: RecordOutput): void {
  const { cells, role } = candidate;
  for (const column of JSON_COLUMNS) {
    if (!output.wants(column)) continue;
    if (role === "data" || role === "title") {
      output.set(column, null);
    } else if (column === "operation") {
      const operation = operationOf(cells);
      output.set(column, operation === null || operation === false ? null : operation[0]);
    } else {
      const text = textOf(column, cells, around);
      if (text === null) output.set(column, null);
      else if (column === "status") output.set(column, statusText(text, cells));
      else if (column === "processName") output.set(column, text.slice(text.lastIndexOf("\\") + 1));
      else output.set(column, valueOfText(columnNamed(column)!.type, text));
    }
  }
}

function give({ candidate, entry }: Found, output: RecordOutput): void {
  const { kind, text, radix, table, pretty } = candidate.value;
  const context = [kind, radix, table, pretty, entry.majorFunction].join("\0");
  if (candidate.warning !== null) output.warn("E_CODE_PARTS", candidate.warning);
  output.giveText(text, () => entry, context);
}

/**
 * Gives the record of an item; `around` are the objects around it, outer ones first.
 * @returns false when nothing in it is a control code, and nothing was given
 */
export function giveRecord(
  item: Pick<Frame, "candidates" | "offset" | "line">,
  around: readonly Frame[],
  output: RecordOutput,
  reading: CodeReading,
): boolean {
  const found: Found[] = [];
  for (const candidate of judged(item.candidates, reading)) {
    const operation = operationOf(candidate.cells);
    const major = operation === null || operation === false ? null : operation[1];
    const entry = entryOfValue(candidate.value, reading, major);
    if (entry.kind !== "other") found.push({ candidate, entry });
  }
  if (found.length === 0) return false;
  output.begin(item.offset, item.line);
  for (const one of distinct(found)) {
    setColumns(one.candidate, around, output);
    give(one, output);
  }
  output.end();
  return true;
}
