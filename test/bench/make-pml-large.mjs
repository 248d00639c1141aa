/**
 * Writes one made capture twice: as Process Monitor's own file (.pml) and as its CSV with the default columns. 5 % of the
 * events are control requests. The same seed and size give the same bytes.
 *
 *   node test/bench/make-pml-large.mjs --out BASE [--bytes 1073741824] [--seed 1]
 *
 * Makes BASE.pml of about so many bytes and BASE.csv, and prints what was put in:
 * {"events","controls","pmlBytes","csvBytes","codes":{"0x000900BB":count}}.
 */
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { control, event, makePml } from "../samples/pml-file.mjs";
import {
  DRAW_BITS,
  hex8,
  IMAGES,
  makeControls,
  makeEvents,
  put,
  putDigits,
  quoted,
  Random,
  Texts,
  Writer,
  zipf,
} from "./inputs.mjs";

const { values } = parseArgs({
  options: { out: { type: "string" }, bytes: { type: "string" }, seed: { type: "string" } },
});
if (values.out === undefined) throw new Error("--out BASE is missing");
const size = Number(values.bytes ?? 2 ** 30);
const random = new Random(Number(values.seed ?? 1));

const PROCESSES = 64;
const PLAIN_TEMPLATES = 8192;
const VARIANTS = 16;
const FIVE_PERCENT = Math.round(0.05 * 2 ** 32);
const STATUS = { SUCCESS: 0, "NAME NOT FOUND": 0xc0000034, "INVALID PARAMETER": 0xc000000d };
const CLASSES = { Reg: "registry", TCP: "network", Load: "process" };
/** 2031-03-02 13:00:00 UTC as FILETIME, in two halves with 10^7 a second. */
const START = (BigInt(Date.UTC(2031, 2, 2, 13)) + 11_644_473_600_000n) * 10_000n;

/** Bytes of one event; process, thread and time are put in later. */
function bytesOf(one) {
  const { bytes, starts, places } = makePml({ events: [one] });
  return bytes.subarray(starts[0], places.offsetArray);
}

/** What an event looks like in both files. */
function template(one, operation, path, result, detail) {
  return { pml: bytesOf(one), csv: `${quoted([operation, path, result, detail])}\r\n` };
}

const stack = () => random.between(8, 48);
const plain = makeEvents(random, PLAIN_TEMPLATES).map(([operation, path, result, detail], i) => {
  const kind = Object.entries(CLASSES).find(([begin]) => operation.startsWith(begin))?.[1] ?? "file";
  const extra = random.below(2) === 0 ? Buffer.alloc(random.between(8, 60), i) : null;
  const bytes = Buffer.concat([Buffer.alloc(40, i), Buffer.from(path)]);
  const parts = { class: kind, operation: 1 + random.below(20), status: STATUS[result], stack: stack() };
  return template(event({ ...parts, detail: bytes, extra }), operation, path, result, detail);
});
const controls = makeControls(random);
const requests = controls.flatMap(({ operation, detail, code, path }) =>
  Array.from({ length: VARIANTS }, (_, i) => {
    const result = ["SUCCESS", "SUCCESS", "INVALID PARAMETER"][i % 3];
    const place = path ?? `C:\\ProgramData\\Example\\${random.below(1000)}\\index.db`;
    const parts = { operation, code, path: place, status: STATUS[result], stack: stack(), output: 64 };
    return template(control(64, parts), operation, place, result, detail);
  }),
);

const templates = [...plain, ...requests];
const rows = new Texts(templates.map(({ csv }) => csv));
const events = templates.map(({ pml }) => pml);
const draw = zipf(controls.length);
const counts = new Float64Array(controls.length);
const processes = Array.from({ length: PROCESSES }, (_, i) => ({
  index: 1000 + 7 * i,
  pid: random.between(1, 3000) * 4,
  name: IMAGES[i % IMAGES.length],
}));
const cells = new Texts(processes.map(({ name, pid }) => `"${name}","${pid}",`));

/** Bytes to a file, a few megabytes at a time. */
class Output {
  #file;
  #buffer = Buffer.alloc(8 << 20);
  #at = 0;
  bytes = 0;

  constructor(path) {
    this.#file = openSync(path, "w");
  }

