/** Who runs in which job: commands, the input each gets, and what their answers are compared with. */
import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { FOLDER, input } from "./inputs.mjs";
import { hasCommand } from "./measure.mjs";

const ROOT = join(import.meta.dirname, "../..");
/** The command as package.json names it. */
export const MAIN = join(ROOT, JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).bin.ioctlens);
const PEERS = join(import.meta.dirname, "peers");
const NODE = process.execPath;

/** Input, share of the size that is asked for, and what is done. */
export const JOBS = {
  J1: { input: "ioctl", share: 1, title: "count the codes of a CSV" },
  J2: { input: "procmon", share: 1, title: "count by process and code in a Process Monitor CSV" },
  J3: { input: "ioctl", share: 1, title: "add the decoded columns to a CSV" },
  J4: { input: "codes", share: 0.5, title: "count a plain list" },
};

/** Slow ones get the beginning of the input only: at most so many times `--slice`. */
const SLICES = { "csv-parse": 1, miller: 1, papaparse: 2.5, uDSV: 2.5 };

const GREP = `grep -aE '"(FileSystemControl|DeviceIoControl|InternalDeviceIoControl)",' "$1" | perl -ne '
  if (/^"[^"]*","([^"]*)",.*"Control: ([^ ,"]+)/) { $n{"$1\\t$2"}++ } END { print "$_\\t$n{$_}\\n" for keys %n }'`;
const MAWK = {
  J1: ["-F,", 'NR > 1 { n[$5]++ } END { for (c in n) print c "\\t" n[c] }'],
  J3: ["-F,", "NR == FNR { s[$1] = substr($0, length($1) + 1); next } { print $0 s[$5] }"],
  J4: ['{ n[$0]++ } END { for (c in n) print c "\\t" n[c] }'],
};
const MILLER = {
  J1: ["--icsv", "--otsv", "count-distinct", "-f", "IoControlCode"],
  J2: [
    ...["--icsv", "--otsv"],
    ...["filter", '$Operation =~ "^(FileSystem|DeviceIo|InternalDeviceIo)Control$"', "then"],
    ...["put", '$code = sub(sub($Detail, "^Control: ", ""), "[ ,].*$", "")', "then"],
    ...["count-distinct", "-f", "Process Name,code"],
  ],
  J4: ["--icsv", "--implicit-csv-header", "--otsv", "count-distinct", "-f", "1"],
};

/** Answers as lines `key TAB count`; `header` lines are left out. */
const tabLines = (header) => (stdout) =>
  stdout
    .trimEnd()
    .split("\n")
    .slice(header)
    .map((line) => {
      const at = line.lastIndexOf("\t");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    });

/** Rows of `ioctlens summary -f csv`: no cell of them has a comma but names of processes. */
async function summaryRows(stdout, job) {
  const { parse } = await import("csv-parse/sync");
  return parse(stdout, { columns: true }).map(({ code, processName, count }) => [
    job === "J2" ? `${processName}\t${code}` : code,
    Number(count),
  ]);
}

/** Those who show what a machine can do, and answer nothing. */
const NO_ANSWER = ["read limit", "write limit", "cp"];

/**
 * Those who run in `job`. `at(name, megabytes)` answers the input; `out` is the folder for J3.
 * @returns {{ name: string, threads: number, megabytes: number, command: string[], rows?: Function, hasAnswer: boolean, out?: string }[]}
 */
