/** Completion of the command line in a shell, out of the tree of commands. */
import { type Complete, RootCommand } from "@bomb.sh/tab";
import type { Argument, Command, Option } from "commander";

const NAME = "ioctlens";
/** In the answer to a shell: complete with nothing but this, and: complete as usual, with names of files. */
const NO_FILES = ":4\n";
const FILES = ":0\n";

/** What the package prints, which has no other way to give it. */
function printedBy(work: () => void): string {
  const { log } = console;
  let text = "";
  console.log = (line: string) => {
    text += `${line}\n`;
  };
  try {
    work();
  } finally {
    console.log = log;
  }
  return text;
}

/** The script for a shell: bash, zsh, fish or powershell. It calls `ioctlens complete -- WORDS` at every completion. */
export function completionScript(shell: string): string {
  const script = printedBy(() => new RootCommand().setup(NAME, NAME, shell));
  // Without this bash would offer no files any more.
  return shell === "bash" ? script.replace(/^complete -F /m, "complete -o default -F ") : script;
}

function choicesOf({ argChoices = [] }: Option | Argument): (complete: Complete) => void {
  return (complete) => {
    for (const choice of argChoices) complete(choice, "");
  };
}

/** The tree as the package wants it. */
function completionTree(program: Command): RootCommand {
  const root = new RootCommand();
  const addOptions = (target: Pick<RootCommand, "option">, command: Command): void => {
    for (const option of [...command.options, ...(command === program ? [] : program.options)]) {
      const name = option.long!.slice(2);
      const short = option.short?.slice(1);
      if (option.required) target.option(name, option.description, choicesOf(option), short);
      else target.option(name, option.description, short);
    }
  };
  addOptions(root, program);
  for (const command of program.createHelp().visibleCommands(program)) {
    const target = root.command(command.name(), command.description());
    addOptions(target, command);
    for (const argument of command.registeredArguments)
      target.argument(argument.name(), choicesOf(argument), argument.variadic);
  }
  return root;
}

/**
 * The answer to a shell: a line each of what may stand in the place of the last of `words`, and a line that says whether
 * files may stand there.
 */
export function completions(program: Command, words: readonly string[]): string {
  const answer = printedBy(() => completionTree(program).parse([...words]));
  // Most arguments and values are files, and the shell knows those best.
  return answer === NO_FILES ? FILES : answer;
}
