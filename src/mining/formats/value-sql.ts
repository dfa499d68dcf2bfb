import { joinSql, literal, type Sql, sql } from '#sdk';
import { compileDateFormat } from './date-format.ts';

/** How a value is read: `value` is null when the text does not read; `problem` says why, in words, for the quarantine. */
export interface ReadValue {
  value: Sql;
  problem: Sql;
  /** The offset as written (`+02:00`), null where there is none; only for formats that can carry one. */
  offset: Sql | null;
}

/** Numbers and yes/no values; categories and text stand as they are (null). */
export function readValue(
  raw: Sql,
  type: 'category' | 'text' | 'number' | 'boolean' | 'time',
  column: { readonly decimal?: '.' | ','; readonly thousands?: string },
  dialect: { readonly decimal: '.' | ',' },
): ReadValue | null {
  if (type === 'number') return readNumber(raw, column.decimal ?? dialect.decimal, column.thousands ?? '');
  if (type === 'boolean') return readBoolean(raw);
  return null;
}

/** A finite double; `NaN`, `inf` and digits grouped by `_` are no numbers of a log. */
export function readNumber(raw: Sql, decimal: '.' | ',', thousands: string): ReadValue {
  const ungrouped = thousands === '' ? raw : sql`replace(${raw}, ${literal(thousands)}, '')`;
  // With a decimal comma, a point that is no group sign must not be read as one.
  const pointed =
    decimal === '.'
      ? ungrouped
      : thousands === '.'
        ? sql`replace(${ungrouped}, ',', '.')`
        : sql`case when not contains(${ungrouped}, '.') then replace(${ungrouped}, ',', '.') end`;
  const value = sql`case when not contains(${raw}, '_') and isfinite(try_cast(${pointed} as double)) then try_cast(${pointed} as double) end`;
  return { value, problem: literal(`is not a number (decimal sign "${decimal}")`), offset: null };
}

export function readBoolean(raw: Sql): ReadValue {
  const value = sql`case when lower(trim(${raw})) in ('true', 't', 'yes', 'y', '1', 'ja', 'j', 'wahr') then true
    when lower(trim(${raw})) in ('false', 'f', 'no', 'n', '0', 'nein', 'falsch') then false end`;
  return { value, problem: literal('is neither yes nor no'), offset: null };
}

/**
 * Milliseconds since the epoch, UTC, as a double with its fractions (microseconds are kept). Text with an offset is read
 * by it; text without is wall time in `zone`. In the hour that daylight saving skips, the clock is read as if it had not
 * been put forward (02:30 becomes 03:30 summer time); in the hour that comes twice, as standard time, the second one.
 */
export function readTime(raw: Sql, format: string, zone: string | null): ReadValue {
  const compiled = compileDateFormat(format)!;
  const problem = literal(
    compiled.kind === 'iso' ? 'is not an ISO 8601 time' : `is not a time in the format ${format}`,
  );
  if (compiled.kind === 'epoch') {
    const number = sql`try_cast(${raw} as double)`;
    const { perSecond } = compiled;
    const scaled = perSecond === 1 ? sql`${number} * 1000` : perSecond === 1000 ? number : sql`${number} / 1000`;
    const value = sql`case when isfinite(${number}) and not contains(${raw}, '_') then ${scaled} end`;
    return { value: ofFourDigits(value), problem, offset: null };
  }
  const ms = (timestamp: Sql) => sql`epoch_us(${timestamp}) / 1000.0`;
  if (compiled.kind === 'iso') {
    const problemOrZone = sql`case when try_cast(${raw} as timestamp) is null then ${problem} else 'carries no time zone; say which with --time-zone' end`;
    return {
      value: ofFourDigits(ms(isoTimestamp(raw, zone))),
      problem: zone ? problem : problemOrZone,
      offset: offsetText(raw),
    };
  }
  const list = sql`[${joinSql(compiled.patterns.map(literal), ', ')}]`;
  const source = compiled.zoned ? sql`regexp_replace(${raw}, '[Zz]$', '+00:00')` : raw;
  const parsed = sql`try_strptime(${source}, ${compiled.patterns.length === 1 ? literal(compiled.patterns[0]!) : list})`;
  const local = compiled.zoned ? parsed : sql`timezone(${literal(zone ?? 'UTC')}, ${parsed})`;
  // "01.02.11" read with a four-digit year would be the year 11.
  const sane = compiled.longYear ? sql`case when year(${parsed}) >= 1000 then ${local} end` : local;
  return { value: ms(sane), problem, offset: compiled.zoned ? offsetText(raw) : null };
}

/** Milliseconds of 1000-01-01 and of 10000-01-01. */
const [YEAR_1000, YEAR_10000] = [1000, 10_000].map((year) => literal(String(Date.UTC(year, 0))));

/**
 * ISO 8601 writes years with four digits: "24-05-01" would be read as the year 24, and a number of seconds can be of a year that no
 * calendar has. The value is written once, since it is long.
 */
const ofFourDigits = (value: Sql): Sql => {
  const within = sql`least(greatest(${value}, ${YEAR_1000!}::double), ${YEAR_10000!}::double)`;
  return sql`nullif(nullif(${within}, ${YEAR_1000!}::double), ${YEAR_10000!}::double)`;
};

/** `:mm`, `:ss` or `:ss.fff`, then an offset, `Z` or the name of a zone. */
const HAS_ZONE = literal(':[0-9]{2}([.,][0-9]+)? ?([+-][0-9]{2}(:?[0-9]{2})?|[A-Za-z][A-Za-z_/]*)$');

/**
 * ISO 8601 and its relatives. The cast reads nearly all; what it does not know (no seconds before an offset, decimal comma,
 * a space before the offset, a small z) is rewritten first, which only costs where the cast gave nothing.
 */
function isoTimestamp(raw: Sql, zone: string | null): Sql {
  const comma = sql`regexp_replace(regexp_replace(trim(${raw}), 'z$', 'Z'), ',([0-9]+)', '.\\1')`;
  const seconds = sql`regexp_replace(${comma}, '([T ][0-9]{1,2}:[0-9]{2})( ?([+-]|Z|$))', '\\1:00\\2')`;
  const usual = sql`regexp_replace(${seconds}, ' ([+-][0-9]|Z)', '\\1')`;
  const zoned = sql`coalesce(try_cast(${raw} as timestamptz), try_cast(${usual} as timestamptz))`;
  const naive = sql`coalesce(try_cast(${raw} as timestamp), try_cast(${usual} as timestamp))`;
  const local = zone === null ? sql`null` : sql`timezone(${literal(zone)}, ${naive})`;
  const quick = sql`suffix(${raw}, 'Z') or (substr(${raw}, -3, 1) = ':' and substr(${raw}, -6, 1) in ('+', '-'))`;
  return sql`case when ${quick} or regexp_matches(${raw}, ${HAS_ZONE}) then ${zoned} when ${raw} is not null then ${local} end`;
}

/** `+02:00`, from `+02:00`, `+0200`, `+02` or `Z` at the end of a time. */
function offsetText(raw: Sql): Sql {
  return sql`case
    when suffix(${raw}, 'Z') or suffix(${raw}, 'z') then '+00:00'
    when not contains(${raw}, ':') then null
    when substr(${raw}, -6, 1) in ('+', '-') and substr(${raw}, -3, 1) = ':' then right(${raw}, 6)
    when substr(${raw}, -5, 1) in ('+', '-') then left(right(${raw}, 5), 3) || ':' || right(${raw}, 2)
    when substr(${raw}, -3, 1) in ('+', '-') then right(${raw}, 3) || ':00' end`;
}
