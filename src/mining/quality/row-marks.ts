import { allBits, type Bits, noBits, type Segment, setBit } from '#sdk';
import { rowsWithCodes } from '../predicates/rows.ts';

/** Rows of a column whose value is missing: of a column that the segment does not have, all. */
export function missingRows(segment: Segment, column: { id: string; class: string; level: 'event' | 'case' }): Bits {
  if (!segment.has(column.id)) return allBits(segment[`${column.level}s`]);
  if (column.class === 'category' || column.class === 'boolean') {
    const wanted = new Uint8Array(65_536);
    wanted[0] = 1;
    return rowsWithCodes(segment.codes(column.id), wanted);
  }
  return rowsWhere(segment.numbers(column.id), Number.isNaN);
}

/** Rows of a category column whose code is wanted; none where the segment does not have the column. */
export function codedRows(segment: Segment, column: { id: string; level: 'event' | 'case' }, wanted: Uint8Array): Bits {
  return segment.has(column.id) ? rowsWithCodes(segment.codes(column.id), wanted) : noBits(segment[`${column.level}s`]);
}

export function rowsWhere(values: Float64Array, test: (value: number) => boolean): Bits {
  const rows = noBits(values.length);
  for (let i = 0; i < values.length; i++) if (test(values[i]!)) setBit(rows, i);
  return rows;
}
