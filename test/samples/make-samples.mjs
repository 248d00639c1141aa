/** Rewrites `samples/`: `npm run samples`. The bytes are the same in every run; a test compares them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { allSamples } from "./all-samples.mjs";
import { packedSamples } from "./packed.mjs";

const folder = new URL("../../samples/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const { file, bytes } of [...allSamples(), ...packedSamples()])
  writeFileSync(new URL(file, folder), bytes);
