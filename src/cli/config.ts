/**
 * Options that the command line leaves open, out of the environment and of JSON files, in this order. A file holds the long
 * names of options, for all commands or under the name of one:
 *
 * ```json
 * { "color": "never", "decode": { "format": "ndjson", "where": ["status!="] } }
 * ```
 */
import { readFileSync, statSync } from "node:fs";
import type { Command, Option } from "commander";
import { DecodeError } from "../errors.js";
import { type ConfigFile, ENV_PREFIX } from "./config-files.js";

const MOST_BYTES = 1 << 20;
/** A file that came with the traces must not write or replace files, nor take the limits away that protect from traces. */
const NOT_IN_LOCAL = new Set([
  ...["output", "force", "errors", "stats", "file-list"],
  ...["max-record", "max-expand", "spreadsheet-safe"],
]);
/** Options that say where settings are, or that are no settings. */
const NEVER = new Set(["config", "no-config", "version", "help"]);
const WORDS: Readonly<Record<string, boolean>> = {
  ...{ "1": true, true: true, yes: true, on: true },
  ...{ "0": false, false: false, no: false, off: false },
};

/** What is wrong with a value, without its place. */
class WrongValue extends Error {}

interface Setting {
  /** Long name of an option, without dashes. */
  readonly key: string;
  readonly value: unknown;
  /** The command it is for; undefined = all that have the option. */
  readonly command?: string;
}

interface Layer {
  /** As it is shown to the user. */
  readonly name: string;
  readonly isLocal: boolean;
  readonly settings: readonly Setting[];
}

/** Options that were set, and by whom. */
export interface Taken {
  readonly from: string;
  readonly isLocal: boolean;
  readonly keys: readonly string[];
}

/** Without dashes, and without the `no-` of an option that only turns off. */
function nameOf(option: Option): string {
  return option.negate ? option.name().slice(3) : option.name();
}

/** The option of a key; `no-` before a name, or left out, turns its meaning round. */
function findOption(command: Command, key: string): { option: Option; inverted: boolean } | undefined {
  if (NEVER.has(key)) return undefined;
  const named = (name: string) => command.options.find(({ long }) => long === `--${name}`);
  const option = named(key);
  if (option !== undefined) return { option, inverted: option.negate };
  const other = named(key.startsWith("no-") ? key.slice(3) : `no-${key}`);
  if (other === undefined || other.required || other.optional) return undefined;
  return { option: other, inverted: key.startsWith("no-") };
}

function toBoolean(value: unknown): boolean {
  const word = typeof value === "string" ? WORDS[value.toLowerCase()] : value;
  if (typeof word !== "boolean") throw new WrongValue("takes true or false");
  return word;
}

function toText(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number")
    throw new WrongValue("takes a text or a number");
  return String(value);
}

/** Flags that may stand several times count. */
function toTimes(value: unknown): number {
  const times = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof times === "number" && Number.isSafeInteger(times) && times >= 0
    ? times
    : Number(toBoolean(value));
}

/** The value that the option would get on a command line. @throws WrongValue */
function optionValue(option: Option, inverted: boolean, value: unknown): unknown {
  if (!option.required && !option.optional) {
    if (option.parseArg !== undefined) return toTimes(value);
    return toBoolean(value) !== inverted;
  }
  const texts = (Array.isArray(value) ? value : [value]).map(toText);
  if (option.parseArg === undefined && texts.length === 1) return texts[0];
  let parsed: unknown;
  try {
    for (const text of texts) parsed = option.parseArg?.(text, parsed as string);
  } catch (error) {
    throw new WrongValue((error as Error).message);
  }
  if (texts.length !== 1 && !Array.isArray(parsed)) throw new WrongValue("takes one value");
  return parsed;
}

function fault(from: string, message: string): DecodeError {
  return new DecodeError("E_OPTION", message, { file: from });
}

/** "did you mean" for a name that no command has, as the argument parser says it. */
function didYouMean(tree: Command, commands: readonly Command[], key: string): string {
  const asked = tree
    .createCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const names = new Set(commands.flatMap(({ options }) => options.map(({ long }) => long)));
  for (const name of names) if (name !== undefined) asked.option(name);
  try {
    asked.parse([`--${key}`], { from: "user" });
  } catch (error) {
    const meant = /Did you mean (?:one of )?(.*)\?/.exec((error as Error).message)?.[1];
    if (meant !== undefined) return `; did you mean ${meant.replaceAll("--", "")}?`;
  }
  return "; the keys are the long names of options, without the dashes";
}

