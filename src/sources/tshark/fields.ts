/**
 * The fields of Wireshark that are read, by what they tell of a packet.
 *
 * Names: `tshark -G fields`. SMB 1 carries control codes too (NT IOCTL), in the code's field of SMB 2 and with
 * fields of its own for the rest. Left out on purpose: smb2.pid (the sender's, mostly 0xFEFF, and no process of the
 * trace) and smb2.max_ioctl_in_size (what a response may hold of the input, not the length of it).
 */

/** The fields of the code and the command; the columns Info and Time of the packet list, as fields. */
export const CODE_FIELD = "smb2.ioctl.function";
export const COMMAND_FIELD = "smb2.cmd";
export const INFO_FIELD = "_ws.col.info";
export const TIME_COLUMN = "_ws.col.time";

/** What a packet tells of its control requests. A packet may hold several messages, so every list may have several. */
export interface PacketFields {
  readonly code: readonly string[];
  /** Commands of all messages of the packet; 11 is IOCTL. */
  readonly command: readonly string[];
  readonly response: readonly string[];
  readonly status: readonly string[];
  /** Seconds from request to response. */
  readonly duration: readonly string[];
  readonly isFsctl: readonly string[];
  readonly tree: readonly string[];
  readonly file: readonly string[];
  readonly info: readonly string[];
  readonly time: readonly string[];
}

/** Longest text of a field, or of the Info column, in characters: more than a packet can hold. */
export const LONGEST_VALUE = 1 << 20;
export const TOO_LONG = "this is more than a packet can hold";

export type Fact = keyof PacketFields;

/** Of several fields the first that a packet has is taken. */
const FIELDS: Readonly<Record<Fact, readonly string[]>> = {
  code: [CODE_FIELD],
  command: [COMMAND_FIELD],
  response: ["smb2.flags.response", "smb.flags.response"],
  status: ["smb2.nt_status", "smb.nt_status"],
  duration: ["smb2.time", "smb.time"],
  isFsctl: ["smb2.ioctl.is_fsctl", "smb.nt.ioctl.isfsctl"],
  tree: ["smb2.tree", "smb.path"],
  file: ["smb2.filename", "smb.file"],
  info: [INFO_FIELD],
  time: [
    ...["frame.time", "frame.time_utc", "frame.time_epoch", TIME_COLUMN, "frame.time_relative"],
    // Milliseconds since 1970, beside `layers` in -T ek.
    "timestamp",
  ],
};

const FACTS = Object.keys(FIELDS) as Fact[];
const NAMES: ReadonlySet<string> = new Set(FACTS.flatMap((fact) => FIELDS[fact]));
/** -T ek writes `_` for `.`, and the protocol in front: `smb2_smb2_ioctl_function`; older ones the parent field. */
const EK_NAMES: ReadonlyMap<string, string> = new Map(
  [...NAMES].map((name) => [name.replaceAll(".", "_"), name]),
);
const EK_KEY = new RegExp(`(?:^|_)(${[...EK_NAMES.keys()].join("|")})$`);

/** The field of that name in lower case, or of a key of -T ek; undefined when it is none of those that are read. */
export function fieldNamed(name: string): string | undefined {
  if (NAMES.has(name)) return name;
  if (name.includes(".")) return undefined;
  const found = EK_KEY.exec(name);
  return found === null ? undefined : EK_NAMES.get(found[1]!);
}

/** What a field tells. */
export function factOf(field: string): Fact | undefined {
  return FACTS.find((fact) => FIELDS[fact].includes(field));
}

/** The fields of a packet, whose values by name of the field `valuesOf` tells. */
export function packetFields(valuesOf: (field: string) => readonly string[]): PacketFields {
  const fields = {} as Record<Fact, readonly string[]>;
  for (const fact of FACTS) {
    fields[fact] = [];
    for (const name of FIELDS[fact]) {
      const values = valuesOf(name);
      if (values.length === 0) continue;
      fields[fact] = values;
      break;
    }
  }
  return fields;
}
