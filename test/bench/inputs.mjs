/**
 * Inputs of the bench: seeded, quick to make, each with its truth (how often every code occurs). A file of 100 MB is the
 * beginning of one of 1000 MB, up to the row that is cut off. MB are 10^6 bytes.
 *
 * By itself: node test/bench/inputs.mjs --size 100 [--only ioctl,procmon,codes]
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CONTROLS, FILES, PLAIN, PROCESSES } from "../samples/procmon-events.mjs";

export const FOLDER = join(import.meta.dirname, "../../.bench");
const MEGABYTE = 1e6;
const CODES = 2000;
/** Draws of a skewed distribution come from a table of so many slots. */
export const DRAW_BITS = 20;

/** Changes with everything that the inputs are made from. */
const KEY = createHash("sha256")
  .update(readFileSync(import.meta.filename))
  .update(readFileSync(join(import.meta.dirname, "../samples/procmon-events.mjs")))
  .digest("hex")
  .slice(0, 16);

/** xorshift32. */
export class Random {
  constructor(seed) {
    this.state = seed | 0 || 1;
  }

  bits() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  below(count) {
    return Math.floor((this.bits() / 2 ** 32) * count);
  }

  between(from, to) {
    return from + this.below(to - from + 1);
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

/** Texts one after the other, as bytes. */
export class Texts {
  constructor(texts) {
    const all = texts.map((text) => Buffer.from(text));
    this.count = texts.length;
    this.bytes = new Uint8Array(Buffer.concat(all));
    this.starts = new Uint32Array(texts.length + 1);
    all.forEach((text, i) => {
      this.starts[i + 1] = this.starts[i] + text.length;
    });
  }
}

/** Index of rank i is drawn with weight 1/(i+1): each gets its share of the slots, one at least. */
export function zipf(count) {
  const slots = 2 ** DRAW_BITS;
  const total = Array.from({ length: count }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
  const table = new Uint16Array(slots);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const share = Math.max(1, Math.round(slots / total / (i + 1)));
    table.fill(i, at, at + share);
    at += share;
  }
  return table;
}

export const hex8 = (code) => `0x${code.toString(16).toUpperCase().padStart(8, "0")}`;

/** Codes with and without a name, of device types as Windows and as vendors use them. */
function makeCodes() {
  const random = new Random(0x10c7);
  const codes = new Set();
  while (codes.size < CODES) {
    const known = random.below(10) < 6;
    const device = known
      ? random.pick([0x9, 0x7, 0x2d, 0x4, 0x11, 0x39, 0x4d, 0x56])
      : random.pick([0x22, 0x8000, 0x9c40, 0xc350, 0xf100 + random.below(8)]);
    const fn = known ? random.below(0x120) : 0x800 + random.below(0x300);
    const access = random.pick([0, 0, 1, 2, 3]);
    const method = random.pick([0, 0, 0, 1, 2, 3]);
    codes.add(((device << 16) | (access << 14) | (fn << 2) | method) >>> 0);
  }
  return [...codes];
}

/** Writes rows until the file has its size. `row` puts one and answers false when it was not wanted. */
export class Writer {
  #file;
  #room;
  out = new Uint8Array((8 << 20) + 65536);
  at = 0;
  bytes = 0;

  constructor(path, size) {
    this.#file = openSync(path, "w");
    this.#room = size;
  }

  /** Ends the row that began at `start`; false when it no longer fits and the file is done. */
  endRow(start) {
    const length = this.at - start;
    if (this.bytes + length > this.#room) {
      this.at = start;
      return false;
    }
    this.bytes += length;
    if (this.at >= 8 << 20) this.flush();
    return true;
  }

  flush() {
    writeSync(this.#file, this.out, 0, this.at);
    this.at = 0;
  }

  close() {
    this.flush();
    closeSync(this.#file);
  }

  text(text) {
    const start = this.at;
    const bytes = Buffer.from(text);
    this.out.set(bytes, start);
    this.at += bytes.length;
    return this.endRow(start);
  }
}

/** Copies text `i`; answers the position behind it. */
export function put(out, at, texts, i) {
  const { bytes } = texts;
  const end = texts.starts[i + 1];
  let to = at;
  for (let from = texts.starts[i]; from < end; from++) out[to++] = bytes[from];
  return to;
}

/** Puts `count` decimal digits of `value`. */
export function putDigits(out, at, value, count) {
  let rest = value;
  for (let i = count - 1; i >= 0; i--) {
    const next = (rest / 10) | 0;
    out[at + i] = 48 + rest - next * 10;
    rest = next;
  }
  return at + count;
}

function countsByCode(codes, counts) {
  const truth = {};
  codes.forEach((code, i) => {
    if (counts[i] > 0) truth[hex8(code)] = counts[i];
  });
  return truth;
}

export const IMAGES = [
  ...["System", "svchost.exe", "lsass.exe", "explorer.exe", "MsMpEng.exe", "dwm.exe", "chrome.exe"],
  ...["SearchIndexer.exe", "sensorctl.exe", "backupd.exe", "Ledgerbook.exe", "wininit.exe", "csrss.exe"],
];

/** J1, J3: a log of a driver tracer, nothing quoted. */
function makeIoctl(writer) {
  const random = new Random(0x5eed);
  const codes = makeCodes();
  const cells = new Texts(codes.map((code) => hex8(code)));
  const draw = zipf(CODES);
  const counts = new Float64Array(CODES);
  const processes = new Texts(
    Array.from({ length: 4096 }, () => {
      const pid = random.between(1, 3000) * 4;
      return `,${pid},${random.between(1, 3000) * 4},${random.pick(IMAGES)},`;
    }),
  );
  const statuses = ["0x00000000", "0x00000000", "0x00000000", "0xC0000010", "0x80000005", "0xC000000D"];
  const lengths = [0, 4, 8, 12, 16, 24, 32, 64, 256, 1024, 4096, 16384, 65536];
  const ends = new Texts(
    Array.from({ length: 65536 }, () => {
      const duration = (random.between(1, 2 ** random.between(4, 16)) / 10).toFixed(1);
      return `,${random.pick(lengths)},${random.pick(lengths)},${random.pick(statuses)},${duration}\n`;
    }),
  );
  writer.text("timestamp,pid,tid,process,IoControlCode,inLen,outLen,status,durationUs\n");
  let seconds = 1930057203;
  let millis = 0;
  const { out } = writer;
  for (let rows = 0; ; rows++) {
    millis += random.bits() >>> 31;
    if (millis === 1000) {
      millis = 0;
      seconds++;
    }
    const start = writer.at;
    let at = putDigits(out, start, seconds, 10);
    out[at++] = 46;
    at = putDigits(out, at, millis, 3);
    at = put(out, at, processes, random.bits() & 4095);
    const code = draw[random.bits() >>> (32 - DRAW_BITS)];
    at = put(out, at, cells, code);
    writer.at = put(out, at, ends, random.bits() >>> 16);
    if (!writer.endRow(start)) return { rows, decoded: rows, counts: countsByCode(codes, counts) };
    counts[code]++;
  }
}

/** J4: nothing but codes. */
function makeList(writer) {
  const random = new Random(0x1157);
  const codes = makeCodes();
  const lines = new Texts(codes.map((code) => `0x${code.toString(16).toUpperCase()}\n`));
  const draw = zipf(CODES);
  const counts = new Float64Array(CODES);
  for (let rows = 0; ; rows++) {
    const start = writer.at;
    const code = draw[random.bits() >>> (32 - DRAW_BITS)];
    writer.at = put(writer.out, start, lines, code);
    if (!writer.endRow(start)) return { rows, decoded: rows, counts: countsByCode(codes, counts) };
    counts[code]++;
  }
}

export const quoted = (cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** Control requests: those of the samples, and as many numbers of drivers as make 200. */
export function makeControls(random) {
  const controls = CONTROLS.map(([, operation, detail, code, path, results]) => {
    return { operation, detail, code, path, results };
  });
  while (controls.length < 200) {
    const device = random.pick([0x9, 0x22, 0x8000, 0x9c40, 0xc350, 0xf100]);
    const fn = 0x800 + random.below(0x400);
    const method = random.below(4);
    const code = ((device << 16) | (random.below(4) << 14) | (fn << 2) | method) >>> 0;
    const detail = `Control: 0x${code.toString(16)} (Device:0x${device.toString(16)} Function:${fn} Method: ${method})`;
    const path = `\\Device\\Example${random.below(50)}`;
    controls.push({ operation: "DeviceIoControl", detail, code, path, results: ["SUCCESS", "CANCELLED"] });
  }
  return controls;
}

/** Operations without a code: Operation, Path, Result, Detail. */
export function makeEvents(random, count) {
  const notes = [
    'Type: REG_SZ, Length: 26, Data: say "hello"',
    'Command line: "C:\\Tools\\a b.exe" --all, "old"',
  ];
  return Array.from({ length: count }, (_, i) => {
    const [operation, , place, details] = random.pick(PLAIN);
    const path = place ?? random.pick(FILES).replace(/(\.\w+)?$/, `${random.below(1e4)}$1`);
    // 2 % with quotes inside, 0.5 % with line ends.
    if (i % 50 === 0) return [operation, path, "SUCCESS", random.pick(notes)];
    if (i % 200 === 1) {
      const data = `Type: REG_MULTI_SZ, Length: 44, Data: first\r\nsecond, "third"\r\n${random.below(1e6)}`;
      return [operation, path, "SUCCESS", data];
    }
    const detail =
      operation === "ReadFile" || operation === "WriteFile"
        ? `Offset: ${grouped(random.below(1e8))}, Length: ${grouped(2 ** random.between(4, 17))}, Priority: Normal`
        : random.pick(details);
    return [operation, path, random.below(10) === 0 ? "NAME NOT FOUND" : "SUCCESS", detail];
  });
}

/** J2: Process Monitor's export with its default columns; 5 % of the rows are control requests. */
function makeProcmon(writer) {
  const random = new Random(0x9206);
  const names = [...new Set([...PROCESSES.map(([name]) => name), ...IMAGES, "Update, old.exe"])];
  const processNames = Array.from({ length: 64 }, (_, i) => names[i % names.length]);
  const processes = new Texts(processNames.map((name) => `"${name}","${random.between(1, 3000) * 4}",`));
  const events = new Texts(makeEvents(random, 32768).map((cells) => `${quoted(cells)}\r\n`));
  const controls = makeControls(random);
  const VARIANTS = 64;
  const requests = new Texts(
    controls.flatMap(({ operation, detail, path, results }) =>
      Array.from({ length: VARIANTS }, () => [
        operation,
        path ?? random.pick(FILES),
        random.pick(results),
        detail,
      ]).map((cells) => `${quoted(cells)}\r\n`),
    ),
  );
  const draw = zipf(controls.length);
  const counts = new Float64Array(processNames.length * controls.length);
  const FIVE_PERCENT = Math.round(0.05 * 2 ** 32);
  writer.text('\ufeff"Time of Day","Process Name","PID","Operation","Path","Result","Detail"\r\n');
  const { out } = writer;
  let ticks = 0;
  let second = 1;
  const clock = Buffer.from('"1:00:00.');
  const noon = Buffer.from(' PM",');
  let decoded = 0;
  for (let rows = 0; ; rows++) {
    ticks += random.bits() >>> 22;
    if (ticks >= 1e7) {
      ticks -= 1e7;
      second = (second + 1) % 3600;
      putDigits(clock, 3, (second / 60) | 0, 2);
      putDigits(clock, 6, second % 60, 2);
    }
    const start = writer.at;
    let at = start;
    for (let i = 0; i < 9; i++) out[at++] = clock[i];
    at = putDigits(out, at, ticks, 7);
    for (let i = 0; i < 5; i++) out[at++] = noon[i];
    const process = random.bits() >>> 26;
    at = put(out, at, processes, process);
    let group = -1;
    if (random.bits() < FIVE_PERCENT) {
      const control = draw[random.bits() >>> (32 - DRAW_BITS)];
      group = process * controls.length + control;
      writer.at = put(out, at, requests, control * VARIANTS + (random.bits() & (VARIANTS - 1)));
    } else {
      writer.at = put(out, at, events, random.bits() >>> 17);
    }
    if (!writer.endRow(start)) {
      const truth = {};
      const tokens = {};
      controls.forEach(({ detail, code }, control) => {
        tokens[/^Control: ([^ ,]+)/.exec(detail)[1]] = hex8(code);
        processNames.forEach((name, i) => {
          const count = counts[i * controls.length + control];
          const key = `${name}\t${hex8(code)}`;
          if (count > 0) truth[key] = (truth[key] ?? 0) + count;
        });
      });
      return { rows, decoded, counts: truth, tokens };
    }
    if (group >= 0) {
      counts[group]++;
      decoded++;
    }
  }
}

const MAKERS = {
  ioctl: ["ioctl", "csv", makeIoctl],
  procmon: ["procmon", "csv", makeProcmon],
  codes: ["codes", "txt", makeList],
};

/**
 * The input of this name and size, made when it is missing or was made by another generator.
 * @returns {{ path: string, megabytes: number, bytes: number, rows: number, decoded: number,
 *   counts: Record<string, number>, tokens?: Record<string, string> }} counts by code as 0x000902EB; in procmon by
 *   process name, tab, code. tokens: what stands behind `Control: ` -> code.
 */
export function input(name, megabytes) {
  const [stem, suffix, make] = MAKERS[name];
  const path = join(FOLDER, `${stem}-${megabytes}.${suffix}`);
  const about = `${path}.json`;
  if (existsSync(path) && existsSync(about)) {
    const known = JSON.parse(readFileSync(about, "utf8"));
    if (known.key === KEY && known.bytes === statSync(path).size) return { ...known, path };
  }
  mkdirSync(FOLDER, { recursive: true });
  const writer = new Writer(`${path}.part`, megabytes * MEGABYTE);
  const truth = make(writer);
  writer.close();
  renameSync(`${path}.part`, path);
  const made = { key: KEY, megabytes, bytes: writer.bytes, ...truth };
  writeFileSync(about, JSON.stringify(made));
  return { ...made, path };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      size: { type: "string", default: "100" },
      only: { type: "string", default: Object.keys(MAKERS).join() },
    },
  });
  for (const name of values.only.split(",")) {
    const start = performance.now();
    const { path, bytes, rows, counts } = input(name, Number(values.size));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${path}: ${bytes} bytes, ${rows} rows, ${Object.keys(counts).length} groups, ${seconds} s`);
  }
}
