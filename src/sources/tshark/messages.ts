/**
 * Messages with a control code among those of one packet: which direction, status and file belongs to which code.
 */
import type { PacketFields } from "./fields.js";
import { messagesOfInfo, UNKNOWN_FILE } from "./info.js";

/** A request, or the response to one, that carries a control code. */
export interface ControlMessage {
  /** As the trace spells it; empty when it spells none although there was one. */
  readonly code: string;
  /** Null when the trace does not tell. */
  readonly direction: "request" | "response" | null;
  /** Name or number of the NTSTATUS, of responses only. */
  readonly status: string | null;
  readonly path: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly isFsctl: boolean | null;
}

/** SMB2 IOCTL, by number and by name. */
const IOCTL_COMMAND = /^(?:11|0x0*b|ioctl)$/i;

/** The value that all have, or null. */
function common<T>(values: readonly T[]): T | null {
  const first = values[0];
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

function directionOf(text: string | null): ControlMessage["direction"] {
  if (text === null) return null;
  if (/^(?:1|true)$|response/i.test(text)) return "response";
  return /^(?:0|false)$|request/i.test(text) ? "request" : null;
}

function booleanOf(text: string | null): boolean | null {
  if (text === null) return null;
  return /^(?:1|true)$/i.test(text) ? true : /^(?:0|false)$/i.test(text) ? false : null;
}

/** `\\server\share` and the name of a file in it; either may be missing. */
function pathOf(tree: string | null, file: string | null): string | null {
  const name = file === "" || file === UNKNOWN_FILE ? null : file;
  if (tree === null || tree === "" || name === null) return name ?? (tree === "" ? null : tree);
  return name.startsWith("\\\\") ? name : `${tree}\\${name.replace(/^\\/, "")}`;
}

/** The messages with control codes of a packet, in its order. */
export function messagesOf(fields: PacketFields): ControlMessage[] {
  const { code: codes, command } = fields;
  const told = fields.info.flatMap(messagesOfInfo);
  if (codes.length === 0) return told;
  const ioctls = command.flatMap((text, i) => (IOCTL_COMMAND.test(text) ? [i] : []));

  /**
   * Tells which of the values belongs to the code of that number: of one for each message, or for each code; else
   * the one that all have. Null when that cannot be told.
   */
  const pick = (values: readonly string[]): ((k: number) => string | null) => {
    if (ioctls.length === codes.length && values.length === command.length) {
      return (k) => values[ioctls[k]!]!;
    }
    if (values.length === codes.length) return (k) => values[k]!;
    const same = common(values);
    return () => same;
  };

  const response = pick(fields.response);
  const status = pick(fields.status);
  const tree = pick(fields.tree);
  const file = pick(fields.file);
  const duration = pick(fields.duration);
  const isFsctl = pick(fields.isFsctl);
  const toldDirection = common(told.map(({ direction }) => direction));
  return codes.map((code, k) => {
    const ofInfo = told.length === codes.length ? told[k] : undefined;
    const direction = directionOf(response(k)) ?? toldDirection;
    const isRequest = direction === "request";
    const seconds = duration(k) ?? "";
    return {
      code,
      direction,
      status: isRequest ? null : (status(k) ?? ofInfo?.status ?? null),
      path: pathOf(tree(k), file(k) ?? ofInfo?.path ?? null),
      duration: !isRequest && /^\d+(?:\.\d+)?$/.test(seconds) ? Number(seconds) : null,
      isFsctl: booleanOf(isFsctl(k)),
    };
  });
}
