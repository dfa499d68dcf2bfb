import type { DuckDBConnection } from '@duckdb/node-api';
import { ident, type Sql, sql } from '#sdk';
import { execute } from '../duckdb/query.ts';
import { demandKey } from './check-privacy.ts';
import type { ColumnPlan } from './column-plan.ts';
import { REJECTS } from './csv-source.ts';
import type { TableTask } from './csv-text.ts';
import { defaultsTaken } from './defaults-taken.ts';
import { planColumns } from './plan-columns.ts';
import { preparePrivacy } from './privacy-macros.ts';
import { withPrivateCells } from './private-cells.ts';
import { hasUnusedValues, readRows } from './stage-rows.ts';
import { type Finding, surveyColumns } from './survey.ts';

export interface Loaded {
  plan: ColumnPlan;
  read: number;
  accepted: number;
  findings: Finding[];
}

/** Survey and rows; done again, counting only good rows, when a refused row has a value that no accepted row has. */
export async function loadRelation(
  task: TableTask,
  headers: readonly string[],
  relation: (keepRejects: boolean) => Sql,
  strict = false,
): Promise<Loaded> {
  const { connection, mapping, options } = task;
  const plan = planColumns(mapping, headers);
  if (plan.privateCells.length > 0)
    await preparePrivacy(connection, mapping, () => demandKey(options.privacyKey ?? null));
  const table = (keepRejects: boolean) => withPrivateCells(relation(keepRejects), plan.privateCells);
  options.onProgress?.({ step: 'survey', share: 0.1 });
  const surveyed = await surveyColumns(connection, table(false), plan, strict);
  const findings = [...surveyed, ...(await defaultsTaken(connection, relation(false), mapping, headers))];
  options.onProgress?.({ step: 'read', share: 0.4 });
  const counts = await readRows(connection, table(true), plan);
  if (strict || counts.read === counts.accepted || !(await hasUnusedValues(connection, plan))) {
    return { plan, ...counts, findings };
  }
  await undoLoad(connection, plan);
  return loadRelation(task, headers, relation, true);
}

export async function undoLoad(connection: DuckDBConnection, plan: ColumnPlan): Promise<void> {
  await execute(connection, sql`drop table staged_rows`);
  for (const table of [REJECTS.table, REJECTS.scans])
    await execute(connection, sql`drop table if exists ${ident(table)}`);
  for (const { id } of plan.columns) await execute(connection, sql`drop type if exists ${ident(`e_${id}`)}`);
}
