/** Both engines on the same hostile bytes: every answer, counter, record, count and byte of output is equal. */
import { describe, expect, it } from "vitest";
import { createKernel } from "../../src/kernel/index.js";
import type { ScanConfig } from "../../src/kernel/kernel.js";
import { type Driven, type DriveOptions, drive } from "./drive.js";
import { type HostileCsv, hostileCsv, soup, TEMPERS } from "./hostile-csv.js";
import { hostileList } from "./hostile-list.js";

const fast = createKernel("wasm");
const reference = createKernel("reference");

const MODES = ["emit", "count", "append"] as const;

function plain(driven: Driven) {
  const { seen, log } = driven;
  return { ...seen, totals: [...seen.totals].sort(), groups: [...seen.groups].sort(), log };
}

/** Compares everything; the slow comparison only makes the message. */
function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual, what).toEqual(expected);
}

function compare(csv: HostileCsv, what: string, options: DriveOptions = {}): Driven {
  const expected = drive(reference, csv.config, csv.bytes, options);
  expectSame(plain(drive(fast, csv.config, csv.bytes, options)), plain(expected), what);
  return expected;
}

/** The same document with the configuration in every mode; in mode count without and with groups. */
function inEveryMode(csv: HostileCsv): HostileCsv[] {
  const withConfig = (change: Partial<ScanConfig>) => ({ ...csv, config: { ...csv.config, ...change } });
  const ungrouped = csv.config.groups.length > 0 ? [withConfig({ mode: "count", groups: [] })] : [];
  return [...MODES.map((mode) => withConfig({ mode })), ...ungrouped];
}

describe("wasm and reference give the same", () => {
  for (const [name, temper] of Object.entries(TEMPERS)) {
    it(`on generated CSV, temper ${name}`, () => {
      for (let seed = 0; seed < 200; seed++) {
        const csv = hostileCsv(seed, temper, 200 + seed * 40);
        const options = { leadBytes: (seed * 37) % 131, emptySuffix: seed % 2 === 0 ? ",none" : "" };
        for (const each of inEveryMode(csv)) compare(each, `seed ${seed}, mode ${each.config.mode}`, options);
      }
    });
  }

  it("on bytes without any order", () => {
    for (let seed = 0; seed < 1500; seed++) {
      const csv = soup(seed, 50 + (seed % 700));
      compare(csv, `soup ${seed}`, { leadBytes: seed % 67 });
    }
  });

  it("on every short text of quote, delimiter, CR, LF and a letter, over a block's end", () => {
    const { config } = soup(1, 1);
    const alphabet = ['"', ",", "\r", "\n", "a"].map((c) => c.charCodeAt(0));
    const length = 6;
    const bytes = new Uint8Array(length + 6);
    bytes.set([0x0a, 0x61, 0x2c, 0x62, 0x0a], length + 1);
    for (let n = 0; n < alphabet.length ** length; n++) {
      for (let i = 0, left = n; i < length; i++, left = Math.trunc(left / 5)) bytes[i] = alphabet[left % 5]!;
      bytes[length] = n % 3 === 0 ? 0x22 : 0x61;
      const csv = { bytes, config: { ...config, delimiter: 0x2c, columnCount: 2, wanted: [0, 1] } };
      compare(csv, JSON.stringify(String.fromCharCode(...bytes)), { leadBytes: 56 + (n % 9) });
    }
  });

  it("on generated lists", () => {
    for (let seed = 0; seed < 300; seed++) {
      const list = hostileList(seed, 2000);
      for (const each of inEveryMode(list)) compare(each, `list ${seed}`, { leadBytes: (seed * 7) % 70 });
    }
  });
});

describe("bytes in pieces give the same as bytes at once", () => {
  const pieces = [1, 7, 64, 4096];

  function compareCuts(csv: HostileCsv, what: string): void {
    const whole = drive(reference, csv.config, csv.bytes);
    const { log: _, ...expected } = plain(whole);
    for (const pieceBytes of pieces) {
      const cut = compare(csv, `${what} in pieces of ${pieceBytes}`, { pieceBytes });
      const { log: _, ...actual } = plain(cut);
      expectSame(actual, expected, `${what}, pieces of ${pieceBytes} against the whole`);
    }
  }

  for (const [name, temper] of Object.entries(TEMPERS)) {
    it(`generated CSV, temper ${name}`, () => {
      for (let seed = 1000; seed < 1040; seed++) {
        for (const each of inEveryMode(hostileCsv(seed, { ...temper, long: temper.long / 5 }, 1500))) {
          compareCuts(each, `seed ${seed}`);
        }
      }
    });
  }

  it("bytes without any order", () => {
    for (let seed = 5000; seed < 5200; seed++) compareCuts(soup(seed, 400), `soup ${seed}`);
  });

  it("generated lists", () => {
    for (let seed = 400; seed < 420; seed++) compareCuts(hostileList(seed, 1000), `list ${seed}`);
  });
});
