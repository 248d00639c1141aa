/** One `<event>` as text: the text of its elements by name. Stack traces are passed over. */

const ELEMENT = /<([A-Za-z_][\w.-]*)\s*(?:\/>|>([^<]*)<\/\1\s*>)/y;
const BLANKS = /\s*/y;
const STACK = /<stack>[\s\S]*?<\/stack>|<stack\s*\/>/;
const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const LAST_POINT = 0x10ffff;

/** Text between two tags as it is meant. `&` that begins no reference stays. */
function plainText(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name]!;
    const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
    return point <= LAST_POINT ? String.fromCodePoint(point) : whole;
  });
}

/** The elements of an event by their names, the first where a name stands twice; or what is wrong, and where. */
export type EventElements = ReadonlyMap<string, string> | { readonly at: number; readonly message: string };

/** Reads what stands between `<event>` and `</event>`. */
export function elementsOf(text: string): EventElements {
  const elements = new Map<string, string>();
  const stack = STACK.exec(text);
  const skipped = stack?.[0].length ?? 0;
  const inner = stack === null ? text : text.slice(0, stack.index) + text.slice(stack.index + skipped);
  let at = 0;
  for (;;) {
    BLANKS.lastIndex = at;
    at += BLANKS.exec(inner)![0].length;
    if (at === inner.length) return elements;
    ELEMENT.lastIndex = at;
    const element = ELEMENT.exec(inner);
    if (element === null) {
      const place = stack !== null && at >= stack.index ? at + skipped : at;
      return {
        at: place,
        message: `expected an element with text alone, found ${JSON.stringify(inner.slice(at, at + 40))}`,
      };
    }
    const [whole, name, content] = element;
    if (!elements.has(name!)) elements.set(name!, plainText(content ?? ""));
    at += whole.length;
  }
}
