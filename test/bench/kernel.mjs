/**
 * npm run bench:kernel: the kernel alone, on data in its own memory. J0: 64 KiB of random codes into four field columns,
 * by the kernel, by the plain loop in JavaScript, by the same loop in C (gcc -O3 -march=native, when there is a gcc);
 * then the scans on one window. In turns, medians, answers compared. Writes .bench/kernel.json.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FOLDER, input } from "./inputs.mjs";
import { hasCommand, installPeers, median } from "./measure.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const rounds = Number(values.rounds);
installPeers();
mkdirSync(FOLDER, { recursive: true });
const DIST = join(import.meta.dirname, "../../dist");
if (!existsSync(join(DIST, "kernel/wasm.js"))) throw new Error("npm run build comes first");
const { measure } = await import("mitata");
const { kernelModule } = await import("../../dist/kernel/module.js");
const { WasmKernel } = await import("../../dist/kernel/wasm.js");
const { SCAN, TEXT_CLASS } = await import("../../dist/kernel/kernel.js");

const CODES = 16384;
/** Passes in one sample of J0, so that reading the clock weighs nothing. */
const PASSES = 32;
const MUST = { js: 5, gcc: 0.5 };
const AIM = { js: 7, gcc: 0.7 };
/** Each measurement takes so long, in ns; many short ones in turns tell more than one long one. */
const QUICK = { min_cpu_time: 40e6, min_samples: 20 };
const WARM_ROUNDS = 5;

const C_SOURCE = `
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#define N ${CODES}
static uint32_t codes[N];
static struct { uint16_t device[N], fn[N]; uint8_t access[N], method[N]; } out;

__attribute__((noinline)) static void fields(const uint32_t *restrict code, uint16_t *restrict device,
    uint16_t *restrict fn, uint8_t *restrict access, uint8_t *restrict method, int count) {
  for (int i = 0; i < count; i++) {
    uint32_t c = code[i];
    device[i] = c >> 16;
    fn[i] = (c >> 2) & 0xfff;
    access[i] = (c >> 14) & 3;
    method[i] = c & 3;
  }
}
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}
static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
/* codes, where the columns go; prints ns a pass: the median of 200 samples of ${PASSES} passes */
int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *in = fopen(argv[1], "rb");
  if (!in || fread(codes, 4, N, in) != N) return 1;
  fclose(in);
  double samples[200];
  for (int s = -20; s < 200; s++) {
    double start = now();
    for (int pass = 0; pass < ${PASSES}; pass++) {
      fields(codes, out.device, out.fn, out.access, out.method, N);
      __asm__ volatile("" ::: "memory");
    }
    if (s >= 0) samples[s] = (now() - start) / ${PASSES};
  }
  qsort(samples, 200, sizeof *samples, ascending);
  FILE *to = fopen(argv[2], "wb");
  if (!to || fwrite(&out, sizeof out, 1, to) != 1) return 1;
  fclose(to);
  printf("%f\\n", samples[100]);
  return 0;
}
`;

/** The plain loop, as V8 likes it best: signed numbers, the length read once, and never called with a spread. */
function plainFields(codes, device, fn, access, method) {
  const { length } = codes;
  for (let i = 0; i < length; i++) {
    const code = codes[i] | 0;
    device[i] = code >>> 16;
    fn[i] = (code >>> 2) & 0xfff;
    access[i] = (code >>> 14) & 3;
    method[i] = code & 3;
  }
}

/** Flags of gcc by name; AVX2 beside native, since AVX-512 is four times as wide as WebAssembly's vectors. */
const GCC = {
  gcc: ["-march=native"],
  ...(process.arch === "x64" ? { "gcc, AVX2": ["-march=x86-64-v3"] } : {}),
};

/** The C loop compiled, by name; none without gcc. */
function compileC() {
  if (!hasCommand("gcc")) return [];
  const source = join(FOLDER, "fields.c");
  writeFileSync(source, C_SOURCE);
  return Object.entries(GCC).flatMap(([name, flags], i) => {
    const program = join(FOLDER, `fields-${i}`);
    const { status } = spawnSync("gcc", ["-O3", ...flags, "-o", program, source], { stdio: "inherit" });
    return status === 0 ? [[name, program]] : [];
  });
}

/** Median ns of each of `cases`, measured in turns, after some turns in which V8 optimizes them. */
async function medians(cases) {
  for (let round = 0; round < WARM_ROUNDS; round++) for (const once of Object.values(cases)) await once();
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, once] of Object.entries(cases)) times[name].push(await once());
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

function passes(work) {
  const measured = mitata(() => {
    for (let i = 0; i < PASSES; i++) work();
  });
  return async () => (await measured()) / PASSES;
}

const mitata = (work) => async () => (await measure(work, QUICK)).p50;

