// Writes a large .etl: 64 KiB buffers, two processors, 5 % control requests with their ends, file reads and writes
// with theirs, names, context switches, and manifest events. The same seed and size give the same bytes.
//
//   node test/bench/make-etl-large.mjs --out FILE [--bytes 1073741824] [--seed 1]
//
// Prints the codes it put in as JSON: {"events","codes":{"code":count}}.
import { closeSync, openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { out: { type: "string" }, bytes: { type: "string" }, seed: { type: "string" } },
});
if (values.out === undefined) throw new Error("--out FILE is missing");

const BUFFER = 65536;
const HEADER = 0x48;
const START = 133_000_000_000_000_000n;
const FREQUENCY = 10_000_000n;
const T0 = 1_000_000_000;
const PROCESSORS = 2;
const bufferCount = Math.max(2, Math.floor(Number(values.bytes ?? 2 ** 30) / BUFFER));

let state = Number(values.seed ?? 1) | 0 || 1;
function random(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

const CODES = Uint32Array.from(
  { length: 500 },
  () => ((9 + random(60)) << 16) | (random(4096) << 2) | random(4),
);
const PATHS = Array.from(
  { length: 400 },
  (_, i) => `\\Device\\HarddiskVolume3\\data\\folder${i % 20}\\file${i}.bin`,
);
const PROVIDERS = Array.from({ length: 12 }, () => Array.from({ length: 16 }, () => random(256)));
const KERNEL_HIGH = 0xffffa000;

const bytes = new Uint8Array(BUFFER);
const view = new DataView(bytes.buffer);
const counts = new Map();
let events = 0;

function bufferHeader(filled, sequence, processor, type, flags) {
  bytes.fill(0, 0, HEADER);
  view.setUint32(0, BUFFER, true);
  view.setUint32(4, filled, true);
  view.setUint32(8, filled, true);
  view.setBigUint64(0x10, START, true);
  view.setBigUint64(0x18, BigInt(sequence), true);
  view.setUint16(0x28, processor, true);
  view.setUint32(0x2c, 3, true);
  view.setUint32(0x30, filled, true);
  view.setUint16(0x34, 0x20 | flags, true);
  view.setUint16(0x36, type, true);
  bytes.fill(0xff, filled);
}

function time(at, ticks) {
  view.setUint32(at, ticks % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(ticks / 2 ** 32), true);
}

/** PERFINFO64 of `size` bytes; answers where the next event goes. */
function perfInfo(at, size, version, hook, ticks) {
  view.setUint32(at, 0xc0110000 | version, true);
  view.setUint16(at + 4, size, true);
  view.setUint16(at + 6, hook, true);
  time(at + 8, ticks);
  return at + ((size + 7) & ~7);
}

function system(at, size, version, hook, ticks) {
  view.setUint32(at, 0xc0020000 | version, true);
  view.setUint16(at + 4, size, true);
  view.setUint16(at + 6, hook, true);
  view.setUint32(at + 8, 4, true);
  view.setUint32(at + 12, 4, true);
  time(at + 16, ticks);
  view.setUint32(at + 24, 0, true);
  view.setUint32(at + 28, 0, true);
  return at + ((size + 7) & ~7);
}

function address(at, low) {
  view.setUint32(at, low, true);
  view.setUint32(at + 4, KERNEL_HIGH, true);
}

function fileOf(n) {
  return 0x300000 + (n % PATHS.length) * 64;
}

function control(at, ticks, irp) {
  const code = CODES[random(random(2) ? 20 : CODES.length)];
  counts.set(code, (counts.get(code) ?? 0) + 1);
  const p = at + 16;
  address(p, irp);
  address(p + 8, 0x200000 + random(1000) * 256);
  address(p + 16, fileOf(random(1000)));
  address(p + 24, 0);
  view.setUint32(p + 32, 100 + random(50) * 4, true);
  view.setUint32(p + 36, code, true);
  return perfInfo(at, 56, 3, 0x044b, ticks);
}

function end(at, ticks, irp) {
  address(at + 16, irp);
  address(at + 24, 0);
  view.setUint32(at + 32, random(20) ? 0 : 0xc0000010, true);
  return perfInfo(at, 36, 3, 0x044c, ticks);
}

function readWrite(at, ticks, irp) {
  const p = at + 16;
  view.setUint32(p, random(2 ** 20), true);
  view.setUint32(p + 4, 0, true);
  address(p + 8, irp);
  address(p + 16, 0x200000 + random(1000) * 256);
  address(p + 24, fileOf(random(1000)));
  view.setUint32(p + 32, 100 + random(50) * 4, true);
  view.setUint32(p + 36, 4096, true);
  view.setUint32(p + 40, 0, true);
  view.setUint32(p + 44, 0, true);
  return perfInfo(at, 64, 3, random(2) ? 0x0443 : 0x0444, ticks);
}

function contextSwitch(at, ticks) {
  for (let i = 16; i < 40; i += 4) view.setUint32(at + i, random(4096), true);
  return perfInfo(at, 40, 2, 0x0524, ticks);
}

function manifest(at, ticks) {
  const size = 88 + random(30) * 8;
  view.setUint32(at, 0xc0130000 | size, true);
  view.setUint32(at + 4, 0, true);
  view.setUint32(at + 8, 100 + random(50) * 4, true);
  view.setUint32(at + 12, random(50) * 4, true);
  time(at + 16, ticks);
  const provider = random(PROVIDERS.length);
  bytes.set(PROVIDERS[provider], at + 24);
  view.setUint32(at + 40, 1 + random(20), true);
  view.setUint32(at + 44, 4, true);
  for (let i = 48; i < size; i += 4) view.setUint32(at + i, random(2 ** 31), true);
  return at + size;
}

function fileName(at, ticks, n) {
  const path = PATHS[n % PATHS.length];
  address(at + 32, fileOf(n));
  let p = at + 40;
  for (let i = 0; i < path.length; i++, p += 2) view.setUint16(p, path.charCodeAt(i), true);
  view.setUint16(p, 0, true);
  return system(at, p + 2 - at, 2, 0x0424, ticks);
}

function headerBuffer() {
  const at = HEADER;
  const size = 32 + 0x118 + 32;
  bytes.fill(0, HEADER, BUFFER);
  const p = at + 32;
  view.setUint32(p, BUFFER, true);
  bytes.set([10, 0, 1, 5], p + 4);
  view.setUint32(p + 8, 19041, true);
  view.setUint32(p + 12, PROCESSORS, true);
  view.setUint32(p + 0x20, 1, true);
  view.setUint32(p + 0x24, bufferCount, true);
  view.setUint32(p + 0x28, 1, true);
  view.setUint32(p + 0x2c, 8, true);
  view.setUint32(p + 0x34, 3000, true);
  view.setBigUint64(p + 0x100, FREQUENCY, true);
  view.setBigUint64(p + 0x108, START, true);
  view.setUint32(p + 0x110, 1, true);
  for (const [i, c] of [..."bench"].entries()) view.setUint16(p + 0x118 + 2 * i, c.charCodeAt(0), true);
  const next = system(at, size, 2, 0, T0);
  events++;
  bufferHeader(next, 0, 0, 4, 1);
}

const output = openSync(values.out, "w");
headerBuffer();
writeSync(output, bytes);
const now = new Array(PROCESSORS).fill(T0 + 10);
const live = Array.from({ length: PROCESSORS }, () => []);
for (let n = 1; n < bufferCount; n++) {
  const processor = n % PROCESSORS;
  let at = HEADER;
  let ticks = now[processor];
  const open = live[processor];
  while (at + 512 < BUFFER) {
    ticks += 1 + random(40);
    const what = random(100);
    events++;
    if (open.length > 20 || (what < 15 && open.length > 0)) {
      at = end(at, ticks, open.splice(random(open.length), 1)[0]);
    } else if (what < 20 || what < 32) {
      const irp = 0x100000 + ((n * 64 + random(1 << 20)) % (1 << 20)) * 512 + processor * 256;
      if (!open.includes(irp)) open.push(irp);
      at = what < 20 ? control(at, ticks, irp) : readWrite(at, ticks, irp);
    } else if (what < 34) {
      at = fileName(at, ticks, random(PATHS.length));
    } else if (what < 60) {
      at = contextSwitch(at, ticks);
    } else {
      at = manifest(at, ticks);
    }
  }
  now[processor] = ticks;
  bufferHeader(at, n, processor, 0, 0);
  writeSync(output, bytes);
}
closeSync(output);
process.stdout.write(`${JSON.stringify({ events, codes: Object.fromEntries(counts) })}\n`);