  /** Room for `length` bytes: the buffer and where they go. */
  room(length) {
    if (this.#at + length > this.#buffer.length) this.flush();
    const at = this.#at;
    this.#at += length;
    this.bytes += length;
    return { buffer: this.#buffer, at };
  }

  write(bytes) {
    this.flush();
    writeSync(this.#file, bytes);
    this.bytes += bytes.length;
  }

  flush() {
    writeSync(this.#file, this.#buffer, 0, this.#at);
    this.#at = 0;
  }

  close() {
    this.flush();
    closeSync(this.#file);
  }
}

const empty = makePml({ events: [], processes });
const header = empty.bytes.subarray(0, empty.places.offsetArray);
const tables = empty.bytes.subarray(empty.places.offsetArray);
const pml = new Output(`${values.out}.pml`);
const csv = new Writer(`${values.out}.csv`, Number.POSITIVE_INFINITY);
pml.write(header);
csv.text('\ufeff"Time of Day","Process Name","PID","Operation","Path","Result","Detail"\r\n');
const clock = Buffer.from('"1:00:00.');
const noon = Buffer.from(' PM",');
const offsets = new Uint32Array(Math.ceil(size / 60));
let count = 0;
let ticks = 0;
let second = 0;
let secondTime = START;
while (pml.bytes + 5 * count + tables.length < size) {
  ticks += random.bits() >>> 22;
  if (ticks >= 1e7) {
    ticks -= 1e7;
    second = (second + 1) % 3600;
    secondTime += 10_000_000n;
    putDigits(clock, 3, (second / 60) | 0, 2);
    putDigits(clock, 6, second % 60, 2);
  }
  const process = random.bits() >>> 26;
  let which = random.bits() >>> 19;
  if (random.bits() < FIVE_PERCENT) {
    const chosen = draw[random.bits() >>> (32 - DRAW_BITS)];
    counts[chosen]++;
    which = PLAIN_TEMPLATES + chosen * VARIANTS + (random.bits() & (VARIANTS - 1));
  }
  const bytes = events[which];
  offsets[count++] = pml.bytes;
  const { buffer, at: start } = pml.room(bytes.length);
  bytes.copy(buffer, start);
  buffer.writeUInt32LE(processes[process].index, start);
  buffer.writeUInt32LE(100 + 4 * process, start + 4);
  buffer.writeUInt32LE(1 + (ticks & 0xffff), start + 0x14);
  buffer.writeBigUInt64LE(secondTime + BigInt(ticks), start + 0x1c);
  const from = csv.at;
  const { out } = csv;
  let at = from;
  for (let i = 0; i < 9; i++) out[at++] = clock[i];
  at = putDigits(out, at, ticks, 7);
  for (let i = 0; i < 5; i++) out[at++] = noon[i];
  csv.at = put(out, put(out, at, cells, process), rows, which);
  csv.endRow(from);
}
csv.close();

const array = pml.bytes;
for (let i = 0; i < count; i++) {
  const { buffer, at } = pml.room(5);
  buffer.writeUInt32LE(offsets[i], at);
  buffer[at + 4] = 0;
}
const moved = pml.bytes - empty.places.offsetArray;
pml.write(tables);
pml.close();
// The header knows now how many events there are and where the tables stand.
header.writeUInt32LE(count, 0x234);
header.writeBigUInt64LE(BigInt(array), 0x248);
header.writeBigUInt64LE(BigInt(empty.places.processTable + moved), 0x250);
header.writeBigUInt64LE(BigInt(empty.places.stringTable + moved), 0x258);
const file = openSync(`${values.out}.pml`, "r+");
writeSync(file, header, 0, header.length, 0);
closeSync(file);

const codes = {};
controls.forEach(({ code }, i) => {
  if (counts[i] > 0) codes[hex8(code)] = (codes[hex8(code)] ?? 0) + counts[i];
});
const pmlBytes = statSync(`${values.out}.pml`).size;
const csvBytes = statSync(`${values.out}.csv`).size;
const requested = counts.reduce((sum, one) => sum + one, 0);
process.stdout.write(
  `${JSON.stringify({ events: count, controls: requested, pmlBytes, csvBytes, codes })}\n`,
);
