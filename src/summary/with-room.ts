/** Columns that grow. */

type Numbers = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The numbers in a new column of `length`, zeros behind them. */
export function withRoom<Column extends Numbers>(numbers: Column, length: number): Column {
  const grown = new (numbers.constructor as new (length: number) => Column)(length);
  grown.set(numbers);
  return grown;
}
