/**
 * Names in JSON: `{"NAME": code}`, `{"code": "NAME"}`, or a list of objects that have a name and a code; the whole may
 * stand in an object, `{"names": ...}`. Codes are numbers, or texts of any form that a code has.
 *
 * Read by hand behind JSON.parse, which swallows keys that stand there twice and tells no lines.
 */
import { quoteText } from "../../control-code/text.js";
import type { Definitions, Fault } from "./definitions.js";
import { definitionsOf, isPackName, type PackRow } from "./pack-rows.js";

/** A value: its text when it is none of the two others. */
type Node =
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Node])[]; readonly line: number }
  | { readonly kind: "array"; readonly items: readonly Node[]; readonly line: number }
  | { readonly kind: "text" | "number" | "other"; readonly text: string; readonly line: number };

/** Values inside each other that are looked at; deeper ones say nothing about names. */
const MAX_DEPTH = 6;
const CODE_KEYS = ["code", "value", "controlCode", "ioctlCode", "ioctl", "number", "hex"];
const NAME_KEYS = ["name", "constant", "symbol", "label"];

/** Goes through a text that JSON.parse has accepted. */
class JsonReader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character that is no blank; line ends are counted. */
  #next(): string {
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at]!;
      if (c === "\n") this.#line++;
      if (c !== " " && c !== "\t" && c !== "\n" && c !== "\r") return c;
    }
    return "";
  }

  #string(): string {
    const from = this.#at;
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) if (this.#text[this.#at] === "\\") this.#at++;
    this.#at++;
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }

  read(depth = 0): Node {
    const c = this.#next();
    const line = this.#line;
    if (c === '"') return { kind: "text", text: this.#string(), line };
    if (c !== "{" && c !== "[") {
      const from = this.#at;
      while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at]!)) this.#at++;
      const text = this.#text.slice(from, this.#at);
      return { kind: /^[-0-9]/.test(text) ? "number" : "other", text, line };
    }
    if (depth === MAX_DEPTH) return this.#skip(line);
    this.#at++;
    const entries: [string, Node][] = [];
    const items: Node[] = [];
    const close = c === "{" ? "}" : "]";
    for (let next = this.#next(); next !== close; next = this.#next()) {
      if (next === ",") {
        this.#at++;
        continue;
      }
      if (c === "[") {
        items.push(this.read(depth + 1));
        continue;
      }
      const name = this.#string();
      this.#next();
      this.#at++;
      entries.push([name, this.read(depth + 1)]);
    }
    this.#at++;
    return c === "{" ? { kind: "object", entries, line } : { kind: "array", items, line };
  }

  /** Goes behind an object or a list that is too deep. */
  #skip(line: number): Node {
    let depth = 0;
    do {
      const c = this.#next();
      if (c === '"') {
        this.#string();
        continue;
      }
      if (c === "{" || c === "[") depth++;
      if (c === "}" || c === "]") depth--;
      this.#at++;
    } while (depth > 0);
    return { kind: "other", text: "", line };
  }
}

/** A code as the rows of tables have it; a number is decimal whatever its digits. */
function codeText(node: Node): string | null {
  if (node.kind === "text") return node.text;
  return node.kind === "number" ? node.text.replace(/^(?=\d)/, "+") : null;
}

/** The row of an object with a name and a code; null when it has not both. */
function rowOfObject(node: Node & { readonly kind: "object" }): PackRow | null {
  const find = (keys: readonly string[]): Node | undefined =>
    node.entries.find(([name]) => keys.includes(name))?.[1];
  const [name, code] = [find(NAME_KEYS), find(CODE_KEYS)];
  if (name?.kind !== "text" || code === undefined || codeText(code) === null) return null;
  const kind = find(["kind"]);
  return {
    name: name.text,
    code: codeText(code)!,
    line: name.line,
    kind: kind?.kind === "text" ? kind.text : undefined,
  };
}

/** `"NAME": code` or `"code": "NAME"`. */
function rowOfEntry(name: string, node: Node): PackRow | null {
  const value = codeText(node);
  if (value === null) return null;
  const isReversed = node.kind === "text" && !isPackName(name) && isPackName(value);
  return isReversed ? { name: value, code: name, line: node.line } : { name, code: value, line: node.line };
}

/** The rows of a value; null when it says nothing about names. */
function rowsOf(node: Node, faults: Fault[]): PackRow[] | null {
  const broken = (line: number): void => {
    faults.push({ line, error: "E_NUMBER", message: "this has no name and code" });
  };
  if (node.kind === "array") {
    return node.items.flatMap((item) => {
      const row = item.kind === "object" ? rowOfObject(item) : null;
      if (row === null) broken(item.line);
      return row ?? [];
    });
  }
  if (node.kind !== "object") return null;
  const single = rowOfObject(node);
  if (single !== null) return [single];
  // A wrapper, such as {"version": 1, "names": {...}}.
  const inside = node.entries.filter(([, value]) => value.kind === "object" || value.kind === "array");
  const rows: PackRow[] = [];
  if (inside.length > 0) {
    for (const [, value] of inside) for (const row of rowsOf(value, faults) ?? []) rows.push(row);
    return rows;
  }
  for (const [name, value] of node.entries) {
    const row = rowOfEntry(name, value);
    if (row === null) broken(value.line);
    else rows.push(row);
  }
  return rows;
}

/** The names of a JSON text. */
export function parseJson(text: string): Definitions {
  try {
    JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { names: [], faults: [{ line: null, error: "E_SYNTAX", message: `this is no JSON: ${why}` }] };
  }
  const faults: Fault[] = [];
  const rows = rowsOf(new JsonReader(text).read(), faults);
  if (rows === null) {
    const message = `names are expected as {"NAME": code} or a list of objects, here is ${quoteText(text.trim())}`;
    return { names: [], faults: [{ line: 1, error: "E_NUMBER", message }] };
  }
  const found = definitionsOf(rows);
  return { names: found.names, faults: [...faults, ...found.faults] };
}
