/** Options that hold for every format: the signal, the policy for broken records, the engine; and what ends a trace. */
import { describe, expect, it } from "vitest";
import { type DecodeOptions, decode, openTrace } from "../src/decode.js";
import { DecodeError } from "../src/errors.js";
import * as library from "../src/index.js";
import { kernelModule } from "../src/kernel/index.js";
import type { Issue } from "../src/record/issue.js";
import { summarize } from "../src/summarize.js";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const CSV = bytes("IoControlCode,Path\n0x902EB,a\n0x902EB\n0x22A008,b\n0x22A008,b,c\n");
const LIST = bytes("0x902EB\n0x902EB extra\n0x22A008\n0x1ffffffff\n");

async function codesOf(input: library.InputLike, options: DecodeOptions = {}): Promise<(number | null)[]> {
  const codes: (number | null)[] = [];
  for await (const batch of decode(input, options)) {
    for (let i = 0; i < batch.length; i++) codes.push(batch.entries[batch.entry[i]!]!.code);
  }
  return codes;
}

const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

/** Gives its chunks, then nothing for ever; says when it was closed. */
function stalled(...chunks: Uint8Array[]): { stream: ReadableStream<Uint8Array>; cancelled: () => boolean } {
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.shift();
      if (next === undefined) return new Promise(() => {});
      controller.enqueue(next);
      return undefined;
    },
    cancel() {
      isCancelled = true;
    },
  });
  return { stream, cancelled: () => isCancelled };
}

describe("onError", () => {
  it.each([
    ["csv", {}, CSV, { code: "E_COLUMN_COUNT", file: "input", row: 2, line: 3, byteOffset: 29 }],
    ["list", {}, LIST, { code: "E_NUMBER", file: "input", row: 2, line: 2, byteOffset: 8 }],
    ["csv of an odd dialect", { escape: "\\" }, CSV, { code: "E_COLUMN_COUNT", row: 2 }],
  ])("of %s: throw ends with the first broken record, and its place", async (_, more, input, place) => {
    const error = await rejection(codesOf(input, { ...more, onError: "throw" }));
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject(place);
    expect(await rejection(summarize(input, { ...more, onError: "throw" }))).toMatchObject(place);
  });

  it("skip is the default: broken records are counted and the others given", async () => {
    for (const options of [{}, { onError: "skip" }] as const) {
      expect(await codesOf(CSV, options)).toEqual([0x902eb, 0x22a008]);
      const { accounting } = await summarize(CSV, options);
      expect(accounting).toMatchObject({ records: 4, decoded: 2, rejected: 2 });
    }
  });

  it("a function gets every broken record, as onIssue does, and no warning or unresolved record", async () => {
    const broken: Issue[] = [];
    const all: Issue[] = [];
    const options: DecodeOptions = {
      reportUnresolved: true,
      onError: (issue) => broken.push(issue),
      onIssue: (issue) => all.push(issue),
    };
    const input = bytes("IoControlCode,Path\n0x902EB\nIOCTL_OF_NOBODY,a\n0x1ffffffff,b\n0x902EB,c\n");
    expect(await codesOf(input, options)).toEqual([null, 0x902eb]);
    expect(broken.map(({ row, error }) => [row, error])).toEqual([
      [1, "E_COLUMN_COUNT"],
      [3, "E_RANGE"],
    ]);
    expect(all.map(({ row, kind }) => [row, kind])).toEqual([
      [1, "rejected"],
      [2, "unresolved"],
      [3, "rejected"],
    ]);
  });

  it("what the function throws ends the work and closes the input", async () => {
    const reason = new Error("enough");
    let closed = 0;
    const chunks = {
      next: () => ({ done: false, value: CSV }) as const,
      return: () => {
        closed++;
        return { done: true, value: undefined } as const;
      },
    };
    const onError = (): void => {
      throw reason;
    };
    expect(await rejection(codesOf({ [Symbol.iterator]: () => chunks }, { onError }))).toBe(reason);
    expect(closed).toBe(1);
  });
});

