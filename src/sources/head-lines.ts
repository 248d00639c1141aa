/** The lines of a head as texts. Decoded at once and taken apart then: a decoder is slow to begin with each line. */
import { cellText } from "../record/batch.js";
import type { Head } from "./source.js";

const LF = 0x0a;

/** Lines that are whole, from text byte `from` on, where one begins. A CR stays at the end of its line. */
export function headLines({ text, whole }: Pick<Head, "text" | "whole">, from = 0): string[] {
  const end = whole ? text.length : text.lastIndexOf(LF) + 1;
  const lines = cellText(text, from, Math.max(from, end), false).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
