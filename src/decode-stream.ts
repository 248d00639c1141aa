/** Decoding as a web stream: bytes are written to one side, batches are read from the other. */
import type { DecodeOptions } from "./decode.js";
import { decode } from "./on-demand.js";
import type { Batch } from "./record/batch.js";
import { ownBatch } from "./record/own-batch.js";

/**
 * A stream that takes the bytes of one trace, in chunks of any size, and gives its batches:
 * `response.body.pipeThrough(decodeStream()).pipeTo(table)`.
 *
 * Streams keep what was not read yet, so each batch is a copy and belongs to who reads it. Empty ones are left out. What goes
 * wrong ends both sides with the same error; `cancel` of the batches, `abort` of the bytes and `signal` end both too.
 */
export function decodeStream(options: DecodeOptions = {}): TransformStream<Uint8Array, Batch> {
  let control!: TransformStreamDefaultController<Uint8Array>;
  const bytes = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      control = controller;
    },
  });
  const reader = bytes.readable.getReader();
  // Closing it is no business of the decoder, which could not tell the writer why.
  const chunks: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: () => reader.read() as Promise<IteratorResult<Uint8Array>> }),
  };
  const batches = decode(chunks, options);
  const readable = new ReadableStream<Batch>(
    {
      async pull(controller) {
        try {
          for (;;) {
            const { done, value } = await batches.next();
            if (done === true) {
              // A trace may end before its bytes do.
              while (!(await reader.read()).done);
              return controller.close();
            }
            if (value.length === 0) continue;
            return controller.enqueue(ownBatch(value));
          }
        } catch (error) {
          control.error(error);
          throw error;
        }
      },
      async cancel(reason) {
        // A read that waits for bytes ends with it, and with it the decoder.
        control.error(reason);
        await batches.return().catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
  return { readable, writable: bytes.writable };
}