async function measureFields() {
  const { exports } = new WebAssembly.Instance(kernelModule());
  const at = (name) => exports[name].value;
  const { buffer } = exports.memory;
  const codes = new Uint32Array(buffer, at("CODES_PTR"), CODES);
  for (let i = 0, x = 0x2545f491; i < CODES; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    codes[i] = x;
  }
  const own = codes.slice();
  const columns = [
    new Uint16Array(CODES),
    new Uint16Array(CODES),
    new Uint8Array(CODES),
    new Uint8Array(CODES),
  ];
  const [device, fn, access, method] = columns;
  plainFields(own, device, fn, access, method);
  const plain = Buffer.concat(columns.map((column) => Buffer.from(column.buffer)));
  const fields = exports.fields;
  const programs = compileC();
  const codesFile = join(FOLDER, "fields-in.bin");
  const columnsFile = join(FOLDER, "fields-out.bin");
  writeFileSync(codesFile, new Uint8Array(own.buffer));
  const cases = {
    kernel: passes(() => fields(CODES)),
    js: passes(() => plainFields(own, device, fn, access, method)),
  };
  for (const [name, program] of programs) {
    cases[name] = () => {
      const { stdout } = spawnSync(program, [codesFile, columnsFile], { encoding: "utf8" });
      if (!readFileSync(columnsFile).equals(plain)) throw new Error(`${name} and the plain loop differ`);
      return Number(stdout);
    };
  }
  const times = await medians(cases);
  const names = ["DEVICE_TYPE_PTR", "FUNCTION_CODE_PTR", "REQUIRED_ACCESS_PTR", "TRANSFER_METHOD_PTR"];
  const kernel = Buffer.concat(names.map((name, i) => Buffer.from(buffer, at(name), columns[i].byteLength)));
  if (!kernel.equals(plain)) throw new Error("the kernel and the plain loop differ");
  return times;
}

const CSV = { format: "csv", delimiter: 44, wanted: [], groups: [], mode: "count", radix: 0 };
const PLAIN = { operationColumn: -1, operations: [], prefix: "" };
const SCANS = {
  "scanCsv, J1": ["ioctl", { ...CSV, ...PLAIN, columnCount: 9, codeColumn: 4 }, TEXT_CLASS.COUNT],
  "scanCsv, J2 by process": [
    "procmon",
    {
      ...CSV,
      columnCount: 7,
      codeColumn: 6,
      operationColumn: 3,
      operations: ["FileSystemControl", "DeviceIoControl", "InternalDeviceIoControl"],
      prefix: "Control: ",
      groups: [1],
    },
    TEXT_CLASS.COUNT,
  ],
  "scanList, J4": [
    "codes",
    { ...CSV, ...PLAIN, format: "list", columnCount: 1, codeColumn: 0 },
    TEXT_CLASS.COUNT,
  ],
};
const WINDOWS = [256 << 10, 1 << 20];

/** Scans the window once; texts met for the first time get `textClass`. */
function scanWindow(kernel, length, textClass) {
  let answer = kernel.scan(0, length);
  while (answer !== SCAN.DONE) {
    if (answer === SCAN.NEW_TEXT) kernel.setClass(kernel.pendingEntry, textClass);
    else if (answer === SCAN.RECORDS_FULL) kernel.takeRecords();
    else throw new Error(`the scan answered ${answer}`);
    answer = kernel.resume();
  }
  return kernel.consumed;
}

async function measureScans() {
  const cases = {};
  const consumed = {};
  for (const [name, [file, config, textClass]] of Object.entries(SCANS)) {
    const all = readFileSync(input(file, 20).path);
    // Behind the header, which is no row to the kernel.
    const from = file === "codes" ? 0 : all.indexOf(10) + 1;
    for (const length of WINDOWS) {
      const kernel = new WasmKernel(kernelModule());
      kernel.configure(config);
      kernel.window.set(all.subarray(from, from + length));
      const key = `${name}, ${length >> 10} KiB`;
      consumed[key] = scanWindow(kernel, length, textClass);
      if (consumed[key] < length - 4096) throw new Error(`${key}: consumed ${consumed[key]} bytes only`);
      cases[key] = mitata(() => scanWindow(kernel, length, textClass));
    }
  }
  const times = await medians(cases);
  return Object.fromEntries(Object.entries(times).map(([key, ns]) => [key, consumed[key] / ns]));
}

const fields = await measureFields();
const scans = await measureScans();
console.log(
  `${cpus()[0].model.trim()}, node ${process.version.slice(1)}, ${rounds} rounds in turns, medians\n`,
);
console.log(`J0, ${CODES} codes            Gcodes/s`);
for (const [name, ns] of Object.entries(fields)) {
  console.log(`  ${name.padEnd(10)} ${(CODES / ns).toFixed(2).padStart(18)}`);
}
const show = (name) => {
  if (fields[name] === undefined) return;
  const ratio = fields[name] / fields.kernel;
  const verdict = ratio >= AIM[name] ? "aim" : ratio >= MUST[name] ? "reached" : "short";
  console.log(`  kernel by ${name}: ${ratio.toFixed(2)} (must ${MUST[name]}, aim ${AIM[name]}) ${verdict}`);
};
show("js");
show("gcc");
console.log("\nscan of a window in memory, known texts      GB/s");
for (const [name, rate] of Object.entries(scans))
  console.log(`  ${name.padEnd(36)} ${rate.toFixed(2).padStart(9)}`);
writeFileSync(
  join(FOLDER, "kernel.json"),
  `${JSON.stringify({ cpu: cpus()[0].model.trim(), node: process.version, rounds, fieldsNs: fields, scanGigabytesPerSecond: scans }, null, 2)}\n`,
);
