/** Rows of xperf and tracerpt: cells between commas, padded with blanks, quoted where they please. */

/** The cells of a row without blanks and quotes around them, or null when a quote is open at its end. */
export function splitPadded(line: string): string[] | null {
  const cells: string[] = [];
  let from = 0;
  for (let at = 0; ; ) {
    const comma = line.indexOf(",", at);
    const quote = line.indexOf('"', at);
    if (quote >= 0 && (comma < 0 || quote < comma)) {
      const close = line.indexOf('"', quote + 1);
      if (close < 0) return null;
      at = close + 1;
      continue;
    }
    cells.push(unquoted(line.slice(from, comma < 0 ? line.length : comma).trim()));
    if (comma < 0) return cells;
    from = comma + 1;
    at = from;
  }
}

/** The cell without quotes around it. */
export function unquoted(cell: string): string {
  return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1) : cell;
}
