/** The manual page, in the language of man(7), out of the tree of commands. Used when the package is built. */
import type { Command, Option } from "commander";

/** Text that shows as it is: no escapes, no requests, and dashes that can be copied. */
function plain(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");
}

function optionLines(option: Option): string[] {
  const { argChoices, description } = option;
  const choices = argChoices === undefined ? "" : ` (${argChoices.join(", ")})`;
  return [".TP", `.B ${plain(option.flags)}`, plain(description + choices)];
}

function commandLines(command: Command, program: Command): string[] {
  const help = command.createHelp();
  const own = help.visibleOptions(command).filter(({ long }) => long !== "--help");
  const args = help.visibleArguments(command);
  return [
    `.SS ${plain(`${program.name()} ${command.name()} ${command.usage()}`)}`,
    plain(`${command.description()}.`),
    ...args.flatMap((argument) => [".TP", `.I ${plain(argument.name())}`, plain(argument.description)]),
    ...own.flatMap(optionLines),
  ];
}

/** What the help says behind the commands: a heading with a colon, and lines below it. */
function extraSections(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    const heading = /^(\S.*):$/.exec(line)?.[1];
    return heading === undefined ? [plain(line.trim()), ".br"] : [`.SH ${heading.toUpperCase()}`];
  });
}

const FILES: readonly (readonly [string, string])[] = [
  [
    "./.ioctlensrc.json",
    "options for the working folder; it cannot set those that write files or lift limits",
  ],
  ["$XDG_CONFIG_HOME/ioctlens/config.json, else ~/.config/ioctlens/config.json", "options of the user"],
  ["%APPDATA%\\ioctlens\\config.json", "the same, on Windows"],
];
const ENVIRONMENT: readonly (readonly [string, string])[] = [
  [
    "IOCTLENS_OPTION",
    "sets an option: IOCTLENS_MAX_ERRORS is --max-errors; stronger than files, weaker than the command line",
  ],
  ["IOCTLENS_CONFIG", "a config file, as --config"],
  ["NO_COLOR, FORCE_COLOR, TERM", "whether there are colours under --color auto"],
];

function entries(list: readonly (readonly [string, string])[]): string[] {
  return list.flatMap(([term, text]) => [".TP", `.B ${plain(term)}`, plain(`${text}.`)]);
}

/**
 * The page. `examples` is what the help says behind the commands. No date is told, so that a build gives the same bytes every
 * time.
 */
export function manPage(program: Command, version: string, examples: string): string {
  const name = program.name();
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((command) => command.name() !== "help");
  return `${[
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    ".SH NAME",
    `${name} \\- ${plain(program.description())}`,
    ".SH SYNOPSIS",
    `.B ${name}`,
    plain(program.usage()),
    ".SH OPTIONS",
    ...help.visibleOptions(program).flatMap(optionLines),
    ".SH COMMANDS",
    ...commands.flatMap((command) => commandLines(command, program)),
    ".SH FILES",
    ...entries(FILES),
    ".SH ENVIRONMENT",
    ...entries(ENVIRONMENT),
    ...extraSections(examples),
  ].join("\n")}\n`;
}
