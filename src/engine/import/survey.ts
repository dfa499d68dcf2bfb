import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, COLUMNS, ident, joinSql, MAX_CATEGORY_VALUES, type Sql, sql } from '#sdk';
import { execute, row } from '../duckdb/query.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';
import { eventRows, isTaken } from './wide-rows.ts';

/** What the data did to a mapping; none of them costs a row. */
export interface Finding {
  code:
    | 'nestedValues'
    | 'repeatedKeys'
    | 'cellErrors'
    | 'formulasWithoutValue'
    | 'mergedCells'
    | 'tooManyValues'
    | 'typeNotKept'
    | 'largeIntegers'
    | 'columnNotMapped'
    | 'defaultTaken'
    | 'caseAttributeVaries';
  /** Name of the column in the log, where it is about one. */
  column?: string;
  /** Values it concerns; of `caseAttributeVaries` the cases with more than one value, of `columnNotMapped` none. */
  count: number;
  message: string;
}

/** The estimate of distinct values has a standard error of about 13 %; twice the limit is far out of its reach. */
const SURELY_TEXT = 2 * MAX_CATEGORY_VALUES;
/** Most values collected in one reading of the file. */
const BATCH_VALUES = 4_000_000;
const LARGEST_INTEGER = sql`9007199254740992::double`; // 2^53

/**
 * The first two readings of a file. They settle the class of every column in the plan (proposed types that do not hold
 * become categories; categories with more than 65,534 values and numbers with integers above 2⁵³ become text), make the
 * ENUM `e_<id>` of every category, and add `time-offset` where written offsets vary. Faults: `import.tooManyActivities`.
 * @param strict count only rows that will be accepted: dearer, and needed only when refused rows bring values of their own
 */
export async function surveyColumns(
  connection: DuckDBConnection,
  relation: Sql,
  plan: ColumnPlan,
  strict: boolean,
): Promise<Finding[]> {
  const rows = eventRows(relation, plan);
  const from = strict ? sql`${rows} where ${isTaken(plan)}` : rows;
  const look = await firstLook(connection, from, plan);
  const findings: Finding[] = [];
  const collected: PlannedColumn[] = [];
  for (const column of plan.columns) {
    const settled = settleType(column, look);
    if (settled) findings.push(settled);
    if (column.class !== 'category') continue;
    if (settled) look[`values ${column.id}`] = await estimate(connection, from, column);
    if ((look[`values ${column.id}`] ?? 0) > SURELY_TEXT)
      findings.push(becomesText(column, plan, look[`values ${column.id}`]!));
    else collected.push(column);
  }
  if ((look.offsets ?? 0) > 1) collected.push(addOffsets(plan));
  for (const batch of batches(collected, look)) {
    const tooMany = await makeDictionaries(connection, from, batch);
    for (const [column, values] of tooMany) findings.push(becomesText(column, plan, values));
  }
  return findings;
}

const timeOf = (plan: ColumnPlan) => plan.columns.find((c) => c.id === COLUMNS.time)!;

/** Counts, in one reading: values that do not read, integers too large, roughly how many different values, offsets. */
async function firstLook(connection: DuckDBConnection, from: Sql, plan: ColumnPlan): Promise<Record<string, number>> {
  const counts: Sql[] = [];
  const count = (what: Sql, name: string) => counts.push(sql`${what}::double as ${ident(name)}`);
  for (const column of plan.columns) {
    const { id, raw, read, fallback } = column;
    if (read && fallback) count(sql`count_if(${raw} is not null and ${read.value} is null)`, `bad ${id}`);
    if (column.class === 'number') count(sql`count_if(${isLargeInteger(column)})`, `large ${id}`);
    if (column.class === 'category') count(sql`approx_count_distinct(${raw})`, `values ${id}`);
  }
  const offset = timeOf(plan).read?.offset;
  if (offset) count(sql`count(distinct ${offset})`, 'offsets');
  if (counts.length === 0) return {};
  return row(connection, sql`select ${joinSql(counts, ', ')} from ${from}`);
}

async function estimate(connection: DuckDBConnection, from: Sql, { raw }: PlannedColumn): Promise<number> {
  const found = await row<{ n: number }>(
    connection,
    sql`select approx_count_distinct(${raw})::double as n from ${from}`,
  );
  return found.n;
}

