/**
 * Properties of a code that a reviewer of a driver wants to know, a sentence each. Properties, not verdicts: no number
 * is dangerous by itself.
 *
 * Sources: "Defining I/O Control Codes" and "Buffer Descriptions for I/O Control Codes", Windows driver documentation.
 */
import { RequiredAccess, splitByLayout, TransferMethod } from "../control-code/index.js";
import { namesFor } from "../names/index.js";
import { hexText } from "./paragraph.js";

/** A property with the sentence that explains it. */
export interface ReviewFact {
  readonly fact: string;
  readonly sentence: string;
}

/** Device types from here on are the vendors', by convention. */
const FIRST_VENDOR_DEVICE = 0x8000;
/** Functions from here on are the vendors', by convention. */
const FIRST_VENDOR_FUNCTION = 0x800;

const LAYOUT_SENTENCES = {
  afd: "A socket request of the AFD driver: a request number and a method behind 0x12; it has no access field.",
  srb_io_control:
    "A request inside IOCTL_SCSI_MINIPORT (SRB_IO_CONTROL): a plain number, without access and method.",
  fourcc: "Four characters as a number: it has no fields.",
  winsock_sio: "A code of WSAIoctl, which the socket provider answers: it does not reach a driver as such.",
} as const;

/** Facts of a code, in a fixed order; names of both packs count. @throws DecodeError E_RANGE */
export function reviewFacts(code: number): ReviewFact[] {
  const { layout, deviceType, functionCode, requiredAccess, transferMethod } = splitByLayout(code);
  const names = namesFor(code, { pack: "extra" });
  const facts: ReviewFact[] = [];
  const add = (fact: string, sentence: string) => facts.push({ fact, sentence });

  if (transferMethod === TransferMethod.METHOD_NEITHER) {
    add(
      "METHOD_NEITHER",
      "The driver gets the caller's raw pointers and must probe and capture the data itself.",
    );
  }
  if (requiredAccess === RequiredAccess.FILE_ANY_ACCESS) {
    add("FILE_ANY_ACCESS", "Any handle to the device will do: no access right on the handle is checked.");
  }
  if (layout === "ctl_code") {
    if (deviceType! >= FIRST_VENDOR_DEVICE) {
      add(
        "VENDOR_DEVICE_TYPE",
        `Device type ${hexText(deviceType!, 4)} lies in 0x8000 to 0xFFFF, by convention the vendors': names of it may clash.`,
      );
    }
    if (functionCode! >= FIRST_VENDOR_FUNCTION) {
      add(
        "VENDOR_FUNCTION",
        `Function ${hexText(functionCode!, 3)} lies in 0x800 to 0xFFF, by convention the vendors' (which proves nothing).`,
      );
    }
  } else {
    add("NOT_CTL_CODE", LAYOUT_SENTENCES[layout]);
  }
  if (names.length > 1) {
    const meaning =
      names[0]!.relation === "alias"
        ? "all of them mean the same request"
        : "which request is meant depends on the driver that gets it";
    add("SEVERAL_NAMES", `${names.length} names share the number; ${meaning}.`);
  }
  return facts;
}
