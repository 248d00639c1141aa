// What a program sees of the types; compiled only, with every option that is strict.
import {
  type Accounting,
  type Batch,
  createKernel,
  DecodeError,
  type DecodeErrorCode,
  type DecodeOptions,
  decode,
  decodeFields,
  type decodeStream,
  ERROR_CODES,
  type FieldColumns,
  type Issue,
  type Kernel,
  type kernelVariant,
  namesFor,
  newFieldColumns,
  openTrace,
  ownBatch,
  type SCHEMA_VERSION,
  type SummarizeResult,
  sources,
  summarize,
  type TABLES_VERSION,
  type VERSION,
} from "ioctlens";
import { type BatchWriter, type openArrowWriter, toArrow } from "ioctlens/arrow";
import { codeFor } from "ioctlens/names";
import { openParquetWriter, toParquet } from "ioctlens/parquet";

type IsAny<T> = 0 extends 1 & T ? true : false;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>(): void => {};

const columns = decodeFields(Uint32Array.of(0x902eb));
holds<Equal<typeof columns, FieldColumns<ArrayBuffer>>>();
holds<Equal<typeof columns.deviceType, Uint16Array<ArrayBuffer>>>();
holds<Equal<ReturnType<typeof kernelVariant>, "simd" | "reference">>();
holds<Equal<IsAny<Batch["entries"][number]>, false>>();
holds<Equal<IsAny<ReturnType<typeof decode>>, false>>();
holds<Equal<ReturnType<typeof decode>, AsyncGenerator<Batch, void, undefined>>>();
holds<Equal<ReturnType<typeof decodeStream>, TransformStream<Uint8Array, Batch>>>();
holds<Equal<Awaited<ReturnType<typeof openArrowWriter>>, BatchWriter>>();
holds<Equal<typeof VERSION, string> extends true ? true : typeof VERSION extends string ? true : false>();
holds<typeof TABLES_VERSION extends string ? true : false>();
holds<typeof SCHEMA_VERSION extends number ? true : false>();

// Columns of shared memory stay that.
const shared: FieldColumns<SharedArrayBuffer> = {
  deviceType: new Uint16Array(new SharedArrayBuffer(2)),
  functionCode: new Uint16Array(new SharedArrayBuffer(2)),
  requiredAccess: new Uint8Array(new SharedArrayBuffer(1)),
  transferMethod: new Uint8Array(new SharedArrayBuffer(1)),
};
export const filled: FieldColumns<SharedArrayBuffer> = decodeFields(Uint32Array.of(1), shared);
export const reused: FieldColumns = decodeFields(Uint32Array.of(1), newFieldColumns(1));

// @ts-expect-error: numbers are no Uint32Array
decodeFields([1]);
// @ts-expect-error: there is no such policy
decode(new Uint8Array(), { onError: "ignore" });
// @ts-expect-error: there is no such code
export const wrong: DecodeErrorCode = "E_NONE";

export async function use(
  blob: Blob,
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const options: DecodeOptions = {
    signal,
    where: ["code=0x902eb"],
    onIssue: (issue: Issue) => issue.row?.toFixed(),
    onError: "throw",
  };
  const kept: Batch[] = [];
  try {
    for await (const batch of decode(blob, options)) kept.push(ownBatch(batch));
    for await (const batch of decode(stream)) kept.push(batch);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const code: DecodeErrorCode = error.code;
    const place: [string | undefined, number | undefined] = [error.file, error.byteOffset];
    console.log(ERROR_CODES[code], place, error.cause);
  }
  const result: SummarizeResult = await summarize(new Uint8Array(), { by: ["processName"] });
  const accounting: Accounting = result.accounting;
  const trace = await openTrace(blob, { signal });
  await trace.close();
  const kernel: Kernel = await createKernel("auto");
  kernel.close();
  const bytes: AsyncGenerator<Uint8Array, void, undefined> = toArrow(blob, { ipc: "stream" });
  await bytes.return();
  await openParquetWriter(["code"]).then((writer) => writer.end());
  await toParquet(blob).return();
  const names: string[] = namesFor(codeFor("FSCTL_GET_REPARSE_POINT")?.code ?? 0).map(({ name }) => name);
  console.log(
    accounting.records,
    trace.variant,
    names,
    (await sources()).map(({ name }) => name),
  );
}

export async function useUsing(blob: Blob): Promise<string> {
  using kernel = await createKernel("reference");
  await using trace = await openTrace(blob);
  return kernel.variant + trace.source.name;
}
