import { ident, joinSql, type Sql, sql } from '#sdk';
import type { ColumnPlan } from './column-plan.ts';

/** A condition that every accepted row meets, and what to say of one that does not. */
interface Check {
  /** Header that is named; null: it is about the row as a whole. */
  column: string | null;
  good: Sql;
  raw: Sql;
  problem: Sql;
}

/** The conditions, in the order of the file's roles: case id, activity, times, then attributes that are no proposals. */
function checksOf(plan: ColumnPlan): Check[] {
  const { caseId, caseColumn } = plan;
  const missing = sql`'the case id is missing'`;
  const checks: Check[] = [
    { column: caseColumn.column, good: sql`${caseId} is not null`, raw: caseId, problem: missing },
  ];
  checks.push(...checksOfEvents(plan));
  for (const { raw, read, required, fallback, ofEvents, mapping } of plan.columns) {
    if (ofEvents) continue;
    const { column } = mapping;
    if (required) {
      const problem = read ? sql`'the timestamp is missing'` : sql`'the activity is missing'`;
      checks.push({ column, good: sql`${raw} is not null`, raw, problem });
    }
    if (read && !fallback) {
      const good = sql`(${raw} is null or ${read.value} is not null)`;
      checks.push({ column, good, raw, problem: read.problem });
    }
  }
  return checks;
}

/** A wide row is taken whole or not at all: with one event at least, and every time read. */
function checksOfEvents({ events }: ColumnPlan): Check[] {
  if (events === null) return [];
  const times = events.map(({ time }) => time.raw);
  const some = sql`coalesce(${joinSql(times, ', ')}) is not null`;
  const none: Check = {
    column: null,
    good: some,
    raw: sql`null::varchar`,
    problem: sql`'no event of the row has a time'`,
  };
  const read = events.flatMap(({ time, start }) => (start === null ? [time] : [time, start]));
  return [
    none,
    ...read.map(({ mapping, raw, read: { value, problem } }) => {
      return { column: mapping.column, good: sql`(${raw} is null or ${value} is not null)`, raw, problem };
    }),
  ];
}

/** Whether a row of the table is accepted. Never null. */
export const isGood = (plan: ColumnPlan): Sql => {
  const parts = [sql`${plan.caseId} is not null`, ...checksOfEvents(plan).map(({ good }) => good)];
  // A required value that reads is there: one condition instead of two.
  for (const { raw, read, required, fallback, ofEvents } of plan.columns) {
    if (ofEvents) continue;
    if (read && required) parts.push(sql`${read.value} is not null`);
    else if (required) parts.push(sql`${raw} is not null`);
    else if (read && !fallback) parts.push(sql`(${raw} is null or ${read.value} is not null)`);
  }
  return sql`(${joinSql(parts, ' and ')})`;
};

/** For each check a column `p<i>` with the problem (null: none) and `v<i>` with the text. */
export function problemColumns(plan: ColumnPlan): { columns: readonly (string | null)[]; select: Sql } {
  const checks = checksOf(plan);
  const parts = checks.map(({ good, problem, raw }, i) => {
    return sql`case when not ${good} then ${problem} end as ${ident(`p${i}`)}, left(${raw}, 1000) as ${ident(`v${i}`)}`;
  });
  return { columns: checks.map(({ column }) => column), select: joinSql(parts, ', ') };
}

/** For each check a count `b<i>` of the rows that do not meet it. */
export function problemCounts(plan: ColumnPlan): { columns: readonly (string | null)[]; select: Sql } {
  const checks = checksOf(plan);
  const counts = checks.map(({ good }, i) => sql`count_if(not ${good})::double as ${ident(`b${i}`)}`);
  return { columns: checks.map(({ column }) => column), select: joinSql(counts, ', ') };
}
