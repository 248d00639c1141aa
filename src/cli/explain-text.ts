/** One code in words, for a person at a terminal of 100 columns. */
import {
  accessName,
  type BufferPlace,
  bufferPlan,
  formatCode,
  formatCtlCode,
  layoutOf,
  methodName,
  splitByLayout,
} from "../control-code/index.js";
import {
  deviceTypeName,
  deviceTypeNames,
  type NameCandidate,
  type NamesPack,
  namesFor,
  nearMisses,
  type OwnName,
} from "../names/index.js";
import { factSentences } from "../record/fact-sentences.js";
import type { AskedCode } from "./ask-code.js";
import { bitBox } from "./bit-box.js";
import { nameConflicts } from "./name-conflicts.js";
import { align, hexText, LINE_WIDTH, wrap } from "./paragraph.js";

const INDENT = "  ";
const DEEPER = "    ";
/** The longest label of a field is transferMethod. */
const LABEL_WIDTH = 14;

const LAYOUT_NAMES = {
  ctl_code: "CTL_CODE",
  afd: "a request of the AFD driver (sockets), not CTL_CODE",
  srb_io_control: "a number inside SRB_IO_CONTROL, not CTL_CODE",
  fourcc: "four characters, not CTL_CODE",
  winsock_sio: "a Winsock SIO_ code, not CTL_CODE",
} as const;

const RELATIONS = {
  alias: "aliases of one request",
  collision: "different requests of one number",
  "alias+collision": "some are aliases, some different requests of one number",
} as const;

const PLACES: Readonly<Record<BufferPlace["location"], string>> = {
  system: "a copy in system memory",
  mdl: "the caller's pages, locked",
  user: "the caller's raw address",
};

/** Lowest number that has a negative spelling. */
const SIGN_BIT = 0x80000000;
const TWO_TO_32 = 0x100000000;

/** The spelling as a signed 32-bit integer, null where it is the same as the unsigned one. */
export function signedDecimal(code: number): string | null {
  return code >= SIGN_BIT ? String(code - TWO_TO_32) : null;
}

function spellAccess(requiredAccess: number): string {
  return accessName(requiredAccess).replace("|", " | ");
}

type Own = readonly OwnName[];

/** Every name of a code, best first. */
function allNames(code: number, own: Own): NameCandidate[] {
  return namesFor(code, { pack: "extra", own });
}

/** A heading with its lines; nothing when there are none. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", ...wrap(title, INDENT), ...lines];
}

function heading(code: number, pack: NamesPack, own: Own): string {
  const best = allNames(code, own)[0];
  if (best === undefined) return `${formatCode(code)}  (no known name)`;
  const hidden = best.pack === "extra" && pack === "default";
  return `${formatCode(code)}  ${best.name}${hidden ? "  (extra pack)" : ""}`;
}

/** How the text was taken, where a person may have meant another code. */
function reading({ code, text, otherReading }: AskedCode, own: Own): string[] {
  if (otherReading === null) return [];
  const [taken, other, spelling] =
    otherReading.taken === 10
      ? ["decimal", "hexadecimal", `0x${text}`]
      : ["hexadecimal", "decimal", otherReading.code];
  const name = allNames(otherReading.code, own)[0]?.name ?? "no known name";
  return wrap(
    `${text} was read as ${taken}, ${formatCode(code)}. In ${other} it is ${formatCode(otherReading.code)} (${name}): ` +
      `write ${spelling}${otherReading.taken === 10 ? "" : ` with --radix 10`} for that.`,
    `${INDENT}Note: `,
  );
}

function fields(code: number): string[] {
  const { layout, deviceType, functionCode, requiredAccess, transferMethod } = splitByLayout(code);
  const rows: [string, string, string][] = [];
  if (deviceType !== null) {
    const best = deviceTypeName(deviceType);
    const others = deviceTypeNames(deviceType).filter((name) => name !== best);
    const also = others.length === 0 ? "" : `${best === null ? "used as" : "; also"} ${others.join(", ")}`;
    rows.push([
      "deviceType",
      hexText(deviceType, 4),
      `${deviceType}  ${best ?? (also === "" ? "(no known name)" : "")}${also}`,
    ]);
  }
  if (requiredAccess !== null) {
    rows.push(["requiredAccess", String(requiredAccess), spellAccess(requiredAccess)]);
  }
  if (functionCode !== null) {
    rows.push([
      "functionCode",
      hexText(functionCode, 3),
      `${functionCode}${layout === "afd" ? "  request number" : ""}`,
    ]);
  }
  if (transferMethod !== null)
    rows.push(["transferMethod", String(transferMethod), methodName(transferMethod)]);
  return align(
    rows.map(([label, ...rest]) => [label.padEnd(LABEL_WIDTH), ...rest]),
    INDENT,
  );
}

