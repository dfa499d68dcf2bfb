import type { DuckDBConnection } from '@duckdb/node-api';
import { type ColumnClass, ident, joinSql, type Sql, sql } from '#sdk';
import type { ReadValue } from '../../mining/formats/value-sql.ts';
import { row } from '../duckdb/query.ts';
import { problemCounts } from './bad-rows.ts';
import { cellName } from './cells.ts';
import type { ColumnPlan } from './column-plan.ts';
import { PREVIEW_CELL_CHARS, type PreviewColumn } from './preview-job.ts';

/** What the rows that were read say of a column. */
export type ColumnFacts = Pick<PreviewColumn, 'missing' | 'bad' | 'readings'>;

const MOST_READINGS = 3;
/** Rows among which different values are looked for. */
const ROWS_LOOKED_AT = 500;

export const shownText = (text: Sql): Sql => sql`left(${text}, ${PREVIEW_CELL_CHARS})`;

/** How the values of a column of the file are read; null: they stand as they are written. */
function readerOf(plan: ColumnPlan, header: string): { raw: Sql; read: ReadValue; class: ColumnClass } | null {
  const times = (plan.events ?? []).flatMap(({ time, start }) => (start === null ? [time] : [time, start]));
  const time = times.find(({ mapping }) => mapping.column === header);
  if (time) return { raw: time.raw, read: time.read, class: 'time' };
  const own = plan.columns.find((c) => !c.ofEvents && c.mapping.column === header && c.raw.text !== 'null::varchar');
  return own?.read ? { raw: own.raw, read: own.read, class: own.class } : null;
}

/** A value as it is stored, in words: times in ISO 8601 UTC, numbers plainly; the text itself where it does not read. */
export function storedText(plan: ColumnPlan, header: string, headers: readonly string[]): Sql {
  if (plan.caseColumn.column === header) return shownText(plan.caseId);
  const reader = readerOf(plan, header);
  if (reader) return shownText(sql`coalesce(${readText(reader)}, ${reader.raw})`);
  const own = plan.columns.find((c) => !c.ofEvents && c.mapping.column === header && c.raw.text !== 'null::varchar');
  return shownText(own ? own.raw : ident(cellName(headers.indexOf(header))));
}

const readText = ({ read: { value }, class: kind }: { read: ReadValue; class: ColumnClass }): Sql =>
  kind === 'time'
    ? sql`strftime(make_timestamp((${value} * 1000)::bigint), '%Y-%m-%d %H:%M:%S.%g') || ' UTC'`
    : sql`(${value})::varchar`;

/** Counts of missing and of unreadable values, and how the first different ones read, for each column of the file. */
export async function columnFacts(
  connection: DuckDBConnection,
  table: Sql,
  plan: ColumnPlan | null,
  headers: readonly string[],
): Promise<ColumnFacts[]> {
  const missing = headers.map((_, i) => sql`count_if(${ident(cellName(i))} is null)::double as ${ident(`m${i}`)}`);
  const problems = plan === null ? null : problemCounts(plan);
  const counted = joinSql([...missing, ...(problems ? [problems.select] : [])], ', ');
  // A table without rows counts nothing, which is null.
  const counts = await row<Record<string, number | null>>(connection, sql`select ${counted} from ${table}`);
  const readings = plan === null ? new Map() : await readingsOf(connection, table, plan, headers);
  return headers.map((header, i) => ({
    missing: counts[`m${i}`] ?? 0,
    bad: problems?.columns.reduce((sum, column, k) => sum + (column === header ? (counts[`b${k}`] ?? 0) : 0), 0) ?? 0,
    readings: readings.get(header) ?? [],
  }));
}

type Readings = ColumnFacts['readings'];

async function readingsOf(
  connection: DuckDBConnection,
  table: Sql,
  plan: ColumnPlan,
  headers: readonly string[],
): Promise<Map<string, Readings>> {
  const read = headers.flatMap((header) => {
    const reader = readerOf(plan, header);
    return reader ? [{ header, reader }] : [];
  });
  if (read.length === 0) return new Map();
  const pairs = read.flatMap(({ reader }) => [shownText(reader.raw), readText(reader)]);
  const query = sql`select ${joinSql(pairs, ', ')} from ${table} limit ${ROWS_LOOKED_AT}`;
  const rows = (await connection.runAndReadAll(query.text, [...query.values])).getRows() as (string | null)[][];
  return new Map(
    read.map(({ header }, i) => {
      const found = new Map<string, string | null>();
      for (const values of rows) {
        const text = values[2 * i];
        if (text != null && found.size < MOST_READINGS) found.set(text, values[2 * i + 1] ?? null);
      }
      return [header, [...found].map(([text, stored]) => ({ text, stored }))];
    }),
  );
}
