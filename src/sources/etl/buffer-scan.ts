/**
 * Gives the buffers of a file one after another, each whole in the kernel's memory and unpacked.
 *
 * Owns reading, the chain of buffers and how it goes on behind damage. Knows no events.
 */
import type { EtlWalk } from "../../kernel/etl-walk.js";
import type { ByteInput } from "../byte-input.js";
import { readFull, type Steps } from "../steps.js";
import {
  BUFFER_FLAG,
  type BufferHeader,
  bombFault,
  bufferFault,
  bufferHeader,
  LARGEST_BUFFER,
} from "./buffer.js";
import { BUFFER_HEADER_BYTES, LOG_MODE, type LogHeader } from "./header.js";

const READ_BYTES = 512 * 1024;
/** Raw bytes lie in front, buffers are unpacked behind. */
const RAW_BYTES = LARGEST_BUFFER + 64 * 1024;
const UNPACK_AT = RAW_BYTES + 64 * 1024;
/** States of a buffer: free, general logging, context swap, flush, and two more. */
const LAST_STATE = 5;
/** Places that are unpacked to see whether a buffer begins there, in one search. */
const MOST_TRIALS = 64;
/** A compressed stream may have one word of flags that it does not use. */
const UNUSED_FLAGS_BYTES = 4;

/** A buffer whose events lie at [from, to) of the kernel's bytes. Borrowed until the next one. */
export interface ReadyBuffer {
  readonly header: BufferHeader;
  /** Offset in the file. */
  readonly offset: number;
  readonly from: number;
  readonly to: number;
  /** Position in the kernel's bytes of the buffer's first byte, its header counted, unpacked or not. */
  readonly origin: number;
  /** Bytes of the file that were taken for it. */
  readonly size: number;
}

/** Loads one buffer again whose place is known from a scan; null when it cannot be read any more. */
export function* loadBuffer(
  walk: EtlWalk,
  input: ByteInput,
  offset: number,
  size: number,
): Steps<ReadyBuffer | null> {
  const count = yield* readFull(input, walk.bytes.subarray(0, size), offset);
  if (count < BUFFER_HEADER_BYTES) return null;
  const header = bufferHeader(new DataView(walk.bytes.buffer, walk.bytes.byteOffset, count), 0);
  if (!header.compressed) {
    return { header, offset, from: BUFFER_HEADER_BYTES, to: Math.min(header.filled, count), origin: 0, size };
  }
  const from = UNPACK_AT + BUFFER_HEADER_BYTES;
  const unpacked = header.filled - BUFFER_HEADER_BYTES;
  if (unpacked < 0 || unpacked > walk.bytes.length - from) return null;
  if (walk.unpack(BUFFER_HEADER_BYTES, count, from, unpacked) < 0) return null;
  return { header, offset, from, to: from + unpacked, origin: UNPACK_AT, size };
}

/** Told of damage: where it begins and what it is. */
export type BufferDamage = (offset: number, message: string) => void;

export class BufferScan {
  readonly #walk: EtlWalk;
  readonly #input: ByteInput;
  readonly #damage: BufferDamage;
  readonly #view: DataView;
  readonly #sessionSize: number;
  readonly #compressedFile: boolean;
  readonly #random: boolean;
  /** File offset of the first raw byte. */
  #base = 0;
  /** Raw bytes that are there. */
  #filled = 0;
  /** Raw position of the next buffer. */
  #at = 0;
  #ended = false;
  /** Where the next buffer may begin, when the last one was damaged. */
  #skipFirst: number[] | null = null;
  #trials = 0;

  /** With `header` null nothing is known of the session, and the chain of buffers is all there is. */
  constructor(walk: EtlWalk, input: ByteInput, header: LogHeader | null, damage: BufferDamage) {
    this.#walk = walk;
    this.#input = input;
    this.#damage = damage;
    this.#view = new DataView(walk.bytes.buffer, walk.bytes.byteOffset, walk.bytes.byteLength);
    const size = header?.bufferSize ?? 0;
    this.#sessionSize = size >= BUFFER_HEADER_BYTES && size <= LARGEST_BUFFER ? size : 0;
    this.#compressedFile = header === null || (header.mode & LOG_MODE.COMPRESSED) !== 0;
    this.#random = input.readAt !== undefined;
  }

