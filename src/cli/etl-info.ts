/** `etl-info FILE`: what an event trace log is, and whether it could hold control codes. */
import { DecodeError } from "../errors.js";
import { createKernel } from "../kernel/index.js";
import type { ExpandLimits } from "../packed/expansion.js";
import { type ByteInput, peek } from "../sources/byte-input.js";
import { isEtl } from "../sources/etl/index.js";
import { type EtlInfo, etlInfo } from "../sources/etl/info.js";
import { formatEtlInfo } from "../sources/etl/info-text.js";
import { HEAD_BYTES } from "../sources/source.js";
import { spool } from "../workers/spool.js";
import { expandNamed } from "./inputs.js";
import { parseCount, parseExpandLimits } from "./options.js";
import { exitingOnSignals } from "./signals.js";

export interface EtlInfoFlags {
  readonly format: "text" | "json";
  readonly top?: string;
  readonly maxExpand?: string;
}

/** After so many bytes signals get their turn. */
const TURN_BYTES = 16 * 1024 * 1024;

/** The input by position, with a pause now and then. */
function withTurns(input: ByteInput): ByteInput {
  let left = TURN_BYTES;
  return {
    name: input.name,
    read: (into) => input.read(into),
    async readAt(into, position) {
      const count = await input.readAt!(into, position);
      left -= count;
      if (left <= 0) {
        left = TURN_BYTES;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return count;
    },
    close: () => input.close(),
  };
}

/** An .etl that can be read in any order, out of whatever it is packed in. @throws DecodeError */
async function openEtl(file: string, limits: ExpandLimits): Promise<ByteInput> {
  const { inputs, faults, close } = await expandNamed(file, { ...limits, spool });
  try {
    const etls = inputs.filter(({ source = "etl" }) => source === "etl");
    const [only] = etls;
    if (only === undefined) throw faults[0] ?? notEtl(file);
    if (etls.length > 1) {
      const names = etls.map(({ name }) => name).join(", ");
      throw new DecodeError(
        "E_ARCHIVE",
        `the archive holds several .etl: ${names}; unpack the one you mean`,
        { file },
      );
    }
    const given = await only.open();
    const { head, input } = await peek(given, HEAD_BYTES);
    if (head.length === 0) throw new DecodeError("E_EMPTY", "the input is empty", { file });
    if (!isEtl(head)) throw notEtl(only.name);
    if (given.readAt !== undefined) return given;
    const copy = await spool(input, limits.maxExpandBytes);
    await close();
    return copy;
  } catch (error) {
    await close();
    throw error;
  }
}

function notEtl(file: string): DecodeError {
  return new DecodeError("E_NOT_A_TRACE", "this is no .etl: it does not begin with a log file header", {
    file,
  });
}

/** The folder of the file that the session wrote says more about its user than about the trace. */
function withoutFolder(info: EtlInfo): EtlInfo {
  if (info.session === null) return info;
  const { fileName } = info.session;
  return { ...info, session: { ...info.session, fileName: fileName.replace(/^.*[\\/]/s, "") } };
}

/** The whole output. @throws DecodeError */
export async function etlInfoText(file: string, flags: EtlInfoFlags): Promise<string> {
  const top = flags.top === undefined ? undefined : parseCount(flags.top, "--top", 0);
  const limits = parseExpandLimits(flags.maxExpand);
  return exitingOnSignals(async () => {
    const input = await openEtl(file, limits);
    try {
      const info = withoutFolder(await etlInfo(withTurns(input), createKernel(), top));
      return flags.format === "json" ? `${JSON.stringify(info, null, 2)}\n` : formatEtlInfo(info);
    } finally {
      await input.close();
    }
  });
}
