//! The example driver, as a program in Rust calls it. Everything here is invented.
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
