import type { TdsColumn } from './tds-values.ts';

/*
 * tedious makes doubles of decimals and money, and drops the offset of a datetimeoffset. The bytes are still there where it reads
 * them, and so they are read again, exactly. `tests/connectors/sql-server.test.ts` fails when a new version reads elsewhere.
 */

/** As tedious reads one value of a row; it throws where the bytes are not there yet. */
type ReadValue = (
  bytes: Buffer,
  offset: number,
  column: TdsColumn,
  options: unknown,
) => { value: unknown; readonly offset: number };

/** The reading of one value, kept exact. */
export const exactly =
  (read: ReadValue): ReadValue =>
  (bytes, offset, column, options) => {
    const result = read(bytes, offset, column, options);
    if (result.value === null) return result;
    const exact = EXACT[column.type.name]?.(bytes.subarray(offset, result.offset), column);
    if (exact !== undefined) result.value = exact;
    return result;
  };

type Exact = (bytes: Buffer, column: Pick<TdsColumn, 'scale'>) => unknown;

const decimal: Exact = (bytes, { scale }) => decimalText(bytes.subarray(1), scale ?? 0);

const EXACT: Readonly<Record<string, Exact>> = {
  ...{ NumericN: decimal, DecimalN: decimal, Numeric: decimal, Decimal: decimal },
  Money: (bytes) => moneyText(bytes),
  SmallMoney: (bytes) => moneyText(bytes),
  MoneyN: (bytes) => moneyText(bytes.subarray(1)),
  DateTimeOffset: (bytes, { scale }) => instantText(bytes.subarray(1), scale ?? 7),
  Variant: variant,
};

/** A value that brings its type along: length, type, properties of the type, and then as of a column. */
function variant(bytes: Buffer): unknown {
  const type = bytes[4];
  const content = bytes.subarray(6 + bytes[5]!);
  if (type === 0x6a || type === 0x6c) return decimalText(content, bytes[7]!);
  if (type === 0x3c || type === 0x7a) return moneyText(content);
  return type === 0x2b ? instantText(content, bytes[6]!) : undefined;
}

/** Sign, then all digits as one number. */
function decimalText(bytes: Buffer, scale: number): string {
  let digits = 0n;
  for (let at = bytes.length - 1; at > 0; at -= 1) digits = (digits << 8n) | BigInt(bytes[at]!);
  return pointed(bytes[0] === 0 ? -digits : digits, scale);
}

/** Ten-thousandths; of eight bytes, the upper four come first. */
const moneyText = (bytes: Buffer): string =>
  bytes.length === 4
    ? pointed(BigInt(bytes.readInt32LE(0)), 4)
    : pointed((BigInt(bytes.readInt32LE(0)) << 32n) | BigInt(bytes.readUInt32LE(4)), 4);

function pointed(all: bigint, scale: number): string {
  const digits = (all < 0n ? -all : all).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = all < 0n ? '-' : '';
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}

const DAY_MS = 86_400_000;
/** The year 1, from which days are counted. */
const FIRST_DAY_MS = -62_135_596_800_000;

/** Time and day in UTC, and the offset in minutes in which it was written. */
function instantText(bytes: Buffer, scale: number): string {
  const size = bytes.length - 5;
  const units = bytes.readUIntLE(0, size);
  const minutes = bytes.readInt16LE(size + 3);
  const fractions = 10 ** scale;
  const seconds = Math.floor(units / fractions);
  const ms = FIRST_DAY_MS + bytes.readUIntLE(size, 3) * DAY_MS + seconds * 1000 + minutes * 60_000;
  const local = new Date(ms).toISOString().slice(0, 19);
  const fraction = scale === 0 ? '' : `.${String(units % fractions).padStart(scale, '0')}`;
  const away = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local}${fraction}${minutes < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}
