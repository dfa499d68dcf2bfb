import { type ColumnSpec, invalid, type Log, type Segment, Type } from '#sdk';

export type CellValue = string | number | boolean | null;

/** A value of any column in a result; times are ISO 8601 UTC, a missing value is null. */
export const CellValueSchema = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** Greatest distance from 1970 that a date can have, in milliseconds. */
const MAX_TIME = 8.64e15;

/** An instant as ISO 8601 UTC; null where it is missing or no date. */
export const isoOf = (ms: number): string | null => (Math.abs(ms) <= MAX_TIME ? new Date(ms).toISOString() : null);

/** One raw value of a column as kernels give it: a code, or a number (NaN: missing). */
export function rawValues(segment: Segment, column: Pick<ColumnSpec, 'id' | 'class'>): Uint16Array | Float64Array {
  return column.class === 'number' || column.class === 'time' ? segment.numbers(column.id) : segment.codes(column.id);
}

/** The value that a raw one stands for. */
export function cellValue(log: Log, column: ColumnSpec, raw: number): CellValue {
  if (column.class === 'time') return isoOf(raw);
  if (column.class === 'number') return Number.isNaN(raw) ? null : raw;
  if (raw === 0) return null;
  // An erased value reads as the empty text.
  return column.class === 'boolean' ? raw === 2 : log.values(column.id)[raw] || null;
}

/** Whether segments hold the column's values; those of class `text` are in the archive alone. */
export const isHeld = (column: ColumnSpec): boolean => column.class !== 'text';

/** Columns of one level by id or name, each held by segments; `invalid` otherwise. */
export function heldColumns(log: Log, refs: readonly string[], level: ColumnSpec['level'], pointer: string) {
  return refs.map((ref, i) => {
    const column = log.column(ref);
    const wrong = (message: string) => invalid('log.columnNotHere', message, [{ pointer: `${pointer}/${i}`, message }]);
    if (column.level !== level) return wrong(`Column "${column.name}" belongs to ${column.level}s, not to ${level}s.`);
    if (!isHeld(column)) return wrong(`Column "${column.name}" has too many different texts to be shown here.`);
    return column;
  });
}
