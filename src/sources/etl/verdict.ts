/** Whether a trace could hold control codes, why not, and how to record one that does. */

export interface Verdict {
  readonly answer: "yes" | "no" | "unknown";
  readonly reason: string;
  /** Commands that record control codes; empty when the trace holds some. */
  readonly commands: readonly string[];
}

/** What the verdict is drawn from. */
export interface Signs {
  /** Events with a control code. */
  readonly codes: number;
  /** Starts of file operations: FileIo opcodes 64 to 77 without the end, Kernel-File starts. */
  readonly fileStarts: number;
  /** Kernel group masks, where the trace has them. */
  readonly groupMasks: readonly number[] | null;
}

/** Bits of the first group mask. */
export const GROUP_MASK = { FILE_IO: 0x02000000, FILE_IO_INIT: 0x04000000, DISK_FILE_IO: 0x200 } as const;

/** Commands to record control codes, to be run by an administrator. */
export const RECORD_COMMANDS: readonly string[] = [
  "xperf -on PROC_THREAD+LOADER+FILENAME+FILE_IO+FILE_IO_INIT -f kernel.etl   (stop: xperf -d trace.etl)",
  "logman create trace ioctl -p Microsoft-Windows-Kernel-File 0x70 -o trace.etl -ets   (stop: logman stop ioctl -ets)",
  "wpr -start FileIO -filemode   (stop: wpr -stop trace.etl)",
];

export function verdictOf({ codes, fileStarts, groupMasks }: Signs): Verdict {
  if (codes > 0) return { answer: "yes", reason: `${codes} events hold a control code`, commands: [] };
  if (fileStarts > 0) {
    const reason = `starts of file operations were recorded (${fileStarts} events), none of them a control request`;
    return { answer: "yes", reason, commands: [] };
  }
  const mask = groupMasks?.[0] ?? 0;
  if (groupMasks?.some((one) => one !== 0)) {
    if (mask & GROUP_MASK.FILE_IO_INIT) {
      return {
        answer: "yes",
        reason: "FILE_IO_INIT was on (first group mask), no control request was made",
        commands: [],
      };
    }
    const hex = mask.toString(16).padStart(8, "0");
    const reason = `FILE_IO_INIT (0x04000000) is not in the first group mask (0x${hex}), so no starts of file operations were recorded`;
    return { answer: "no", reason, commands: RECORD_COMMANDS };
  }
  const reason =
    "no event that carries control codes, no start of a file operation and no group mask is in the trace";
  return { answer: "unknown", reason, commands: RECORD_COMMANDS };
}
