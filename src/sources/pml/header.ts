/** The first 0x3A8 bytes of a .pml: which kind of capture it is, and where its parts lie. */
import { DecodeError } from "../../errors.js";

export const PML_HEADER_BYTES = 0x3a8;

const SIGNATURE = [0x50, 0x4d, 0x4c, 0x5f];
const VERSION = 9;

/** Positions are bytes from the start of the file, as the header gives them; 0 = there is none. */
export interface PmlHeader {
  readonly is64Bit: boolean;
  readonly eventCount: number;
  readonly firstEvent: number;
  readonly offsetArray: number;
  readonly processTable: number;
  readonly stringTable: number;
}

/** True when the bytes begin with `PML_` and a small number, which no text has. */
export function hasPmlSignature(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte) && bytes[6] === 0 && bytes[7] === 0;
}

/**
 * Reads the header. `bytes` is the beginning of the file.
 * @throws DecodeError E_PML_HEADER when it is cut, of another version or neither 32-bit nor 64-bit
 */
export function parsePmlHeader(bytes: Uint8Array, file: string): PmlHeader {
  const refuse = (message: string) => new DecodeError("E_PML_HEADER", message, { file, byteOffset: 0 });
  if (!hasPmlSignature(bytes)) throw refuse('a .pml begins with "PML_" and its version, and this does not');
  if (bytes.length < PML_HEADER_BYTES) {
    throw refuse(`the header of a .pml has ${PML_HEADER_BYTES} bytes, and the file has ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, PML_HEADER_BYTES);
  const u64 = (at: number) => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  const version = view.getUint32(4, true);
  if (version !== VERSION) {
    throw refuse(
      `the .pml is of version ${version}, and only version ${VERSION} is known; save it anew with a current Process Monitor`,
    );
  }
  const width = view.getUint32(8, true);
  if (width > 1) throw refuse(`the .pml is neither 32-bit (0) nor 64-bit (1): its header says ${width}`);
  return {
    is64Bit: width === 1,
    eventCount: view.getUint32(0x234, true),
    firstEvent: u64(0x240),
    offsetArray: u64(0x248),
    processTable: u64(0x250),
    stringTable: u64(0x258),
  };
}
