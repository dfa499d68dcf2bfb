import type { DuckDBConnection } from '@duckdb/node-api';
import {
  AppError,
  COLUMNS,
  type ColumnSpec,
  ident,
  joinSql,
  literal,
  MAX_CATEGORY_VALUES,
  type Sql,
  sql,
  wholeNumber,
} from '#sdk';
import { OFFSET_BIAS } from '../../mining/formats/xes/xes-cells.ts';
import type { XesColumnSource } from '../../mining/formats/xes/xes-declarations.ts';
import { execute, row, rows } from '../duckdb/query.ts';
import { caseNameColumn, type PlannedXesColumn, planXesColumns } from './plan-xes-columns.ts';
import type { RawTable } from './raw-table.ts';
import { type Cell, cellOf, isLarge, plainCell, textOf, united } from './xes-cell-sql.ts';

export interface StagedXes {
  columns: ColumnSpec[];
  /** How the columns stand in the file, by id. */
  sources: Record<string, XesColumnSource>;
  /** Traces that were joined to an earlier one because they bear its name. */
  mergedTraces: number;
}

/**
 * Turns the raw tables into `staged` and `staged_cases` (staged-log.ts), and drops them. Traces of one name are one case:
 * the name is what identifies a case, here as when a load is appended later. Of their attributes the first value counts.
 * @param someUnused some dictionary may hold texts that no accepted row has
 */
export async function stageXes(
  connection: DuckDBConnection,
  events: RawTable,
  traces: RawTable,
  someUnused: boolean,
): Promise<StagedXes> {
  const mergedTraces = await nameCases(connection, traces);
  const planned: PlannedXesColumn[] = [];
  for (const column of planXesColumns(events, traces)) {
    const settled = await settle(connection, column, someUnused);
    if (settled) planned.push(settled);
  }
  const offset = await offsetColumn(connection, events);
  await stageEvents(connection, events, planned, offset?.value ?? null);
  const ofCases = planned.filter((c) => c.level === 'case');
  if (ofCases.length > 0) await stageCases(connection, traces, ofCases, mergedTraces > 0);
  await execute(connection, sql`drop table xes_case_ids`);
  await events.drop();
  await traces.drop();
  const columns = planned.map(({ id, name, level, class: kind }): ColumnSpec => ({ id, name, level, class: kind }));
  if (!columns.some((c) => c.id === COLUMNS.time))
    columns.splice(1, 0, { id: COLUMNS.time, name: 'time:timestamp', level: 'event', class: 'time' });
  const sources = Object.fromEntries(planned.map(({ id, source }) => [id, source]));
  return { columns: offset ? [...columns, offset.spec] : columns, sources, mergedTraces };
}

/** Table `xes_case_ids`: the case of each trace. Traces without a name get one that no other has. */
async function nameCases(connection: DuckDBConnection, traces: RawTable): Promise<number> {
  const column = caseNameColumn(traces);
  const name: Sql = column ? textOf(traces, column) : sql`null::varchar`;
  await execute(connection, sql`create table xes_names as select trace, ${name} as name from ${ident(traces.name)}`);
  let prefix = 'trace-';
  for (;;) {
    const { taken } = await row<{ taken: boolean }>(
      connection,
      sql`select exists(select 1 from xes_names where name in
        (select ${literal(prefix)} || trace from xes_names where name is null)) as taken`,
    );
    if (!taken) break;
    prefix = `unnamed-${prefix}`;
  }
  await execute(
    connection,
    sql`create table xes_case_ids as select trace, coalesce(name, ${literal(prefix)} || trace) as case_id from xes_names`,
  );
  await execute(connection, sql`drop table xes_names`);
  const { merged } = await row<{ merged: number }>(
    connection,
    sql`select (count(*) - count(distinct case_id))::double as merged from xes_case_ids`,
  );
  return merged;
}

/** Makes the ENUM of a category; a column without any value is left out. One with too many values becomes text. */
async function settle(
  connection: DuckDBConnection,
  column: PlannedXesColumn,
  someUnused: boolean,
): Promise<PlannedXesColumn | null> {
  if (column.class === 'category') {
    const values = categoryValues(column, someUnused);
    const { n } = await row<{ n: number }>(connection, sql`select count(*)::double as n from (${values})`);
    if (n === 0) return null;
    if (n <= MAX_CATEGORY_VALUES) {
      const type = ident(`e_${column.id}`);
      await execute(connection, sql`create type ${type} as enum (${values} order by v)`);
      await typeDictionary(connection, column, type);
      return column;
    }
  } else if (column.class !== 'text') return column;
  if (column.id === COLUMNS.activity) {
    const message = `The log has more than ${MAX_CATEGORY_VALUES} different activities (concept:name of events). Is it an id that stands there?`;
    throw new AppError('invalid', 'import.tooManyActivities', message);
  }
  return { ...column, class: 'text' };
}

