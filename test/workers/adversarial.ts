/** Traces made so that a guess of where a row begins goes wrong. A seed repeats them. */
import { Random } from "../kernel/random.js";

export interface AdversarialTrace {
  readonly text: string;
  readonly isProcmon: boolean;
}

const HEADERS = {
  procmon: ["Process Name", "Operation", "Path", "Detail"],
  generic: ["process", "IoControlCode", "path"],
};
/** Text that looks like rows, as a cell holds it. */
const ROW_LIKE = 'a\n"b",0x1234,c\nx,0x999,y\n';

/** A CSV with quoted line feeds, stray quotes, faults, blank rows and mixed line ends. */
export function adversarialCsv(seed: number): AdversarialTrace {
  const random = new Random(seed);
  const isProcmon = random.chance(0.5);
  const quoteAll = random.chance(0.5);
  const quoted = (text: string): string =>
    quoteAll || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const rowLike = isProcmon ? 'x\np1,DeviceIoControl,"C:\\y",Control: 0x9\n' : ROW_LIKE;
  const header = isProcmon ? HEADERS.procmon : HEADERS.generic;
  const parts = [random.chance(0.2) ? "\ufeff" : "", header.map(quoted).join(","), "\n"];
  const rows = 100 + random.below(1500);
  for (let i = 0; i < rows; i++) {
    const code = random.chance(0.02)
      ? random.pick(["", "FSCTL_NO_SUCH", "0x1ffffffff"])
      : `0x${(0x220000 + random.below(50) * 4).toString(16)}`;
    let path = `C:\\x${random.below(5)}`;
    const kind = random.below(100);
    if (kind < 5) path = rowLike.repeat(1 + random.below(40));
    else if (kind === 5) path = '5" disk';
    else if (kind === 6) path = '"'.repeat(random.below(6));
    else if (kind === 7 && random.chance(0.1)) path = `${"long, ".repeat(2000)}\n`;
    const process = `p${random.below(3)}`;
    const cells = isProcmon
      ? [process, random.chance(0.3) ? "DeviceIoControl" : "CreateFile", path, `Control: ${code}`]
      : [process, code, path];
    let line = cells.map(quoted).join(",");
    if (random.chance(0.01)) line = `${process},5" disk,${cells.slice(1).map(quoted).join(",")}`;
    if (random.chance(0.005)) line = `"x"y,${line}`;
    if (random.chance(0.005)) line = "";
    if (random.chance(0.0005)) line = `"${line}`;
    parts.push(line, random.chance(0.5) ? "\r\n" : "\n");
  }
  if (random.chance(0.2)) parts.push('"unclosed,\nabc,0x1,z\n');
  const text = parts.join("");
  return { text: random.chance(0.3) ? text.trimEnd() : text, isProcmon };
}

/** One quoted cell of row-like text over `bytes` bytes between two rows: every guess in it is wrong. */
export function giantCell(bytes: number, isClosed = true): string {
  const inside = "a,0x111,b\n".repeat(Math.ceil(bytes / 10));
  return `process,IoControlCode,path\np,0x222000,q\np,0x222004,"${inside}${isClosed ? '"\np,0x222008,q\n' : ""}`;
}

/** A list with names, numbers, comments, blank lines and nonsense. */
export function adversarialList(seed: number): string {
  const random = new Random(seed);
  const lines = Array.from({ length: 4000 }, () =>
    random.chance(0.7)
      ? `0x${(0x220000 + random.below(500) * 4).toString(16)}`
      : random.pick([
          "",
          "# note",
          "FSCTL_PIPE_WAIT",
          "FSCTL_NO_SUCH",
          "0x1ffffffff",
          '"0x902eb"',
          "0x1 # x",
        ]),
  );
  return lines.map((line) => line + (random.chance(0.3) ? "\r\n" : "\n")).join("");
}
