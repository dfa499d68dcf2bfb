import type { DuckDBConnection } from '@duckdb/node-api';
import { ident, joinSql, type Sql, sql } from '#sdk';
import { execute, row } from '../duckdb/query.ts';
import type { ColumnPlan, PlannedColumn } from './column-plan.ts';
import type { Finding } from './survey.ts';
import { eventRows, isFirst, isTaken } from './wide-rows.ts';

/**
 * The last reading: table `staged_rows`, typed, one row per event in the order of the file, `case_id` null where the row
 * is refused. @returns how many records were read and how many are accepted
 */
export async function readRows(
  connection: DuckDBConnection,
  relation: Sql,
  plan: ColumnPlan,
): Promise<{ read: number; accepted: number }> {
  const { columns } = plan;
  const values = columns.map((c) => sql`${typedValue(c)} as ${ident(c.id)}`);
  const names = columns.map((c) => ident(c.id));
  const { judged, good } = plan.events === null ? judgedByValues(columns) : judgedByRow(plan);
  await execute(
    connection,
    sql`create table staged_rows as
      select case when ${good} then case_id end as case_id, ${plan.events === null ? sql`` : sql`${FIRST}, `}${joinSql(names, ', ')}
      from (select ${plan.caseId} as case_id, ${joinSql([...values, ...judged], ', ')} from ${eventRows(relation, plan)})`,
  );
  const rows = plan.events === null ? sql`` : sql` where ${FIRST}`;
  return row(
    connection,
    sql`select count(*)::double as "read", count(case_id)::double as accepted from staged_rows${rows}`,
  );
}

/** What is needed beside the values to tell whether a row is accepted, and the condition over it. */
interface Judgement {
  judged: Sql[];
  good: Sql;
}

/** By the values that were read already. */
function judgedByValues(columns: readonly PlannedColumn[]): Judgement {
  const mayLack = columns.filter((c) => c.read && !c.required && !c.fallback);
  const absent = mayLack.map((c) => sql`${c.raw} is null as ${ident(`absent ${c.id}`)}`);
  const good = [
    sql`case_id is not null`,
    ...columns.filter((c) => c.required).map((c) => sql`${ident(c.id)} is not null`),
    ...mayLack.map((c) => sql`(${ident(c.id)} is not null or ${ident(`absent ${c.id}`)})`),
  ];
  return { judged: absent, good: joinSql(good, ' and ') };
}

/** Whether an event is the first of its row. */
const FIRST = ident('first of row');

/** Wide rows are judged before they become events. */
const judgedByRow = (plan: ColumnPlan): Judgement => ({
  judged: [sql`${isTaken(plan)} as taken`, sql`${isFirst(plan)} as ${FIRST}`],
  good: sql`taken`,
});

/** Whether some dictionary holds a value that only refused rows have. */
export async function hasUnusedValues(connection: DuckDBConnection, plan: ColumnPlan): Promise<boolean> {
  const checks = plan.columns
    .filter((c) => c.class === 'category')
    .map(
      (c) => sql`coalesce(cardinality(histogram(${ident(c.id)})), 0) < len(enum_range(null::${ident(`e_${c.id}`)}))`,
    );
  const { unused } = await row<{ unused: boolean }>(
    connection,
    sql`select ${joinSql(checks, ' or ')} as unused from staged_rows where case_id is not null`,
  );
  return unused;
}

function typedValue({ id, class: kind, raw, read }: PlannedColumn): Sql {
  if (kind === 'category') return sql`try_cast(${raw} as ${ident(`e_${id}`)})`;
  return kind === 'text' ? raw : read!.value;
}

/** Turns `staged_rows` into `staged` and `staged_cases` (staged-log.ts). A row's number is its place among all records. */
export async function splitLevels(connection: DuckDBConnection, plan: ColumnPlan): Promise<Finding[]> {
  const ofCases = plan.columns.filter((c) => c.level === 'case');
  const findings = ofCases.length > 0 ? await stageCases(connection, ofCases) : [];
  const names = plan.columns.filter((c) => c.level === 'event').map((c) => ident(c.id));
  await execute(
    connection,
    sql`create table staged as select rowid as "row", case_id, ${joinSql(names, ', ')} from staged_rows where case_id is not null`,
  );
  await execute(connection, sql`drop table staged_rows`);
  return findings;
}

/** The first value that a case shows stands for the case; cases with more than one are a finding. */
async function stageCases(connection: DuckDBConnection, columns: readonly PlannedColumn[]): Promise<Finding[]> {
  const varies = (c: PlannedColumn) => ident(`varies ${c.id}`);
  const parts = columns.map((c) => {
    const name = ident(c.id);
    return sql`arg_min(${name}, rowid) as ${name}, coalesce(min(${name}) <> max(${name}), false) as ${varies(c)}`;
  });
  await execute(
    connection,
    sql`create table staged_cases as select case_id, ${joinSql(parts, ', ')} from staged_rows where case_id is not null group by case_id`,
  );
  const counts = columns.map((c) => sql`count_if(${varies(c)})::double as ${ident(c.id)}`);
  const found = await row<Record<string, number>>(connection, sql`select ${joinSql(counts, ', ')} from staged_cases`);
  for (const column of columns) {
    await execute(connection, sql`alter table staged_cases drop column ${varies(column)}`);
  }
  return columns.flatMap((c): Finding[] => {
    const cases = found[c.id]!;
    if (cases === 0) return [];
    const message = `${cases} cases have more than one value; the first one is kept`;
    return [{ code: 'caseAttributeVaries', column: c.name, count: cases, message }];
  });
}
