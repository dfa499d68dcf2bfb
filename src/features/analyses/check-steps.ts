import { AppError, COLUMN, type ColumnSpec, nearest, type Step, type TSchema } from '#sdk';
import { type FilterSource, type PlannedStep, planView } from '../../mining/views/plan.ts';

/** Checks steps against the filters' schemas, whatever the log; `invalid` with pointers below `/filters`. */
export function checkSteps(filters: FilterSource, steps: readonly Step[]): void {
  try {
    planView(steps, filters);
  } catch (error) {
    throw underFilters(error);
  }
}

/** A view's own faults name steps by their number; whoever sent them knows these as `filters`. */
export function underFilters(error: unknown): unknown {
  if (!(error instanceof AppError) || !error.details.some(({ pointer }) => pointer && /^\/\d+(\/|$)/.test(pointer)))
    return error;
  const details = error.details.map((detail) =>
    detail.pointer && /^\/\d+(\/|$)/.test(detail.pointer)
      ? { ...detail, pointer: `/filters${detail.pointer}` }
      : detail,
  );
  return new AppError(error.fault, error.code, error.message.replace(/ at (\/\d+[^:]*):/, ' at /filters$1:'), details);
}

/** What a list of steps names that the log no longer has, or why the steps are no longer right; null: nothing. */
export function missingColumn(
  filters: FilterSource,
  columns: readonly Pick<ColumnSpec, 'id' | 'name'>[],
  steps: readonly Step[],
): string | null {
  let named: string[];
  try {
    const { eventSteps, caseSteps } = planView(steps, filters);
    named = [...eventSteps, ...caseSteps].flatMap((step) => refsOf(filters, step));
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  const known = new Set(columns.flatMap(({ id, name }) => [id, name]));
  const gone = named.find((ref) => !known.has(ref));
  if (gone === undefined) return null;
  const near = nearest(gone, known);
  return `The data has no attribute "${gone}" any more.${near ? ` The nearest one is "${near}".` : ''}`;
}

/** Also those of steps inside the parameters of a filter. */
function refsOf(filters: FilterSource, step: PlannedStep): string[] {
  if (!('filter' in step)) return step.of.flatMap((part) => refsOf(filters, part));
  const { eventSteps, caseSteps } = planView(step.filter.steps?.(step.params as never) ?? [], filters);
  return [
    ...columnsNamed(step.filter.params, step.params),
    ...[...eventSteps, ...caseSteps].flatMap((inner) => refsOf(filters, inner)),
  ];
}

/** The columns that parameters name, by the marks in their schema. */
function columnsNamed(schema: TSchema, value: unknown): string[] {
  if (COLUMN in schema) return typeof value === 'string' ? [value] : [];
  if (schema.anyOf) return schema.anyOf.flatMap((branch: TSchema) => columnsNamed(branch, value));
  if (Array.isArray(value) && schema.items) return value.flatMap((item) => columnsNamed(schema.items, item));
  if (typeof value !== 'object' || value === null || !schema.properties) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    schema.properties[name] ? columnsNamed(schema.properties[name], member) : [],
  );
}
