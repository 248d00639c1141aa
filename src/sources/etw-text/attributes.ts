/**
 * Fields written as `Name="value"`: the attributes of XML, and what PerfView's viewer has in its column Rest. The viewer
 * leaves quotes inside a value as they are, so there a value ends where the next field, or nothing, follows its quote.
 */

const NAME_CHARACTER = /[\w.:-]/;
const BLANK = /\s/;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** What follows the last quote of a value: the next field, or the end. */
const BEHIND_VALUE = /\s*(?:[\w.:-]+="|\/?>\s*$|$)/y;

/** Text of an attribute's value. References to characters that do not exist stay as they are. */
function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0x10ffff ? whole : String.fromCodePoint(point);
  });
}

/** Where the value that begins at `from` ends: position of its closing quote, or -1. */
function endOfValue(text: string, from: number, quote: string, hasQuotes: boolean): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (!hasQuotes) return at;
    BEHIND_VALUE.lastIndex = at + 1;
    if (BEHIND_VALUE.test(text)) return at;
  }
  return -1;
}

/** The fields of `text` by name, the first of several; null when a value has no end. */
function parseFields(text: string, hasQuotes: boolean): Map<string, string> | null {
  const fields = new Map<string, string>();
  let at = 0;
  for (let equals = text.indexOf("="); equals >= 0; equals = text.indexOf("=", at)) {
    let open = equals + 1;
    while (open < text.length && BLANK.test(text[open]!)) open++;
    const quote = text[open];
    if (quote !== '"' && quote !== "'") {
      at = equals + 1;
      continue;
    }
    let nameEnd = equals;
    while (nameEnd > at && BLANK.test(text[nameEnd - 1]!)) nameEnd--;
    let nameStart = nameEnd;
    while (nameStart > at && NAME_CHARACTER.test(text[nameStart - 1]!)) nameStart--;
    const close = endOfValue(text, open + 1, quote, hasQuotes);
    if (close < 0) return null;
    const name = text.slice(nameStart, nameEnd);
    if (!fields.has(name)) fields.set(name, text.slice(open + 1, close));
    at = close + 1;
  }
  return fields;
}

/** The fields in the column Rest, or null when it is cut. */
export function parseRest(text: string): Map<string, string> | null {
  return parseFields(text, true);
}

/**
 * The attributes of an element, or null when it is cut. Those of the viewer are its column Rest, where it wrote a
 * backslash with a quote behind it as `&quote;`, also when that quote ends the value.
 */
export function parseAttributes(element: string): Map<string, string> | null {
  const isOfViewer = element.includes(' TimeMsec="');
  const fields = isOfViewer
    ? parseFields(element.replaceAll("&quote;", '\\"'), true)
    : parseFields(element, false);
  if (fields === null) return null;
  for (const [name, value] of fields) fields.set(name, withoutEntities(value));
  return fields;
}