  /** Bytes of the file that lie in front of the next buffer. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Goes to `offset`, where a buffer begins; or to the first place behind it that looks so when `isExact` is false. */
  *seek(offset: number, isExact: boolean): Steps<void> {
    const grid = this.#compressedFile ? 0 : this.#sessionSize;
    this.#base = !isExact && grid > 0 ? Math.ceil(offset / grid) * grid : offset;
    this.#filled = 0;
    this.#at = 0;
    this.#ended = false;
    this.#skipFirst = null;
    if (isExact || grid > 0) return;
    yield* this.#have(READ_BYTES);
    const ends = this.#filled < BUFFER_HEADER_BYTES;
    if (!ends) yield* this.#search(0);
    else this.#at = this.#filled;
  }

  /** Sees to it that raw bytes up to `to` are there, moving nothing; false when the file ends before. */
  *#have(to: number): Steps<boolean> {
    if (to <= this.#filled) return true;
    if (this.#ended || to > RAW_BYTES) return false;
    const into = this.#walk.bytes.subarray(this.#filled, Math.max(READ_BYTES, to));
    const count = yield* readFull(this.#input, into, this.#random ? this.#base + this.#filled : null);
    this.#filled += count;
    if (count < into.length) this.#ended = true;
    return to <= this.#filled;
  }

  /** Moves what is not taken to the front. */
  #slide(): void {
    this.#walk.bytes.copyWithin(0, this.#at, this.#filled);
    this.#base += this.#at;
    this.#filled -= this.#at;
    this.#at = 0;
  }

  /** The next buffer, or null at the end of the file. */
  *next(): Steps<ReadyBuffer | null> {
    if (this.#skipFirst !== null) {
      const sizes = this.#skipFirst;
      this.#skipFirst = null;
      yield* this.#skipDamage(sizes);
    }
    for (;;) {
      if (this.#filled - this.#at < BUFFER_HEADER_BYTES) this.#slide();
      if (!(yield* this.#have(this.#at + BUFFER_HEADER_BYTES))) {
        const rest = this.#filled - this.#at;
        if (rest > 0) this.#damage(this.offset, `the file ends after ${rest} bytes of a buffer header`);
        this.#at = this.#filled;
        return null;
      }
      const header = bufferHeader(this.#view, this.#at);
      const fault = bufferFault(header);
      if (fault !== null) {
        this.#damage(this.offset, `no buffer: ${fault}`);
        yield* this.#skipDamage([]);
        continue;
      }
      if (this.#at + header.size > this.#filled) this.#slide();
      const whole = yield* this.#have(this.#at + header.size);
      const ready = yield* this.#take(header, whole);
      if (ready !== null) return ready;
    }
  }

  *#take(header: BufferHeader, whole: boolean): Steps<ReadyBuffer | null> {
    const at = this.#at;
    const { offset } = this;
    let size = header.size;
    if (!whole) {
      this.#damage(offset, `the file ends after ${this.#filled - at} of the ${size} bytes of a buffer`);
      size = this.#filled - at;
    }
    if (!header.compressed) {
      const wrongSize = yield* this.#wrongSize(header);
      if (wrongSize) {
        this.#damage(
          offset,
          `the buffer gives its size as ${header.size}, the session's is ${this.#sessionSize}`,
        );
        size = Math.min(this.#sessionSize, this.#filled - this.#at);
      }
      const start = this.#at;
      const to = start + Math.min(header.filled, size);
      this.#at += size;
      return { header, offset, from: start + BUFFER_HEADER_BYTES, to, origin: start, size };
    }
    const bomb = bombFault(header, this.#sessionSize);
    if (bomb !== null) {
      this.#damage(offset, `a compressed buffer is refused: ${bomb}`);
      this.#at += size;
      return null;
    }
    const into = UNPACK_AT + BUFFER_HEADER_BYTES;
    const room = this.#walk.bytes.length - into;
    const unpacked = header.filled - BUFFER_HEADER_BYTES;
    if (unpacked > room) {
      this.#damage(offset, `a compressed buffer of ${header.filled} bytes is larger than ${room}`);
      this.#at += size;
      return null;
    }
    const used = this.#walk.unpack(at + BUFFER_HEADER_BYTES, at + size, into, unpacked);
    if (used < 0) {
      this.#damage(offset, "a compressed buffer cannot be unpacked");
      yield* this.#skipDamage(whole ? [size] : []);
      return null;
    }
    const left = size - BUFFER_HEADER_BYTES - used;
    if (left > UNUSED_FLAGS_BYTES) {
      this.#damage(offset, `${left} bytes are left when a compressed buffer is unpacked`);
      // The size is what is wrong then, and the next buffer begins where the stream ends. It is looked for when
      // this buffer was used, as looking may unpack another one.
      const end = BUFFER_HEADER_BYTES + used;
      this.#skipFirst = whole ? [end, end + UNUSED_FLAGS_BYTES, size] : [end, end + UNUSED_FLAGS_BYTES];
    } else {
      this.#at += size;
    }
    return { header, offset, from: into, to: into + unpacked, origin: UNPACK_AT, size };
  }

  /** True when the session's buffer size leads to a buffer or the end of the file, and this header's does not say so. */
  *#wrongSize(header: BufferHeader): Steps<boolean> {
    const session = this.#sessionSize;
    if (this.#compressedFile || session === 0 || header.size === session) return false;
    if (header.filled > session) return false;
    if (this.#at + session + BUFFER_HEADER_BYTES > this.#filled) this.#slide();
    if (yield* this.#have(this.#at + session + BUFFER_HEADER_BYTES)) {
      return bufferFault(bufferHeader(this.#view, this.#at + session)) === null;
    }
    return this.#filled - this.#at === session;
  }

  /**
   * Goes to the next place where a buffer begins: one of `sizes` bytes on when the chain holds there, else by the
   * grid of the session's size, else by looking at every byte.
   */
  *#skipDamage(sizes: readonly number[]): Steps<void> {
    this.#slide();
    for (const size of sizes) {
      if (yield* this.#beginsAt(size)) {
        this.#at = size;
        return;
      }
    }
    if (!this.#compressedFile && this.#sessionSize > 0) {
      yield* this.#have(this.#sessionSize);
      this.#at = Math.min(this.#sessionSize, this.#filled);
      return;
    }
    yield* this.#search(1);
  }

  /** Looks for a buffer at every byte from raw position `from`. */
  *#search(from: number): Steps<void> {
    let at = from;
    this.#trials = 0;
    for (;;) {
      while (at + BUFFER_HEADER_BYTES <= this.#filled) {
        if (
          this.#mayBegin(at) &&
          ((yield* this.#beginsAt(at + bufferHeader(this.#view, at).size)) || this.#unpacks(at))
        ) {
          this.#at = at;
          return;
        }
        at++;
      }
      this.#at = Math.min(at, this.#filled);
      this.#slide();
      at = 0;
      if (this.#ended) {
        this.#at = this.#filled;
        return;
      }
      yield* this.#have(READ_BYTES);
    }
  }

  /** True when the compressed buffer at `at` unpacks without a rest, whatever follows it. */
  #unpacks(at: number): boolean {
    if (this.#trials++ >= MOST_TRIALS) return false;
    const header = bufferHeader(this.#view, at);
    const to = at + header.size;
    if (!header.compressed || to > this.#filled || bombFault(header, this.#sessionSize) !== null)
      return false;
    const into = UNPACK_AT + BUFFER_HEADER_BYTES;
    const size = header.filled - BUFFER_HEADER_BYTES;
    if (size > this.#walk.bytes.length - into) return false;
    const used = this.#walk.unpack(at + BUFFER_HEADER_BYTES, to, into, size);
    return used >= 0 && to - at - BUFFER_HEADER_BYTES - used <= UNUSED_FLAGS_BYTES;
  }

  #mayBegin(at: number): boolean {
    const bytes = this.#walk.bytes;
    if (bytes[at + 0x35] !== 0 || bytes[at + 0x37] !== 0 || bytes[at + 0x36]! > 7 || bytes[at + 0x34]! > 0x7f)
      return false;
    if (this.#view.getUint32(at + 0x2c, true) > LAST_STATE) return false;
    if (bytes[at + 0x34]! & BUFFER_FLAG.PROC_INDEX && bytes[at + 0x29]! > 7) return false;
    const header = bufferHeader(this.#view, at);
    if (bufferFault(header) !== null || header.filled < BUFFER_HEADER_BYTES) return false;
    return header.size <= Math.max(this.#sessionSize, 1 << 20) * 2;
  }

  /** True when a buffer header, or the end of the file, is at raw position `at`; where that cannot be seen, too. */
  *#beginsAt(at: number): Steps<boolean> {
    const to = at + BUFFER_HEADER_BYTES;
    if (to > RAW_BYTES) return true;
    if (yield* this.#have(to)) return this.#mayBegin(at);
    return at === this.#filled;
  }
}
