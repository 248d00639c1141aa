// The entry for Node, without the library of the DOM.
import { readFileSync } from "node:fs";
import { decode, fileInput, type SummarizeResult, summarizeFile } from "ioctlens/node";

export async function useNode(signal: AbortSignal): Promise<void> {
  const result: SummarizeResult = await summarizeFile("trace.csv", { jobs: 2, signal });
  for await (const batch of decode(fileInput("trace.csv"), { signal })) console.log(batch.length);
  for await (const batch of decode(readFileSync("trace.csv"))) console.log(batch.length);
  for await (const batch of decode(process.stdin)) console.log(batch.length);
  console.log(result.summary.total);
}
