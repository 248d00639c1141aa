/**
 * The standard device types of Windows, bits 16 to 31 of a control code, as devioctl.h defines them.
 *
 * Owns the values of FILE_DEVICE_* alone. Other names of a device type (bases of a driver class, vendors, letters
 * such as `MOUNTDEVCONTROLTYPE`) are data of `src/names`.
 */

/** Standard device types: `DeviceType.FILE_DEVICE_FILE_SYSTEM` is 0x0009. Vendors use 0x8000 and above by convention. */
export const DeviceType = {
  /** The beeper. */
  FILE_DEVICE_BEEP: 0x0001,
  /** CD drives. */
  FILE_DEVICE_CD_ROM: 0x0002,
  /** File systems on CD. */
  FILE_DEVICE_CD_ROM_FILE_SYSTEM: 0x0003,
  /** Storage controllers, SCSI ports among them. */
  FILE_DEVICE_CONTROLLER: 0x0004,
  /** Data link layer. */
  FILE_DEVICE_DATALINK: 0x0005,
  /** Distributed file system. */
  FILE_DEVICE_DFS: 0x0006,
  /** Disks and partitions. */
  FILE_DEVICE_DISK: 0x0007,
  /** File systems on disk. */
  FILE_DEVICE_DISK_FILE_SYSTEM: 0x0008,
  /** Every FSCTL_ of a file system. */
  FILE_DEVICE_FILE_SYSTEM: 0x0009,
  /** InPort mouse port. */
  FILE_DEVICE_INPORT_PORT: 0x000a,
  /** Keyboards. */
  FILE_DEVICE_KEYBOARD: 0x000b,
  /** Mailslots. */
  FILE_DEVICE_MAILSLOT: 0x000c,
  /** MIDI input. */
  FILE_DEVICE_MIDI_IN: 0x000d,
  /** MIDI output. */
  FILE_DEVICE_MIDI_OUT: 0x000e,
  /** Mice. */
  FILE_DEVICE_MOUSE: 0x000f,
  /** Multiple UNC provider. */
  FILE_DEVICE_MULTI_UNC_PROVIDER: 0x0010,
  /** Named pipes, FSCTL_PIPE_*. */
  FILE_DEVICE_NAMED_PIPE: 0x0011,
  /** Network transports; sockets (AFD) use the number in a layout of their own. */
  FILE_DEVICE_NETWORK: 0x0012,
  /** Network browser. */
  FILE_DEVICE_NETWORK_BROWSER: 0x0013,
  /** Network file systems. */
  FILE_DEVICE_NETWORK_FILE_SYSTEM: 0x0014,
  /** The null device. */
  FILE_DEVICE_NULL: 0x0015,
  /** Parallel ports. */
  FILE_DEVICE_PARALLEL_PORT: 0x0016,
  /** Network cards, NDIS. */
  FILE_DEVICE_PHYSICAL_NETCARD: 0x0017,
  /** Printers. */
  FILE_DEVICE_PRINTER: 0x0018,
  /** Scanners. */
  FILE_DEVICE_SCANNER: 0x0019,
  /** Serial mouse port. */
  FILE_DEVICE_SERIAL_MOUSE_PORT: 0x001a,
  /** Serial ports; ntddscsi.h has the number as FILE_DEVICE_SCSI. */
  FILE_DEVICE_SERIAL_PORT: 0x001b,
  /** Screens. */
  FILE_DEVICE_SCREEN: 0x001c,
  /** Sound. */
  FILE_DEVICE_SOUND: 0x001d,
  /** Streams. */
  FILE_DEVICE_STREAMS: 0x001e,
  /** Tapes. */
  FILE_DEVICE_TAPE: 0x001f,
  /** File systems on tape. */
  FILE_DEVICE_TAPE_FILE_SYSTEM: 0x0020,
  /** Transports. */
  FILE_DEVICE_TRANSPORT: 0x0021,
  /** Any driver without a type of its own, the usual choice of vendors. */
  FILE_DEVICE_UNKNOWN: 0x0022,
  /** Video. */
  FILE_DEVICE_VIDEO: 0x0023,
  /** Virtual disks. */
  FILE_DEVICE_VIRTUAL_DISK: 0x0024,
  /** Wave input. */
  FILE_DEVICE_WAVE_IN: 0x0025,
  /** Wave output. */
  FILE_DEVICE_WAVE_OUT: 0x0026,
  /** 8042 keyboard port. */
  FILE_DEVICE_8042_PORT: 0x0027,
  /** Network redirector. */
  FILE_DEVICE_NETWORK_REDIRECTOR: 0x0028,
  /** Batteries. */
  FILE_DEVICE_BATTERY: 0x0029,
  /** Bus extenders. */
  FILE_DEVICE_BUS_EXTENDER: 0x002a,
  /** Modems. */
  FILE_DEVICE_MODEM: 0x002b,
  /** Virtual DOS machines. */
  FILE_DEVICE_VDM: 0x002c,
  /** Storage of every kind, IOCTL_STORAGE_*. */
  FILE_DEVICE_MASS_STORAGE: 0x002d,
  /** SMB. */
  FILE_DEVICE_SMB: 0x002e,
  /** Kernel streaming. */
  FILE_DEVICE_KS: 0x002f,
  /** Media changers. */
  FILE_DEVICE_CHANGER: 0x0030,
  /** Smart card readers. */
  FILE_DEVICE_SMARTCARD: 0x0031,
  /** ACPI. */
  FILE_DEVICE_ACPI: 0x0032,
  /** DVD drives. */
  FILE_DEVICE_DVD: 0x0033,
  /** Full-screen video. */
  FILE_DEVICE_FULLSCREEN_VIDEO: 0x0034,
  /** File systems of DFS. */
  FILE_DEVICE_DFS_FILE_SYSTEM: 0x0035,
  /** Volumes of DFS. */
  FILE_DEVICE_DFS_VOLUME: 0x0036,
  /** Serial enumerator. */
  FILE_DEVICE_SERENUM: 0x0037,
  /** Terminal server. */
  FILE_DEVICE_TERMSRV: 0x0038,
  /** Kernel security support. */
  FILE_DEVICE_KSEC: 0x0039,
  /** FIPS cryptography. */
  FILE_DEVICE_FIPS: 0x003a,
  /** InfiniBand. */
  FILE_DEVICE_INFINIBAND: 0x003b,
  /** Bus of virtual machines. */
  FILE_DEVICE_VMBUS: 0x003e,
  /** Cryptography providers. */
  FILE_DEVICE_CRYPT_PROVIDER: 0x003f,
  /** Portable devices. */
  FILE_DEVICE_WPD: 0x0040,
  /** Bluetooth. */
  FILE_DEVICE_BLUETOOTH: 0x0041,
  /** Media transfer, composite. */
  FILE_DEVICE_MT_COMPOSITE: 0x0042,
  /** Media transfer, transport. */
  FILE_DEVICE_MT_TRANSPORT: 0x0043,
  /** Biometric devices. */
  FILE_DEVICE_BIOMETRIC: 0x0044,
  /** Power meters. */
  FILE_DEVICE_PMI: 0x0045,
  /** Enhanced storage. */
  FILE_DEVICE_EHSTOR: 0x0046,
  /** Device API. */
  FILE_DEVICE_DEVAPI: 0x0047,
  /** General purpose pins. */
  FILE_DEVICE_GPIO: 0x0048,
  /** USB extensions. */
  FILE_DEVICE_USBEX: 0x0049,
  /** The console. */
  FILE_DEVICE_CONSOLE: 0x0050,
  /** Near field proximity. */
  FILE_DEVICE_NFP: 0x0051,
  /** System environment. */
  FILE_DEVICE_SYSENV: 0x0052,
  /** Virtual block devices; the letter S of volume snapshots. */
  FILE_DEVICE_VIRTUAL_BLOCK: 0x0053,
  /** Point of service. */
  FILE_DEVICE_POINT_OF_SERVICE: 0x0054,
  /** Storage replication. */
  FILE_DEVICE_STORAGE_REPLICATION: 0x0055,
  /** Trust environment; the letter V of IOCTL_VOLUME_*. */
  FILE_DEVICE_TRUST_ENV: 0x0056,
  /** USB connector manager. */
  FILE_DEVICE_UCM: 0x0057,
  /** USB connector, TCPCI. */
  FILE_DEVICE_UCMTCPCI: 0x0058,
  /** Persistent memory. */
  FILE_DEVICE_PERSISTENT_MEMORY: 0x0059,
  /** NVDIMM. */
  FILE_DEVICE_NVDIMM: 0x005a,
  /** Holographic devices. */
  FILE_DEVICE_HOLOGRAPHIC: 0x005b,
  /** xHCI. */
  FILE_DEVICE_SDFXHCI: 0x005c,
  /** USB connector, UCSI. */
  FILE_DEVICE_UCMUCSI: 0x005d,
  /** Platform runtime mechanism. */
  FILE_DEVICE_PRM: 0x005e,
  /** Event collector. */
  FILE_DEVICE_EVENT_COLLECTOR: 0x005f,
  /** USB4. */
  FILE_DEVICE_USB4: 0x0060,
  /** SoundWire. */
  FILE_DEVICE_SOUNDWIRE: 0x0061,
  /** NVMe over fabrics. */
  FILE_DEVICE_FABRIC_NVME: 0x0062,
  /** Shared virtual memory. */
  FILE_DEVICE_SVM: 0x0063,
  /** Hardware accelerators. */
  FILE_DEVICE_HARDWARE_ACCELERATOR: 0x0064,
  /** I3C bus. */
  FILE_DEVICE_I3C: 0x0065,
} as const;

/** One of the standard device types; other numbers are just as valid in a code. */
export type DeviceType = (typeof DeviceType)[keyof typeof DeviceType];
