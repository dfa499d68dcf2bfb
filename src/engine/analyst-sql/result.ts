import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { offsetAt, type ZoneOffsets } from '../../mining/log/zone-offsets.ts';
import { MOST_BYTES, MOST_ROWS } from './limits.ts';
import { resultTooLarge } from './statement-faults.ts';

export type Cell = string | number | boolean | null;
export interface ResultColumn {
  readonly name: string;
  readonly kind: 'number' | 'text';
}
export interface StatementResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** There were more rows than are given. */
  readonly cut: boolean;
  /** How long reading the data and running the statement took. */
  readonly tookMs: number;
}

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;

/** Runs a statement that was checked, as far as there is room for its rows. */
export async function readRows(
  connection: DuckDBConnection,
  statement: string,
  zone: ZoneOffsets,
): Promise<Omit<StatementResult, 'tookMs'>> {
  const result = await connection.stream(statement);
  const names = result.deduplicatedColumnNames();
  const columns = names.map((name, c): ResultColumn => {
    const kind = NUMERIC.test(String(result.columnType(c))) ? 'number' : 'text';
    return { name, kind };
  });
  const rows: Cell[][] = [];
  let bytes = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const values of chunk.getRows()) {
      if (rows.length === MOST_ROWS) return { columns, rows, cut: true };
      const cells = values.map((value) => cellOf(value, zone));
      for (const cell of cells) bytes += typeof cell === 'string' ? cell.length + 4 : 12;
      if (bytes > MOST_BYTES) throw resultTooLarge(MOST_BYTES);
      rows.push(cells);
    }
  }
  return { columns, rows, cut: false };
}

/** As programs read it: instants and days by ISO 8601, whole numbers that a double cannot hold as text. */
export function cellOf(value: DuckDBValue, zone: ZoneOffsets): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBTimestampTZValue) return instantText(value, zone);
  if (value instanceof DuckDBTimestampValue) return isoTime(Number(value.micros) / 1000) ?? String(value);
  if (value instanceof DuckDBDateValue) return String(value);
  return String(value);
}

/** In the zone of the dataset, with its offset. */
function instantText(value: DuckDBTimestampTZValue, zone: ZoneOffsets): string {
  const ms = Number(value.micros) / 1000;
  const offset = Math.round(offsetAt(zone, ms) / 60_000);
  const local = isoTime(ms + offset * 60_000);
  if (local === null) return String(value);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

/** A time of a clock without a zone, to milliseconds where there are any; null: no year of the calendar. */
function isoTime(ms: number): string | null {
  if (!(Math.abs(ms) <= 8.64e15)) return null;
  return new Date(ms).toISOString().replace(/(\.000)?Z$/, '');
}
