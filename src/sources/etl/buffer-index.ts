/** Where the buffers with events lie and what times they span, for reading them again in time order. */

const FIRST_CAPACITY = 1024;

export class BufferIndex {
  count = 0;
  /** Offset in the file, and bytes there. */
  offset = new Float64Array(FIRST_CAPACITY);
  size = new Uint32Array(FIRST_CAPACITY);
  /** Smallest and largest time in ticks. */
  smallest = new Float64Array(FIRST_CAPACITY);
  largest = new Float64Array(FIRST_CAPACITY);
  /** Row of its first event, from 0. */
  firstRow = new Float64Array(FIRST_CAPACITY);

  add(offset: number, size: number, smallest: number, largest: number, firstRow: number): void {
    if (this.count === this.offset.length) this.#grow();
    const i = this.count++;
    this.offset[i] = offset;
    this.size[i] = size;
    this.smallest[i] = smallest;
    this.largest[i] = largest;
    this.firstRow[i] = firstRow;
  }

  #grow(): void {
    const larger = (from: Float64Array<ArrayBuffer>) => {
      const to = new Float64Array(from.length * 2);
      to.set(from);
      return to;
    };
    this.offset = larger(this.offset);
    this.smallest = larger(this.smallest);
    this.largest = larger(this.largest);
    this.firstRow = larger(this.firstRow);
    const size = new Uint32Array(this.size.length * 2);
    size.set(this.size);
    this.size = size;
  }
}
