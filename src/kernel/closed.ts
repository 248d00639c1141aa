/** What stands in a closed kernel in the place of its memory. */
import { DecodeError } from "../errors.js";

/** An object of which nothing can be asked. @throws DecodeError E_OPTION at every access */
export function closed<T extends object>(): T {
  return new Proxy({} as T, {
    get() {
      throw new DecodeError("E_OPTION", "this kernel is closed");
    },
  });
}
