import { type CellType, literal, type Sql, sql } from '#sdk';
import { asText, textToBoolean, textToNumber, textToTime } from '../expressions/convert.ts';
import { once } from '../expressions/once.ts';

/** How texts of a column are read. */
export interface Reading {
  readonly decimal: '.' | ',';
  readonly format: string;
  readonly zone: string | null;
}

/** A value of one type as another; null: there is no such conversion. */
export function converted(value: Sql, from: CellType, to: CellType, reading: Reading): Sql | null {
  if (from === to) return value;
  if (to === 'text') return asText(value, from);
  if (from === 'text') {
    if (to === 'number') return textToNumber(value, reading.decimal);
    if (to === 'boolean') return textToBoolean(value);
    return textToTime(value, reading.format, reading.zone);
  }
  if (from === 'boolean' && to === 'number') return sql`(${value})::integer::double`;
  if (from === 'number' && to === 'boolean')
    return once(value, (v) => sql`case when ${v} = 1 then true when ${v} = 0 then false end`);
  return null;
}

/** Why a value that is there could not be read; null where it could, or where there is none. */
export const unreadable = (name: string, value: Sql, type: CellType, result: Sql, what: string): Sql =>
  sql`case when ${value} is not null and (${result}) is null then ${literal(`column "${name}": "`)} || left(${asText(value, type)}, 100) || ${literal(`" is ${what}`)} end`;

/** What a text is not, where it cannot be read. */
export function notA(type: CellType, { decimal, format, zone }: Reading): string {
  if (type === 'number') return `not a number (decimal sign "${decimal}")`;
  if (type === 'boolean') return 'neither yes nor no';
  return `not a time in the format ${format}${format === 'iso' && zone === null ? ' with an offset' : ''}`;
}
