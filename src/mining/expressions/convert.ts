import { type CellType, literal, type Sql, sql } from '#sdk';
import { compileDateFormat } from '../formats/date-format.ts';
import { readBoolean, readNumber, readTime } from '../formats/value-sql.ts';
import { once } from './once.ts';

/** Blanks as Unicode names them, tabs and line ends. */
const BLANKS = literal(
  ' \t\n\r\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff',
);

/** A text without the blanks around it. */
export const trimmed = (value: Sql): Sql => sql`trim(${value}, ${BLANKS})`;

/** A value as a text: whole numbers without a point, times as ISO 8601 in UTC, `true` and `false`. */
export function asText(value: Sql, type: CellType | 'missing'): Sql {
  if (type === 'number') return once(value, numberAsText);
  if (type === 'boolean') return sql`(${value})::varchar`;
  if (type === 'time') return formatTime(value, 'iso', 'UTC');
  return type === 'missing' ? sql`null::varchar` : value;
}

/** Zero has no sign; what is larger than any number is missing. */
const numberAsText = (v: Sql): Sql =>
  sql`case when ${v} = 0 then '0' when isfinite(${v}) then regexp_replace((${v})::varchar, '\\.0$', '') end`;

/** A text as a number, by its decimal sign; with a comma, points group digits. Missing where it is none. */
export const textToNumber = (value: Sql, decimal: '.' | ','): Sql =>
  once(value, (v) => readNumber(v, decimal, decimal === ',' ? '.' : '').value);

/** By the words of yes and no, English and German; missing where it is neither. */
export const textToBoolean = (value: Sql): Sql => once(value, (v) => readBoolean(v).value);

/** A text as a time; missing where it is none or beyond all calendars, or where it names no zone and none was said. */
export const textToTime = (value: Sql, format: string, zone: string | null): Sql =>
  once(value, (v) => sql`try(make_timestamptz(round(${readTime(v, format, zone).value} * 1000)::bigint))`);

/** A time as a text. */
export function formatTime(value: Sql, format: string, zone: string): Sql {
  const compiled = compileDateFormat(format)!;
  if (compiled.kind === 'epoch')
    return sql`regexp_replace((epoch_us(${value}) / (1000000.0 / ${compiled.perSecond}))::varchar, '\\.0$', '')`;
  const local = sql`timezone(${literal(zone)}, ${value})`;
  if (compiled.kind === 'iso') return sql`(strftime(timezone('UTC', ${value}), '%Y-%m-%dT%H:%M:%S.%f') || 'Z')`;
  return sql`strftime(${local}, ${literal(compiled.patterns[0]!)})`;
}
