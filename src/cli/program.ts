/** The tree of commands and options; every command is loaded when it is called. */
import { Command, CommanderError, Option } from "commander";
import type { AuditFlags } from "./audit.js";
import type { Taken } from "./config.js";
import type { DecodeFlags } from "./decode.js";
import type { DiffFlags } from "./diff.js";
import type { EtlInfoFlags } from "./etl-info.js";
import { EXAMPLES } from "./examples.js";
import { EXIT, errorDetails, errorLine, exitCodeOf } from "./exit.js";
import type { NamesFlags } from "./names-command.js";
import { type NamesOption, namesOption, ownNames, repeated, withOwnNames } from "./names-option.js";
import { Output } from "./output.js";
import { addSelfCommands, WITHOUT_CONFIG } from "./self-commands.js";
import { configure, takenLine } from "./settings.js";
import type { SummaryFlags } from "./summary.js";
import { say, sayAsJson } from "./terminal.js";
import { inputOptions, MAX_EXPAND, TEXT_FORMATS, traceOptions } from "./trace-options.js";

/** Tells the exit code of a command that has one. */
type Done = (code: number) => void;

const print = (text: string): Promise<void> => Output.open(undefined, false).write(text);
const format = (): Option =>
  new Option("-f, --format <format>", "output format").choices(["text", ...TEXT_FORMATS]);
const manyTraces = (command: Command): Command =>
  inputOptions(traceOptions(command.argument("[files...]", "traces; - or nothing is standard input")));

/** The commands by name, each with what makes its options. */
const COMMANDS: Readonly<Record<string, (command: Command, done: Done) => void>> = {
  decode: (command, done) => {
    manyTraces(command)
      .description("every record with a control code, decoded")
      .option("--columns <names>", "columns to write, in order (formats lists them)")
      .option("--append", "copy the rows of a CSV and put the decoded columns behind them")
      .action(async (files: string[], flags: DecodeFlags) => {
        const { decodeCommand } = await import("./decode.js");
        done(await decodeCommand(files, await withOwnNames(flags)));
      });
  },
  summary: (command, done) => {
    manyTraces(command)
      .description("counts by control code")
      .option("--by <columns>", "count by these columns too, such as processName,operation")
      .option("--measures <names>", "add errors, time, duration and bytes of every group, or all of them")
      .option("--sort <column>", "order by a column that is printed; :asc or :desc behind it")
      .option("--top <count>", "print so many groups")
      .action(async (files: string[], flags: SummaryFlags) => {
        const { summaryCommand } = await import("./summary.js");
        done(await summaryCommand(files, await withOwnNames(flags)));
      });
  },
  diff: (command, done) => {
    traceOptions(command.argument("<before>", "a trace").argument("<after>", "another one"))
      .description("codes that appeared, vanished, or changed their rate between two traces")
      .option("--by <columns>", "compare by these columns too")
      .option("--min-ratio <number>", "a share that grew or shrank by this factor has changed (default 2)")
      .option("--all", "print what stayed the same, too")
      .action(async (before: string, after: string, flags: DiffFlags) => {
        const { diffCommand } = await import("./diff.js");
        done(await diffCommand([before, after], await withOwnNames(flags)));
      });
  },
  audit: (command, done) => {
    manyTraces(command)
      .description("codes seen with a device whose type differs from the code's")
      .option(
        "--device-type <type>",
        "type of all devices, or PATH=TYPE with * and ? for those of a path; repeatable, the last that fits counts",
        repeated,
      )
      .option("--by <columns>", "tell these columns too, such as processName")
      .action(async (files: string[], flags: AuditFlags) => {
        const { auditCommand } = await import("./audit.js");
        done(await auditCommand(files, await withOwnNames(flags)));
      });
  },
  "etl-info": (command) => {
    command
      .argument("<file>", "an .etl; - is standard input")
      .description("what an .etl is: session, losses, events, and whether it could hold control codes")
      .addOption(
        new Option("-f, --format <format>", "output format").choices(["text", "json"]).default("text"),
      )
      .option("--top <count>", "events to list, most frequent first (default 20)")
      .option("--max-expand <size>", MAX_EXPAND)
      .action(async (file: string, flags: EtlInfoFlags) => {
        const { etlInfoText } = await import("./etl-info.js");
        await print(await etlInfoText(file, flags));
      });
  },
  explain: (command) => {
    command
      .alias("code")
      .description("one control code taken apart: fields, names, buffers")
      .argument("<codes...>", "numbers, names, or CTL_CODE(...)")
      .addOption(format().default("text"))
      .option("--near", "show known codes with the same device and function too")
      .addOption(
        new Option("--radix <radix>", "how bare digits are read")
          .choices(["auto", "10", "16"])
          .default("auto"),
      )
      .addOption(namesOption())
      .action(
        async (codes: string[], flags: { format: "text"; near?: boolean; radix: string } & NamesOption) => {
          const { explain } = await import("./explain.js");
          const radix = flags.radix === "auto" ? "auto" : flags.radix === "10" ? 10 : 16;
          const { format, near = false } = flags;
          const own = await ownNames(flags);
          await print(await explain(codes, { format, near, pack: "extra", radix, own }));
        },
      );
  },
  encode: (command) => {
    command
      .description("a control code from its parts")
      .argument("<device>", "device type: FILE_DEVICE_UNKNOWN, 0x22 or 34")
      .argument("<function>", "function: 0x800 or 2048")
      .argument("<method>", "METHOD_BUFFERED, METHOD_IN_DIRECT, METHOD_OUT_DIRECT, METHOD_NEITHER or 0 to 3")
      .argument("<access>", "FILE_ANY_ACCESS, FILE_READ_ACCESS, FILE_WRITE_ACCESS, joined by |, or 0 to 3")
      .addOption(format().default("text"))
      .addOption(namesOption())
      .action(async (...args: [string, string, string, string, { format: "text" } & NamesOption]) => {
        const { encode } = await import("./encode.js");
        const [device, fn, method, access, flags] = args;
        const own = await ownNames(flags);
        await print(await encode(device, fn, method, access, { format: flags.format, own }));
      });
  },
  names: (command) => {
    command
      .description("known names of control codes")
      .argument("[pattern]", "part of a name, a wildcard pattern, or a number")
      .addOption(new Option("-f, --format <format>", "output format").choices(TEXT_FORMATS))
      .addOption(namesOption())
      .option("--own", "only the names of --names")
      .addOption(
        new Option("--export <format>", "as a C header, Rust, TypeScript, or a table for --names")
          .choices(["c", "rust", "ts", "json", "csv"])
          .conflicts(["format", "check"]),
      )
      .option(
        "--check <file>",
        "compare the constants of a header, or of another file of names, with what is known",
      )
      .action(async (pattern: string | undefined, flags: NamesFlags) => {
        const { namesCommand } = await import("./names-command.js");
        await print(await namesCommand(pattern, flags, await ownNames(flags)));
      });
  },
  formats: (command) => {
    command
      .description("trace formats that can be read, outputs and columns that can be written")
      .addOption(format().default("text"))
      .action(async (flags: { format: "text" }) => {
        const { formats } = await import("./formats.js");
        await print(await formats(flags));
      });
  },
};
const NAMES: readonly string[] = [...Object.keys(COMMANDS), ...WITHOUT_CONFIG];

