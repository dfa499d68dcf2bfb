import { AppError, type Cell, joinSql, type Sql, sql, type TableColumn } from '#sdk';
import type { SqlDialect } from './sql-dialect.ts';

/** Where a reading stopped: after the row that has these values in these columns, by which it was ordered. */
export interface Place {
  readonly by: readonly string[];
  readonly after: readonly (string | number | boolean | null)[];
}

/** The cursor of another reading of the same, checked. */
export function placeOf(cursor: unknown, by: readonly string[]): Place | null {
  if (cursor === null || cursor === undefined) return null;
  const place = cursor as Partial<Place>;
  const fits =
    Array.isArray(place.by) &&
    Array.isArray(place.after) &&
    place.by.length === by.length &&
    place.after.length === by.length &&
    place.by.every((name, i) => name === by[i]);
  if (fits) return place as Place;
  throw new AppError(
    'conflict',
    'connector.otherOrder',
    `The reading cannot go on where it stopped: the rows are told apart by other columns than before (now ${by.join(', ') || 'none'}). Start it again.`,
  );
}

/** As JSON has it. */
export const placeAfter = (by: readonly string[], values: readonly Cell[]): Place => ({
  by,
  after: values.map((value) => (typeof value === 'bigint' ? String(value) : value)),
});

export const orderBy = (dialect: SqlDialect, columns: readonly TableColumn[]): Sql =>
  joinSql(
    columns.map(({ name }) => dialect.name(name)),
    ', ',
  );

/**
 * True for the rows that come after the place in that order. Only the first column may be without values: the others are of a key.
 * `from`: the reading begins at a value of the first column, so rows without one are not part of it.
 */
export function afterPlace(
  dialect: SqlDialect,
  { columns, after, from }: { columns: readonly TableColumn[]; after: Place['after']; from: boolean },
): Sql {
  const [first, ...rest] = columns as [TableColumn, ...TableColumn[]];
  const name = dialect.name(first.name);
  const value = after[0] ?? null;
  const further =
    rest.length === 0 ? sql`1 = 0` : afterPlace(dialect, { columns: rest, after: after.slice(1), from: true });
  if (value === null) {
    const ofThese = sql`(${name} is null and (${further}))`;
    return dialect.nulls === 'last' ? ofThese : sql`(${ofThese} or ${name} is not null)`;
  }
  const bound = dialect.value(value, first);
  // Said twice over, so that an index on the first column is used.
  const later = sql`(${name} >= ${bound} and (${name} > ${bound} or (${name} = ${bound} and (${further}))))`;
  return from || dialect.nulls === 'first' ? later : sql`(${later} or ${name} is null)`;
}
