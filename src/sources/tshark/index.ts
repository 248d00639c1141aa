/**
 * Exports of Wireshark and tshark: control codes in SMB 2 and SMB 1, on any system that can capture or read packets.
 *
 * Four forms, told by content (form.ts): rows (`-T fields`, and Wireshark's CSV with its Info column), the summary that
 * tshark prints by itself, packets as JSON (`-T json`, `-T ek`). Requests and the responses that succeed carry the code, so
 * one half is counted (--direction). Names are Wireshark's own, some of them with numbers of its own.
 */
import type { Source } from "../source.js";
import { formOf } from "./form.js";

export const tshark: Source = {
  name: "tshark",
  doc: {
    writer: "Wireshark and tshark: -T fields, -T json, -T ek, the summary, Wireshark's CSV export",
    record:
      "tshark -r FILE.pcapng -Y smb2.cmd==11 -T fields -E header=y -E separator=, -E quote=d -e frame.time -e smb2.cmd -e smb2.flags.response -e smb2.ioctl.function -e smb2.nt_status -e smb2.tree -e smb2.filename",
    carries: "time, operation, path, status, duration and direction, where the export has them",
    verified: true,
  },
  detect: (head, options) => formOf(head, options) !== null,
  load: async () => (await import("./reader.js")).reader,
};
