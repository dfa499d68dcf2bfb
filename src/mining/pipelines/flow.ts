import {
  AppError,
  type FaultDetail,
  nearest,
  type Problems,
  type Sql,
  type StepPlan,
  type StepTable,
  sql,
  type TableColumn,
  type Transform,
} from '#sdk';
import { checkParams } from '../views/check-params.ts';
import type { PipelineDocument, PipelineStep } from './document.ts';

/** Where transforms are found by their ids. */
export type TransformSource = ReadonlyMap<string, Transform>;

/** A step as it stands in the flow of tables. */
export interface FlowStep {
  readonly step: PipelineStep;
  /** Its place in the document. */
  readonly place: number;
  readonly transform: Transform | null;
  /** The tables that it reads, by name. */
  readonly from: string | null;
  readonly other: string | null;
  /** Checked parameters, defaults filled in. */
  readonly params: Record<string, unknown> | null;
  /** Columns that it works on, those of the table that its parameters name, and those that it makes; null: not known. */
  readonly before: readonly TableColumn[] | null;
  readonly ofOther: readonly TableColumn[] | null;
  readonly columns: readonly TableColumn[] | null;
  readonly problems: readonly FaultDetail[];
}

export interface Flow {
  readonly steps: readonly FlowStep[];
  /** Name of the table that goes out, and its columns; null: not known. */
  readonly last: string | null;
  readonly columns: readonly TableColumn[] | null;
  /** Everything that is wrong, by JSON pointer into the document. */
  readonly problems: readonly FaultDetail[];
}

/** Columns of inputs by name; null: not known, so that nothing is said about columns behind them. */
export type InputColumns = ReadonlyMap<string, readonly TableColumn[] | null>;

const NOWHERE: Sql = sql`nowhere`;

/**
 * Follows the columns and their types through all steps without reading a row: every problem at once, those of a step with
 * parameters that are wrong, and those of the steps behind it as far as their columns are known.
 */
export function flowOf(document: PipelineDocument, inputs: InputColumns, transforms: TransformSource): Flow {
  const tables = new Map<string, readonly TableColumn[] | null>();
  const problems: FaultDetail[] = [];
  document.inputs.forEach(({ name, file, dataset }, i) => {
    if (tables.has(name)) problems.push({ pointer: `/inputs/${i}/name`, message: `two tables are called "${name}"` });
    if ((file === undefined) === (dataset === undefined))
      problems.push({ pointer: `/inputs/${i}`, message: 'one of "file" and "dataset" is expected' });
    tables.set(name, inputs.get(name) ?? null);
  });
  let last = document.inputs[0]?.name ?? null;
  const steps = document.steps.map((step, place): FlowStep => {
    const followed = followStep(step, place, last, tables, transforms);
    if (tables.has(step.id))
      followed.problems.push({ pointer: `/steps/${place}/id`, message: `two tables are called "${step.id}"` });
    tables.set(step.id, step.off ? followed.before : followed.columns);
    last = step.id;
    problems.push(...followed.problems);
    return followed;
  });
  const from = document.output?.from;
  if (from !== undefined && !tables.has(from)) problems.push(unknownTable('/output/from', from, tables));
  const goesOut = from ?? last;
  const columns = goesOut === null ? null : (tables.get(goesOut) ?? null);
  problems.push(...outputProblems(document, columns));
  return { steps, last: goesOut, columns, problems };
}

function followStep(
  step: PipelineStep,
  place: number,
  last: string | null,
  tables: ReadonlyMap<string, readonly TableColumn[] | null>,
  transforms: TransformSource,
): FlowStep & { problems: FaultDetail[] } {
  const problems: FaultDetail[] = [];
  const at = `/steps/${place}`;
  const from = step.from ?? last;
  if (step.from !== undefined && !tables.has(step.from)) problems.push(unknownTable(`${at}/from`, step.from, tables));
  const before = from === null ? null : (tables.get(from) ?? null);
  const transform = transforms.get(step.transform) ?? null;
  if (!transform) problems.push(unknownTransform(`${at}/transform`, step.transform, transforms));
  const base = { step, place, transform, from, before, problems, ...UNKNOWN };
  if (!transform) return base;
  const params = checkedParams(transform, step.params, `${at}/params`, problems);
  if (!params) return base;
  const other = transform.takesTable ? String(params.table) : null;
  if (other !== null && !tables.has(other)) {
    problems.push(unknownTable(`${at}/params/table`, other, tables));
    return { ...base, params };
  }
  const ofOther = other === null ? null : (tables.get(other) ?? null);
  if (before === null || (other !== null && ofOther === null)) return { ...base, params, other, ofOther };
  const given = {
    input: { columns: before, relation: NOWHERE },
    other: ofOther && { columns: ofOther, relation: NOWHERE },
  };
  const { columns } = planOf(transform, params, given, {
    add: (pointer, message) => problems.push({ pointer: `${at}/params${pointer}`, message }),
  });
  return { ...base, params, other, ofOther, columns };
}

const UNKNOWN = { other: null, params: null, ofOther: null, columns: null };

/** The plan of a step over its tables. */
export const planOf = (
  transform: Transform,
  params: Record<string, unknown>,
  tables: { readonly input: StepTable; readonly other: StepTable | null },
  problems: Problems,
): StepPlan => transform.plan(tables, params, problems);

function checkedParams(
  transform: Transform,
  params: unknown,
  pointer: string,
  problems: FaultDetail[],
): Record<string, unknown> | null {
  try {
    return checkParams(transform.params, params, pointer) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(...error.details);
    return null;
  }
}

function outputProblems({ output }: PipelineDocument, columns: readonly TableColumn[] | null): FaultDetail[] {
  if (!output) return [];
  const problems: FaultDetail[] = [];
  const { mode, key = [] } = output;
  if (mode === 'upsert' && key.length === 0)
    problems.push({ pointer: '/output/key', message: 'upsert needs at least one column that tells rows apart' });
  if (mode !== 'upsert' && key.length > 0)
    problems.push({ pointer: '/output/key', message: 'a key belongs to the mode upsert alone' });
  if (columns === null) return problems;
  const demand = (name: string, pointer: string) => {
    if (columns.some((column) => column.name === name)) return;
    const near = nearest(
      name,
      columns.map((column) => column.name),
    );
    problems.push({ pointer, message: `there is no column "${name}".${near ? ` Did you mean "${near}"?` : ''}` });
  };
  key.forEach((name, i) => {
    demand(name, `/output/key/${i}`);
  });
  const mapped = (output.mapping as { columns?: unknown }).columns;
  if (Array.isArray(mapped))
    mapped.forEach((entry: { column?: unknown } | null, i) => {
      if (typeof entry?.column === 'string') demand(entry.column, `/output/mapping/columns/${i}/column`);
    });
  return problems;
}

function unknownTable(pointer: string, name: string, tables: ReadonlyMap<string, unknown>): FaultDetail {
  const near = nearest(name, tables.keys());
  const hint = near ? `Did you mean "${near}"?` : `There are ${[...tables.keys()].map((n) => `"${n}"`).join(', ')}.`;
  return { pointer, message: `there is no table "${name}" before this step. ${hint}` };
}

function unknownTransform(pointer: string, id: string, transforms: TransformSource): FaultDetail {
  const near = nearest(id, transforms.keys());
  const hint = near ? `Did you mean "${near}"?` : `There are ${[...transforms.keys()].join(', ')}.`;
  return { pointer, message: `there is no transform "${id}". ${hint}` };
}
