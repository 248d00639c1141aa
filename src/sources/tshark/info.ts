/**
 * The Info column, as Wireshark's dissectors of SMB write it, apart:
 *
 *     Ioctl Request FSCTL_PIPE_TRANSCEIVE File: srvsvc
 *     Ioctl Response, Error: STATUS_BUFFER_OVERFLOW FSCTL_PIPE_TRANSCEIVE File: srvsvc
 *     Create Request File: plan.txt;Ioctl Request FILE_SYSTEM Function:0x00ba;Close Request
 *     NT Trans Request, NT IOCTL FSCTL_GET_REPARSE_POINT, FID: 0x4000
 *
 * A code that Wireshark has no name for is shown by device and function alone; code 0 is not shown at all.
 */
import type { ControlMessage } from "./messages.js";

/** Where a message with a control code begins. */
const BEGIN = /(?:^|[;,\]\s])(?:Ioctl (Request|Response)|NT Trans (Request|Response), NT IOCTL)(?![A-Za-z])/g;
/** Where any other message behind it begins. */
const OTHER_MESSAGE = /;\s?[A-Z][A-Za-z0-9 -]*(?:Request|Response|Notification)\b/;
const ERROR = /^, Error: (\w+(?: \(0x[0-9A-Fa-f]+\))?)/;
const DEVICE_AND_FUNCTION = /^ ((?:Unknown \(0x[0-9A-Fa-f]+\)|\w+) Function:0x[0-9A-Fa-f]+)/;
const NAME = /^ ([A-Z][A-Z0-9_]+)(?![\w:])/;
const FILE = / File: (.*)$/;
/** What Wireshark writes for a file whose opening was not recorded. */
export const UNKNOWN_FILE = "[unknown]";

/** Quick test: the text may tell of control requests. Works on text of single bytes, too. */
export const MAY_TELL = /Ioctl Re(?:quest|sponse)|NT IOCTL/g;

function messageOf(direction: "request" | "response", isSmb1: boolean, text: string): ControlMessage | null {
  const error = ERROR.exec(text);
  const rest = error === null ? text : text.slice(error[0].length);
  const code = (DEVICE_AND_FUNCTION.exec(rest) ?? NAME.exec(rest))?.[1] ?? null;
  // Responses that fail carry no code, those of SMB 1 never do.
  if (code === null && direction === "response" && (error !== null || isSmb1)) return null;
  const file = FILE.exec(rest)?.[1]?.trim() ?? "";
  const unnamed = /\(0x([0-9A-Fa-f]+)\)$/.exec(error?.[1] ?? "");
  return {
    code: code ?? "",
    direction,
    status: unnamed === null ? (error?.[1] ?? null) : `0x${unnamed[1]}`,
    path: file === "" || file === UNKNOWN_FILE ? null : file,
    duration: null,
    isFsctl: null,
  };
}

/** The messages with control codes that an Info column tells of, or a line of a summary that ends with one. */
export function messagesOfInfo(info: string): ControlMessage[] {
  const messages: ControlMessage[] = [];
  const begins = [...info.matchAll(BEGIN)];
  begins.forEach((begin, i) => {
    const [all, smb2, smb1] = begin;
    const text = info.slice(begin.index + all.length, begins[i + 1]?.index);
    const other = OTHER_MESSAGE.exec(text);
    const direction = (smb2 ?? smb1) === "Request" ? "request" : "response";
    const message = messageOf(
      direction,
      smb1 !== undefined,
      other === null ? text : text.slice(0, other.index),
    );
    if (message !== null) messages.push(message);
  });
  return messages;
}
