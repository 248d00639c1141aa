// A kernel that was compiled beforehand, where WebAssembly may not be compiled at run time.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decode, openTrace } from "ioctlens";

const bytes = readFileSync(fileURLToPath(import.meta.resolve("ioctlens/kernel.wasm")));
const module = new WebAssembly.Module(bytes);
WebAssembly.Module = function forbidden() {
  throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
};
const trace = new TextEncoder().encode("0x902EB\n");
const variants = [];
for (const options of [{ engine: "wasm", module }, { engine: "auto" }]) {
  const opened = await openTrace(trace, options);
  variants.push(opened.variant);
  await opened.close();
}
let error = "";
try {
  for await (const _ of decode(trace, { engine: "wasm" }));
} catch (thrown) {
  error = thrown.code;
}
console.log(JSON.stringify([...variants, error]));
