/** Samples of Wine and Proton logs: what Wine prints about requests it does not know. */
import { ctlCode } from "./text.mjs";

const hex = (number) => number.toString(16);

/** The message with the fields that check the number; `prefix` is `0x` in newer versions (`%#x` prints a plain 0). */
function unsupported(code, prefix = "", words = ["ioctl", "device", "method"]) {
  const field = (number) => (number === 0 ? "0" : prefix + hex(number));
  const [what, device, method] = words;
  const fields = [
    `${device}=${field(code >>> 16)}`,
    `access=${field((code >>> 14) & 3)}`,
    `func=${field((code >>> 2) & 0xfff)}`,
    `${method}=${field(code & 3)}`,
  ];
  return `Unsupported ${what} ${field(code)} (${fields.join(" ")})`;
}

/** Seconds, process and thread before each line; a line that contradicts itself, one that was cut, Winsock's numbers. */
function proton() {
  const SERIAL = 0x002d0c10;
  const SMART = 0x00074080;
  const AFD_PRIVATE = 0x00120348;
  const LOOPBACK = 0x98000010;
  const GATE = ctlCode(0x8005, 0x801, 3, 3);
  const lines = [
    ["======================"],
    ["Proton: 1893456000 proton-99.0-1"],
    ["SteamGameId: 0"],
    [""],
    ["28107.101:0024:0028:fixme:ntdll:NtQuerySystemInformation info_class SYSTEM_PERFORMANCE_INFORMATION"],
    [`28107.646:003c:0050:fixme:mountmgr:harddisk_ioctl ${unsupported(SERIAL)}`, SERIAL],
    [`28107.647:003c:0050:fixme:mountmgr:harddisk_ioctl ${unsupported(SMART)}`, SMART],
    [`28107.650:0120:0124:fixme:winsock:server_ioctl_sock ${unsupported(LOOPBACK)}`, LOOPBACK],
    [`28107.651:0120:0124:fixme:winsock:server_ioctl_sock ${unsupported(AFD_PRIVATE, "0x")}`, AFD_PRIVATE],
    ["28107.651:0120:0124:fixme:winsock:WSAIoctl unimplemented ioctl _WSAIOW(IOC_VENDOR, 16)", LOOPBACK],
    ["game.exe: device opened, 0x222003 bytes free"],
    [`28109.001:0120:0130:fixme:ntoskrnl:gate_ioctl ${unsupported(GATE, "0x")}`, GATE],
    [
      "28109.002:0120:0130:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d1400 (device=2d access=0 func=501 method=0)",
      0x002d1400,
    ],
    [
      "28109.003:0120:0130:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 1002d1400 (device=2d access=0 func=500 method=0)",
    ],
    [
      "28109.100:0120:0130:trace:file:NtDeviceIoControlFile (0x54,(nil),(nil),(nil),0x22fcd0,0x004d0030,0x22fd00,0x00000010,0x22fe00,0x00000020)",
      0x004d0030,
    ],
    [
      "28109.101:0120:0130:trace:file:NtFsControlFile (0x58,0x0,0x0,0x0,0x22fcd0,0x000900a8,0x0,0x00000000,0x22fe00,0x00004000)",
      0x000900a8,
    ],
    ["28109.102:0120:0130:err:ntdll:RtlpWaitForCriticalSection section 0x7bc wait timed out, ioctl 5"],
    ["28109.103:0120:0130:fixme:mountmgr:harddisk_ioctl Unsupported ioctl 2d108", null],
  ];
  return sampleOf("wine-proton.log", lines, "\n");
}

/** Older versions: no numbers before the class, other words; the prefix of a container; bytes that are no UTF-8. */
function consoleLog() {
  const SERIAL = 0x002d1400;
  const OLD = ["IOCTL", "type", "meth"];
  const lines = [
    ["caf\xe9.exe starts"],
    [`fixme:cdrom:CDROM_DeviceIoControl ${unsupported(SERIAL, "", OLD)}`, SERIAL],
    ["fixme:mountmgr:harddisk_ioctl unsupported ioctl 74080", 0x00074080],
    ["fixme:mountmgr:harddisk_ioctl unsupported ioctl 4100c", 0x0004100c],
    ["fixme:example:some_ioctl unsupported ioctl 74080", null],
    [`0009:fixme:ntdll:server_ioctl_file ${unsupported(0x00024000)}`, 0x00024000],
    [
      `fixme:ntdll:NtFsControlFile stub! return success - ${unsupported(0x00090018, "", ["fsctl", "device", "method"])}`,
      0x00090018,
    ],
    [`farm-1  | 01b4:fixme:winsock:server_ioctl_sock ${unsupported(0x4004747b)}`, 0x4004747b],
    [
      "farm-1  | 01b4:fixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (SIO_IDEAL_SEND_BACKLOG_QUERY)",
      0x4004747b,
    ],
    ["savedfixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (9800000c)", 0x9800000c],
    ["fixme:winsock:WSAIoctl unsupported WS_IOCTL cmd (_IOW('f', 126, 4))", null],
    ["fixme:cdrom:CDROM_DeviceIoControl Unsupported IOCTL 2d1400 (type=2d access=0 fun", 0x002d1400],
    ["fixme:cursor:SetSystemCursor (0x111e,00007f8a),stub!"],
  ];
  return sampleOf("wine-console.log", lines, "\r\n");
}

function sampleOf(file, lines, lineEnd) {
  return {
    file,
    bytes: Buffer.from(lines.map(([line]) => line).join(lineEnd), "latin1"),
    codes: lines.flatMap(([, code]) => (code === undefined ? [] : [code])),
  };
}

export function wineSamples() {
  return [proton(), consoleLog()];
}
