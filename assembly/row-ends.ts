/** ROW_ENDS: of every row the address of its line end, and the delimiters up to there. */

// @ts-ignore: decorator
@inline
function storeRowEnd(to: usize, block: usize, lineEnds: u64, blockDelimiters: u64, before: u32): void {
  // The bits up to the first line end: it is no delimiter itself.
  const inRow = lineEnds ^ (lineEnds - 1);
  store<u32>(to, <u32>block + <u32>ctz(lineEnds));
  store<u32>(to, before + <u32>popcnt(blockDelimiters & inRow), 4);
}

/** Stores the ends of rows of a block, and answers where the next ones go. */
// @ts-ignore: decorator
@inline
export function storeRowEnds(to: usize, block: usize, lineEnds: u64, blockDelimiters: u64, before: u32): usize {
  // The first one, wanted or not: whether a row ends in a block cannot be foreseen.
  const end = to + <usize>(popcnt(lineEnds) << 3);
  storeRowEnd(to, block, lineEnds, blockDelimiters, before);
  let at = to;
  let left = lineEnds & (lineEnds - 1);
  while (left) {
    at += 8;
    storeRowEnd(at, block, left, blockDelimiters, before);
    left &= left - 1;
  }
  return end;
}
