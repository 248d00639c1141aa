/** Files that mean harm, and damaged ones: an answer in bounded time and memory, whatever they say. */
import { describe, expect, it } from "vitest";
import { MAX_NAMES_BYTES, type NamesFormat, parseNames } from "../../../src/names/index.js";
import { Random } from "../../kernel/random.js";
import { nameSamples } from "../../samples/all-samples.mjs";

/** Far more than any of these takes on a slow machine. */
const MOST_MS = 30_000;

async function read(text: string, format: NamesFormat = "c") {
  const start = performance.now();
  const parsed = await parseNames(text, { fileName: "x", format });
  expect(performance.now() - start).toBeLessThan(MOST_MS);
  for (const { name, code, line } of parsed.names) {
    expect(name.length).toBeGreaterThan(0);
    expect(code >>> 0).toBe(code);
    expect(line).toBeGreaterThan(0);
  }
  return parsed;
}

const doubled = (count: number, body: (name: string) => string): string => {
  const lines = ["#define A0 1"];
  for (let i = 1; i <= count; i++) lines.push(`#define A${i} ${body(`A${i - 1}`)}`);
  return `${lines.join("\n")}\n#define IOCTL_X CTL_CODE(A${count}, 1, 2, 3)\n#define IOCTL_GOOD 0x222000\n`;
};

describe("a hostile header", () => {
  it.each([
    ["macros that double", doubled(60, (name) => `${name}|${name}`)],
    [
      "macros that double in arguments",
      doubled(60, (name) => `F(${name}, ${name})`).replace("", "#define F(a, b) a|b|a|b\n"),
    ],
    [
      "macros that double by pasting",
      `#define C(a, b) C2(a, b)\n#define C2(a, b) a##b\n${doubled(60, (name) => `C(${name}, ${name})`)}`,
    ],
    [
      "pasting inside pasting",
      `#define C(a) C2(a)\n#define C2(a) a##a\n#define IOCTL_X ${"C(".repeat(90)}1${")".repeat(90)}\n#define IOCTL_GOOD 0x222000\n`,
    ],
    ["a long chain of macros", doubled(100_000, (name) => name)],
    [
      "macros in a circle",
      "#define A B|A\n#define B A|B\n#define F(x) G(x)(x)\n#define G(x) F\n#define IOCTL_X F(1)|A\n#define IOCTL_GOOD 0x222000\n",
    ],
    [
      "parentheses inside each other",
      `#define IOCTL_X ${"(".repeat(50_000)}1${")".repeat(50_000)}\n#define IOCTL_GOOD 0x222000\n`,
    ],
    ["signs without end", `#define IOCTL_X ${"-~!".repeat(20_000)}1\n#define IOCTL_GOOD 0x222000\n`],
    [
      "? without end",
      `#define IOCTL_X ${"1?".repeat(20_000)}1${":1".repeat(20_000)}\n#define IOCTL_GOOD 0x222000\n`,
    ],
    [
      "calls inside each other",
      `#define F(x) (x)\n#define IOCTL_X ${"F(".repeat(20_000)}1${")".repeat(20_000)}\n#define IOCTL_GOOD 0x222000\n`,
    ],
    [
      "a call that is never closed",
      `#define F(x) x\n#define IOCTL_X F(${"F(1,".repeat(20_000)}\n#define IOCTL_GOOD 0x222000\n`,
    ],
    ["shifts by much", "#define IOCTL_X 1 << 99999999999999\n#define IOCTL_GOOD 0x222000\n"],
    ["a number of many digits", `#define IOCTL_X 0x${"9".repeat(1_000_000)}\n#define IOCTL_GOOD 0x222000\n`],
    ["a line of many tokens", `#define IOCTL_X ${"1|".repeat(300_000)}1\n#define IOCTL_GOOD 0x222000\n`],
    [
      "macros of many parameters",
      `#define F(${Array.from({ length: 50_000 }, (_, i) => `p${i}`)}) ${"p1 ".repeat(50_000)}\n#define IOCTL_X F(1)\n#define IOCTL_GOOD 0x222000\n`,
    ],
  ])("of %s costs one name and no other", async (_, text) => {
    const { names, issues } = await read(text);
    expect(names.map(({ name }) => name)).toEqual(["IOCTL_GOOD"]);
    expect(issues.length).toBeGreaterThan(0);
    for (const { message } of issues) expect(message.length).toBeLessThan(2000);
  });

  it("of more macros than can be expanded is left at some point, and that is told", async () => {
    const lines = [
      "#define A 1",
      ...Array.from(
        { length: 12 },
        (_, i) => `#define A${"A".repeat(i + 1)} ${`${"A".repeat(i + 1)}|`.repeat(2)}1`,
      ),
    ];
    for (let i = 0; i < 3000; i++) lines.push(`#define IOCTL_${i} CTL_CODE(AAAAAAAAAAAA, ${i}, 0, 0)`);
    const { names, issues } = await read(`${lines.join("\n")}\n`);
    expect(names.length).toBeGreaterThan(50);
    expect(issues).toEqual([
      {
        file: "x",
        line: null,
        error: "E_RECORD_TOO_LONG",
        message: "its macros are too much to expand: what is left is left out",
      },
    ]);
  });

  it.each([
    ["quotes", '"'],
    ["apostrophes", "'\\"],
    ["comments", "/*"],
    ["ends of lines", "\\\n"],
    ["backslashes and blanks", "\\   "],
    ["blanks", " "],
    ["directives", "#define A\n"],
    ["undefined and defined", "#define IOCTL_A 0x222000\n#undef IOCTL_A\n"],
    ["definitions of one name", "#define A 1\n#define A 2\n#define A 3\n"],
    ["conditions", "#if X\n"],
    ["enums", "enum {"],
    ["enums in a row", "enum { A = A };"],
    ["constants", "const int a = b,"],
    ["braces", "{"],
    ["templates", "static_cast<"],
    ["hashes", "##"],
    ["letters", "A"],
    ["digits", "1'"],
  ])("of nothing but %s is read to its end", async (_, piece) => {
    const text = piece.repeat(Math.floor(500_000 / piece.length));
    await read(text);
    await read(`#define IOCTL_X ${text}`);
    await read(text, "rust");
  });

  it.each([
    [
      "constants of each other",
      Array.from({ length: 50_000 }, (_, i) => `const A${i}: u32 = A${i + 1};`).join("\n"),
    ],
    ["variants that follow", `enum A { ${"X,".repeat(300_000)} }`],
    ["brackets", `const A: u32 = ${"(".repeat(200_000)};`],
    ["functions that make codes", "fn ctl_code(".repeat(100_000)],
    ["macros", "ioctl_read!(".repeat(100_000)],
    ["uses of one function", "ioctl_read!(a, 1, B, C);".repeat(50_000)],
    ["lifetimes", "'a ".repeat(300_000)],
    ["comments", "/*".repeat(500_000)],
  ])("in Rust, of %s, is read to its end", async (_, text) => {
    await read(text, "rust");
  });

  it.each([
    ["csv", '"'],
    ["csv", ","],
    ["csv", "a,0x1\n"],
    ["csv", '"a"b,'],
    ["json", "["],
    ["json", '{"a":'],
    ["json", "1,"],
    ["list", "A 1 "],
    ["list", "A=\n"],
  ] as const)("as %s, of nothing but %j, is read to its end", async (format, piece) => {
    await read(piece.repeat(Math.floor(1_000_000 / piece.length)), format);
  });

  it("as large as is allowed is read to its end", async () => {
    const line = "#define IOCTL_NAME_00000000 CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, 0)\n";
    let text = "";
    for (let i = 0; text.length + line.length <= MAX_NAMES_BYTES; i++) {
      text += line.replace("00000000", String(i).padStart(8, "0"));
    }
    const { names, issues } = await read(text);
    expect(names.length).toBeGreaterThan(30_000);
    expect(issues).toMatchObject([{ error: "E_RECORD_TOO_LONG" }]);
  }, 120_000);
});

