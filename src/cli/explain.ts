/**
 * `explain CODE...`: one code taken apart. Here: the rows for scripts; the words for people are explain-text.ts,
 * what a text means is ask-code.ts.
 */
import { bufferPlan, formatCode, formatCtlCode, type Radix } from "../control-code/index.js";
import { deviceTypeNames, type NamesPack, namesFor, nearMisses, type OwnName } from "../names/index.js";
import { codeValues } from "../record/code-values.js";
import { type SinkColumn, type SinkOptions, sinkColumns } from "../sinks/index.js";
import { type AskedCode, askCode } from "./ask-code.js";
import { explainText, signedDecimal } from "./explain-text.js";
import { nameConflicts } from "./name-conflicts.js";
import { type CommandFormat, type Row, rowsText } from "./rows.js";

export interface ExplainOptions {
  readonly format: CommandFormat;
  /** Also tell known codes that differ in access or method alone. */
  readonly near: boolean;
  /** Names of both packs are told; `name` is the best of this one, as `decode` prints it. */
  readonly pack: NamesPack;
  /** How bare digits are read. */
  readonly radix: Radix;
  /** The user's own names, which come first. */
  readonly own?: readonly OwnName[];
  readonly sink?: SinkOptions;
}

const COLUMNS: readonly SinkColumn[] = [
  ...sinkColumns(["code", "codeText", "name", "names"]),
  { name: "kinds", type: "list" },
  { name: "headers", type: "list" },
  { name: "packs", type: "list" },
  { name: "relation", type: "text" },
  ...sinkColumns(["deviceType", "deviceTypeName"]),
  { name: "deviceTypeNames", type: "list" },
  ...sinkColumns(["functionCode", "requiredAccess", "transferMethod", "layout"]),
  { name: "ctlCode", type: "text" },
  { name: "decimal", type: "u32" },
  { name: "signedDecimal", type: "text" },
  { name: "inputBuffer", type: "text" },
  { name: "inputPointer", type: "text" },
  { name: "outputBuffer", type: "text" },
  { name: "outputPointer", type: "text" },
  { name: "facts", type: "list" },
  { name: "conflicts", type: "list" },
];
const NEAR_COLUMN: SinkColumn = { name: "near", type: "list" };
/** What fits a terminal; a table is for an overview. */
const TABLE_COLUMNS = new Set([
  "code",
  "name",
  "deviceTypeName",
  "functionCode",
  "requiredAccess",
  "transferMethod",
  "layout",
]);

function toRow({ code, text, form }: AskedCode, { near, pack, own = [] }: ExplainOptions): Row {
  const entry = { kind: "decoded", code, codeText: form === "number" ? null : text, ownName: null } as const;
  const values = codeValues({ ...entry, majorFunction: null, issue: null }, "extra", own);
  const names = namesFor(code, { pack: "extra", own });
  const plan = bufferPlan(code);
  return {
    ...values,
    name: namesFor(code, { pack, own })[0]?.name ?? null,
    kinds: names.map(({ kind }) => kind),
    headers: names.map(({ header }) => header),
    packs: names.map((name) => name.pack),
    relation: names.find((name) => name.pack !== "own")?.relation ?? null,
    deviceTypeNames: values.deviceType === null ? [] : deviceTypeNames(values.deviceType),
    ctlCode: values.layout === "ctl_code" ? formatCtlCode(code, values.deviceTypeName) : null,
    decimal: code,
    signedDecimal: signedDecimal(code),
    inputBuffer: plan?.input.location ?? null,
    inputPointer: plan?.input.pointer ?? null,
    outputBuffer: plan?.output.location ?? null,
    outputPointer: plan?.output.pointer ?? null,
    conflicts: nameConflicts(values.names, own).flatMap(({ name, codes }) =>
      codes.map((other) => `${name} = ${formatCode(other.code)} (${other.tables.join(", ")})`),
    ),
    near: near
      ? nearMisses(code, own).map((miss) => `${formatCode(miss.code)} ${miss.names.join(" | ")}`)
      : null,
  };
}

/**
 * Everything known of each text: a number in any form, an own name, a name of either pack, or CTL_CODE(...).
 *
 * @throws DecodeError E_NAME, E_NUMBER or E_RANGE for a text that is no code, with names that may have been meant.
 */
export async function explain(texts: readonly string[], options: ExplainOptions): Promise<string> {
  const { format, near, pack, radix, own = [] } = options;
  const asked = texts.map((text) => askCode(text, radix, own));
  if (format === "text") return asked.map((code) => explainText(code, { near, pack, own })).join("\n");
  const all = near ? [...COLUMNS, NEAR_COLUMN] : COLUMNS;
  const columns = format === "table" ? all.filter(({ name }) => TABLE_COLUMNS.has(name)) : all;
  return rowsText(
    format,
    columns,
    asked.map((code) => toRow(code, options)),
    options.sink,
  );
}