/** Every setting is of an option that is there, with a value that it takes. @throws DecodeError E_OPTION */
function check({ name, isLocal, settings }: Layer, tree: Command): void {
  for (const { key, value, command } of settings) {
    const commands = tree.commands.filter((one) => command === undefined || one.name() === command);
    const found = commands.flatMap((one) => findOption(one, key) ?? []);
    const shown = JSON.stringify(command === undefined ? key : `${command}.${key}`);
    if (found.length === 0)
      throw fault(name, `there is no option ${shown}${didYouMean(tree, commands, key)}`);
    if (isLocal && found.some(({ option }) => NOT_IN_LOCAL.has(nameOf(option)))) {
      throw fault(
        name,
        `${shown} is not taken from the working folder, whose files may come from somebody else; give it on the command line, or in your own config file`,
      );
    }
    const faults = found.flatMap(({ option, inverted }) => {
      try {
        optionValue(option, inverted, value);
        return [];
      } catch (error) {
        if (error instanceof WrongValue) return [error];
        throw error;
      }
    });
    // One command may take a value that another does not.
    if (faults.length === found.length) throw fault(name, `${shown}: ${faults[0]!.message}`);
  }
}

function readLayer({ path, kind }: ConfigFile, tree: Command): Layer {
  let text: string;
  try {
    const { size } = statSync(path);
    // What is no file, such as a pipe, has no size; to read it might not end.
    if (!statSync(path).isFile()) throw new Error("it is no file");
    if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw fault(path, `the config file cannot be read: ${(error as Error).message}`);
  }
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw fault(path, `the config file is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(root)) throw fault(path, 'a config file is an object, such as {"format":"ndjson"}');
  const names = tree.commands.map((command) => command.name());
  const settings = Object.entries(root).flatMap(([key, value]): Setting[] => {
    if (!isObject(value)) return [{ key, value }];
    if (names.includes(key)) {
      return Object.entries(value).map(([own, ownValue]) => ({ key: own, value: ownValue, command: key }));
    }
    throw fault(path, `there is no command ${JSON.stringify(key)}; there are ${names.join(", ")}`);
  });
  return { name: path, isLocal: kind === "local", settings };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Variables of no option are left alone; an empty one is as good as none. */
function environmentLayers(env: NodeJS.ProcessEnv, tree: Command): Layer[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(ENV_PREFIX) && env[name] !== "")
    .sort()
    .map((name) => ({
      name,
      isLocal: false,
      settings: [
        { key: name.slice(ENV_PREFIX.length).toLowerCase().replaceAll("_", "-"), value: env[name] },
      ].filter(({ key }) => tree.commands.some((command) => findOption(command, key) !== undefined)),
    }));
}

/**
 * Gives `command` the options that its command line left open. `tree` has all commands with all their options.
 *
 * @returns what was taken, from where
 * @throws DecodeError E_OPTION for a file that cannot be read, an unknown key or a wrong value
 */
export function applyConfig(
  command: Command,
  tree: Command,
  files: readonly ConfigFile[],
  env: NodeJS.ProcessEnv,
): Taken[] {
  const layers = [...environmentLayers(env, tree), ...files.map((file) => readLayer(file, tree))];
  for (const layer of layers) check(layer, tree);
  return layers.flatMap(({ name, isLocal, settings }) => {
    // What is said for the command itself goes before what is said for all.
    const own = settings.filter((setting) => setting.command === command.name());
    const all = settings.filter((setting) => setting.command === undefined);
    const keys = [...own, ...all].filter((setting) => setOption(command, setting)).map(({ key }) => key);
    return keys.length === 0 ? [] : [{ from: name, isLocal, keys }];
  });
}

/** False when the option is set already, or not the command's. */
function setOption(command: Command, { key, value }: Setting): boolean {
  const found = findOption(command, key);
  if (found === undefined) return false;
  const attribute = found.option.attributeName();
  const source = command.getOptionValueSource(attribute);
  if (source !== undefined && source !== "default") return false;
  try {
    command.setOptionValueWithSource(attribute, optionValue(found.option, found.inverted, value), "config");
    return true;
  } catch (error) {
    if (error instanceof WrongValue) return false;
    throw error;
  }
}
