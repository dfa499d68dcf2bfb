import { backslashLiteral, type Cell, keyword, numberLiteral, type Sql, sql, type TableColumn } from '#sdk';

/** A column as the interface tells it. */
export interface SnowflakeType {
  readonly name: string;
  readonly type: string;
}

interface TypedColumn extends TableColumn {
  readonly family: string;
}

const TYPES: Readonly<Record<string, TableColumn['type']>> = {
  ...{ fixed: 'number', real: 'number', decfloat: 'number', boolean: 'boolean' },
  ...{ date: 'time', timestamp_ntz: 'time', timestamp_ltz: 'time', timestamp_tz: 'time' },
};

export const columnOf = ({ name, type }: SnowflakeType): TypedColumn => {
  const family = type.toLowerCase();
  return { name, type: TYPES[family] ?? 'text', family };
};

/** What becomes of the interface's texts: times come as seconds since 1970, days as days. */
export function cellReader({ type }: SnowflakeType): (text: string | null) => Cell {
  const read = READERS[type.toLowerCase()] ?? ((text: string) => text);
  return (text) => (text === null ? null : read(text));
}

const READERS: Readonly<Record<string, (text: string) => Cell>> = {
  boolean: (text) => text === 'true' || text === '1',
  date: (text) => new Date(Number(text) * 86_400_000).toISOString().replace(/T.*$/, ''),
  time: (text) => wall(text, 0).slice(-18),
  timestamp_ntz: (text) => wall(text, 0),
  timestamp_ltz: (text) => `${wall(text, 0)}Z`,
  timestamp_tz: withZone,
};

/** Seconds with nine digits behind the point, as the clock shows them so many minutes east of UTC. */
function wall(text: string, minutes: number): string {
  const [, sign, whole, digits = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  const nanos = Number(digits.padEnd(9, '0').slice(0, 9));
  // Before 1970, both parts count backwards.
  const borrows = sign === '-' && nanos > 0;
  const seconds = (sign === '-' ? -Number(whole) : Number(whole)) - (borrows ? 1 : 0) + minutes * 60;
  const rest = String(borrows ? 1_000_000_000 - nanos : nanos).padStart(9, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, -5)}.${rest}`;
}

/** `1616173619.000000000 960`: the second number is the offset in minutes, and a day. */
function withZone(text: string): string {
  const [at, zone = '1440'] = text.split(' ') as [string, string?];
  const minutes = Number(zone) - 1_440;
  const away = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${wall(at, minutes)}${minutes < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** A value as it is compared with a column: in the type of the column. */
export function snowflakeValue(cell: Exclude<Cell, null>, column: TableColumn): Sql {
  const { family } = column as TypedColumn;
  const text = String(cell);
  if (column.type === 'number' && /^-?\d/.test(text)) return numberLiteral(text);
  if (family === 'boolean') return cell === true || text === 'true' ? sql`true` : sql`false`;
  if (family === 'binary') return sql`to_binary(${backslashLiteral(text)}, 'HEX')`;
  if (family === 'date') return sql`to_date(${backslashLiteral(text.slice(0, 10))})`;
  if (column.type === 'time' || family === 'time')
    return sql`${keyword(`to_${family}`)}(${backslashLiteral(family === 'timestamp_ntz' ? text.replace(/Z$/, '') : text)})`;
  return backslashLiteral(text);
}