/** Dictionaries that are joined hold the values as the category's type. */
async function typeDictionary(
  connection: DuckDBConnection,
  { raw, sources }: PlannedXesColumn,
  type: Sql,
): Promise<void> {
  const [only] = sources;
  if (sources.length > 1 || !isLarge(raw, only!)) return;
  const table = raw.dictionaryName(only!);
  await execute(connection, sql`alter table ${table} alter v type ${type} using try_cast(v as ${type})`);
}

/** The distinct texts of a category. */
function categoryValues({ raw, sources }: PlannedXesColumn, someUnused: boolean): Sql {
  const [only] = sources;
  if (sources.length > 1) {
    const value = united(raw, sources);
    return sql`select distinct v from (select ${value} as v from ${ident(raw.name)}) where v is not null`;
  }
  const all = sql`select v from ${raw.dictionaryName(only!)}`;
  if (!someUnused) return all;
  return sql`${all} where code in (select distinct ${raw.partName(only!)} from ${ident(raw.name)})`;
}

async function stageEvents(
  connection: DuckDBConnection,
  events: RawTable,
  planned: readonly PlannedXesColumn[],
  offset: Sql | null,
): Promise<void> {
  const cells = planned.filter((c) => c.level === 'event').map(cellOf);
  if (offset) cells.push(plainCell(COLUMNS.timeOffset, offset));
  if (!planned.some((c) => c.id === COLUMNS.time)) cells.push(plainCell(COLUMNS.time, sql`null::double`));
  const query = decoded(events, cells, sql`r.xes_row as "row", c.case_id`);
  await execute(connection, sql`create table staged as ${query}`);
}

async function stageCases(
  connection: DuckDBConnection,
  traces: RawTable,
  planned: readonly PlannedXesColumn[],
  merged: boolean,
): Promise<void> {
  const plain = decoded(traces, planned.map(cellOf), merged ? sql`c.case_id, r.trace as xes_trace` : sql`c.case_id`);
  const first = planned.map((c) => sql`arg_min(${ident(c.id)}, xes_trace) as ${ident(c.id)}`);
  const query = merged ? sql`select case_id, ${joinSql(first, ', ')} from (${plain}) group by case_id` : plain;
  await execute(connection, sql`create table staged_cases as ${query}`);
}

/** The rows of a raw table with their cells, and with their case (`c`). */
function decoded(raw: RawTable, cells: readonly Cell[], keys: Sql): Sql {
  const inner = joinSql([sql`rowid as xes_row`, sql`trace`, ...cells.flatMap((c) => c.inner)], ', ');
  const joins = joinSql([sql`xes_case_ids c using (trace)`, ...cells.flatMap((c) => c.join ?? [])], '\n');
  const outer = joinSql([keys, ...cells.map((c) => c.outer)], ', ');
  return sql`select ${outer} from (select ${inner} from ${ident(raw.name)}) r join ${joins}`;
}

/** Column `time-offset`, when the times of accepted events were written with several UTC offsets. */
async function offsetColumn(
  connection: DuckDBConnection,
  events: RawTable,
): Promise<{ spec: ColumnSpec; value: Sql } | null> {
  const codes = sql`select distinct "offset" as o from ${ident(events.name)} where "offset" > 0`;
  const found = await rows<{ o: number }>(connection, codes);
  if (found.length < 2) return null;
  const id = COLUMNS.timeOffset;
  const texts = found
    .map(({ o }) => ({ o, text: literal(offsetText(o - OFFSET_BIAS)) }))
    .sort((a, b) => (a.text.text < b.text.text ? -1 : 1));
  const type = ident(`e_${id}`);
  const values = joinSql(
    texts.map((t) => t.text),
    ', ',
  );
  await execute(connection, sql`create type ${type} as enum (${values})`);
  const cases = texts.map(({ o, text }) => sql`when ${wholeNumber(o)} then ${text}`);
  const value = sql`(case "offset" ${joinSql(cases, '\n')} end)::${type}`;
  return { spec: { id, name: 'time:offset', level: 'event', class: 'category' }, value };
}

function offsetText(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
