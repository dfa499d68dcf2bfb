import { ident, joinSql, type Sql, sql } from '#sdk';
import type { ColumnPlan, PlannedColumn } from './plan-columns.ts';

/** A condition that every accepted row meets, and what to say of one that does not. */
interface Check {
  column: PlannedColumn | null;
  good: Sql;
  raw: Sql;
  problem: Sql;
}

/** The conditions, in the order of the file's roles: case id, activity, times, then attributes that are no proposals. */
function checksOf(plan: ColumnPlan): Check[] {
  const checks: Check[] = [
    { column: null, good: sql`${plan.caseId} is not null`, raw: plan.caseId, problem: sql`'the case id is missing'` },
  ];
  for (const column of plan.columns) {
    const { raw, read } = column;
    if (column.required) {
      const problem = column.read ? sql`'the timestamp is missing'` : sql`'the activity is missing'`;
      checks.push({ column, good: sql`${raw} is not null`, raw, problem });
    }
    if (read && !column.fallback) {
      const good = sql`(${raw} is null or ${read.value} is not null)`;
      checks.push({ column, good, raw, problem: read.problem });
    }
  }
  return checks;
}

/** Whether a row is accepted. Never null. */
export const isGood = (plan: ColumnPlan): Sql => {
  // A required value that reads is there: one condition instead of two.
  const parts = [sql`${plan.caseId} is not null`];
  for (const { raw, read, required, fallback } of plan.columns) {
    if (read && required) parts.push(sql`${read.value} is not null`);
    else if (required) parts.push(sql`${raw} is not null`);
    else if (read && !fallback) parts.push(sql`(${raw} is null or ${read.value} is not null)`);
  }
  return sql`(${joinSql(parts, ' and ')})`;
};

/** For each check a column `p<i>` with the problem (null: none) and `v<i>` with the text. */
export function problemColumns(plan: ColumnPlan): { columns: readonly string[]; select: Sql } {
  const checks = checksOf(plan);
  const parts = checks.map(({ good, problem, raw }, i) => {
    return sql`case when not ${good} then ${problem} end as ${ident(`p${i}`)}, left(${raw}, 1000) as ${ident(`v${i}`)}`;
  });
  const columns = checks.map(({ column }) => column?.mapping.column ?? plan.caseColumn.column);
  return { columns, select: joinSql(parts, ', ') };
}
