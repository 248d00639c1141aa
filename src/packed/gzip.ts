/**
 * gzip: one or more members, one behind the other, each with its checksum and length. The inflating is pako's, which
 * checks both and runs everywhere; zeros behind the last member are padding, as of tapes.
 */
import { type Unpacker, UnpackFault } from "./unpacked-input.js";

/** Any gzip stream, checked; not zlib, not raw. */
const GZIP_WINDOW_BITS = 31;
const FIRST_BYTE = 0x1f;
const GARBAGE = "is followed by bytes that are none of it";

export async function gzipUnpacker(): Promise<Unpacker> {
  const pako = await import("pako");
  const stream = new pako.ZStream();
  pako.zlibInflateInit2(stream, GZIP_WINDOW_BITS);
  /** Whole members so far. */
  let members = 0;
  let isInMember = true;
  let fault: UnpackFault | null = null;

  /** Passes over padding to the next member, if there is one. */
  function nextMember(): void {
    while (stream.avail_in > 0 && stream.input[stream.next_in] === 0) {
      stream.next_in++;
      stream.avail_in--;
    }
    if (stream.avail_in === 0) return;
    if (stream.input[stream.next_in] !== FIRST_BYTE) throw new UnpackFault(GARBAGE);
    pako.zlibInflateReset(stream);
    isInMember = true;
  }

  function inflate(into: Uint8Array): number {
    stream.output = into as Uint8Array<ArrayBuffer>;
    stream.next_out = 0;
    stream.avail_out = into.length;
    const status = pako.zlibInflate(stream, pako.Z_NO_FLUSH);
    if (status === pako.Z_STREAM_END) {
      members++;
      isInMember = false;
    } else if (status !== pako.Z_OK && status !== pako.Z_BUF_ERROR) {
      const isGarbage = members > 0 && stream.total_out === 0;
      fault = new UnpackFault(isGarbage ? GARBAGE : `is damaged: ${stream.msg}`);
    }
    return stream.next_out;
  }

  return {
    feed(bytes) {
      stream.input = bytes;
      stream.next_in = 0;
      stream.avail_in = bytes.length;
    },
    take(into) {
      for (;;) {
        if (fault !== null) throw fault;
        if (!isInMember) nextMember();
        if (!isInMember) return 0;
        const count = inflate(into);
        if (count > 0) return count;
        if (fault === null && isInMember && stream.avail_in === 0) return 0;
      }
    },
    end() {
      if (isInMember) throw new UnpackFault("is cut off before its end");
    },
    close() {},
  };
}
