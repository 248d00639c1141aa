/** How fast the file can be read: 256 KiB at a time into one buffer, nothing done with it. */
import { closeSync, openSync, readSync } from "node:fs";

const buffer = new Uint8Array(256 << 10);
const file = openSync(process.argv[3], "r");
while (readSync(file, buffer, 0, buffer.length, null) > 0);
closeSync(file);
