// The library from CommonJS: every entry, without `await`.
const { decodeFields, summarize } = require("ioctlens");
const { codeFor } = require("ioctlens/names");
const { fileInput } = require("ioctlens/node");
const { toArrow } = require("ioctlens/arrow");
const { toParquet } = require("ioctlens/parquet");

const kinds = [toArrow, toParquet].map((entry) => typeof entry).join(" ");
summarize(fileInput("trace.csv")).then(({ summary }) => {
  const { code } = codeFor("FSCTL_GET_REPARSE_POINT");
  console.log(JSON.stringify([kinds, summary.total, [...decodeFields(Uint32Array.of(code)).functionCode]]));
});
