/** Pairs of activity codes as a small dense table: only the activities that begin a pair have a row. Crosses threads. */
export interface PairTable {
  /** Row of each activity that begins a pair, from 1; 0: begins none. */
  readonly row: Uint16Array;
  /** `cell[row * width + code]`: number of the pair, from 1; 0: no pair. Row 0 is empty. */
  readonly cell: Uint16Array;
  readonly width: number;
  /** Distinct pairs. */
  readonly pairs: number;
}

/** Pairs given twice count once. */
export function pairTable(pairs: readonly (readonly [from: number, to: number])[], activities: number): PairTable {
  const width = activities + 1;
  const row = new Uint16Array(width);
  let rows = 0;
  for (const [from] of pairs) if (row[from] === 0) row[from] = ++rows;
  const cell = new Uint16Array((rows + 1) * width);
  let distinct = 0;
  for (const [from, to] of pairs) {
    const at = row[from]! * width + to;
    if (cell[at] === 0) cell[at] = ++distinct;
  }
  return { row, cell, width, pairs: distinct };
}
