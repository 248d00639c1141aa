/**
 * Names as source code: a C header, Rust or TypeScript. Same names, same text.
 *
 * A code that is laid out as CTL_CODE is written by its parts, so that a reader sees them; all others are numbers.
 * Each name is defined once: of several codes the best is taken, the others stand in a remark.
 */
import { unpack } from "../control-code/control-code.js";
import { formatCtlCode } from "../control-code/ctl-code-text.js";
import { layoutOf } from "../control-code/layouts.js";
import { RequiredAccess } from "../control-code/required-access.js";
import { formatCode } from "../control-code/text.js";
import { methodName } from "../control-code/transfer-method.js";
import { deviceTypeName } from "./device-names.js";
import type { NamedCode } from "./lookup.js";

export type SourceLanguage = "c" | "rust" | "ts";

type Given = Pick<NamedCode, "name" | "code" | "header" | "pack">;

/** A name with its best code. */
interface Constant extends Given {
  /** Further codes of the name. */
  readonly others: readonly number[];
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names that mean something else in one of the languages. */
const RESERVED = new Set(
  (
    "as async auto await bool break case catch char class const continue crate debugger default delete do double dyn " +
    "else enum export extends extern false float fn for function goto if impl import in inline instanceof int " +
    "interface let long loop match mod move mut namespace new null operator package private protected public ref " +
    "register restrict return self short signed sizeof static struct super switch template this throw trait true try " +
    "type typedef typeof union unsafe unsigned use using var virtual void volatile where while with yield"
  ).split(" "),
);
const PACKS = ["own", "default", "extra"];

/** Each name once, in the order in which its best code stands. */
function constantsOf(names: readonly Given[]): { constants: Constant[]; unfit: string[] } {
  const byName = new Map<string, Given[]>();
  for (const name of names) byName.set(name.name, [...(byName.get(name.name) ?? []), name]);
  const best = new Map<Given, Constant>();
  for (const given of byName.values()) {
    const [first, ...others] = [...given].sort((a, b) => PACKS.indexOf(a.pack) - PACKS.indexOf(b.pack));
    const codes = new Set(others.map(({ code }) => code).filter((code) => code !== first!.code));
    best.set(first!, { ...first!, others: [...codes] });
  }
  const inOrder = names.flatMap((name) => best.get(name) ?? []);
  const isFit = ({ name }: Given): boolean => IDENTIFIER.test(name) && !RESERVED.has(name);
  return {
    constants: inOrder.filter(isFit),
    unfit: inOrder.filter((name) => !isFit(name)).map(({ name }) => name),
  };
}

/** The constants of Windows that the codes are put together from, by name. */
function partsOf(constants: readonly Constant[]): Map<string, number> {
  const devices = new Map<number, string>();
  const parts = new Map<string, number>();
  for (const { code } of constants) {
    if (layoutOf(code) !== "ctl_code") continue;
    const { deviceType, requiredAccess, transferMethod } = unpack(code);
    const device = deviceTypeName(deviceType);
    if (device !== null) devices.set(deviceType, device);
    parts.set(methodName(transferMethod), transferMethod);
    for (const [name, bit] of Object.entries(RequiredAccess)) {
      if (bit === 0 ? requiredAccess === 0 : (requiredAccess & bit) !== 0) parts.set(name, bit);
    }
  }
  const sorted = [...devices].sort(([a], [b]) => a - b).map(([value, name]) => [name, value] as const);
  return new Map([...sorted, ...[...parts].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function macroOf(code: number): string | null {
  return layoutOf(code) === "ctl_code" ? formatCtlCode(code, deviceTypeName(unpack(code).deviceType)) : null;
}

/** Text that may stand in a remark of any of the languages. */
function remark(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]|\*\//g, "?");
}

function origin({ code, header, others }: Constant): string {
  const also = others.length === 0 ? "" : `; elsewhere ${others.map(formatCode).join(", ")}`;
  return remark(`${formatCode(code)}, ${header}${also}`);
}

function guarded(name: string, value: string): string {
  return `#ifndef ${name}\n#define ${name} ${value}\n#endif\n`;
}

function toC(constants: readonly Constant[], unfit: string): string {
  const lines = ["/* Control codes, written by ioctlens. */\n", unfit === "" ? "" : `/* ${unfit} */\n`];
  lines.push("#ifndef IOCTLENS_CONTROL_CODES_H\n#define IOCTLENS_CONTROL_CODES_H\n\n");
  lines.push(
    "#ifndef CTL_CODE\n#define CTL_CODE(DeviceType, Function, Method, Access) \\\n",
    "  (((unsigned int)(DeviceType) << 16) | ((unsigned int)(Access) << 14) | \\\n",
    "   ((unsigned int)(Function) << 2) | (unsigned int)(Method))\n#endif\n",
  );
  for (const [name, value] of partsOf(constants)) lines.push(guarded(name, `0x${value.toString(16)}`));
  lines.push("\n");
  for (const constant of constants) {
    const { name, code } = constant;
    lines.push(guarded(name, `${macroOf(code) ?? `${formatCode(code)}u`} /* ${origin(constant)} */`));
  }
  lines.push("\n#endif\n");
  return lines.join("");
}

function toRust(constants: readonly Constant[], unfit: string): string {
  const lines = ["// Control codes, written by ioctlens.\n", unfit === "" ? "" : `// ${unfit}\n`, "\n"];
  const parts = partsOf(constants);
  for (const [name, value] of parts) lines.push(`const ${name}: u32 = 0x${value.toString(16)};\n`);
  if (parts.size > 0) {
    lines.push(
      "\nconst fn ctl_code(device_type: u32, function: u32, method: u32, access: u32) -> u32 {\n",
      "    (device_type << 16) | (access << 14) | (function << 2) | method\n}\n\n",
    );
  }
  for (const constant of constants) {
    const { name, code } = constant;
    if (/[a-z]/.test(name)) lines.push("#[allow(non_upper_case_globals)]\n");
    const value = macroOf(code)?.replace(/^CTL_CODE/, "ctl_code") ?? formatCode(code);
    lines.push(`pub const ${name}: u32 = ${value}; // ${origin(constant)}\n`);
  }
  return lines.join("");
}

function toTypeScript(constants: readonly Constant[], unfit: string): string {
  const lines = ["// Control codes, written by ioctlens.\n", unfit === "" ? "" : `// ${unfit}\n`, "\n"];
  for (const constant of constants) {
    const { name, code } = constant;
    const macro = macroOf(code);
    const said = macro === null ? origin(constant) : `${macro}; ${origin(constant)}`;
    lines.push(`export const ${name} = ${formatCode(code)}; // ${said}\n`);
  }
  if (constants.length === 0) lines.push("export {};\n");
  return lines.join("");
}

/**
 * The names as source code that compiles by itself: `exportNames(searchNames("FSCTL_"), "c")`. Names that are none in
 * the language are told in a remark.
 */
export function exportNames(names: readonly Given[], language: SourceLanguage): string {
  const { constants, unfit } = constantsOf(names);
  const left = unfit.length === 0 ? "" : remark(`left out, no names here: ${unfit.join(", ")}`);
  if (language === "c") return toC(constants, left);
  return language === "rust" ? toRust(constants, left) : toTypeScript(constants, left);
}
