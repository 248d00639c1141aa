/** Plain text for a terminal of 100 columns: wrapped lines, aligned columns, numbers. Knows nothing of control codes. */

/** Widest line. */
export const LINE_WIDTH = 100;

/** `text` in lines of at most 100 columns, `first` before the first, as many spaces before the others. */
export function wrap(text: string, first: string): string[] {
  const room = LINE_WIDTH - first.length;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((content, i) => (i === 0 ? first : " ".repeat(first.length)) + content);
}

/** One line a row, two spaces between columns as wide as their widest cell; the last column is wrapped. */
export function align(rows: readonly (readonly string[])[], indent: string): string[] {
  const last = (rows[0]?.length ?? 1) - 1;
  const widths = Array.from({ length: last }, (_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.flatMap((row) => {
    const lead = widths.map((width, i) => `${row[i]!.padEnd(width)}  `).join("");
    return wrap(row[last]!, indent + lead).map((line) => line.trimEnd());
  });
}

/** A number as `0x0BA`, with at least `digits` digits. */
export function hexText(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;
}
