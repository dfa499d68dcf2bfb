import {
  backslashLiteral,
  backtickIdent,
  type Cell,
  numberLiteral,
  type Sql,
  sql,
  type TableColumn,
  wholeNumber,
} from '#sdk';
import type { SqlDialect } from './sql-dialect.ts';

/** As ClickHouse names the types of columns, without what says that values may be missing or are kept in a dictionary. */
const SERVER_TYPES = new WeakMap<TableColumn, string>();
const serverTypeOf = (column: TableColumn): string => SERVER_TYPES.get(column) ?? '';

export function columnOf(name: string, declared: string): TableColumn {
  const serverType = declared.replace(/^LowCardinality\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1');
  const column = { name, type: typeOf(serverType) };
  SERVER_TYPES.set(column, serverType);
  return column;
}

function typeOf(serverType: string): TableColumn['type'] {
  if (/^(U?Int\d+|(B?Float)\d+|Decimal\d*(\(.*\))?)$/.test(serverType)) return 'number';
  if (/^(Date|Date32|DateTime|DateTime64)(\(.*\))?$/.test(serverType)) return 'time';
  return serverType === 'Bool' ? 'boolean' : 'text';
}

/** What becomes of the server's text; null: it stays. `serverZone`: its times are in it, where their type names none; null: all are in UTC. */
export function parserOf(column: TableColumn, serverZone: string | null): ((text: string) => Cell) | null {
  if (column.type === 'boolean') return (text) => text === 'true';
  const serverType = serverTypeOf(column);
  if (!serverType.startsWith('DateTime')) return null;
  const zone = /^DateTime(?:64)?\((?:\d+, )?'([^']+)'\)$/.exec(serverType)?.[1] ?? serverZone;
  const isUtc = serverZone === null || /^(Etc\/)?(UTC|UCT|Universal|Zulu)$/.test(zone!);
  return (text) => {
    const time = text.replace(' ', 'T');
    return isUtc && !time.endsWith('Z') ? `${time}Z` : time;
  };
}

export const CLICKHOUSE_DIALECT: SqlDialect = {
  name: (name) => backtickIdent(name, 'backslashed'),
  value(cell, column) {
    const text = String(cell);
    if (column.type === 'boolean') return cell === true ? sql`true` : sql`false`;
    if (column.type === 'time') return timeSql(text, serverTypeOf(column));
    if (column.type !== 'number' || !/^-?\d+(\.\d+)?$/.test(text)) return backslashLiteral(text);
    const scale = /^Decimal.*?(\d+)\)$/.exec(serverTypeOf(column))?.[1];
    // Numbers with a point are taken for inexact ones, and compared with decimals not at all.
    return scale === undefined
      ? numberLiteral(text)
      : sql`toDecimal128(${backslashLiteral(text)}, ${wholeNumber(Number(scale))})`;
  },
  nulls: 'last',
  limited: (statement, rows) => sql`${statement} limit ${wholeNumber(rows)}`,
};

function timeSql(text: string, serverType: string): Sql {
  const plain = text.replace('T', ' ').replace(/(Z|[+-]\d\d:?\d\d)$/, '');
  const zone = plain.length < text.length ? sql`, 'UTC'` : sql``;
  if (serverType.startsWith('DateTime64'))
    return sql`toDateTime64(${backslashLiteral(plain)}, ${wholeNumber(Number(/\((\d)/.exec(serverType)?.[1] ?? 3))}${zone})`;
  if (serverType.startsWith('DateTime')) return sql`toDateTime(${backslashLiteral(plain.slice(0, 19))}${zone})`;
  return serverType === 'Date32'
    ? sql`toDate32(${backslashLiteral(plain.slice(0, 10))})`
    : sql`toDate(${backslashLiteral(plain.slice(0, 10))})`;
}