describe("signal", () => {
  const reason = new Error("not wanted any more");

  it("that is aborted before: nothing is read", async () => {
    const signal = AbortSignal.abort(reason);
    let reads = 0;
    const input = {
      name: "input",
      read: () => {
        reads++;
        return 0;
      },
      close() {},
    };
    for (const work of [
      codesOf(input, { signal }),
      summarize(input, { signal }),
      openTrace(input, { signal }),
    ]) {
      expect(await rejection(work)).toBe(reason);
    }
    expect(reads).toBe(0);
  });

  it.each([
    ["before the head is whole", [bytes("0x902EB\n")]],
    ["behind the head", [bytes("0x902EB\n".repeat(9000)), bytes("0x902EB\n")]],
  ])("ends a wait for bytes, %s, and gives the stream back", async (_, chunks) => {
    for (const work of [codesOf, summarize]) {
      const { stream, cancelled } = stalled(...chunks);
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 20);
      expect(await rejection(work(stream, { signal: controller.signal }))).toBe(reason);
      expect(cancelled()).toBe(true);
    }
  });

  it("ends a wait for an iterator that never answers", async () => {
    async function* never(): AsyncGenerator<Uint8Array> {
      yield bytes("0x902EB\n");
      await new Promise(() => {});
    }
    const signal = AbortSignal.timeout(20);
    expect(await rejection(codesOf(never(), { signal }))).toMatchObject({ name: "TimeoutError" });
  });

  it("ends between batches", async () => {
    const controller = new AbortController();
    const input = bytes("0x902EB\n".repeat(300_000));
    let batches = 0;
    const work = async () => {
      for await (const _ of decode(input, { signal: controller.signal })) {
        batches++;
        controller.abort(reason);
      }
    };
    expect(await rejection(work())).toBe(reason);
    expect(batches).toBe(1);
  });

  it("that is never aborted changes nothing and keeps no listener", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    const stream = new Blob([LIST]).stream() as ReadableStream<Uint8Array>;
    expect(await codesOf(stream, { signal })).toEqual(await codesOf(LIST));
    expect(listeners).toBe(0);
  });
});

describe("an open trace", () => {
  it("tells its engine and is closed by close and by await using", async () => {
    for (const close of ["close", Symbol.asyncDispose] as const) {
      let closed = 0;
      const input = { name: "input", read: () => 0, close: () => void closed++ };
      const trace = await openTrace(input, { source: "list", engine: "reference" });
      expect(trace.variant).toBe("reference");
      await trace[close]();
      expect(closed).toBe(1);
    }
  });

  it("takes a compiled module", async () => {
    const trace = await openTrace(LIST, { engine: "wasm", module: kernelModule() });
    expect(trace.variant).toBe("simd");
    await trace.close();
  });
});

describe("the root entry", () => {
  it("gives the same on demand", async () => {
    const codes: (number | null)[] = [];
    for await (const batch of library.decode(LIST)) {
      for (let i = 0; i < batch.length; i++) codes.push(batch.entries[batch.entry[i]!]!.code);
    }
    expect(codes).toEqual(await codesOf(LIST));
    const summary = new library.Summary(["path"]);
    const { summary: same } = await library.summarize(CSV, { by: ["path"] }, summary);
    expect(same).toBe(summary);
    expect(summary.total).toBe(2);
    expect((await library.sources()).map(({ name }) => name)).toContain("etl");
    expect(await rejection(library.openTrace(bytes("")))).toMatchObject({ code: "E_EMPTY" });
  });

  it("tells where results come from", async () => {
    expect(library.VERSION).toMatch(/^\d+\.\d+\.\d+/);
    expect(library.TABLES_VERSION).toEqual(expect.any(String));
    expect(library.SCHEMA_VERSION).toBe(1);
    expect(library.kernelVariant()).toBe("simd");
  });
});

describe("a kernel", () => {
  it.each(["wasm", "reference"] as const)("of engine %s is closed by close and by using", async (engine) => {
    const kernel = await library.createKernel(engine);
    const out = library.newFieldColumns(1);
    kernel.fields(Uint32Array.of(0x902eb), out);
    expect(out.functionCode[0]).toBe(186);
    kernel.close();
    kernel[Symbol.dispose]();
    expect(kernel.window).toHaveLength(0);
    expect(() => kernel.scan(0, 0)).toThrow(expect.objectContaining({ code: "E_OPTION" }));
    expect(() => kernel.records.row).toThrow("this kernel is closed");
    expect(() => kernel.etl.recordCount).toThrow("this kernel is closed");
  });
});
