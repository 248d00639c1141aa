/** Codes behind a word that says what they are, and names that stand alone. */
import type { MajorFunction } from "../../names/index.js";
import type { LineCode } from "../line-code.js";
import { parseWineLine } from "../wine/line.js";
import type { Finder } from "./finder.js";

/** smbd: the code, then the path of the open file. */
export function samba(): Finder {
  return (line) => {
    const found = /\bctl_code\[(0x[\da-f]\w*)\](?: (.{1,4096}?), fnum \d+)?/i.exec(line);
    if (found === null) return null;
    return [{ text: found[1]!, majorFunction: null, cells: { path: found[2] ?? null } }];
  };
}

/** Lines of Wine's own among others. */
export function wineLines(): Finder {
  return (line) => {
    const parsed = parseWineLine(line);
    if (parsed === null || parsed.code === null) return null;
    const { code, time, processId, threadId } = parsed;
    return [{ ...code, cells: { ...(time === null ? {} : { time }), processId, threadId, ...code.cells } }];
  };
}

const KEYWORD =
  "((?:io|fs)_?control_?code|(?<![\\w.])(?:ioctl|fsctl)(?:[ _]?(?:control[ _]?)?code|[ _]id)?|(?<!\\w)ctl_?code|(?<!\\w)control_?code)";
const BETWEEN = "[ \\t]{0,32}[:=]?[ \\t]{0,32}[[(<'\"]?";
/** With 0x and WinDbg's mark in the middle of 64 bits; negative; digits that may be a code, which has at least five. */
const NUMBER = "(0x[\\da-f]\\w*(?:`[\\da-f]\\w*)?|-\\d{7,10}|(?=[a-f]*\\d)[\\da-f]{5,16}h?)(?!\\w|\\.\\d)";

/** Numbers behind a keyword: hexadecimal with 0x, with a letter or a leading zero; other digits are ambiguous. */
export function keywordNumbers(): Finder {
  const pattern = new RegExp(KEYWORD + BETWEEN + NUMBER, "gi");
  return (line) => {
    const codes = Array.from(line.matchAll(pattern), ([, keyword = "", number = ""]): LineCode => {
      const majorFunction: MajorFunction | null = /^fs/i.test(keyword) ? "IRP_MJ_FILE_SYSTEM_CONTROL" : null;
      return { text: number.replace("`", ""), majorFunction };
    });
    return codes.length > 0 ? codes : null;
  };
}

/** Dokan's driver. */
export function unknownCode(): Finder {
  return (line) => {
    const found = /\bUnknown Code (0x[\da-fA-F]{5,8})\b/.exec(line);
    return found === null ? null : [{ text: found[1]!, majorFunction: null }];
  };
}

/** Names of requests. Where a line has a number too, another pattern took it. */
export function names(): Finder {
  const pattern = /(?<!\w)(?:IOCTL|FSCTL)_\w*[A-Za-z\d](?!\w)/g;
  return (line) => {
    const found = new Set(Array.from(line.matchAll(pattern), ([name]) => name));
    return Array.from(found, (text) => ({ text, majorFunction: null }));
  };
}
