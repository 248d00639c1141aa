/**
 * Compressed inputs, byte by byte the same in every run: gzip members and zip archives. The deflating is pako's, which
 * does not depend on the machine; the archive around it is written here, so that tests can make broken ones too.
 */
import { deflateRaw } from "pako";
import { listSamples } from "./lists.mjs";
import { tableSamples } from "./tables.mjs";

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Little-endian numbers: [value, bytes] each. */
function numbers(...fields) {
  const bytes = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of fields) at = bytes.writeUIntLE(value, at, size);
  return bytes;
}

/** One member of gzip, with a file name in its head where one is given. */
export function gzipMember(bytes, name) {
  const head = Buffer.from([0x1f, 0x8b, 8, name === undefined ? 0 : 8, 0, 0, 0, 0, 0, 255]);
  const title = name === undefined ? Buffer.alloc(0) : Buffer.from(`${name}\0`);
  const tail = numbers([crc32(bytes), 4], [bytes.length, 4]);
  return Buffer.concat([head, title, deflateRaw(bytes), tail]);
}

const STORED = 0;
const DEFLATED = 8;
const UTF8_NAME = 0x800;
/** 1 January 1980. */
const DOS_DATE = 0x21;

/**
 * A zip archive. A file is { path, bytes } and, for odd ones: `method`, `data` as it is packed, `flags`, `crc`, `size`.
 */
export function zipArchive(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const file of files) {
    const { path, bytes, method = DEFLATED } = file;
    const name = Buffer.from(path);
    const data = file.data ?? (method === DEFLATED ? deflateRaw(bytes) : bytes);
    const fields = numbers(
      [20, 2],
      [(file.flags ?? 0) | UTF8_NAME, 2],
      [method, 2],
      [0, 2],
      [DOS_DATE, 2],
      [file.crc ?? crc32(bytes), 4],
      [data.length, 4],
      [file.size ?? bytes.length, 4],
      [name.length, 2],
      [0, 2],
    );
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, data]);
    directory.push(
      Buffer.from("PK\x01\x02"),
      numbers([20, 2]),
      fields,
      numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      name,
    );
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const count = files.length;
  const end = numbers([0, 2], [0, 2], [count, 2], [count, 2], [entries.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...parts, entries, Buffer.from("PK\x05\x06"), end]);
}

/** The compressed samples, and what is in each: the name behind the archive's, and the sample that it is. */
export function packedSamples() {
  const bytesOf = (wanted) => [...tableSamples(), ...listSamples()].find(({ file }) => file === wanted).bytes;
  const driver = bytesOf("example-driver.csv");
  const middle = driver.indexOf("\n", driver.length / 2) - 20;
  const names = bytesOf("list-names.txt");
  return [
    {
      file: "packed-two-members.csv.gz",
      // The first member ends in the middle of a row.
      bytes: Buffer.concat([
        gzipMember(driver.subarray(0, middle), "example-driver.csv"),
        gzipMember(driver.subarray(middle)),
        Buffer.alloc(16),
      ]),
      holds: [{ name: "", sample: "example-driver.csv" }],
    },
    {
      file: "packed-folder.zip",
      bytes: zipArchive([
        { path: "afternoon/", bytes: Buffer.alloc(0), method: STORED },
        { path: "afternoon/example-driver.csv", bytes: driver },
        { path: "afternoon/list.txt.gz", bytes: gzipMember(names), method: STORED },
        { path: "__MACOSX/._list.txt", bytes: Buffer.alloc(64, 7) },
      ]),
      holds: [
        { name: "!afternoon/example-driver.csv", sample: "example-driver.csv" },
        { name: "!afternoon/list.txt.gz", sample: "list-names.txt" },
      ],
    },
  ];
}
