/** The compiler is the judge: gcc expands and calculates the same headers, where it is installed. */
import { execFileSync, spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { parseNames } from "../../../src/names/index.js";
import { Folder } from "../../cli/command.js";
import { Random } from "../../kernel/random.js";
import { nameSamples } from "../../samples/all-samples.mjs";

const folder = new Folder();
const hasGcc = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
if (!hasGcc("gcc") || !hasGcc("g++")) console.info("skipped: gcc or g++ is not installed");
const isSkipped = !hasGcc("gcc") || !hasGcc("g++");

/** What Windows' headers bring that a header of a driver needs. */
const WINIOCTL = `#pragma once
typedef unsigned int ULONG, DWORD, UINT32; typedef int LONG; typedef unsigned short USHORT;
typedef unsigned long long ULONGLONG; typedef unsigned char UCHAR;
#define CTL_CODE(t, f, m, a) (((t) << 16) | ((a) << 14) | ((f) << 2) | (m))
#define FILE_DEVICE_UNKNOWN 0x22
enum { METHOD_BUFFERED, METHOD_IN_DIRECT, METHOD_OUT_DIRECT, METHOD_NEITHER };
enum { FILE_ANY_ACCESS, FILE_SPECIAL_ACCESS = 0, FILE_READ_ACCESS, FILE_READ_DATA = 1, FILE_WRITE_ACCESS, FILE_WRITE_DATA = 2 };
`;

/** The values of names, as a program prints them that includes the header. */
function compiled(compiler: string, header: string, names: readonly string[], scope = ""): number[] {
  folder.write("winioctl.h", WINIOCTL);
  folder.write("header.h", header);
  folder.write(
    "main.cc",
    `#include <stdio.h>\n#include "winioctl.h"\n#include "header.h"\n${scope}\n` +
      `int main(void) {\n${names.map((name) => `  printf("%u\\n", (unsigned)(${name}));`).join("\n")}\n}\n`,
  );
  const language = compiler === "g++" ? "c++" : "c";
  execFileSync(compiler, ["-w", "-fwrapv", "-fpermissive", "-I.", "-x", language, "main.cc", "-o", "main"], {
    cwd: folder.path,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const output = execFileSync(folder.at("main"), { encoding: "utf8" });
  return output.trim().split("\n").map(Number);
}

it.skipIf(isSkipped)("gives the sample's names the values that g++ gives them", async () => {
  const [sample] = nameSamples();
  const text = new TextDecoder().decode(sample!.bytes);
  const { names } = await parseNames(text, { fileName: "example-driver.h" });
  const spelled = names.map(({ name }) => (name === "Pause" ? "example::Request::Pause" : name));
  const values = compiled("g++", text, spelled, "using namespace example;");
  expect(names.map(({ code }) => code)).toEqual(values);
});

/** Random macros: of numbers, of each other, with parameters, with and without parentheses. */
function randomHeader(random: Random, count: number): { header: string; names: string[] } {
  const literals = [
    "0",
    "1",
    "3",
    "7u",
    "0x800",
    "0x22",
    "0xFFFFFFFF",
    "2147483648u",
    "'M'",
    "0x9C40",
    "010",
  ];
  const wide = ["0x100000000ull", "5LL", "0xFFFFFFFFFFFFFFFFull"];
  const casts = ["(ULONG)", "(USHORT)", "(LONG)", "(ULONGLONG)", "(UCHAR)", "(int)", "(unsigned short)"];
  const operators = ["+", "-", "*", "|", "&", "^", "==", "!=", "<", ">=", "&&", "||"];
  const plain: string[] = [];
  const calls: string[] = [];
  const lines: string[] = [];
  const names: string[] = [];
  const expression = (depth: number, parameters: readonly string[]): string => {
    if (depth === 0) {
      if (parameters.length > 0 && random.chance(0.5)) return random.pick(parameters);
      if (plain.length > 0 && random.chance(0.3)) return random.pick(plain);
      return random.pick(random.chance(0.9) ? literals : wide);
    }
    const inner = (): string => expression(random.below(depth), parameters);
    switch (random.below(9)) {
      case 0:
        return `(${inner()})`;
      case 1:
        return `${random.pick(["-", "~", "!", "+"])} ${inner()}`;
      case 2:
        return `${random.pick(casts)}(${inner()})`;
      case 3:
        return `(${inner()} ? ${inner()} : ${inner()})`;
      case 4:
        return `((${inner()}) ${random.pick(["<<", ">>"])} ${random.below(31)})`;
      case 5:
        return `((${inner()}) ${random.pick(["/", "%"])} ${1 + random.below(9)})`;
      case 6:
        return calls.length === 0 ? inner() : `${random.pick(calls)}(${inner()}, ${inner()})`;
      default:
        // Without parentheses on purpose: the preprocessor knows no values.
        return `${inner()} ${random.pick(operators)} ${inner()}`;
    }
  };
  for (let i = 0; i < count; i++) {
    const isLong = random.chance(0.2);
    if (random.chance(0.25)) {
      lines.push(`#define CALL_${i}(a, b) ${expression(3, ["a", "b"])}`);
      calls.push(`CALL_${i}`);
    } else if (random.chance(0.4)) {
      lines.push(`#define PLAIN_${i} ${expression(2, [])}`);
      plain.push(`PLAIN_${i}`);
    } else {
      const text = expression(isLong ? 6 : 3, []);
      lines.push(`#define IOCTL_${i} CTL_CODE(0, 0, 0, 0) | (ULONG)(${text})`);
      names.push(`IOCTL_${i}`);
    }
    // What is used often grows; fresh ones keep the text short.
    if (plain.length > 12) plain.shift();
    if (calls.length > 6) calls.shift();
  }
  return { header: `${lines.join("\n")}\n`, names };
}

it.skipIf(isSkipped)("calculates generated macros as gcc does", async () => {
  const random = new Random(2024);
  let compared = 0;
  for (let round = 0; round < 6; round++) {
    const { header, names } = randomHeader(random, 400);
    const { names: found, issues } = await parseNames(header, { fileName: "random.h" });
    expect(issues, header).toEqual([]);
    expect(found.map(({ name }) => name)).toEqual(names);
    const values = compiled("gcc", header, names);
    found.forEach(({ name, code }, i) => {
      if (code !== values[i]) {
        const line = header.split("\n").find((one) => one.includes(`${name} `));
        expect(`${name} ${code}`, `round ${round}: ${line}`).toBe(`${name} ${values[i]}`);
      }
    });
    compared += found.length;
  }
  expect(compared).toBeGreaterThan(800);
});
