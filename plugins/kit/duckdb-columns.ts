import { keyword, type Sql, sql, type TableColumn, wholeNumber } from '#sdk';
import type { ReadableColumn } from './rowid-reading.ts';

/** How a column of this type of DuckDB comes out: integers exact, everything without a plain form as its text. */
export function duckdbColumn(name: string, type: string, column: Sql): ReadableColumn {
  const [kind, shown] = shownAs(type, column);
  const target = comparedAs(type);
  const value = target ? column : shown;
  return { name, type: kind, value, shown, bound: (cell) => sql`cast(${cell} as ${target ?? keyword('varchar')})` };
}

function shownAs(type: string, column: Sql): [TableColumn['type'], Sql] {
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type) || type === 'DOUBLE') return ['number', column];
  if (type === 'BOOLEAN') return ['boolean', column];
  if (type === 'VARCHAR') return ['text', column];
  // By the shortest text that means the same: a widened 0.1 would be 0.10000000149.
  if (type === 'FLOAT') return ['number', sql`cast(${asText(column)} as double)`];
  if (type.startsWith('DECIMAL')) return ['number', asText(column)];
  if (type === 'DATE') return ['time', asText(column)];
  // 2024-01-02T03:04:05.123456, and +00:00 where there is a zone: the connection reads in UTC.
  const iso = sql`replace(${asText(column)}, ' ', 'T')`;
  if (type === 'TIMESTAMP WITH TIME ZONE')
    return ['time', sql`case when isfinite(${column}) then ${iso} || ':00' else ${iso} end`];
  if (type.startsWith('TIMESTAMP')) return ['time', iso];
  if (type === 'BLOB') return ['text', sql`lower(hex(${column}))`];
  if (/^(STRUCT|MAP|UNION)\b|\[\d*\]$/.test(type)) return ['text', asText(sql`to_json(${column})`)];
  return ['text', asText(column)];
}

const asText = (column: Sql): Sql => sql`cast(${column} as varchar)`;

/** The type of a value that is compared with the column; null: the two are compared as texts. */
function comparedAs(type: string): Sql | null {
  if (type === 'TIMESTAMP WITH TIME ZONE') return keyword('timestamptz');
  const scale = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1];
  if (scale !== undefined) return sql`decimal(38, ${wholeNumber(Number(scale))})`;
  return /^[A-Z][A-Z0-9_]*$/.test(type) && type !== 'BLOB' ? keyword(type) : null;
}
