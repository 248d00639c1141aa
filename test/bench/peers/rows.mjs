/** What every parser written in JavaScript does with the rows of a job; the parsers differ, this does not. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const CONTROL = new Set(["FileSystemControl", "DeviceIoControl", "InternalDeviceIoControl"]);
const PREFIX = "Control: ";
const QUOTE_WORTHY = /[",\r\n]/;
const PIECE_CHARS = 1 << 20;

/** Counts rows by key and prints `key TAB count`. */
class Counter {
  #counts = new Map();

  add(key) {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  end() {
    let text = "";
    for (const [key, count] of this.#counts) text += `${key}\t${count}\n`;
    process.stdout.write(text);
  }
}

function annotator(out, suffixes) {
  const byCode = new Map(Object.entries(JSON.parse(readFileSync(suffixes, "utf8"))));
  const file = openSync(out, "w");
  let text = "";
  return {
    row(cells) {
      for (let i = 0; i < cells.length; i++) {
        const cell = cells[i];
        if (i > 0) text += ",";
        text += QUOTE_WORTHY.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
      }
      text += byCode.get(cells[4]);
      text += "\n";
      if (text.length > PIECE_CHARS) {
        writeSync(file, text);
        text = "";
      }
    },
    end() {
      writeSync(file, text);
      closeSync(file);
    },
  };
}

/**
 * @param args job, file, and for J3 the output and a JSON file of suffixes by code (the header's by its title)
 * @returns row: takes the cells of a row; end: prints or closes
 */
export function rowsOf([job, , out, suffixes]) {
  const counter = new Counter();
  const end = () => counter.end();
  switch (job) {
    case "J1":
      return { header: true, row: (cells) => counter.add(cells[4]), end };
    case "J2":
      return {
        header: true,
        row(cells) {
          const detail = cells[6];
          if (!CONTROL.has(cells[3]) || !detail.startsWith(PREFIX)) return;
          counter.add(`${cells[1]}\t${/^[^ ,]+/.exec(detail.slice(PREFIX.length))[0]}`);
        },
        end,
      };
    case "J3":
      return { header: false, ...annotator(out, suffixes) };
    case "J4":
      return { header: false, row: (cells) => counter.add(cells[0]), end };
    default:
      throw new Error(`no job ${job}`);
  }
}
