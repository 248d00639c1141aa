/**
 * `encode DEVICE FUNCTION METHOD ACCESS`: four parts put together, in the order of the macro.
 *
 * Each part is a number or a name; short words stand for the constants (`buffered`, `read|write`, `disk`). The grammar
 * of the parts is that of CTL_CODE(...).
 */
import { formatCode, formatCtlCode, parseCtlCode, unpack } from "../control-code/index.js";
import { DecodeError } from "../errors.js";
import { deviceTypeFor, deviceTypeName, type OwnName } from "../names/index.js";
import { codeValues } from "../record/code-values.js";
import { type SinkColumn, type SinkOptions, sinkColumns } from "../sinks/index.js";
import { wrap } from "./paragraph.js";
import { type CommandFormat, rowsText } from "./rows.js";

const COLUMNS: readonly SinkColumn[] = [
  ...sinkColumns(["code", "name", "names", "deviceType", "deviceTypeName", "functionCode"]),
  ...sinkColumns(["requiredAccess", "transferMethod", "layout"]),
  { name: "ctlCode", type: "text" },
];

const INDENT = "  ";

/** What each part may be, for messages; in the order of the arguments. */
const PARTS = [
  ["device type", "a name such as FILE_DEVICE_UNKNOWN or disk, or a number from 0 to 0xFFFF"],
  ["function", "a number from 0 to 0xFFF"],
  ["transfer method", "buffered, in_direct, out_direct, neither, or a number from 0 to 3"],
  ["required access", "any, read, write, read|write, or a number from 0 to 3"],
] as const;

const WORD = /^[A-Z][A-Z0-9_]*$/;

/** In capitals and with underscores, so that `in-direct` is a word too. */
function toWord(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/(?<=[A-Z])-(?=[A-Z])/g, "_");
}

function deviceNamed(name: string): number | undefined {
  return deviceTypeFor(name) ?? deviceTypeFor(`FILE_DEVICE_${name}`);
}

function toMethod(text: string): string {
  const word = toWord(text);
  if (!WORD.test(word)) return text;
  return word.startsWith("METHOD_") ? word : `METHOD_${word}`;
}

function toAccess(text: string): string {
  const terms = toWord(text)
    .replace(/^\((.*)\)$/, "$1")
    .split(/[|+]/);
  const constants = terms.map((term) => {
    const word = term.trim();
    if (!WORD.test(word)) return word;
    const name = word.startsWith("FILE_") ? word : `FILE_${word}`;
    return /_(ACCESS|DATA)$/.test(name) ? name : `${name}_ACCESS`;
  });
  return constants.join(" | ");
}

/** Reads the parts; a message says what the part may be. */
function toCode(parts: readonly [string, string, string, string]): number {
  const texts = [parts[0].trim().toUpperCase(), parts[1].trim(), toMethod(parts[2]), toAccess(parts[3])];
  // One part after the other first, so that the part at fault is known.
  for (const [i, [what, allowed]] of PARTS.entries()) {
    const alone = ["0", "0", "0", "0"].with(i, texts[i]!);
    try {
      if (/^$|[(),;]/.test(texts[i]!)) throw new DecodeError("E_NUMBER", "it is not one name or number");
      parseCtlCode(`CTL_CODE(${alone.join(", ")})`, deviceNamed);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new DecodeError(
        error.code,
        `${what} ${JSON.stringify(parts[i])}: ${error.message}; expected ${allowed}`,
      );
    }
  }
  return parseCtlCode(`CTL_CODE(${texts.join(", ")})`, deviceNamed);
}

/**
 * The code of four parts, its macro and its known names.
 *
 * @throws DecodeError E_NAME, E_NUMBER or E_RANGE that tells the part, why it cannot be read and what it may be.
 */
export async function encode(
  device: string,
  fn: string,
  method: string,
  access: string,
  options: {
    readonly format: CommandFormat;
    /** The user's own names, which come first. */
    readonly own?: readonly OwnName[];
    readonly sink?: SinkOptions;
  },
): Promise<string> {
  const code = toCode([device, fn, method, access]);
  const entry = {
    kind: "decoded",
    code,
    codeText: null,
    ownName: null,
    majorFunction: null,
    issue: null,
  } as const;
  const values = codeValues(entry, "extra", options.own);
  // The parts as they were given, whatever else the number may be.
  const ctlCode = formatCtlCode(code, deviceTypeName(unpack(code).deviceType));
  if (options.format !== "text") {
    return rowsText(options.format, COLUMNS, [{ ...values, ctlCode }], options.sink);
  }
  const names = values.names.length === 0 ? "no known name" : values.names.join(", ");
  const lines = [formatCode(code), INDENT + ctlCode, ...wrap(names, INDENT)];
  if (values.layout !== "ctl_code") {
    const note = `Traces read this number as layout ${values.layout}, not as CTL_CODE: see \`ioctlens explain\`.`;
    lines.push(...wrap(note, `${INDENT}Note: `));
  }
  return `${lines.join("\n")}\n`;
}
