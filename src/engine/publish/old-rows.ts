import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, type DuckDBType, UINTEGER, USMALLINT } from '@duckdb/node-api';
import { type ColumnSpec, hasBit, ident, joinSql, keyword, type Segment, sql } from '#sdk';
import { execute } from '../duckdb/query.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import type { FoundCase } from './find-cases.ts';
import { JUDGED } from './source-order.ts';

const MOST = 2048;
const isWide = (c: ColumnSpec) => c.class === 'number' || c.class === 'time';

/**
 * Tables of cases that are written anew, read from the mapped columns: `wanted (no, case_id)`, `old_rows (no, segment,
 * event_ix, out_of_order, columns)` and `old_cases (no, segment, case_ix, columns)`; categories as codes, numbers as they are. Text stays in the archive.
 */
export async function loadOldRows(
  connection: DuckDBConnection,
  base: OpenVersion,
  columns: readonly ColumnSpec[],
  wanted: readonly FoundCase[],
): Promise<void> {
  await execute(connection, sql`create table wanted (no uinteger, case_id varchar)`);
  const ids = await connection.createAppender('wanted');
  wanted.forEach((found, no) => {
    ids.appendUInteger(no);
    ids.appendVarchar(found.caseId);
    ids.endRow();
  });
  ids.closeSync();
  const coded = columns.filter((c) => c.class !== 'text');
  const event = coded.filter((c) => c.level === 'event');
  const rowCount = wanted.reduce((n, f) => n + lengthOf(base, f), 0);
  const rows = { no: new Uint32Array(rowCount), segment: new Uint16Array(rowCount), event: new Uint32Array(rowCount) };
  let at = 0;
  wanted.forEach((found, no) => {
    const { offsets } = base.segments[found.segment]!;
    for (let e = offsets[found.caseIx]!; e < offsets[found.caseIx + 1]!; e++, at++) {
      rows.no[at] = no;
      rows.segment[at] = found.segment;
      rows.event[at] = e;
    }
  });
  const eventAt = (c: ColumnSpec) => gather(base, c, rows.segment, rows.event);
  await appendColumns(connection, 'old_rows', [
    { name: 'no', type: UINTEGER, data: rows.no },
    { name: 'segment', type: USMALLINT, data: rows.segment },
    { name: 'event_ix', type: UINTEGER, data: rows.event },
    { name: JUDGED, type: USMALLINT, data: gatherOrder(base, rows.segment, rows.event) },
    ...event.map((c) => ({ name: c.id, type: isWide(c) ? DOUBLE : USMALLINT, data: eventAt(c) })),
  ]);
  const cases = { segment: Uint16Array.from(wanted, (f) => f.segment), at: Uint32Array.from(wanted, (f) => f.caseIx) };
  await appendColumns(connection, 'old_cases', [
    { name: 'no', type: UINTEGER, data: Uint32Array.from(wanted.keys()) },
    { name: 'segment', type: USMALLINT, data: cases.segment },
    { name: 'case_ix', type: UINTEGER, data: cases.at },
    ...coded
      .filter((c) => c.level === 'case')
      .map((c) => ({
        name: c.id,
        type: isWide(c) ? DOUBLE : USMALLINT,
        data: gather(base, c, cases.segment, cases.at),
      })),
  ]);
}

function lengthOf(base: OpenVersion, { segment, caseIx }: FoundCase): number {
  const { offsets } = base.segments[segment]!;
  return offsets[caseIx + 1]! - offsets[caseIx]!;
}

function gather(base: OpenVersion, column: ColumnSpec, segments: Uint16Array, places: Uint32Array) {
  const wide = isWide(column);
  const read = (s: Segment) => (s.has(column.id) ? (wide ? s.numbers(column.id) : s.codes(column.id)) : null);
  const out = wide ? new Float64Array(places.length).fill(Number.NaN) : new Uint16Array(places.length);
  let source: Float64Array | Uint16Array | null = null;
  let from = -1;
  for (let i = 0; i < places.length; i++) {
    if (segments[i] !== from) {
      from = segments[i]!;
      source = read(base.segments[from]!);
    }
    if (source) out[i] = source[places[i]!]!;
  }
  return out;
}

/** 1 where the source had the event out of order. */
const gatherOrder = (base: OpenVersion, segments: Uint16Array, places: Uint32Array): Uint16Array =>
  Uint16Array.from(places, (place, i) => {
    const late = base.segments[segments[i]!]!.outOfOrder;
    return late && hasBit(late, place) ? 1 : 0;
  });

interface AppendColumn {
  name: string;
  type: DuckDBType;
  data: Uint32Array | Uint16Array | Float64Array;
}

async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly AppendColumn[],
): Promise<void> {
  const list = columns.map((c) => sql`${ident(c.name)} ${keyword(String(c.type))}`);
  await execute(connection, sql`create table ${ident(table)} (${joinSql(list, ', ')})`);
  const appender = await connection.createAppender(table);
  const length = columns[0]!.data.length;
  for (let at = 0; at < length; at += MOST) {
    const n = Math.min(MOST, length - at);
    const chunk = DuckDBDataChunk.create(
      columns.map((c) => c.type),
      n,
    );
    columns.forEach((column, i) => {
      const vector = chunk.getColumnVector(i) as unknown as { items: Float64Array; flush(): void };
      vector.items.set(column.data.subarray(at, at + n));
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