function spellings(code: number): string[] {
  const signed = signedDecimal(code);
  const rows = [
    ["layout", LAYOUT_NAMES[layoutOf(code)]],
    ["decimal", `${code}${signed === null ? "" : `, signed ${signed}`}`],
  ];
  return align(
    rows.map(([label, text]) => [label!.padEnd(LABEL_WIDTH), text!]),
    INDENT,
  );
}

/** The macro, in one line for copying. */
function macro(code: number): string[] {
  const { layout, deviceType } = splitByLayout(code);
  return layout === "ctl_code" ? [INDENT + formatCtlCode(code, deviceTypeName(deviceType!))] : [];
}

function names(code: number, own: Own): string[] {
  const found = allNames(code, own);
  const relation = found.find(({ pack }) => pack !== "own")?.relation ?? null;
  const title =
    found.length < 2 ? "Name" : `Names, best first${relation === null ? "" : ` (${RELATIONS[relation]})`}`;
  const rows = found.map(({ name, kind, pack, header }) => [
    name,
    kind,
    pack === "own" ? "own names" : `${pack} pack`,
    header,
  ]);
  const lines = align(rows, DEEPER);
  const fits = lines.length === rows.length && lines.every(({ length }) => length <= LINE_WIDTH);
  const stacked = () =>
    rows.flatMap(([name, ...rest]) => [`${DEEPER}${name}`, `${DEEPER}  ${rest.join(", ")}`]);
  return section(title, fits ? lines : stacked());
}

function conflicts(code: number, own: Own): string[] {
  const found = nameConflicts(
    allNames(code, own).map(({ name }) => name),
    own,
  );
  const rows = found.flatMap(({ name, codes }) =>
    codes.map((other, i) => [i === 0 ? name : "", formatCode(other.code), other.tables.join(", ")]),
  );
  return section("The same name stands for several codes", align(rows, DEEPER));
}

function buffers(code: number): string[] {
  const plan = bufferPlan(code);
  if (plan === null) return [];
  const row = (what: string, { location, pointer, length, probedFor }: BufferPlace) => {
    const probed = probedFor === null ? "" : ` and probed for ${probedFor} access`;
    return [what, `${PLACES[location]}${probed}: ${pointer}, ${length} bytes`];
  };
  const rows = align([row("input", plan.input), row("output", plan.output)], DEEPER);
  const notes = plan.notes.flatMap((note) => wrap(note, DEEPER));
  return section(`Buffers of ${plan.transferMethod}`, [...rows, ...notes]);
}

function facts(code: number, own: Own): string[] {
  const rows = factSentences(code, own).map(({ fact, sentence, source }) => [
    fact,
    `${sentence} [${source}]`,
  ]);
  return section("For review (properties, not verdicts)", align(rows, DEEPER));
}

/** What differs between a code and a near miss. */
function difference(code: number, near: number): string {
  const [a, b] = [splitByLayout(code), splitByLayout(near)];
  const parts: string[] = [];
  if (a.requiredAccess !== b.requiredAccess && b.requiredAccess !== null)
    parts.push(spellAccess(b.requiredAccess));
  if (a.transferMethod !== b.transferMethod) parts.push(methodName(b.transferMethod!));
  return parts.join(", ");
}

function near(code: number, wanted: boolean, own: Own): string[] {
  const found = nearMisses(code, own);
  if (wanted) {
    const lines = found.flatMap((miss) => {
      const first = `${DEEPER}${formatCode(miss.code)}  `;
      return [first + difference(code, miss.code), ...wrap(miss.names.join(", "), " ".repeat(first.length))];
    });
    return section("Near misses: other access or method", lines.length === 0 ? [`${DEEPER}none`] : lines);
  }
  if (found.length === 0 || allNames(code, own).length > 0) return [];
  const count = found.length === 1 ? "1 known code differs" : `${found.length} known codes differ`;
  return ["", ...wrap(`${count} in access or method alone: see --near.`, INDENT)];
}

/** Everything about one code; ends with a line end. */
export function explainText(
  asked: AskedCode,
  options: { readonly near: boolean; readonly pack: NamesPack; readonly own: Own },
): string {
  const { code } = asked;
  const { own } = options;
  const lines = [
    heading(code, options.pack, own),
    ...macro(code),
    ...reading(asked, own),
    "",
    ...bitBox(code).map((line) => INDENT + line),
    "",
    ...fields(code),
    ...spellings(code),
    ...names(code, own),
    ...conflicts(code, own),
    ...buffers(code),
    ...facts(code, own),
    ...near(code, options.near, own),
  ];
  return `${lines.join("\n")}\n`;
}
