/** uDSV, piece by piece, rows as arrays of texts. */
import { createReadStream } from "node:fs";
import { inferSchema, initParser } from "udsv";
import { rowsOf } from "./rows.mjs";

const args = process.argv.slice(2);
const { header, row, end } = rowsOf(args);
let parser = null;
for await (const chunk of createReadStream(args[1], { encoding: "utf8", highWaterMark: 1 << 20 })) {
  let text = chunk;
  if (parser === null) {
    if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    const schema = inferSchema(text);
    parser = initParser(schema);
    if (!header) row(schema.cols.map(({ name }) => name));
  }
  parser.chunk(text, parser.stringArrs, row);
}
parser.end();
end();