describe("a damaged file of names", () => {
  const words = [
    ...[
      "(",
      ")",
      "{",
      "}",
      ",",
      ";",
      "=",
      "#define ",
      "#if ",
      "#endif\n",
      "#undef ",
      "\\\n",
      "\n",
      "/*",
      "*/",
      '"',
      "'",
    ],
    ...[
      "CTL_CODE",
      "IOCTL_X",
      "enum ",
      "const ",
      "##",
      "#",
      "...",
      "0x",
      "<<",
      "::",
      "?",
      ":",
      "\0",
      "\ud800",
      "é",
    ],
  ];

  /** The text with a few pieces cut out, doubled, moved or put in. */
  function damaged(text: string, random: Random): string {
    let result = text;
    for (let i = random.below(6); i >= 0; i--) {
      const at = random.below(result.length + 1);
      const length = random.below(random.chance(0.2) ? 2000 : 12);
      const piece = result.slice(at, at + length);
      const rest = result.slice(at + length);
      const other = random.below(result.length + 1);
      switch (random.below(5)) {
        case 0:
          result = result.slice(0, at) + rest;
          break;
        case 1:
          result = result.slice(0, at) + piece + piece + rest;
          break;
        case 2:
          result = result.slice(0, other) + piece + result.slice(other);
          break;
        case 3:
          result = result.slice(0, at) + random.pick(words) + result.slice(at);
          break;
        default:
          result = `${result.slice(0, at)}${String.fromCharCode(random.below(random.chance(0.5) ? 128 : 65536))}${rest}`;
      }
    }
    return result;
  }

  const packs = ["c", "rust", "csv", "json", "list"] as const;
  const tables = {
    csv: 'code,name,kind\n0x222000,IOCTL_A,IOCTL\n"0x222004","IOCTL_B",\n222008h,IOCTL_C,x\n',
    json: '{"names": [{"name": "IOCTL_A", "code": "0x222000"}, {"name": "B\\u0041", "code": 5}], "x": {"IOCTL_C": 7}}',
    list: "# names\nIOCTL_A\t0x222000\nIOCTL_B 00222004\n",
  };

  it.each(packs)(
    "of the format %s never throws and never hangs",
    async (format) => {
      const sample = nameSamples().find(({ file }) => file.endsWith(format === "c" ? ".h" : ".rs"))!;
      const text =
        format === "c" || format === "rust" ? new TextDecoder().decode(sample.bytes) : tables[format];
      const random = new Random(7);
      let kept = 0;
      for (let i = 0; i < 500; i++) {
        const broken = damaged(text, random);
        const { names } = await read(broken, format);
        kept += names.length;
        // However it comes, it is the same.
        if (i % 100 === 0) expect((await read(broken, format)).names).toEqual(names);
      }
      expect(kept).toBeGreaterThan(50);
    },
    120_000,
  );
});
