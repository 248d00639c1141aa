/** DuckDB: job, file, threads, and for J3 the output and a CSV of names by code (code, device type's name, name). */
import { DuckDBInstance } from "@duckdb/node-api";

const [job, file, threads, out, names] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();

const text = (value) => `'${value.replaceAll("'", "''")}'`;
/** The file as a table of texts; nothing is left for DuckDB to find out. */
function table(columns, header, options = "") {
  const types = columns.map((name) => `${text(name)}: 'VARCHAR'`).join(", ");
  return `read_csv(${text(file)}, auto_detect = false, header = ${header}, delim = ',', quote = '"', escape = '"', columns = {${types}}${options})`;
}

const IOCTL = [
  "timestamp",
  "pid",
  "tid",
  "process",
  "IoControlCode",
  "inLen",
  "outLen",
  "status",
  "durationUs",
];
const PROCMON = ["Time of Day", "Process Name", "PID", "Operation", "Path", "Result", "Detail"];
const METHODS = ["METHOD_BUFFERED", "METHOD_IN_DIRECT", "METHOD_OUT_DIRECT", "METHOD_NEITHER"];
const ACCESS = [
  "FILE_ANY_ACCESS",
  "FILE_READ_ACCESS",
  "FILE_WRITE_ACCESS",
  "FILE_READ_ACCESS|FILE_WRITE_ACCESS",
];
const list = (values) => `[${values.map(text).join(", ")}]`;

const QUERIES = {
  J1: () => `SELECT IoControlCode AS key, count(*) FROM ${table(IOCTL, true)} GROUP BY 1`,
  J2: () => `
    SELECT "Process Name" || chr(9) || regexp_extract(Detail, '^Control: ([^ ,]+)', 1) AS key, count(*)
    FROM ${table(PROCMON, true, ", new_line = '\\r\\n'")}
    WHERE Operation IN ('FileSystemControl', 'DeviceIoControl', 'InternalDeviceIoControl')
      AND starts_with(Detail, 'Control: ')
    GROUP BY 1`,
  J3: () => `
    COPY (
      SELECT t.* EXCLUDE (code), n.deviceTypeName, (code >> 2) & 4095 AS functionCode,
        ${list(ACCESS)}[((code >> 14) & 3) + 1] AS requiredAccess,
        ${list(METHODS)}[(code & 3) + 1] AS transferMethod, n.name
      FROM (SELECT *, CAST(IoControlCode AS BIGINT) AS code FROM ${table(IOCTL, true)}) AS t
      LEFT JOIN names AS n
        ON n.codeText = t.IoControlCode
    ) TO ${text(out)} (FORMAT csv, HEADER true)`,
  J4: () => `SELECT code AS key, count(*) FROM ${table(["code"], false)} GROUP BY 1`,
};

if (job === "J3") {
  // It would take the CSV for the smaller side of the join: slower, and the rows in another order.
  await connection.run("SET disabled_optimizers = 'build_side_probe_side'");
  await connection.run(
    `CREATE TABLE names AS FROM read_csv(${text(names)}, header = true, all_varchar = true, delim = ',')`,
  );
}
const reader = await connection.runAndReadAll(QUERIES[job]());
if (job !== "J3") {
  process.stdout.write(
    reader
      .getRows()
      .map(([key, count]) => `${key}\t${count}\n`)
      .join(""),
  );
}
