/**
 * The parts of flechette that write one Arrow message after the other. Its entry offers only whole tables, which would
 * have to be held in memory; the version is pinned in package.json, as these paths are no promise.
 */
declare module "@uwdata/flechette/src/constants.js" {
  export { EOS, MAGIC, MessageHeader } from "@uwdata/flechette/dist/types/constants.js";
}
declare module "@uwdata/flechette/src/encode/builder.js" {
  export { Builder } from "@uwdata/flechette/dist/types/encode/builder.js";
}
declare module "@uwdata/flechette/src/encode/dictionary-batch.js" {
  export { encodeDictionaryBatch } from "@uwdata/flechette/dist/types/encode/dictionary-batch.js";
}
declare module "@uwdata/flechette/src/encode/footer.js" {
  export { writeFooter } from "@uwdata/flechette/dist/types/encode/footer.js";
}
declare module "@uwdata/flechette/src/encode/message.js" {
  export { writeMessage } from "@uwdata/flechette/dist/types/encode/message.js";
}
declare module "@uwdata/flechette/src/encode/record-batch.js" {
  export { encodeRecordBatch } from "@uwdata/flechette/dist/types/encode/record-batch.js";
}
declare module "@uwdata/flechette/src/encode/schema.js" {
  export { encodeSchema } from "@uwdata/flechette/dist/types/encode/schema.js";
}