/** 2⁵³ + 1 rounds to 2⁵³, so that the text has to decide there. */
const isLargeInteger = ({ raw, read }: PlannedColumn): Sql =>
  sql`abs(${read!.value}) >= ${LARGEST_INTEGER} and not regexp_matches(${raw}, '[.,eE]')
    and abs(try_cast(${raw} as hugeint)) is distinct from ${LARGEST_INTEGER}::hugeint`;

/** Proposed types are kept only when every value reads; numbers only when a double holds their integers. */
function settleType(column: PlannedColumn, look: Record<string, number>): Finding | null {
  const large = look[`large ${column.id}`] ?? 0;
  const bad = look[`bad ${column.id}`] ?? 0;
  if (large === 0 && bad === 0) return null;
  const was = column.class;
  Object.assign(column, { class: large > 0 ? 'text' : 'category', read: null });
  if (large > 0) {
    const message = `${large} values are integers above 2^53, which a number cannot hold exactly: kept as text`;
    return { code: 'largeIntegers', column: column.name, count: large, message };
  }
  const message = `proposed as ${was}, but ${bad} values do not read as one: kept as written`;
  return { code: 'typeNotKept', column: column.name, count: bad, message };
}

function addOffsets(plan: ColumnPlan): PlannedColumn {
  const { read, mapping } = timeOf(plan);
  const own = { id: COLUMNS.timeOffset, name: COLUMNS.timeOffset, level: 'event', class: 'category' } as const;
  const column = { ...own, raw: read!.offset!, read: null, required: false, fallback: false, mapping };
  plan.columns.push(column);
  return column;
}

/** Columns that can be collected in one reading without holding too many values at once. */
function batches(columns: readonly PlannedColumn[], look: Record<string, number>): PlannedColumn[][] {
  const result: PlannedColumn[][] = [];
  let room = 0;
  for (const column of columns) {
    const expected = (look[`values ${column.id}`] ?? 0) * 1.5;
    if (room < expected || result.length === 0) {
      result.push([]);
      room = BATCH_VALUES;
    }
    result.at(-1)!.push(column);
    room -= expected;
  }
  return result;
}

/** A distinct aggregate is faster, but each one brings a hash table of its own: too much for wide tables. */
const FEW_COLUMNS = 16;
const distinctValues = (value: Sql, columns: number): Sql =>
  columns <= FEW_COLUMNS
    ? sql`list(distinct ${value}) filter (where ${value} is not null)`
    : sql`map_keys(histogram(${value}))`;

/** Makes `e_<id>`, sorted by bytes, for each column; the answer are those with too many values for that, and how many. */
async function makeDictionaries(
  connection: DuckDBConnection,
  from: Sql,
  columns: readonly PlannedColumn[],
): Promise<[PlannedColumn, number][]> {
  const lists = columns.map((c) => sql`coalesce(${distinctValues(c.raw, columns.length)}, []) as ${ident(c.id)}`);
  await execute(connection, sql`create table survey as select ${joinSql(lists, ', ')} from ${from}`);
  const lengths = columns.map((c) => sql`len(${ident(c.id)})::double as ${ident(c.id)}`);
  const sizes = await row<Record<string, number>>(connection, sql`select ${joinSql(lengths, ', ')} from survey`);
  const tooMany: [PlannedColumn, number][] = [];
  for (const column of columns) {
    if (sizes[column.id]! > MAX_CATEGORY_VALUES) {
      tooMany.push([column, sizes[column.id]!]);
      continue;
    }
    const values = sql`select unnest(${ident(column.id)}) as v from survey order by v`;
    await execute(connection, sql`create type ${ident(`e_${column.id}`)} as enum (${values})`);
  }
  await execute(connection, sql`drop table survey`);
  return tooMany;
}

/** A category with too many values is text; a standard column loses its role with it, and the activity is refused. */
function becomesText(column: PlannedColumn, plan: ColumnPlan, count: number): Finding {
  const most = MAX_CATEGORY_VALUES.toLocaleString('en');
  if (column.id === COLUMNS.activity) {
    throw new AppError(
      'invalid',
      'import.tooManyActivities',
      `Column "${column.mapping.column}", mapped as the activity, has more than ${most} different values. Is it the right column?`,
    );
  }
  column.class = 'text';
  if (!/^c_\d+$/.test(column.id)) {
    const used = plan.columns.filter((c) => /^c_\d+$/.test(c.id)).length;
    column.id = `c_${String(used + 1).padStart(3, '0')}`;
  }
  return {
    code: 'tooManyValues',
    column: column.name,
    count,
    message: `more than ${most} different values: kept as text`,
  };
}
