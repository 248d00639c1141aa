/** decodeStream: bytes in, batches out that are the reader's, errors on both sides. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../src/decode.js";
import { decodeStream } from "../src/decode-stream.js";
import { type Batch, cellValue } from "../src/record/batch.js";
import { columnNamed } from "../src/record/schema.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SAMPLES = join(import.meta.dirname, "../samples");

function rowsOf(batch: Batch): unknown[] {
  return Array.from({ length: batch.length }, (_, i) => [
    batch.row[i],
    batch.offset[i],
    batch.entries[batch.entry[i]!],
    ...[...batch.columns].map(([name, column]) => [name, cellValue(column, columnNamed(name)!.type, i)]),
  ]);
}

function inChunks(data: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= data.length) return controller.close();
      controller.enqueue(data.slice(at, at + size));
      at += size;
    },
  });
}

async function collect<T>(stream: ReadableStream<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of stream) all.push(value);
  return all;
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error: unknown) => error,
  );

describe("decodeStream", () => {
  it.each(["procmon-afternoon.csv", "ioctl-tab.tsv", "etl-fileio.etl", "tshark-packets.json"])(
    "%s: batches that are kept to the end say what decode says",
    async (name) => {
      const data = readFileSync(join(SAMPLES, name));
      const expected: unknown[] = [];
      let error: unknown;
      try {
        for await (const batch of decode(inChunks(data, 4096))) expected.push(...rowsOf(batch));
      } catch (thrown) {
        error = thrown;
      }
      const streamed = collect(inChunks(data, 4096).pipeThrough(decodeStream()));
      if (error !== undefined) {
        expect(await rejection(streamed)).toMatchObject({ code: (error as { code: string }).code });
        return;
      }
      const batches = await streamed;
      expect(batches.flatMap(rowsOf)).toEqual(expected);
      expect(batches.every(({ length }) => length > 0)).toBe(true);
    },
  );

  it("gives the same for chunks of any size, with many batches waiting", async () => {
    const lines = Array.from(
      { length: 3000 },
      (_, i) => `${i},0x${(0x220000 + (i % 700) * 4).toString(16)},"p""${i}"`,
    );
    const data = bytes(`row,IoControlCode,Path\n${lines.join("\n")}\n`);
    const whole = (await collect(inChunks(data, data.length).pipeThrough(decodeStream()))).flatMap(rowsOf);
    expect(whole).toHaveLength(3000);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1000, max: 70_000 }), async (size) => {
        const batches = await collect(inChunks(data, size).pipeThrough(decodeStream()));
        expect(batches.flatMap(rowsOf)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it("keeps no more of the trace than its records need", async () => {
    const data = bytes(`IoControlCode,Path\n${"0x902EB,abc\n".repeat(100)}`);
    const [batch] = await collect(inChunks(data, 4096).pipeThrough(decodeStream()));
    const path = batch!.columns.get("path");
    expect(path?.kind === "span" && path.bytes.buffer.byteLength).toBe(300);
    expect(batch!.entries).toHaveLength(1);
    expect(batch!.row.buffer.byteLength).toBe(100 * 8);
  });

  it("takes options, and ends both sides with the error of the decoder", async () => {
    const { writable, readable } = decodeStream({ onError: "throw" });
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const written = writer.write(bytes("IoControlCode,Path\n0x902EB\n")).then(() => writer.close());
    written.catch(() => {});
    expect(await rejection(collect(readable))).toMatchObject({ code: "E_COLUMN_COUNT", row: 1 });

    const bad = decodeStream();
    const pipe = rejection(inChunks(new Uint8Array(100_000), 1000).pipeTo(bad.writable));
    expect(await rejection(collect(bad.readable))).toMatchObject({ code: "E_NOT_A_TRACE" });
    expect(await pipe).toMatchObject({ code: "E_NOT_A_TRACE" });
  });

  it("ends with the reason of an abort, from the writer, the reader or the signal", async () => {
    const reason = new Error("enough");
    const aborted = decodeStream();
    const reading = rejection(collect(aborted.readable));
    await aborted.writable.abort(reason);
    expect(await reading).toBe(reason);

    const cancelled = decodeStream();
    const writer = cancelled.writable.getWriter();
    const closed = rejection(writer.closed);
    void writer.write(bytes("0x902EB\n")).catch(() => {});
    await cancelled.readable.cancel(reason);
    expect(await closed).toBe(reason);

    const controller = new AbortController();
    const signalled = decodeStream({ signal: controller.signal });
    const pending = rejection(collect(signalled.readable));
    controller.abort(reason);
    expect(await pending).toBe(reason);
    expect(await rejection(signalled.writable.getWriter().closed)).toBe(reason);
  });
});
