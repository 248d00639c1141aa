/** Papa Parse, its Node stream with a callback for each piece of rows. */
import { createReadStream } from "node:fs";
import Papa from "papaparse";
import { rowsOf } from "./rows.mjs";

const args = process.argv.slice(2);
const { header, row, end } = rowsOf(args);
let skip = header;
Papa.parse(createReadStream(args[1], { encoding: "utf8", highWaterMark: 1 << 20 }), {
  delimiter: ",",
  chunk({ data }) {
    for (const cells of data) {
      if (skip) skip = false;
      // The end of the file is an empty row.
      else if (cells.length > 1 || cells[0] !== "") row(cells);
    }
  },
  complete: end,
});
