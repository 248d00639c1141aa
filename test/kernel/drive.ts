/** Plays the caller of a kernel: feeds bytes, answers every pause, and writes down all that came back. */
import { type Kernel, NO_ENTRY, SCAN, type ScanConfig, TEXT_CLASS } from "../../src/kernel/kernel.js";

/** What the caller says about a text it is asked for. */
export interface Answer {
  readonly textClass: number;
  /** Mode `append`: bytes for rows with this text. */
  readonly suffix?: string;
}

export interface DriveOptions {
  /** Bytes that come with one fill of the window; default: as many as there is room for. */
  readonly pieceBytes?: number;
  /** Window position of the first byte; the bytes in front are line ends, quotes and delimiters of no row. */
  readonly leadBytes?: number;
  readonly classify?: (text: string, tag: number) => Answer;
  readonly emptySuffix?: string;
}

/** An emitted record. Positions are offsets in the bytes that were fed. */
export interface SeenRecord {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  /** Null when the record has no entry. */
  readonly text: string | null;
  readonly tag: number;
  readonly code: number;
  readonly status: number;
  readonly spans: readonly { readonly from: number; readonly to: number; readonly quoted: boolean }[];
}

/** What does not depend on how the bytes were cut. */
export interface Seen {
  readonly records: SeenRecord[];
  rows: number;
  other: number;
  quotedLineFeeds: number;
  /** Offset of the rest that is no whole row. */
  consumed: number;
  /** Counted rows by tag, text and code. */
  readonly totals: Map<string, number>;
  /** Counted rows by the texts of their group. */
  readonly groups: Map<string, number>;
  output: string;
}

export interface Driven {
  readonly seen: Seen;
  /** Every answer of the kernel with its counters. */
  readonly log: string[];
}

const SPAN_QUOTED = 0x80000000;
const WHY = Object.fromEntries(Object.entries(SCAN).map(([name, value]) => [value, name]));

/** Bytes as text, one character a byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

/** Answers by the text alone, so that every class comes up; names are counted. */
export function classifyByText(text: string, tag: number): Answer {
  const suffix = `;${text.length}/${tag.toString(16)}`;
  if (text.endsWith("E")) return { textClass: TEXT_CLASS.EMIT, suffix };
  if (text.endsWith("O")) return { textClass: TEXT_CLASS.OTHER, suffix };
  return { textClass: TEXT_CLASS.COUNT, suffix };
}

