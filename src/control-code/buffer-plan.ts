/**
 * Where the two buffers of a request live for each transfer method, as a driver sees them.
 *
 * Owns these facts and no others: it looks at the method alone, never at what a driver does with the buffers.
 * Source: "Buffer Descriptions for I/O Control Codes", Windows driver documentation.
 */
import { splitByLayout } from "./layouts.js";
import { type MethodName, methodName } from "./transfer-method.js";

/** One buffer of a request. */
export interface BufferPlace {
  /** system: allocated by the I/O manager; mdl: the caller's pages, locked; user: the caller's address as it came. */
  location: "system" | "mdl" | "user";
  /** Expression a driver finds it with. */
  pointer: string;
  /** Parameter that bounds its length. */
  length: "InputBufferLength" | "OutputBufferLength";
  /** Access to the caller's pages that the I/O manager checked; null: nothing was checked, or there was no need to. */
  probedFor: "read" | "write" | null;
}

/** Both buffers of a request by its transfer method. */
export interface BufferPlan {
  transferMethod: MethodName;
  input: BufferPlace;
  output: BufferPlace;
  /** Sentences worth knowing, in plain words. */
  notes: readonly string[];
}

const SYSTEM_BUFFER = "Irp->AssociatedIrp.SystemBuffer";

const SYSTEM_INPUT: BufferPlace = {
  location: "system",
  pointer: SYSTEM_BUFFER,
  length: "InputBufferLength",
  probedFor: null,
};

function lockedBuffer(probedFor: "read" | "write"): BufferPlace {
  return { location: "mdl", pointer: "Irp->MdlAddress", length: "OutputBufferLength", probedFor };
}

/** One plan a transfer method, in the order of its numbers. */
const PLANS: readonly BufferPlan[] = [
  {
    transferMethod: methodName(0),
    input: SYSTEM_INPUT,
    output: { location: "system", pointer: SYSTEM_BUFFER, length: "OutputBufferLength", probedFor: null },
    notes: [
      "One system buffer serves both, of the larger of InputBufferLength and OutputBufferLength bytes.",
      "Input is copied in before the driver sees it; Irp->IoStatus.Information bytes are copied out at completion.",
    ],
  },
  {
    transferMethod: methodName(1),
    input: SYSTEM_INPUT,
    output: lockedBuffer("read"),
    notes: [
      "The second buffer is the caller's, probed for read access and locked: the driver takes data from it.",
      "OutputBufferLength bounds the second buffer although data go in.",
    ],
  },
  {
    transferMethod: methodName(2),
    input: SYSTEM_INPUT,
    output: lockedBuffer("write"),
    notes: [
      "The second buffer is the caller's, probed for write access and locked: the driver puts data into it.",
    ],
  },
  {
    transferMethod: methodName(3),
    input: {
      location: "user",
      pointer: "Parameters.DeviceIoControl.Type3InputBuffer",
      length: "InputBufferLength",
      probedFor: null,
    },
    output: { location: "user", pointer: "Irp->UserBuffer", length: "OutputBufferLength", probedFor: null },
    notes: [
      "Both are the caller's raw addresses: nothing is copied, probed or locked, and the driver must do it itself.",
      "They are valid only in the caller's context. A file system finds the input under Parameters.FileSystemControl.",
    ],
  },
];

/**
 * The buffers of a request with this code: `bufferPlan(0x000902eb)?.output.pointer` is `"Irp->UserBuffer"`.
 * Null for numbers whose layout has no transfer method. The plan is shared; do not write to it.
 *
 * @throws DecodeError E_RANGE when `code` is not an integer from 0 to 0xFFFFFFFF.
 */
export function bufferPlan(code: number): BufferPlan | null {
  const { transferMethod } = splitByLayout(code);
  return transferMethod === null ? null : (PLANS[transferMethod] ?? null);
}
