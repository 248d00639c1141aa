/** Every sample: name, bytes, and the codes that stand in it, in order (null = a record whose code cannot be told). */
import { debugTextSamples } from "./debug-text.mjs";
import { etwTextSamples } from "./etw-text.mjs";
import { jsonSamples } from "./json.mjs";
import { listSamples } from "./lists.mjs";
import { nameSamples } from "./names.mjs";
import { pmlSamples } from "./pml.mjs";
import { procmonSamples } from "./procmon.mjs";
import { procmonXmlSamples } from "./procmon-xml.mjs";
import { tableSamples } from "./tables.mjs";
import { tsharkSamples } from "./tshark.mjs";
import { wineSamples } from "./wine.mjs";

export { nameSamples };

export function allSamples() {
  return [
    ...debugTextSamples(),
    ...etwTextSamples(),
    ...jsonSamples(),
    ...listSamples(),
    ...pmlSamples(),
    ...procmonSamples(),
    ...procmonXmlSamples(),
    ...tableSamples(),
    ...tsharkSamples(),
    ...wineSamples(),
  ];
}
