/** The options of commands that read traces, as the argument parser gets them; what they mean is options.ts. */
import { type Command, Option } from "commander";
import type { BinaryFormat, TextFormat } from "../sinks/index.js";
import { namesOption, repeated } from "./names-option.js";

/** Those of `sinks/index.ts`, spelled here so that a start does not load them; a test compares. */
export const TEXT_FORMATS: readonly TextFormat[] = ["csv", "tsv", "ndjson", "json", "table"];
export const BINARY_FORMATS: readonly BinaryFormat[] = ["parquet", "arrow", "arrow-stream"];

export const MAX_EXPAND =
  "SIZE[,RATIO]: most that a compressed input may unpack to, in bytes and in times its size; largest temporary file (default 64G,1000)";

/** Options of the commands that take any number of inputs. */
export function inputOptions(command: Command): Command {
  return command
    .option("-r, --recursive", "read the traces in folders and in those below them")
    .option(
      "--file-list <file>",
      "read the inputs named in a file, one a line or NUL behind each; - is standard input",
    );
}

/** Options of every command that reads traces. */
export function traceOptions(command: Command): Command {
  return command
    .addOption(
      new Option("-f, --format <format>", "output format (table on a terminal, else csv)").choices([
        ...TEXT_FORMATS,
        ...BINARY_FORMATS,
      ]),
    )
    .option("-o, --output <file>", "write to a file, which appears whole or not at all")
    .option("--force", "replace files that exist")
    .option("--source <name>", "format of the input, instead of recognising it (formats lists them)")
    .option("--code-column <name>", "column of the control code: its title, or its number from 1")
    .option("--delimiter <text>", "delimiter of a CSV")
    .option("--escape <char>", "escape character of a CSV that has one")
    .option("--comment <text>", "text that begins comment lines in a CSV")
    .option("--no-header", "the first row of a CSV is data")
    .addOption(
      new Option("--radix <radix>", "how bare digits are read").choices(["auto", "10", "16"]).default("auto"),
    )
    .option(
      "--where <condition>",
      "rows to keep: column=value, !=, <, >, ~regex; repeatable, all must hold",
      repeated,
    )
    .option("--since <time>", "rows of this time and later, such as 2026-03-05T07:19:37Z")
    .option("--until <time>", "rows before this time")
    .option(
      "--etw-field <rule>",
      "where events of an .etl hold a code: PROVIDER:EVENT[:VERSION]:OFFSET32:OFFSET64 or :FIELDNAME; repeatable",
      repeated,
    )
    .addOption(
      new Option("--direction <half>", "which half of an exchange counts, where a trace has both").choices([
        "request",
        "response",
        "both",
      ]),
    )
    .option("--pattern <regex>", "where a code stands in free text: a group named code, (?<code>...)")
    .option("--json-path <path>", "where the codes stand in JSON, such as calls[].arguments.IoControlCode")
    .option("--max-record <size>", "longest record; longer ones are rejected (default 64M)")
    .option("--max-expand <size>", MAX_EXPAND)
    .addOption(namesOption())
    .addOption(
      new Option("--names-pack <pack>", "names to use").choices(["default", "extra"]).default("default"),
    )
    .option("--limit <count>", "stop after so many rows")
    .option(
      "-j, --jobs <count>",
      "threads for a summary or --append -o of a large file (default: cores, at most 8)",
    )
    .option("--stats <file>", "write the accounting of every input as JSON")
    .option("--errors <file>", "write every broken or unresolved record as NDJSON")
    .option("--strict", "exit 1 when a record was rejected")
    .option("--max-errors <count>", "stop, with exit 1, after more rejected records than this")
    .addOption(
      new Option(
        "--on-error <what>",
        "at a rejected record: skip it, counted and told; or stop, with exit 1 (default skip)",
      ).choices(["skip", "stop"]),
    )
    .option("--fail-empty", "exit 1 when nothing was found")
    .option(
      "--spreadsheet-safe",
      "put ' before cells of csv and tsv that a spreadsheet would run as a formula",
    )
    .addOption(
      new Option("--engine <engine>", "how the trace is scanned")
        .choices(["auto", "wasm", "reference"])
        .default("auto"),
    )
    .option("-q, --quiet", "nothing but errors on standard error")
    .option("-v, --verbose", "more on standard error", (_: string, before: number) => before + 1, 0)
    .addOption(
      new Option("--log-format <format>", "lines on standard error: text, or an object of JSON each").choices(
        ["text", "json"],
      ),
    )
    .option("--progress", "tell progress, also where standard error is no terminal")
    .option("--no-progress", "no progress bar")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"));
}