export function contestants(job, { size, slice, out }) {
  const { input: name, share } = JOBS[job];
  const whole = size * share;
  const list = [];
  const output = join(out, "ioctlens-bench-out.csv");
  const add = (who, threads, command, rows) => {
    const megabytes = who in SLICES ? Math.min(whole, SLICES[who] * slice) : whole;
    const made = input(name, megabytes);
    const files = job === "J3" ? addedCells(input(name, whole)) : {};
    const full = command({ path: made.path, ...files });
    list.push({
      name: who,
      threads,
      megabytes,
      input: made,
      command: full,
      rows,
      hasAnswer: !NO_ANSWER.includes(who),
      out: output,
      anyOrder: who.startsWith("DuckDB") && threads > 1,
    });
  };
  for (const threads of [1, 2]) {
    add(`ioctlens -j ${threads}`, threads, ({ path }) => {
      const what =
        job === "J3"
          ? ["decode", "--append", path, "-o", output, "--force"]
          : ["summary", path, "-f", "csv", ...(job === "J2" ? ["--by", "processName"] : [])];
      return [NODE, MAIN, ...what, "-j", String(threads), "--no-progress"];
    });
  }
  add("read limit", 1, ({ path }) => [NODE, join(PEERS, "read-limit.mjs"), job, path]);
  if (job === "J3") {
    const { bytes } = annotated(input(name, whole));
    const limit = [NODE, join(PEERS, "write-limit.mjs")];
    add("write limit", 1, ({ path }) => [...limit, path, output, String(bytes)]);
    add("cp", 1, ({ path }) => ["cp", path, output]);
  }
  for (const threads of [1, 2]) {
    add(
      `DuckDB, ${threads} thread${threads > 1 ? "s" : ""}`,
      threads,
      ({ path, table }) => [
        ...[NODE, join(PEERS, "duckdb.mjs"), job, path, String(threads)],
        ...(job === "J3" ? [output, table] : []),
      ],
      tabLines(0),
    );
  }
  for (const [who, file] of [
    ["uDSV", "udsv.mjs"],
    ["papaparse", "papaparse.mjs"],
    ["csv-parse", "csv-parse.mjs"],
  ]) {
    // uDSV takes the first row for a header, and a list has none.
    if (job === "J4" && who === "uDSV") continue;
    add(
      who,
      1,
      ({ path, json }) => [NODE, join(PEERS, file), job, path, ...(job === "J3" ? [output, json] : [])],
      tabLines(0),
    );
  }
  if (job in MAWK && hasCommand("mawk", ["-W", "version"])) {
    add(
      "mawk",
      1,
      ({ path, lines }) =>
        job === "J3"
          ? ["sh", "-c", 'mawk "$1" "$2" "$3" "$4" > "$5"', "sh", ...MAWK[job], lines, path, output]
          : ["mawk", ...MAWK[job], path],
      tabLines(0),
    );
  }
  if (job === "J2" && hasCommand("perl")) {
    add("grep | perl", 1, ({ path }) => ["sh", "-c", GREP, "sh", path], tabLines(0));
  }
  if (job in MILLER && hasCommand("mlr"))
    add("miller", 1, ({ path }) => ["mlr", ...MILLER[job], path], tabLines(1));
  return list;
}

/** What is wrong with the counts of a contestant, or null. */
export async function wrongCounts(job, { input: made, rows }, stdout) {
  const answer = rows === undefined ? await summaryRows(stdout, job) : rows(stdout);
  const counts = {};
  for (const [key, count] of answer) {
    const at = key.lastIndexOf("\t") + 1;
    const text = key.slice(at);
    // Texts of codes -> codes: `FSCTL_...`, `0x902eb`, `0x902EB` -> 0x000902EB.
    const code = made.tokens?.[text] ?? `0x${text.slice(2).padStart(8, "0")}`;
    const full = key.slice(0, at) + code;
    counts[full] = (counts[full] ?? 0) + count;
  }
  const wrong = Object.keys({ ...made.counts, ...counts }).filter((key) => made.counts[key] !== counts[key]);
  if (wrong.length === 0) return null;
  const [key] = wrong;
  return `${wrong.length} counts differ, such as ${JSON.stringify(key)}: ${counts[key]}, should be ${made.counts[key]}`;
}

const ADDED = ["deviceTypeName", "functionCode", "requiredAccess", "transferMethod", "name"];
const library = existsSync(MAIN) ? await import("../../dist/index.js") : null;

/** Cells that J3 adds, by the text of the code; the header's by its title. From the library, without the kernel. */
function cellsByText(made) {
  const byText = new Map([["IoControlCode", ADDED]]);
  for (const text of Object.keys(made.counts)) {
    const entry = { code: Number(text), codeText: null, ownName: null, majorFunction: null };
    const values = library.codeValues(entry);
    byText.set(
      text,
      ADDED.map((name) => String(values[name] ?? "")),
    );
  }
  return byText;
}