/** Runs `bytes` through `kernel` from configure to the end. */
export function drive(
  kernel: Kernel,
  config: ScanConfig,
  bytes: Uint8Array,
  options: DriveOptions = {},
): Driven {
  const { leadBytes = 0, classify = classifyByText, emptySuffix } = options;
  const pieceBytes = options.pieceBytes ?? kernel.window.length;
  const seen: Seen = {
    records: [],
    rows: 0,
    other: 0,
    quotedLineFeeds: 0,
    consumed: 0,
    totals: new Map(),
    groups: new Map(),
    output: "",
  };
  const log: string[] = [];
  const output: string[] = [];
  kernel.configure(config);
  if (emptySuffix !== undefined) kernel.setEmptySuffix(bytesOf(emptySuffix));
  const strange = [0x0d, 0x0a, 0x22, config.delimiter];
  for (let at = 0; at < leadBytes; at++) kernel.window[at] = strange[(leadBytes - 1 - at) % 4]!;

  let windowOffset = 0;
  const describe = (entry: number) => {
    const tag = kernel.entryTag(entry).toString(16);
    return `${tag} ${latin1(kernel.entryBytes(entry))} ${kernel.entryCode(entry)}`;
  };
  const addTo = (counts: Map<string, number>, key: string, count: number) => {
    counts.set(key, (counts.get(key) ?? 0) + count);
  };

  function takeRecords(): void {
    const { row, start, end, entry, status, spans } = kernel.records;
    for (let i = 0; i < kernel.recordCount; i++) {
      const id = entry[i]!;
      const place = (position: number) => windowOffset + position - leadBytes;
      const known = id !== NO_ENTRY;
      seen.records.push({
        row: seen.rows + row[i]!,
        start: place(start[i]!),
        end: place(end[i]!),
        text: known ? latin1(kernel.entryBytes(id)) : null,
        tag: known ? kernel.entryTag(id) : 0,
        code: known ? kernel.entryCode(id) : 0,
        status: status[i]!,
        spans: status[i]! === 0 ? spansOf(i, place) : [],
      });
      const isCleared = (column: Uint32Array) => column[i] === 0;
      const cleared = spans.slice(0, config.wanted.length).every((s) => isCleared(s.from) && isCleared(s.to));
      if (status[i] !== 0 && !cleared) log.push(`record ${i} has spans of another row`);
    }
    kernel.takeRecords();
  }

  function spansOf(record: number, place: (position: number) => number) {
    const count = config.format === "list" ? 1 : config.wanted.length;
    return kernel.records.spans.slice(0, count).map(({ from, to }) => ({
      from: place(from[record]!),
      to: place(to[record]! % SPAN_QUOTED),
      quoted: to[record]! >= SPAN_QUOTED,
    }));
  }

  function drainCounts(): void {
    kernel.entryTotals().forEach((total, entry) => {
      if (total > 0) addTo(seen.totals, describe(entry), total);
    });
    log.push(`${kernel.entryCount} entries`);
    kernel.giveGroups((entry, cells, count) => {
      log.push(`group ${JSON.stringify({ entry, cells, count })}`);
      addTo(seen.groups, [entry, ...cells].map(describe).join(" | "), count);
    });
  }

  function emptyTables(): void {
    takeRecords();
    drainCounts();
    kernel.reset();
  }

  function takeOutput(): void {
    output.push(latin1(kernel.output));
    kernel.takeOutput();
  }

  function answer(why: number): void {
    if (why === SCAN.RECORDS_FULL) {
      takeRecords();
    } else if (why === SCAN.OUTPUT_FULL) {
      takeOutput();
    } else if (why === SCAN.TABLES_FULL) {
      emptyTables();
    } else {
      const entry = kernel.pendingEntry;
      log.push(`new ${describe(entry)}`);
      const { textClass, suffix } = classify(latin1(kernel.entryBytes(entry)), kernel.entryTag(entry));
      if (config.mode === "append" && suffix !== undefined && !kernel.setSuffix(entry, bytesOf(suffix))) {
        log.push("no room for the suffix");
        emptyTables();
      } else {
        kernel.setClass(entry, textClass);
      }
    }
  }

  function scan(limit: number): void {
    let why = kernel.scan(leadBytes, limit);
    for (;;) {
      const { consumed, rowCount, otherCount, recordCount, entryCount } = kernel;
      log.push([WHY[why], consumed, rowCount, otherCount, recordCount, entryCount].join(" "));
      if (why === SCAN.DONE) break;
      answer(why);
      why = kernel.resume();
    }
    takeRecords();
    takeOutput();
    seen.rows += kernel.rowCount;
    seen.other += kernel.otherCount;
    seen.quotedLineFeeds += kernel.quotedLineFeeds;
    log.push(`${kernel.quotedLineFeeds} quoted line feeds`);
  }

  let restBytes = 0;
  let fed = 0;
  while (fed < bytes.length) {
    const from = leadBytes + restBytes;
    const count = Math.min(pieceBytes, bytes.length - fed, kernel.window.length - from);
    if (count === 0) throw new Error(`a row is longer than the window of ${kernel.window.length} bytes`);
    kernel.window.set(bytes.subarray(fed, fed + count), from);
    fed += count;
    const limit = from + count;
    scan(limit);
    windowOffset += kernel.consumed - leadBytes;
    kernel.window.copyWithin(leadBytes, kernel.consumed, limit);
    restBytes = limit - kernel.consumed;
  }
  seen.consumed = windowOffset;
  drainCounts();
  seen.output = output.join("");
  return { seen, log };
}
