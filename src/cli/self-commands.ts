/** Commands about ioctlens itself: whether it works here, and how a shell completes its command line. */
import { Argument, type Command, Option } from "commander";
import { EXIT } from "./exit.js";
import { Output } from "./output.js";

/** What completion scripts call, between the program and the words. */
const COMPLETE = "complete";
/** Commands that have to work whatever stands in a config file. */
export const WITHOUT_CONFIG: readonly string[] = [COMPLETE, "completion", "doctor"];

/** `wholeTree` makes the tree with the options of all commands. */
export function addSelfCommands(
  program: Command,
  version: string,
  wholeTree: () => Command,
  done: (code: number) => void,
): void {
  const print = (text: string): Promise<void> => Output.open(undefined, false).write(text);
  program
    .command("doctor")
    .description("whether ioctlens works here: engines, names, a sample decoded; exit 1 when it does not")
    .addOption(new Option("-f, --format <format>", "output format").choices(["text", "json"]).default("text"))
    .action(async (flags: { format: "text" | "json" }) => {
      const { doctor } = await import("./doctor.js");
      const { text, isWell } = await doctor(version, flags.format);
      await print(text);
      done(isWell ? EXIT.DONE : EXIT.FINDINGS);
    });

  program
    .command("completion")
    .description("a script that completes the command line in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish", "powershell"]))
    .action(async (shell: string) => {
      const { completionScript } = await import("./completion.js");
      await print(completionScript(shell));
    });

  program
    .command(COMPLETE, { hidden: true })
    .argument("[words...]")
    .action(async (words: string[]) => {
      const { completions } = await import("./completion.js");
      await print(completions(wholeTree(), words));
    });
}
