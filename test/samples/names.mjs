/**
 * Files of names for the example driver: a C header with the spellings that real headers have, and Rust. The codes are
 * put together here, by hand, and judge what is read.
 */
import { ctlCode, utf8 } from "./text.mjs";

const UNKNOWN = 0x22;
const OWN = 0x9c40;
const [BUFFERED, IN_DIRECT, OUT_DIRECT, NEITHER] = [0, 1, 2, 3];
const [ANY, READ, WRITE] = [0, 1, 2];

const HEADER = String.raw`/*
 * The interface of the example driver. Everything here is invented; no two requests are spelled alike.
 */
#ifndef _EXAMPLE_DRIVER_H_
#define _EXAMPLE_DRIVER_H_

#include <winioctl.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The three requests that example-driver.csv has. */
#define IOCTL_EXAMPLE_PRINT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_EXAMPLE_READ  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_READ_DATA)
#define IOCTL_EXAMPLE_WRITE CTL_CODE( FILE_DEVICE_UNKNOWN, \
                                      0x802,               \
                                      METHOD_BUFFERED,     /* a copy of the caller's buffer */ \
                                      FILE_WRITE_DATA )

/* A device type and an index of its own. */
#define FILE_DEVICE_EXAMPLE     0x9C40
#define EXAMPLE_IOCTL_INDEX     0x0900UL
#define EXAMPLE_DEVICE_NAME     L"\\Device\\ExampleCounter" // no code
#define IOCTL_EXAMPLE_VERSION   3

#define IOCTL_EXAMPLE_RESET     CTL_CODE(FILE_DEVICE_EXAMPLE, EXAMPLE_IOCTL_INDEX, METHOD_NEITHER, FILE_ANY_ACCESS)
#define IOCTL_EXAMPLE_NEXT      CTL_CODE(FILE_DEVICE_EXAMPLE, EXAMPLE_IOCTL_INDEX + 1, METHOD_IN_DIRECT, \
                                         (FILE_READ_ACCESS | FILE_WRITE_ACCESS))
#define IOCTL_EXAMPLE_STATE     ((ULONG)CTL_CODE(FILE_DEVICE_EXAMPLE, (1 << 11) | 0x102, METHOD_OUT_DIRECT, FILE_SPECIAL_ACCESS))

/* A macro of its own, and one that puts names together. */
#define EXAMPLE_CTL(index, access) \
    CTL_CODE(FILE_DEVICE_EXAMPLE, EXAMPLE_IOCTL_INDEX + (index), METHOD_BUFFERED, access)
#define ACCESS_OF(what) FILE_ ## what ## _ACCESS
#define EXAMPLE_READ_BACK       EXAMPLE_CTL(0x10, ACCESS_OF(READ))
#define EXAMPLE_WRITE_BACK      EXAMPLE_CTL(0x11, ACCESS_OF(WRITE))
#define IOCTL_EXAMPLE_OLD_NAME  EXAMPLE_READ_BACK

/* By hand: shifts, numbers, a letter as the device type. */
#define IOCTL_EXAMPLE_BY_HAND   ((FILE_DEVICE_EXAMPLE << 16) | (FILE_WRITE_ACCESS << 14) | (0x920 << 2) | METHOD_BUFFERED)
#define IOCTL_EXAMPLE_NUMBER    0x9c40248cUL
#define FSCTL_EXAMPLE_DECIMAL   593924
#define IOCTL_EXAMPLE_LETTER    CTL_CODE('E', 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define EXAMPLE_IOCTL_CHOSEN    (EXAMPLE_OTHER ? 0 : 1)
#undef  EXAMPLE_IOCTL_CHOSEN
#define EXAMPLE_IOCTL_CHOSEN    (EXAMPLE_IOCTL_INDEX > 0x800 ? EXAMPLE_CTL(0x12, 0) : 0)

#if 0
#define IOCTL_EXAMPLE_NEVER     CTL_CODE(FILE_DEVICE_EXAMPLE, 0xFFF, METHOD_BUFFERED, FILE_ANY_ACCESS)
#endif

enum example_requests {
    ExampleFirst  = EXAMPLE_CTL(0x20, FILE_ANY_ACCESS),
    ExampleSecond = EXAMPLE_CTL(0x21, FILE_ANY_ACCESS), // the last one
};

#ifdef __cplusplus
}

namespace example {
static const DWORD kStart = CTL_CODE(FILE_DEVICE_EXAMPLE, 0xA00, METHOD_BUFFERED, FILE_ANY_ACCESS);
constexpr unsigned long kStop{static_cast<unsigned long>(CTL_CODE(FILE_DEVICE_EXAMPLE, 0xA01, 0, 0))};
enum class Request : ULONG { Pause = (ULONG)CTL_CODE(FILE_DEVICE_EXAMPLE, 0xA02, METHOD_BUFFERED, FILE_ANY_ACCESS) };
} // namespace example
#endif

#endif // _EXAMPLE_DRIVER_H_
`;

const RUST = `//! The example driver, as a program in Rust calls it. Everything here is invented.
use winioctl::{ioctl_none, ioctl_read, ioctl_write, DeviceType};

const IOCTL_EXAMPLE_PRINT: u32 = ctl_code(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS);
const IOCTL_EXAMPLE_READ: u32 = 0x801;
const IOCTL_EXAMPLE_WRITE: u32 = 0x802;
const IOCTL_EXAMPLE_FLUSH: u32 = 0x8_03;

ioctl_read!(example_read, DeviceType::Unknown, IOCTL_EXAMPLE_READ, i32);
ioctl_write!(
    /// Writes the number.
    example_write,
    DeviceType::Unknown,
    IOCTL_EXAMPLE_WRITE,
    i32
);
ioctl_none!(example_flush, DeviceType::Unknown, IOCTL_EXAMPLE_FLUSH);

const fn ctl_code(device_type: u32, function: u32, method: u32, access: u32) -> u32 {
    (device_type << 16) | (access << 14) | (function << 2) | method
}

pub const IOCTL_EXAMPLE_BY_HAND: u32 = (0x9C40 << 16) | (2 << 14) | (0x920 << 2);

#[repr(u32)]
pub enum Request {
    /// Stops the counter.
    Pause = ctl_code(0x9C40, 0xA02, METHOD_BUFFERED, FILE_ANY_ACCESS),
}
`;

/** Each file with the names that are in it and their codes, in order. */
export function nameSamples() {
  return [
    {
      file: "example-driver.h",
      bytes: utf8(HEADER),
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
      bytes: utf8(RUST),
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
