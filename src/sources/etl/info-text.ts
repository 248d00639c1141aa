/** `etl-info` as text for people. */
import type { EtlInfo } from "./info.js";

const number = new Intl.NumberFormat("en-US");

/** Lines of `name  value`, aligned, then tables; ends with a line feed. */
export function formatEtlInfo(info: EtlInfo): string {
  const rows: [string, string][] = [];
  const { session } = info;
  if (session === null) {
    rows.push(["session", "unknown: the log file header cannot be read"]);
  } else {
    rows.push(["session", session.name || "(no name)"]);
    rows.push(["file name", session.fileName || "(no name)"]);
    rows.push([
      "system",
      `Windows ${session.os}, ${8 * session.pointerSize}-bit, ${session.processors} processors`,
    ]);
    rows.push(["log", `version ${session.logVersion}, mode 0x${session.mode.toString(16).padStart(8, "0")}`]);
    rows.push(["clock", `${session.clock}, ${number.format(session.frequency)} ticks a second`]);
    rows.push(["start", session.start ?? "unknown"]);
    rows.push(["end", session.end ?? "not closed"]);
  }
  rows.push(["first event", info.firstEvent ?? "none"]);
  rows.push(["last event", info.lastEvent ?? "none"]);
  rows.push([
    "buffers",
    `${number.format(info.buffers)}, ${number.format(info.compressedBuffers)} of them compressed`,
  ]);
  if (session !== null) rows.push(["buffer size", `${number.format(session.bufferSize)} bytes`]);
  rows.push([
    "bytes",
    `${number.format(info.bytes)}, ${number.format(info.usedBytes)} with events, unpacked`,
  ]);
  rows.push(["lost", `${number.format(info.eventsLost)} events, ${number.format(info.buffersLost)} buffers`]);
  const flagged = info.eventsLostBuffers + info.buffersLostBuffers;
  if (flagged > 0) {
    rows.push([
      "flags",
      `${info.eventsLostBuffers} buffers tell of lost events, ${info.buffersLostBuffers} of lost buffers`,
    ]);
  }
  rows.push(["sequence gaps", number.format(info.sequenceGaps)]);
  if (info.damagedBuffers + info.damagedEvents > 0) {
    rows.push([
      "damage",
      `${info.damagedBuffers} places in the chain of buffers, ${info.damagedEvents} events`,
    ]);
  }
  rows.push(["events", number.format(info.events)]);
  rows.push(["control codes", number.format(info.controlCodes)]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}${value}`);
  lines.push("", "events by header");
  for (const [name, count] of Object.entries(info.headerTypes))
    lines.push(`  ${number.format(count).padStart(13)}  ${name}`);
  lines.push("", `events by provider and id (${info.providers.length} of ${info.distinctEvents})`);
  for (const { provider, eventId, count } of info.providers) {
    lines.push(`  ${number.format(count).padStart(13)}  ${provider} ${eventId}`);
  }
  const { answer, reason, commands } = info.verdict;
  lines.push("", `could hold control codes: ${answer}`, `  ${reason}`);
  if (commands.length > 0) {
    lines.push("", "to record control codes, as administrator:");
    for (const command of commands) lines.push(`  ${command}`);
  }
  return `${lines.join("\n")}\n`;
}
