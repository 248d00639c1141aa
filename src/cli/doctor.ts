/** `ioctlens doctor` and `--version --verbose`: what runs here, and whether it works. */
import { decode } from "../decode.js";
import { DecodeError } from "../errors.js";
import { createKernel } from "../kernel/index.js";
import { codeFor, namesFor, searchNames, TABLES_VERSION } from "../names/index.js";
import { SCHEMA_VERSION } from "../record/schema.js";
import { align } from "./paragraph.js";

/** A number, a name, a vendor's code, a text in quotes and a broken code; more rows than the head of an input holds. */
const SAMPLE_ROWS = [
  '1,0x000902EB,"a, ""b"""',
  "2,FSCTL_GET_REPARSE_POINT,c",
  "3,-2147426276,d",
  "4,0x1FFFFFFFF,e",
];
const SAMPLE_REPEATS = 4000;
const SAMPLE = `Pid,IoControlCode,Path\n${`${SAMPLE_ROWS.join("\n")}\n`.repeat(SAMPLE_REPEATS)}`;
const SAMPLE_CODES = [0x000902eb, 0x000900a8, 0x8000e01c];

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** What `decode` makes of the sample: codes and places of all records. @throws Error when a code or a count is wrong */
async function decodeSample(engine: "wasm" | "reference"): Promise<string> {
  const rows: unknown[] = [];
  const bytes = new TextEncoder().encode(SAMPLE);
  let rejected = 0;
  const onIssue = (): void => {
    rejected++;
  };
  for await (const batch of decode(bytes, { engine, source: "csv", onIssue })) {
    for (let i = 0; i < batch.length; i++) {
      rows.push([batch.row[i], batch.offset[i], batch.entries[batch.entry[i]!]!.code]);
    }
  }
  const codes = rows.map((row) => (row as number[])[2]);
  const expected = SAMPLE_CODES.length * SAMPLE_REPEATS;
  if (rejected !== SAMPLE_REPEATS || codes.length !== expected) {
    throw new Error(
      `${codes.length} records and ${rejected} rejected, not ${expected} and ${SAMPLE_REPEATS}`,
    );
  }
  const wrong = codes.findIndex((code, i) => code !== SAMPLE_CODES[i % SAMPLE_CODES.length]);
  if (wrong >= 0) throw new Error(`record ${wrong + 1} has another code`);
  return JSON.stringify(rows);
}

async function checked(name: string, work: () => string | Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, message: await work() };
  } catch (error) {
    const code = error instanceof DecodeError ? `${error.code}: ` : "";
    return { name, ok: false, message: code + (error as Error).message };
  }
}

function checkNames(): string {
  const [first] = namesFor(0x000900a8);
  if (first?.name !== "FSCTL_GET_REPARSE_POINT" || codeFor(first.name)?.code !== 0x000900a8) {
    throw new Error("0x000900A8 is not FSCTL_GET_REPARSE_POINT");
  }
  return `tables ${TABLES_VERSION}, ${searchNames("").length} names`;
}

function engineText(): string {
  return createKernel().variant === "simd"
    ? "wasm with SIMD"
    : "reference (WebAssembly is not available here)";
}

/** The lines of `--version --verbose`. */
export function versionDetails(version: string): string {
  const rows = [
    ["engine", engineText()],
    ["node", `${process.version} ${process.platform} ${process.arch}`],
    ["names", `tables ${TABLES_VERSION}`],
    ["schema", `version ${SCHEMA_VERSION}`],
  ];
  return `ioctlens ${version}\n${align(rows, "").join("\n")}\n`;
}

/** The checks and whether all went well. */
export async function doctor(
  version: string,
  format: "text" | "json",
): Promise<{ readonly text: string; readonly isWell: boolean }> {
  const checks = [
    await checked("WebAssembly", () => {
      createKernel("wasm");
      return "compiles, with SIMD";
    }),
    await checked("names", checkNames),
    await checked("reference engine", async () => {
      await decodeSample("reference");
      return "decodes the sample";
    }),
    await checked("wasm engine", async () => {
      await decodeSample("wasm");
      return "decodes the sample";
    }),
    await checked("engines agree", async () => {
      if ((await decodeSample("wasm")) !== (await decodeSample("reference"))) throw new Error("they do not");
      return "the same rows at the same bytes";
    }),
  ];
  const isWell = checks.every(({ ok }) => ok);
  if (format === "json") {
    const node = process.version;
    return { text: `${JSON.stringify({ version, node, ok: isWell, checks }, null, 2)}\n`, isWell };
  }
  const rows = checks.map(({ name, ok, message }) => [name, `${ok ? "ok" : "FAILED"}: ${message}`]);
  const advice = checks[0]!.ok
    ? ""
    : "\nWithout WebAssembly the reference engine decodes: the same rows, slower.\n";
  return { text: `${versionDetails(version)}\n${align(rows, "").join("\n")}\n${advice}`, isWell };
}
