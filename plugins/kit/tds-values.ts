import {
  bytesLiteral,
  type Cell,
  keyword,
  nationalLiteral,
  numberLiteral,
  type Sql,
  sql,
  type TableColumn,
} from '#sdk';

/** A column of an answer, so far as tedious tells it. */
export interface TdsColumn {
  readonly colName: string;
  readonly type: { readonly name: string };
  readonly scale?: number | undefined;
}

/** The type at the server decides how a value is compared. */
export interface SqlServerColumn extends TableColumn {
  readonly family: Family;
}

type Family = 'number' | 'bit' | 'date' | 'datetime' | 'datetime2' | 'datetimeoffset' | 'binary' | 'text';

const FAMILIES: Readonly<Record<string, Family>> = {
  ...{ TinyInt: 'number', SmallInt: 'number', Int: 'number', BigInt: 'number', IntN: 'number' },
  ...{ Real: 'number', Float: 'number', FloatN: 'number', Money: 'number', SmallMoney: 'number', MoneyN: 'number' },
  ...{ Numeric: 'number', Decimal: 'number', NumericN: 'number', DecimalN: 'number', Bit: 'bit', BitN: 'bit' },
  ...{ Date: 'date', SmallDateTime: 'datetime', DateTime: 'datetime', DateTimeN: 'datetime', DateTime2: 'datetime2' },
  ...{ DateTimeOffset: 'datetimeoffset', Binary: 'binary', VarBinary: 'binary', Image: 'binary', UDT: 'binary' },
};

const TYPES: Readonly<Record<Family, TableColumn['type']>> = {
  ...{ number: 'number', bit: 'boolean', binary: 'text', text: 'text' },
  ...{ date: 'time', datetime: 'time', datetime2: 'time', datetimeoffset: 'time' },
};

export function columnOf({ colName, type }: TdsColumn): SqlServerColumn {
  const family = FAMILIES[type.name] ?? 'text';
  return { name: colName, type: TYPES[family], family };
}

/** What becomes of tedious's values: the readings of `tds-exact` are texts already. */
export function cellOf({ type, scale }: TdsColumn): (value: unknown) => Cell {
  const ofDate = DATES[type.name];
  return (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) return ofDate ? ofDate(value, scale ?? 7) : datetime2(value, 7);
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : (value as Cell);
  };
}

/** tedious puts what a Date cannot hold beside it, in seconds. */
const datetime2 = (value: Date, scale: number): string => {
  const rest = (value as Date & { nanosecondsDelta?: number }).nanosecondsDelta ?? 0;
  const all = `${value.toISOString().slice(0, -1)}${String(Math.round(rest * 1e7)).padStart(4, '0')}`;
  return scale === 0 ? all.slice(0, -8) : all.slice(0, all.length - 7 + scale);
};

const datetime = (value: Date): string => value.toISOString().slice(0, -1);
const DATES: Readonly<Record<string, (value: Date, scale: number) => string>> = {
  ...{ SmallDateTime: datetime, DateTime: datetime, DateTimeN: datetime, DateTime2: datetime2 },
  Date: (value) => value.toISOString().slice(0, 10),
  Time: (value, scale) => datetime2(value, scale).slice(11),
};

/** A value as it is compared with a column: in the type of the column, so that its index is used and no digit is lost. */
export function sqlServerValue(cell: Exclude<Cell, null>, column: TableColumn): Sql {
  const { family } = column as SqlServerColumn;
  const text = String(cell);
  if (family === 'number' && /^-?\d/.test(text)) return numberLiteral(text);
  if (family === 'bit') return numberLiteral(cell === true || text === 'true' || text === '1' ? '1' : '0');
  if (family === 'binary' && /^([0-9a-f]{2})*$/i.test(text)) return bytesLiteral(text);
  if (family === 'text' || family === 'number' || family === 'binary') return nationalLiteral(text);
  return sql`convert(${keyword(family)}, ${nationalLiteral(asTaken(text, family))})`;
}

/** Types without an offset take none, and the old one takes thousandths of a second at most. */
function asTaken(text: string, family: Family): string {
  if (family === 'datetimeoffset') return text;
  const bare = text.replace(/Z$/, '');
  return family === 'datetime' ? bare.replace(/(\.\d{3})\d+$/, '$1') : bare;
}
