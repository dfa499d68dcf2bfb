import { type Bits, ident, noBits, type Sql, setBit, sql } from '#sdk';
import { outOfOrder } from '../../mining/log/out-of-order.ts';

/**
 * The column of `staged` by which a segment tells which events the source has out of order: their places, where all rows are of one
 * load; what was judged of each row before, where loads are joined; null: nothing is known.
 */
export type OrderColumn = 'row' | typeof JUDGED | null;

/** Column of `incoming`, of rows that are written anew, and of `staged` where these are joined: whether the row is out of order. */
export const JUDGED = 'out_of_order';

/** Whether a row of a load is earlier than one that stands before it in its case: {@link outOfOrder}, over a table. */
export const judgedRows = (inOrder: boolean): Sql =>
  inOrder
    ? sql`coalesce("time" < max("time") over (partition by case_id order by "row" rows between unbounded preceding and 1 preceding), false) as ${ident(JUDGED)}`
    : sql`false as ${ident(JUDGED)}`;

/** The events of a segment that the source has out of order. @param values of the column, in the order of the segment */
export function orderBits(
  column: OrderColumn,
  offsets: Uint32Array,
  values: Float64Array,
  times: Float64Array,
): Bits | null {
  if (column === null) return null;
  if (column === 'row') return outOfOrder(offsets, values, times);
  const bits = noBits(values.length);
  for (let e = 0; e < values.length; e++) if (values[e] === 1) setBit(bits, e);
  return bits;
}
