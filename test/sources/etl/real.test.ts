/** Real traces that stand beside the project, if at all: what another reader found in them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bytesInput } from "../../../src/sources/byte-input.js";
import { etlInfo } from "../../../src/sources/etl/info.js";
import { formatEtlInfo } from "../../../src/sources/etl/info-text.js";
import { countEtl, readEtl } from "./read.js";
import { walks } from "./walks.js";

const FOLDER = join(process.cwd(), "..", "shared", "traces", "etl");
const THERE = existsSync(FOLDER);

interface Expected {
  readonly size: number;
  readonly buffer_size: number;
  readonly buffers: number;
  readonly buffers_written_field: number;
  readonly compressed_buffers: number;
  readonly used_bytes_uncompressed: number;
  readonly os: string;
  readonly log_version: string;
  readonly pointer_size: number;
  readonly processors: number;
  readonly clock: string;
  readonly perf_freq: number;
  readonly log_file_mode: string;
  readonly events_lost: number;
  readonly buffers_lost: number;
  readonly session: string;
  readonly log_file_name: string;
  readonly events: number;
  readonly events_by_header: Record<string, number>;
}

function json<T>(name: string): Record<string, T> {
  return THERE ? JSON.parse(readFileSync(join(FOLDER, name), "utf8")) : {};
}

describe.skipIf(!THERE)("real traces", () => {
  const files = THERE ? readdirSync(FOLDER).filter((name) => name.endsWith(".etl.gz")) : [];
  const expected = json<Expected>("expected.json");
  const times = json<{ start: string; first: string; last: string; clock: number }>("first-last.json");
  const bytesOf = (file: string) => gunzipSync(readFileSync(join(FOLDER, file)));

  for (const { name, walk } of walks) {
    it.each(files)(`${name}: %s is what another reader found`, async (file) => {
      const key = file.slice(0, -".gz".length);
      const want = expected[key]!;
      const bytes = bytesOf(file);
      const info = await etlInfo(bytesInput(bytes, file), { etl: walk() });
      expect({
        size: info.bytes,
        buffer_size: info.session!.bufferSize,
        buffers: info.buffers,
        buffers_written_field: info.session!.buffersWritten,
        compressed_buffers: info.compressedBuffers,
        used_bytes_uncompressed: info.usedBytes,
        os: info.session!.os,
        log_version: info.session!.logVersion,
        pointer_size: info.session!.pointerSize,
        processors: info.session!.processors,
        log_file_mode: `0x${info.session!.mode.toString(16).padStart(8, "0")}`,
        events_lost: info.eventsLost,
        buffers_lost: info.buffersLost,
        session: info.session!.name,
        log_file_name: info.session!.fileName,
        events: info.events,
        events_by_header: info.headerTypes,
        damaged: info.damagedBuffers + info.damagedEvents,
      }).toEqual({
        size: want.size,
        buffer_size: want.buffer_size,
        buffers: want.buffers,
        buffers_written_field: want.buffers_written_field,
        compressed_buffers: want.compressed_buffers,
        used_bytes_uncompressed: want.used_bytes_uncompressed,
        os: want.os,
        log_version: want.log_version,
        pointer_size: want.pointer_size,
        processors: want.processors,
        log_file_mode: want.log_file_mode,
        events_lost: want.events_lost,
        buffers_lost: want.buffers_lost,
        session: want.session,
        log_file_name: want.log_file_name,
        events: want.events,
        events_by_header: want.events_by_header,
        damaged: 0,
      });
      const time = times[key]!;
      expect([info.session!.start, info.firstEvent, info.lastEvent]).toEqual([
        time.start,
        time.first,
        time.last,
      ]);
      expect(info.controlCodes).toBe(0);
      expect(info.verdict.answer).not.toBe("yes");
      expect(formatEtlInfo(info)).toContain("xperf -on");
    });

    it.each(files)(`${name}: %s holds no control code`, async (file) => {
      const bytes = bytesOf(file);
      const answer = await readEtl(bytes, walk());
      expect(answer.records).toEqual([]);
      expect(answer.accounting.records).toBe(expected[file.slice(0, -".gz".length)]!.events);
      expect(answer.accounting.other).toBe(answer.accounting.records);
      expect((await countEtl(bytes, walk())).accounting).toEqual(answer.accounting);
    });
  }
});
