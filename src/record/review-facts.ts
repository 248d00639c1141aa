/**
 * Properties of a code that a reviewer of a driver wants to know, a sentence each. Properties, not verdicts: no number
 * is dangerous by itself.
 */
import { splitByLayout } from "../control-code/layouts.js";
import { RequiredAccess } from "../control-code/required-access.js";
import { TransferMethod } from "../control-code/transfer-method.js";
import { namesFor, type OwnName } from "../names/index.js";

/** Every property that is told, in the order in which they are. */
export const REVIEW_FACTS = [
  "METHOD_NEITHER",
  "FILE_ANY_ACCESS",
  "VENDOR_DEVICE_TYPE",
  "VENDOR_FUNCTION",
  "NOT_CTL_CODE",
  "SEVERAL_NAMES",
] as const;

/** A property with the sentence that explains it, and where that is written. */
export interface ReviewFact {
  readonly fact: (typeof REVIEW_FACTS)[number];
  readonly sentence: string;
  /** Document or header. */
  readonly source: string;
}

const DEFINING = "Windows driver documentation, Defining I/O Control Codes";
const BUFFERS = "Windows driver documentation, Buffer Descriptions for I/O Control Codes";
const SPECIFYING = "Windows driver documentation, Specifying Device Types";

/** Device types from here on are the vendors', by convention. */
const FIRST_VENDOR_DEVICE = 0x8000;
/** Functions from here on are the vendors', by convention. */
const FIRST_VENDOR_FUNCTION = 0x800;

/** What a code is that is no CTL_CODE. */
const OTHER_LAYOUTS = {
  afd: {
    sentence:
      "A socket request of the AFD driver: a request number and a method behind 0x12; it has no access field.",
    source: "afd.h of ReactOS and System Informer",
  },
  srb_io_control: {
    sentence:
      "A request inside IOCTL_SCSI_MINIPORT (SRB_IO_CONTROL): a plain number, without access and method.",
    source: "ntddscsi.h, SRB_IO_CONTROL",
  },
  fourcc: { sentence: "Four characters as a number: it has no fields.", source: "the header of the name" },
  winsock_sio: {
    sentence: "A code of WSAIoctl, which the socket provider answers: it does not reach a driver as such.",
    source: "winsock2.h and mswsock.h",
  },
} as const;

/** Facts of a code, in a fixed order; names of both packs and own names count. @throws DecodeError E_RANGE */
export function reviewFacts(code: number, own?: readonly OwnName[]): ReviewFact[] {
  const { layout, deviceType, functionCode, requiredAccess, transferMethod } = splitByLayout(code);
  const names = namesFor(code, { pack: "extra", own });
  const facts: ReviewFact[] = [];
  const add = (fact: ReviewFact["fact"], source: string, sentence: string) =>
    facts.push({ fact, sentence, source });

  if (transferMethod === TransferMethod.METHOD_NEITHER) {
    add(
      "METHOD_NEITHER",
      BUFFERS,
      "The driver gets the caller's raw pointers and must probe and capture the data itself.",
    );
  }
  if (requiredAccess === RequiredAccess.FILE_ANY_ACCESS) {
    add(
      "FILE_ANY_ACCESS",
      DEFINING,
      "Any handle to the device will do: no access right on the handle is checked.",
    );
  }
  if (layout === "ctl_code") {
    if (deviceType! >= FIRST_VENDOR_DEVICE) {
      add(
        "VENDOR_DEVICE_TYPE",
        SPECIFYING,
        `Device type 0x${deviceType!.toString(16).toUpperCase().padStart(4, "0")} lies in 0x8000 to 0xFFFF, by convention the vendors': names of it may clash.`,
      );
    }
    if (functionCode! >= FIRST_VENDOR_FUNCTION) {
      add(
        "VENDOR_FUNCTION",
        DEFINING,
        `Function 0x${functionCode!.toString(16).toUpperCase().padStart(3, "0")} lies in 0x800 to 0xFFF, by convention the vendors' (which proves nothing).`,
      );
    }
  } else {
    const { sentence, source } = OTHER_LAYOUTS[layout];
    add("NOT_CTL_CODE", source, sentence);
  }
  if (names.length > 1) {
    const meaning =
      names[0]!.relation === "alias"
        ? "all of them mean the same request"
        : "which request is meant depends on the driver that gets it";
    add(
      "SEVERAL_NAMES",
      names
        .map(({ header }) => header)
        .filter((header, i, all) => all.indexOf(header) === i)
        .join(", "),
      `${names.length} names share the number; ${meaning}.`,
    );
  }
  return facts;
}
