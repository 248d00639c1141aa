/** One CodeEntry for each distinct answer: a code with its operation, or a text that is none. */
import { OPERATION } from "../kernel/etl-walk.js";
import type { MajorFunction } from "../names/index.js";
import type { CodeEntry } from "../record/batch.js";

const MAJORS: readonly (MajorFunction | null)[] = [
  null,
  "IRP_MJ_FILE_SYSTEM_CONTROL",
  "IRP_MJ_DEVICE_CONTROL",
  "IRP_MJ_INTERNAL_DEVICE_CONTROL",
];

const OPERATION_NAMES: readonly (string | null)[] = [
  null,
  "FileSystemControl",
  "DeviceIoControl",
  "InternalDeviceIoControl",
];

/** Value of the column `operation`. */
export function operationName(operation: number): string | null {
  return OPERATION_NAMES[operation] ?? null;
}

export class Entries {
  readonly list: CodeEntry[] = [];
  readonly #byCode = new Map<number, number>();
  readonly #byText = new Map<string, number>();

  /** Index of the entry of a code. */
  code(code: number, operation: number): number {
    const key = operation * 2 ** 32 + code;
    let index = this.#byCode.get(key);
    if (index === undefined) {
      index = this.#add({
        kind: "decoded",
        code,
        codeText: null,
        ownName: null,
        majorFunction: MAJORS[operation] ?? null,
        issue: null,
      });
      this.#byCode.set(key, index);
    }
    return index;
  }

  /** Index of the entry of a text: a name that is known has a code, other text is unresolved. */
  text(text: string, code: number | null, operation: number): number {
    const key = `${operation} ${text}`;
    let index = this.#byText.get(key);
    if (index === undefined) {
      const resolved = code !== null;
      index = this.#add({
        kind: resolved ? "decoded" : "unresolved",
        code,
        codeText: resolved && /^\s*0x/i.test(text) ? null : text,
        ownName: null,
        majorFunction: MAJORS[operation] ?? MAJORS[OPERATION.NONE]!,
        issue: resolved
          ? null
          : { error: "E_CODE_TEXT", message: `the text ${JSON.stringify(text)} is no control code` },
      });
      this.#byText.set(key, index);
    }
    return index;
  }

  #add(entry: CodeEntry): number {
    return this.list.push(entry) - 1;
  }
}