/** The cells as files: JSON (text -> suffix), lines (text and cells), table (code, device type's name, name). */
function addedCells(made) {
  const byText = cellsByText(made);
  const file = (suffix) => join(FOLDER, `added-${made.megabytes}.${suffix}`);
  const entries = [...byText].map(([text, cells]) => [text, `,${cells.join(",")}`]);
  writeFileSync(file("json"), JSON.stringify(Object.fromEntries(entries)));
  writeFileSync(file("txt"), entries.map((entry) => `${entry.join("")}\n`).join(""));
  writeFileSync(
    file("csv"),
    [...byText]
      .map(([text, cells]) => `${text === "IoControlCode" ? "codeText" : text},${cells[0]},${cells[4]}\n`)
      .join(""),
  );
  return { json: file("json"), lines: file("txt"), table: file("csv") };
}

/** Size, hash, and a sum over the hashes of the lines, which does not depend on their order. */
class Digest {
  #hash = createHash("sha256");
  #line = 0x811c9dc5;
  #lines = 0;
  #bytes = 0;

  update(chunk) {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    let line = this.#line;
    let lines = this.#lines;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      line = Math.imul(line ^ byte, 0x01000193);
      if (byte === 10) {
        lines = (lines + Math.imul(line ^ (line >>> 15), 0x2c1b3c6d)) | 0;
        line = 0x811c9dc5;
      }
    }
    this.#line = line;
    this.#lines = lines;
  }

  end() {
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex"), lines: this.#lines };
  }
}

/** Digest of the right answer of J3, made row by row, once. */
export function annotated(made) {
  const byText = new Map(
    [...cellsByText(made)].map(([text, cells]) => [text, Buffer.from(`,${cells.join(",")}\n`)]),
  );
  const hash = createHash("sha256");
  for (const [text, bytes] of byText) hash.update(text).update(bytes);
  const key = hash.update(`${made.key} ${made.bytes}`).digest("hex");
  const known = `${made.path}.annotated.json`;
  if (existsSync(known)) {
    const before = JSON.parse(readFileSync(known, "utf8"));
    if (before.key === key) return before;
  }
  const right = new Digest();
  const file = openSync(made.path, "r");
  const buffer = Buffer.alloc(8 << 20);
  const out = Buffer.alloc(32 << 20);
  let held = 0;
  for (;;) {
    const got = readSync(file, buffer, held, buffer.length - held, null);
    if (got === 0) break;
    const end = held + got;
    let at = 0;
    let to = 0;
    for (;;) {
      const lineEnd = buffer.indexOf(10, at);
      if (lineEnd < 0 || lineEnd >= end) break;
      let cell = at;
      for (let i = 0; i < 4; i++) cell = buffer.indexOf(44, cell) + 1;
      const suffix = byText.get(buffer.latin1Slice(cell, buffer.indexOf(44, cell)));
      to += buffer.copy(out, to, at, lineEnd);
      to += suffix.copy(out, to);
      at = lineEnd + 1;
    }
    right.update(out.subarray(0, to));
    buffer.copyWithin(0, at, end);
    held = end - at;
  }
  closeSync(file);
  const answer = { key, ...right.end() };
  writeFileSync(known, JSON.stringify(answer));
  return answer;
}

/** What is wrong with the file that J3 wrote, or null. `anyOrder`: the rows may come in another order. */
export async function wrongFile({ input: made, out, anyOrder }) {
  const right = annotated(made);
  const digest = new Digest();
  for await (const chunk of createReadStream(out, { highWaterMark: 1 << 20 })) digest.update(chunk);
  const { bytes, sha256, lines } = digest.end();
  if (sha256 === right.sha256 || (anyOrder && bytes === right.bytes && lines === right.lines)) return null;
  return bytes === right.bytes
    ? "as many bytes as it should be, but others or in another order"
    : `${bytes} bytes, should be ${right.bytes}`;
}