/**
 * The tree of commands. `called`: the one that is to be run; the others are left out then, as making them takes longer
 * than the rest of a short run. Undefined = the whole tree.
 */
export function makeProgram(version: string, called?: string, done: Done = () => {}): Command {
  const program = new Command("ioctlens");
  program
    .description("Windows I/O control codes out of trace files: decoded, named, counted.")
    .configureOutput({
      writeOut: (text) => Output.open(undefined, false).writeNow(text),
      writeErr: (text) => say(text.replace(/\n$/, "")),
    })
    .configureHelp({ showGlobalOptions: true })
    .version(
      `ioctlens ${version}`,
      "-V, --version",
      "print the version; with --verbose more of what runs here",
    )
    .option("--config <file>", "take options that are not given from this file alone")
    .option("--no-config", "take no options from files")
    .showSuggestionAfterError()
    .showHelpAfterError("(--help shows the options)")
    .addHelpText("after", EXAMPLES);

  const isWanted = (name: string): boolean => called === undefined || called === name;
  for (const [name, add] of Object.entries(COMMANDS)) if (isWanted(name)) add(program.command(name), done);
  if (WITHOUT_CONFIG.some(isWanted)) addSelfCommands(program, version, () => makeProgram(version), done);
  return program;
}

/** `--version --verbose`, in any spelling and order. */
function asksForDetails(args: readonly string[]): boolean {
  const versions = args.filter((arg) => arg === "--version" || arg === "-V");
  const others = args.filter((arg) => arg === "--verbose" || arg === "-v");
  return versions.length > 0 && others.length > 0 && versions.length + others.length === args.length;
}

/**
 * Runs the command line `args` (without node and script).
 * @returns the exit code
 */
export async function run(args: readonly string[], version: string): Promise<number> {
  let code: number = EXIT.DONE;
  /** Options that were taken from elsewhere, untold. */
  let taken: readonly Taken[] = [];
  const called = NAMES.find((name) => name === args[0]);
  try {
    if (asksForDetails(args)) {
      const { versionDetails } = await import("./doctor.js");
      Output.open(undefined, false).writeNow(versionDetails(version));
      return code;
    }
    const program = makeProgram(version, called, (given) => {
      code = given;
    });
    for (const command of [program, ...program.commands]) command.exitOverride();
    program.hook("preAction", async (_program, command) => {
      if (command.getOptionValue("logFormat") === "json") sayAsJson();
      if (!WITHOUT_CONFIG.includes(command.name()))
        taken = await configure(command, () => makeProgram(version));
    });
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.DONE : EXIT.USAGE;
    const exit = exitCodeOf(error);
    if (exit !== EXIT.CLOSED_PIPE) say(errorLine(error), "error", errorDetails(error));
    // An option that is wrong may stand in a file.
    if (exit === EXIT.USAGE) for (const layer of taken) say(takenLine(layer));
    return exit;
  }
  return code;
}
