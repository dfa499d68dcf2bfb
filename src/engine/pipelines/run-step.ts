import type { DuckDBConnection } from '@duckdb/node-api';
import {
  AppError,
  type FaultDetail,
  invalid,
  type StepTable,
  saying,
  sql,
  type TableColumn,
  type Transform,
} from '#sdk';
import { type FlowStep, planOf } from '../../mining/pipelines/flow.ts';
import { row, rows } from '../duckdb/query.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { FailedRow, StepCounts } from './pipeline-job.ts';
import { stepFault } from './step-fault.ts';

/** Failed rows that are shown. */
const SAMPLE = 20;

/** A step that can be run: what its parameters name is there. */
export interface RunnableStep extends FlowStep {
  readonly transform: Transform;
  readonly params: Record<string, unknown>;
}

export interface StepDone {
  readonly columns: readonly TableColumn[];
  readonly counts: StepCounts;
}

/**
 * Runs one step over its tables and keeps the result. Faults: `pipeline.wrong` with the problems of its parameters over the
 * columns that there are now, `pipeline.rowsFailed` where failed rows stop the run, `pipeline.stepFailed`, `pipeline.memory`.
 */
export async function runStep(
  connection: DuckDBConnection,
  checkpoints: Checkpoints,
  key: string,
  { step, place, transform, params }: RunnableStep,
  tables: { readonly input: StepTable; readonly other: StepTable | null },
): Promise<StepDone> {
  const problems: FaultDetail[] = [];
  const pointer = `/steps/${place}/params`;
  const { columns, query } = planOf(transform, params, tables, {
    add: (at, message) => problems.push({ pointer: pointer + at, message }),
  });
  if (problems.length > 0)
    invalid('pipeline.wrong', `The step "${step.id}" does not fit its table: ${problems[0]!.message}`, problems);
  const numbered = transform.rows === 'other' ? sql`select *, row_number() over () as "row" from (${query})` : query;
  const policy = transform.failure?.(params as never) ?? null;
  try {
    await checkpoints.write(connection, key, numbered);
    const counted = await row<{ all: number; problems: number }>(
      connection,
      policy === null
        ? sql`select count(*)::double as "all", 0::double as problems from ${checkpoints.rows(key)}`
        : sql`select count(*)::double as "all", count(problem)::double as problems from ${checkpoints.rows(key)}`,
    );
    const { n: rowsIn } = await row<{ n: number }>(
      connection,
      sql`select count(*)::double as n from ${tables.input.relation}`,
    );
    const sample = counted.problems > 0 ? await failedRows(connection, checkpoints, key) : [];
    if (policy === 'stop' && counted.problems > 0) throw stopped(step.id, counted.problems, sample, pointer);
    const failed = policy === 'refuse' ? counted.problems : 0;
    const rowsOut = counted.all - failed;
    const filtered = transform.rows === 'other' ? 0 : rowsIn - rowsOut - failed;
    const emptied = policy === 'empty' ? counted.problems : 0;
    return { columns, counts: { rowsIn, rowsOut, filtered, failed, emptied, sample } };
  } catch (error) {
    await checkpoints.drop(key);
    throw stepFault(error, step.id, `/steps/${place}`);
  }
}

const failedRows = (connection: DuckDBConnection, checkpoints: Checkpoints, key: string): Promise<FailedRow[]> =>
  rows<FailedRow>(
    connection,
    sql`select "row"::double as "row", problem as reason from ${checkpoints.rows(key)} where problem is not null limit ${SAMPLE}`,
  );

function stopped(id: string, failed: number, sample: readonly FailedRow[], pointer: string): AppError {
  const details = sample.map((one) => ({ pointer, line: one.row, message: one.reason }));
  return saying(
    sample[0]!.reason,
    (said) =>
      new AppError(
        'invalid',
        'pipeline.rowsFailed',
        `${failed} ${failed === 1 ? 'row' : 'rows'} of the step "${id}" cannot be computed, and it says that the run stops then. Row ${sample[0]!.row}: ${said}.`,
        details,
      ),
  );
}
