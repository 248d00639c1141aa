/** csv-parse, its Node stream. */
import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { rowsOf } from "./rows.mjs";

const args = process.argv.slice(2);
const { header, row, end } = rowsOf(args);
const parser = createReadStream(args[1]).pipe(parse({ bom: true, from: header ? 2 : 1 }));
parser.on("readable", () => {
  for (let cells = parser.read(); cells !== null; cells = parser.read()) row(cells);
});
parser.on("end", end);
