/**
 * Names of device types, with all clashes.
 *
 * Owns which name of a value is fit to be printed as THE name. A vendor's number belongs to whoever picked it, so
 * names of vendors and samples are candidates only.
 */
import { DEVICES } from "./tables.generated.js";

interface DeviceName {
  name: string;
  /** Position of its kind in the generator's list: 0 standard, 1 header of Microsoft, 2 letter, then bases and others. */
  rank: number;
}

interface DeviceTables {
  byValue: ReadonlyMap<number, readonly DeviceName[]>;
  byName: ReadonlyMap<string, number>;
}

/** Last rank whose name stands for the value alone. */
const LAST_PRINTED_RANK = 2;
/** Device types from here on are the vendors', by convention. */
const FIRST_VENDOR_TYPE = 0x8000;

let cache: DeviceTables | undefined;

function tables(): DeviceTables {
  if (cache === undefined) {
    const byValue = new Map<number, DeviceName[]>();
    const byName = new Map<string, number>();
    for (const line of DEVICES.split("\n")) {
      const [digits, rank, name] = line.split(" ") as [string, string, string];
      const value = Number.parseInt(digits, 36);
      const names = byValue.get(value);
      const entry = { name, rank: Number(rank) };
      if (names === undefined) byValue.set(value, [entry]);
      else names.push(entry);
      byName.set(name, value);
    }
    cache = { byValue, byName };
  }
  return cache;
}

/** All names of a device type, the standard one first: 0x56 has `FILE_DEVICE_TRUST_ENV` and `IOCTL_VOLUME_BASE`. */
export function deviceTypeNames(value: number): string[] {
  return (tables().byValue.get(value) ?? []).map(({ name }) => name);
}

/**
 * The name to print: the standard one, else below 0x8000 one of a Microsoft header or of a letter (0x6D is
 * `MOUNTMGRCONTROLTYPE`), else null.
 */
export function deviceTypeName(value: number): string | null {
  const best = tables().byValue.get(value)?.[0];
  if (best === undefined || best.rank > LAST_PRINTED_RANK) return null;
  return best.rank === 0 || value < FIRST_VENDOR_TYPE ? best.name : null;
}

/** The value of any known name of a device type, bases and vendors included. */
export function deviceTypeFor(name: string): number | undefined {
  return tables().byName.get(name);
}
