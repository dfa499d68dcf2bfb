import { type Cell, literal, numberLiteral, type Sql, sql, type TableColumn } from '#sdk';
import { called, type HanaColumn } from './hana-driver.ts';

/** What a value is at the server decides how it is told and compared. */
export interface HanaTypedColumn extends TableColumn {
  readonly family: Family;
}

type Family = 'number' | 'boolean' | 'day' | 'time' | 'bytes' | 'text';

/** Codes of types in the protocol. */
const FAMILIES: Readonly<Record<number, Family>> = {
  ...{ 1: 'number', 2: 'number', 3: 'number', 4: 'number', 5: 'number', 6: 'number', 7: 'number' },
  ...{ 76: 'number', 81: 'number', 82: 'number', 28: 'boolean' },
  ...{ 14: 'day', 63: 'day', 16: 'time', 61: 'time', 62: 'time' },
  ...{ 12: 'bytes', 13: 'bytes', 27: 'bytes', 33: 'bytes' },
};

export function columnOf({ columnDisplayName, dataType }: HanaColumn): HanaTypedColumn {
  const family = FAMILIES[dataType] ?? 'text';
  const type = family === 'day' ? 'time' : family === 'bytes' ? 'text' : family;
  return { name: columnDisplayName, type, family };
}

/** A large text or object, which is fetched by itself. */
interface Large {
  read(done: (error: Error | null, content?: Uint8Array | string) => void): void;
}
const isLarge = (value: unknown): value is Large =>
  typeof value === 'object' && value !== null && 'read' in value && !(value instanceof Uint8Array);

export function cellOf(value: unknown, column: HanaTypedColumn): Cell | Promise<Cell> {
  const { family } = column;
  if (value === null || value === undefined) return null;
  if (isLarge(value)) return called((done) => value.read(done)).then((content) => cellOf(content, column));
  if (value instanceof Uint8Array) return Buffer.from(value).toString(family === 'bytes' ? 'hex' : 'utf8');
  if (family === 'time') return String(value).replace(' ', 'T');
  return family === 'number' && typeof value === 'string' ? plainDigits(value) : (value as Cell);
}

/** `125e-1`, as decimals without a fixed scale come: `12.5`. */
export function plainDigits(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([-+]?\d+)$/i.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  const padded = digits.padStart(digits.length - point + 1, '0');
  const at = padded.length - (digits.length - point);
  return `${sign}${padded.slice(0, at)}.${padded.slice(at)}`;
}

/** A value as it is compared with a column: in the type of the column. */
export function hanaValue(cell: Exclude<Cell, null>, column: TableColumn): Sql {
  const { family } = column as HanaTypedColumn;
  const text = String(cell);
  if (family === 'number' && /^-?\d/.test(text)) return numberLiteral(text);
  if (family === 'boolean') return cell === true || text === 'true' ? sql`true` : sql`false`;
  if (family === 'day') return sql`date ${literal(text.slice(0, 10))}`;
  if (family === 'time') return sql`timestamp ${literal(text.replace('T', ' ').replace(/Z$/, ''))}`;
  return family === 'bytes' ? sql`hextobin(${literal(text)})` : literal(text);
}
