/** Which engine one gets, and where WebAssembly is missing; the reference's reading of numbers. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseCodeNumber } from "../../src/control-code/text.js";
import type { DecodeError } from "../../src/errors.js";
import { createKernel, kernelModule } from "../../src/kernel/index.js";
import { NOT_PLAIN, parsePlainCode } from "../../src/kernel/reference-number.js";
import { bytesOf } from "./drive.js";
import { hostileList } from "./hostile-list.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("createKernel", () => {
  it("auto and wasm give the fast engine, reference the readable one", () => {
    expect(createKernel().variant).toBe("simd");
    expect(createKernel("auto").variant).toBe("simd");
    expect(createKernel("wasm", kernelModule()).variant).toBe("simd");
    expect(createKernel("reference").variant).toBe("reference");
  });

  it("compiles once and gives every kernel a memory of its own", () => {
    expect(kernelModule()).toBe(kernelModule());
    const [a, b] = [createKernel("wasm"), createKernel("wasm")];
    a.window[0] = 7;
    expect(b.window[0]).toBe(0);
  });

  const forbidden = {
    Module: class {
      constructor() {
        throw new EvalError("wasm code generation disallowed by embedder");
      }
    },
  };

  it.each([
    ["missing", undefined],
    ["forbidden", forbidden],
  ])("WebAssembly %s: auto falls back, wasm throws E_WASM", async (_how, WebAssembly) => {
    vi.resetModules();
    vi.stubGlobal("WebAssembly", WebAssembly);
    const fresh = await import("../../src/kernel/index.js");
    const errors = await import("../../src/errors.js");
    expect(fresh.createKernel().variant).toBe("reference");
    try {
      fresh.createKernel("wasm");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(errors.DecodeError);
      expect((error as DecodeError).code).toBe("E_WASM");
      expect((error as DecodeError).cause).toBeInstanceOf(Error);
    }
  });
});

it("a plain number is what the library's grammar reads", () => {
  const texts = new Set([
    "",
    "0x",
    "0",
    "-0",
    "-1",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
  ]);
  for (let seed = 0; seed < 50; seed++) {
    for (const line of Buffer.from(hostileList(seed, 4000).bytes).toString("latin1").split(/\r?\n/))
      texts.add(line);
  }
  for (const radix of [0, 10, 16] as const) {
    let plain = 0;
    for (const text of texts) {
      const bytes = bytesOf(text);
      const code = parsePlainCode(bytes, 0, bytes.length, radix);
      if (code === NOT_PLAIN) continue;
      plain++;
      expect(parseCodeNumber(text, radix === 0 ? {} : { radix }), text).toBe(code);
    }
    expect(plain).toBeGreaterThan(100);
  }
});
