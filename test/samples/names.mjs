/**
 * Files of names for the example driver, which are written by hand: a C header with the spellings that real headers have, and
 * Rust. The codes are put together here, and judge what is read.
 */
import { readFileSync } from "node:fs";
import { ctlCode } from "./text.mjs";

const UNKNOWN = 0x22;
const OWN = 0x9c40;
const [BUFFERED, IN_DIRECT, OUT_DIRECT, NEITHER] = [0, 1, 2, 3];
const [ANY, READ, WRITE] = [0, 1, 2];

const bytesOf = (file) => readFileSync(new URL(`../../samples/${file}`, import.meta.url));

/** Each file with the names that are in it and their codes, in order. */
export function nameSamples() {
  return [
    {
      file: "example-driver.h",
      bytes: bytesOf("example-driver.h"),
      names: [
        ["IOCTL_EXAMPLE_PRINT", ctlCode(UNKNOWN, 0x800, BUFFERED, ANY)],
        ["IOCTL_EXAMPLE_READ", ctlCode(UNKNOWN, 0x801, BUFFERED, READ)],
        ["IOCTL_EXAMPLE_WRITE", ctlCode(UNKNOWN, 0x802, BUFFERED, WRITE)],
        ["IOCTL_EXAMPLE_RESET", ctlCode(OWN, 0x900, NEITHER, ANY)],
        ["IOCTL_EXAMPLE_NEXT", ctlCode(OWN, 0x901, IN_DIRECT, READ | WRITE)],
        ["IOCTL_EXAMPLE_STATE", ctlCode(OWN, 0x902, OUT_DIRECT, ANY)],
        ["EXAMPLE_READ_BACK", ctlCode(OWN, 0x910, BUFFERED, READ)],
        ["EXAMPLE_WRITE_BACK", ctlCode(OWN, 0x911, BUFFERED, WRITE)],
        ["IOCTL_EXAMPLE_OLD_NAME", ctlCode(OWN, 0x910, BUFFERED, READ)],
        ["IOCTL_EXAMPLE_BY_HAND", ctlCode(OWN, 0x920, BUFFERED, WRITE)],
        ["IOCTL_EXAMPLE_NUMBER", ctlCode(OWN, 0x923, BUFFERED, ANY)],
        ["FSCTL_EXAMPLE_DECIMAL", ctlCode(9, 0x401, BUFFERED, ANY)],
        ["IOCTL_EXAMPLE_LETTER", ctlCode(0x45, 0x801, BUFFERED, ANY)],
        ["EXAMPLE_IOCTL_CHOSEN", ctlCode(OWN, 0x912, BUFFERED, ANY)],
        ["ExampleFirst", ctlCode(OWN, 0x920, BUFFERED, ANY)],
        ["ExampleSecond", ctlCode(OWN, 0x921, BUFFERED, ANY)],
        ["kStart", ctlCode(OWN, 0xa00, BUFFERED, ANY)],
        ["kStop", ctlCode(OWN, 0xa01, BUFFERED, ANY)],
        ["Pause", ctlCode(OWN, 0xa02, BUFFERED, ANY)],
      ],
    },
    {
      file: "example-driver.rs",
      bytes: bytesOf("example-driver.rs"),
      names: [
        ["IOCTL_EXAMPLE_PRINT", ctlCode(UNKNOWN, 0x800, BUFFERED, ANY)],
        ["IOCTL_EXAMPLE_READ", ctlCode(UNKNOWN, 0x801, BUFFERED, READ)],
        ["example_read", ctlCode(UNKNOWN, 0x801, BUFFERED, READ)],
        ["IOCTL_EXAMPLE_WRITE", ctlCode(UNKNOWN, 0x802, BUFFERED, WRITE)],
        ["example_write", ctlCode(UNKNOWN, 0x802, BUFFERED, WRITE)],
        ["IOCTL_EXAMPLE_FLUSH", ctlCode(UNKNOWN, 0x803, NEITHER, ANY)],
        ["example_flush", ctlCode(UNKNOWN, 0x803, NEITHER, ANY)],
        ["IOCTL_EXAMPLE_BY_HAND", ctlCode(OWN, 0x920, BUFFERED, WRITE)],
        ["Pause", ctlCode(OWN, 0xa02, BUFFERED, ANY)],
      ],
    },
  ];
}
