/** What the facts of review-facts.ts say, a sentence each, and where that is written. */
import { splitByLayout } from "../control-code/layouts.js";
import { namesFor, type OwnName } from "../names/index.js";
import { type ReviewFact, reviewFacts } from "./review-facts.js";

/** A property with the sentence that explains it, and where that is written. */
export interface FactSentence {
  readonly fact: ReviewFact;
  readonly sentence: string;
  /** Document or header. */
  readonly source: string;
}

const DEFINING = "Windows driver documentation, Defining I/O Control Codes";
const BUFFERS = "Windows driver documentation, Buffer Descriptions for I/O Control Codes";
const SPECIFYING = "Windows driver documentation, Specifying Device Types";

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

const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;

type Sentence = Omit<FactSentence, "fact">;

/** The sentence of each fact, where it holds. */
const SENTENCES: Readonly<Record<ReviewFact, (code: number, own?: readonly OwnName[]) => Sentence>> = {
  METHOD_NEITHER: () => ({
    sentence: "The driver gets the caller's raw pointers and must probe and capture the data itself.",
    source: BUFFERS,
  }),
  FILE_ANY_ACCESS: () => ({
    sentence: "Any handle to the device will do: no access right on the handle is checked.",
    source: DEFINING,
  }),
  VENDOR_DEVICE_TYPE: (code) => ({
    sentence: `Device type ${hex(splitByLayout(code).deviceType!, 4)} lies in 0x8000 to 0xFFFF, by convention the vendors': names of it may clash.`,
    source: SPECIFYING,
  }),
  VENDOR_FUNCTION: (code) => ({
    sentence: `Function ${hex(splitByLayout(code).functionCode!, 3)} lies in 0x800 to 0xFFF, by convention the vendors' (which proves nothing).`,
    source: DEFINING,
  }),
  NOT_CTL_CODE: (code) => OTHER_LAYOUTS[splitByLayout(code).layout as keyof typeof OTHER_LAYOUTS],
  SEVERAL_NAMES: (code, own) => {
    const names = namesFor(code, { pack: "extra", own });
    const meaning =
      names[0]!.relation === "alias"
        ? "all of them mean the same request"
        : "which request is meant depends on the driver that gets it";
    return {
      sentence: `${names.length} names share the number; ${meaning}.`,
      source: [...new Set(names.map(({ header }) => header))].join(", "),
    };
  },
};

/** The facts of a code with their sentences, in the order of `reviewFacts`. @throws DecodeError E_RANGE */
export function factSentences(code: number, own?: readonly OwnName[]): FactSentence[] {
  return reviewFacts(code, own).map((fact) => ({ fact, ...SENTENCES[fact](code, own) }));
}
