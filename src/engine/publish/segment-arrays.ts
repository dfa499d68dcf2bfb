import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { type ColumnId, type ColumnSpec, ident, joinSql, literal, type Sql, sql, wholeNumber } from '#sdk';
import { encoded, type SegmentPlan } from './order-cases.ts';
import type { OrderColumn } from './source-order.ts';

export interface SegmentArrays {
  offsets: Uint32Array;
  columns: Map<ColumnId, Uint16Array | Float64Array>;
  /** Of the column that tells of the order in the source; empty without one. */
  order: Float64Array;
}

type Target = Uint16Array | Float64Array | Uint32Array;

const isWide = (column: ColumnSpec) => column.class === 'number' || column.class === 'time';
const stored = (columns: readonly ColumnSpec[], level: 'case' | 'event') =>
  columns.filter((c) => c.level === level && c.class !== 'text');

/** Streams the events of one segment out of `sorted` into arrays. */
export async function eventArrays(
  connection: DuckDBConnection,
  plan: SegmentPlan,
  columns: readonly ColumnSpec[],
  orderColumn: OrderColumn,
): Promise<SegmentArrays> {
  const wanted = stored(columns, 'event');
  const caseOf = new Uint32Array(plan.events);
  const arrays = wanted.map((c) => (isWide(c) ? new Float64Array(plan.events) : new Uint16Array(plan.events)));
  const range = sql`rowid >= ${plan.firstRow}::bigint and rowid < ${plan.firstRow + plan.events}::bigint`;
  const list = joinSql(
    [
      ...[sql`(rowid - ${plan.firstRow}::bigint)::integer`, sql`global_ix`, ...wanted.map(encoded)],
      ...(orderColumn === null ? [] : [sql`${ident(orderColumn)}::double`]),
    ],
    ', ',
  );
  const order = new Float64Array(orderColumn === null ? 0 : plan.events);
  const targets = [caseOf, ...arrays, ...(orderColumn === null ? [] : [order])];
  await fillByPlace(connection, sql`select ${list} from sorted where ${range}`, targets, plan.events);
  const offsets = new Uint32Array(plan.cases + 1);
  for (let e = 0; e < caseOf.length; e++) offsets[caseOf[e]! - plan.firstCase + 1]!++;
  for (let c = 0; c < plan.cases; c++) offsets[c + 1]! += offsets[c]!;
  return { offsets, columns: new Map(wanted.map((c, i) => [c.id, arrays[i]!])), order };
}

/** The case-level columns of one segment, in case order. */
export async function caseArrays(
  connection: DuckDBConnection,
  plan: SegmentPlan,
  columns: readonly ColumnSpec[],
): Promise<Map<ColumnId, Uint16Array | Float64Array>> {
  const wanted = stored(columns, 'case');
  if (wanted.length === 0) return new Map();
  const arrays = wanted.map((c) => (isWide(c) ? new Float64Array(plan.cases) : new Uint16Array(plan.cases)));
  await fill(
    connection,
    sql`select ${joinSql(wanted.map(encoded), ', ')} from cases left join staged_cases using (case_id)
      where segment = ${plan.segment}::usmallint order by global_ix`,
    arrays,
    plan.cases,
  );
  return new Map(wanted.map((c, i) => [c.id, arrays[i]!]));
}

/** Case ids of one segment as UTF-8 with offsets. */
export async function caseIds(
  connection: DuckDBConnection,
  plan: SegmentPlan,
): Promise<{ offsets: Uint32Array; bytes: Buffer }> {
  const offsets = new Uint32Array(plan.cases + 1);
  let bytes: Buffer = Buffer.allocUnsafe(plan.cases * 16);
  let at = 0;
  const statement = sql`select case_id from cases where segment = ${plan.segment}::usmallint order by global_ix`;
  for await (const chunk of chunks(connection, statement)) {
    for (const id of chunk.getColumnValues(0) as string[]) {
      const from = offsets[at]!;
      // A UTF-16 unit takes three bytes at most.
      if (bytes.length < from + 3 * id.length) bytes = grown(bytes, from + 3 * id.length);
      offsets[++at] = from + bytes.write(id, from, 'utf8');
    }
  }
  return { offsets, bytes: bytes.subarray(0, offsets[at]) };
}

function grown(bytes: Buffer, least: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(least, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

/** Fills arrays in the order in which the rows come. */
async function fill(
  connection: DuckDBConnection,
  statement: Sql,
  targets: readonly Target[],
  rowCount: number,
): Promise<void> {
  let at = 0;
  for await (const chunk of chunks(connection, statement)) {
    targets.forEach((target, i) => {
      target.set(itemsOf(chunk, i), at);
    });
    at += chunk.rowCount;
  }
  if (at !== rowCount) throw new Error(`expected ${rowCount} rows, got ${at}`);
}

/**
 * Fills arrays by the place that the first column names. A scan gives runs of neighbouring rows; whatever the order of the
 * runs, nothing is sorted again.
 */
async function fillByPlace(
  connection: DuckDBConnection,
  statement: Sql,
  targets: readonly Target[],
  rowCount: number,
): Promise<void> {
  let filled = 0;
  for await (const chunk of chunks(connection, statement)) {
    const places = itemsOf(chunk, 0);
    const first = places[0]!;
    if (places[places.length - 1] !== first + places.length - 1)
      throw new Error('a scan gave rows that are no neighbours');
    targets.forEach((target, i) => {
      target.set(itemsOf(chunk, i + 1), first);
    });
    filled += chunk.rowCount;
  }
  if (filled !== rowCount) throw new Error(`expected ${rowCount} rows, got ${filled}`);
}

async function* chunks(connection: DuckDBConnection, { text, values }: Sql): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(text, [...values]);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    yield chunk;
}

function itemsOf(chunk: DuckDBDataChunk, column: number): Target {
  const { items } = chunk.getColumnVector(column) as unknown as { items: Target };
  return items.length === chunk.rowCount ? items : items.subarray(0, chunk.rowCount);
}

/**
 * A third of DuckDB's own: whole row groups are held in memory, on each thread, until they are written, beside the columns of the
 * segment.
 */
const ROW_GROUP_EVENTS = 40_960;

/** Exports the rows of one segment to Parquet, each with its place: the relation `events` of SQL filters and enrichments. */
export function archiveStatement(plan: SegmentPlan, columns: readonly ColumnSpec[], path: string): Sql {
  const list = columns.map((c) => {
    const id = ident(c.id);
    const value = c.level === 'case' ? sql`k.${id}` : sql`s.${id}`;
    // An ENUM would write its whole dictionary into every file, with values that only other segments have.
    return c.class === 'category' ? sql`${value}::varchar as ${id}` : value;
  });
  const ofCases = columns.some((c) => c.level === 'case')
    ? sql`left join staged_cases k on k.case_id = c.case_id`
    : sql``;
  return sql`copy (
      select ${plan.segment}::usmallint as segment, (s.global_ix - ${plan.firstCase}::bigint)::uinteger as case_ix,
        (s.rowid - ${plan.firstRow}::bigint)::uinteger as event_ix, c.case_id as case_id, ${joinSql(list, ', ')}
      from sorted s join cases c on c.global_ix = s.global_ix ${ofCases}
      where s.rowid >= ${plan.firstRow}::bigint and s.rowid < ${plan.firstRow + plan.events}::bigint
    ) to ${literal(path)} (format parquet, compression zstd, compression_level 1, row_group_size ${wholeNumber(ROW_GROUP_EVENTS)})`;
}
