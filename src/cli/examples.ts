/** What the help says behind the commands, and the manual page, too. */
export const EXAMPLES = `
Examples:
  ioctlens summary Logfile.CSV                      count the codes of a Process Monitor export
  ioctlens summary --by processName Logfile.CSV     the same, by process
  ioctlens decode -f ndjson Logfile.CSV | jq .name  every record, for a script
  ioctlens decode --code-column 3 trace.tsv -o codes.csv
  ioctlens decode Logfile.CSV -o codes.parquet      every record, for DuckDB, pandas or Polars
  ioctlens etl-info trace.etl                       what an .etl holds, and how to record codes if none
  ioctlens explain 0x902eb FSCTL_GET_REPARSE_POINT
  ioctlens encode FILE_DEVICE_UNKNOWN 0x800 METHOD_BUFFERED FILE_ANY_ACCESS
  ioctlens summary --names mydriver.h trace.csv     with the names of your own driver

Exit codes:
  0 done   1 done with findings (--strict, --max-errors, --fail-empty)   2 usage
  3 no input could be read   4 some inputs failed   5 the output could not be written
  130 interrupted   141 the reader of the output went away
`;
