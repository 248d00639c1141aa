// A program that uses the library wherever it runs, and prints what it got as one line of JSON.
import {
  cellValue,
  createKernel,
  decode,
  decodeFields,
  decodeStream,
  kernelVariant,
  namesFor,
  openTrace,
  summarize,
} from "ioctlens";
import { toArrow } from "ioctlens/arrow";
import { codeFor } from "ioctlens/names";
import { toParquet } from "ioctlens/parquet";

const trace = new TextEncoder().encode("IoControlCode,Process Name\n0x902EB,a\n0x0022A008,b\n");

async function ending(pieces) {
  let last = new Uint8Array();
  for await (const piece of pieces) last = piece;
  return new TextDecoder().decode(last.slice(-4));
}

async function codesOf(batches) {
  const codes = [];
  for await (const batch of batches) {
    for (let i = 0; i < batch.length; i++) codes.push(batch.entries[batch.entry[i]].code);
  }
  return codes;
}

async function pathsOf(batches) {
  const paths = [];
  for await (const { length, columns } of batches) {
    for (let i = 0; i < length; i++) paths.push(cellValue(columns.get("path"), "text", i));
  }
  return paths;
}

const { deviceType, functionCode } = decodeFields(Uint32Array.of(0x902eb, 0x22a008));
const { summary, accounting } = await summarize(trace);
const odd = new TextEncoder().encode('IoControlCode,Path\n0x902EB,"ü \\" b"\n');
const opened = await openTrace(trace);
await opened.close();
const kernel = await createKernel();
const many = new Uint32Array(100_000).fill(0x22a008);
console.log(
  JSON.stringify({
    variants: [kernelVariant(), kernel.variant],
    fields: [...deviceType, ...functionCode, decodeFields(many).functionCode[99_999]],
    name: namesFor(0x900a8)[0].name,
    code: codeFor("FSCTL_GET_REPARSE_POINT").code,
    source: opened.source.name,
    decoded: await codesOf(decode(trace)),
    wasm: await codesOf(decode(trace, { engine: kernel.variant === "reference" ? "reference" : "wasm" })),
    odd: await pathsOf(decode(odd, { escape: "\\" })),
    streamed: await codesOf(new Blob([trace]).stream().pipeThrough(decodeStream())),
    counted: [summary.total, accounting.decoded],
    files: [await ending(toArrow(trace)), await ending(toParquet(trace))],
  }),
);
kernel.close();
