/**
 * Gives the control codes of packets out: the half of the exchange that is asked for, names through Wireshark's own
 * table, and what there is to say about them.
 */
import { formatCode, parseCodeNumber, quoteText } from "../../control-code/text.js";
import { DecodeError } from "../../errors.js";
import { codeFor, type MajorFunction, type OwnName } from "../../names/index.js";
import type { CodeEntry } from "../../record/batch.js";
import { nameEntry, numberEntry, rejectedEntry, unresolvedEntry } from "../code-text.js";
import type { RecordOutput, ResolveText } from "../record-output.js";
import type { ReadRequest } from "../source.js";
import type { ControlMessage } from "./messages.js";

const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d[0-9a-fA-F]*)$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const DEVICE_AND_FUNCTION = / Function:0x[0-9A-Fa-f]+$/;

/** Operation and major function by what the flag IS_FSCTL says. */
const DEVICE_CONTROL = ["DeviceIoControl", "IRP_MJ_DEVICE_CONTROL"] as const;
const FILE_SYSTEM_CONTROL = ["FileSystemControl", "IRP_MJ_FILE_SYSTEM_CONTROL"] as const;

/** The entry of a name through Wireshark's table; says so when the table is alone with its number. */
function wiresharkEntry(
  name: string,
  majorFunction: MajorFunction,
  own: readonly OwnName[] | undefined,
): CodeEntry {
  const entry = nameEntry(name, "wireshark", majorFunction, own);
  const elsewhere = codeFor(name, "default", own)?.code;
  if (entry.code === null || entry.issue !== null || elsewhere === undefined || elsewhere === entry.code) {
    return entry;
  }
  const message = `${name} is ${formatCode(entry.code)} for Wireshark, which was taken, and ${formatCode(elsewhere)} everywhere else`;
  return { ...entry, issue: { error: "E_AMBIGUOUS_NAME", message } };
}

/** The entry of what a trace of Wireshark spells for a code. Digits without 0x are of `radix`. */
export function entryOfCode(
  text: string,
  majorFunction: MajorFunction,
  radix: 10 | 16,
  own?: readonly OwnName[],
): CodeEntry {
  const trimmed = text.trim();
  if (trimmed === "") return unresolvedEntry(null, "Wireshark shows no control code", majorFunction);
  if (DEVICE_AND_FUNCTION.test(trimmed)) {
    const message = `${quoteText(trimmed)}: Wireshark shows device and function of the code, not its access and method; export the field smb2.ioctl.function`;
    return unresolvedEntry(trimmed, message, majorFunction);
  }
  try {
    if (NUMBER.test(trimmed)) return numberEntry(parseCodeNumber(trimmed, { radix }), majorFunction);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rejectedEntry(error.code, error.message);
  }
  if (NAME.test(trimmed)) return wiresharkEntry(trimmed, majorFunction, own);
  return rejectedEntry("E_CODE_TEXT", `${quoteText(trimmed)} is neither a control code nor a name`);
}

export class MessageOutput {
  readonly #request: ReadRequest;
  readonly #wanted: "request" | "response" | "both";
  readonly #radix: 10 | 16;
  #isTold = false;
  #isUntold = false;

  constructor(request: ReadRequest) {
    this.#request = request;
    this.#wanted = request.options.direction ?? "request";
    this.#radix = request.options.radix === 16 ? 16 : 10;
  }

  /** Gives the messages of the record at hand out. `time` as the trace writes it. */
  give(messages: readonly ControlMessage[], time: string | null, output: RecordOutput): void {
    for (const message of messages) {
      if (!this.#isAsked(message.direction)) continue;
      const [operation, majorFunction] = message.isFsctl === false ? DEVICE_CONTROL : FILE_SYSTEM_CONTROL;
      output.set("time", time);
      output.set("direction", message.direction);
      output.set("operation", message.isFsctl === null ? null : operation);
      output.set("path", message.path);
      output.set("status", message.status?.replace(/^0x.*$/, printStatus) ?? null);
      output.set("duration", message.duration);
      const entryOf: ResolveText = (text, own) => entryOfCode(text, majorFunction, this.#radix, own);
      output.giveText(message.code, entryOf, majorFunction);
    }
  }

  /** True when messages of that direction are asked for; those that do not tell it always are. Says once which. */
  #isAsked(direction: ControlMessage["direction"]): boolean {
    const { options } = this.#request;
    if (direction === null) {
      if (!this.#isUntold && this.#wanted !== "both") {
        this.#request.note(
          "requests and responses cannot be told apart here, so both may be counted; export the field smb2.flags.response, too",
        );
      }
      this.#isUntold = true;
      return true;
    }
    if (!this.#isTold && options.direction === undefined) {
      this.#request.note("requests are counted, their responses are not (--direction response or both)");
    }
    this.#isTold = true;
    return this.#wanted === "both" || this.#wanted === direction;
  }
}

/** A status as all sources print it. */
function printStatus(text: string): string {
  return /^0x[0-9a-fA-F]{1,8}$/.test(text) ? formatCode(Number(text)) : text;
}
