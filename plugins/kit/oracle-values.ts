import { type Cell, literal, numberLiteral, type Sql, sql, type TableColumn } from '#sdk';
import type { OracleColumn } from './oracle-driver.ts';

/** The type at the server decides how a value is compared. */
interface TypedColumn extends TableColumn {
  readonly dbType: string;
}

const TYPES: Readonly<Record<string, TableColumn['type']>> = {
  ...{
    NUMBER: 'number',
    BINARY_FLOAT: 'number',
    BINARY_DOUBLE: 'number',
    BINARY_INTEGER: 'number',
    BOOLEAN: 'boolean',
  },
  ...{ DATE: 'time', TIMESTAMP: 'time', 'TIMESTAMP WITH TIME ZONE': 'time', 'TIMESTAMP WITH LOCAL TIME ZONE': 'time' },
};

export const columnOf = ({ name, dbTypeName }: OracleColumn): TypedColumn => ({
  name,
  type: TYPES[dbTypeName] ?? 'text',
  dbType: dbTypeName,
});

/** Numbers and times come as texts already; what has no plain form is told as JSON (vectors, objects, intervals). */
export function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object')
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : JSON.stringify(value);
  return value as Cell;
}

/** A value as it is compared with a column: in the type of the column, so that its index is used and no digit is lost. */
export function oracleValue(cell: Exclude<Cell, null>, column: TableColumn): Sql {
  const { dbType } = column as TypedColumn;
  const text = String(cell);
  if (column.type === 'number' && /^-?\d/.test(text)) return numberLiteral(text);
  if (dbType === 'RAW' && /^([0-9a-f]{2})+$/i.test(text)) return sql`hextoraw(${literal(text)})`;
  if (column.type === 'boolean') return numberLiteral(cell === true || text === 'true' || text === '1' ? '1' : '0');
  if (column.type !== 'time') return literal(text);
  const [, date, time = '00:00:00', zone] = /^(-?\d{4}-\d\d-\d\d)(?:T([\d:.]+))?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  // The server says what is wrong with it.
  if (date === undefined) return literal(text);
  if (/TIME ZONE/.test(dbType))
    return sql`timestamp ${literal(`${date} ${time} ${!zone || zone === 'Z' ? '+00:00' : zone}`)}`;
  const wall = sql`timestamp ${literal(`${date} ${time}`)}`;
  return dbType === 'DATE' ? sql`cast(${wall} as date)` : wall;
}
