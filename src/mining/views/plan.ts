import { type Filter, invalid, nearest, type Step } from '#sdk';

/** A step whose filter was found and whose parameters are complete. */
export type PlannedStep =
  | { readonly filter: Filter; readonly params: unknown }
  | { readonly op: 'and' | 'or'; readonly of: readonly PlannedStep[] }
  | { readonly op: 'not'; readonly of: readonly [PlannedStep] };

/** Event steps come first and define the traces; case steps are predicates over those traces. */
export interface ViewPlan {
  readonly eventSteps: readonly PlannedStep[];
  readonly caseSteps: readonly PlannedStep[];
}

export interface FilterSource {
  find(id: string): Filter | undefined;
  ids(): Iterable<string>;
  /** Validates parameters against the filter's schema and fills defaults; `invalid` with pointers otherwise. */
  check(filter: Filter, params: unknown, pointer: string): unknown;
}

const MAX_DEPTH = 16;
const MAX_STEPS = 200;

/**
 * Checks a list of steps and brings it into the order in which it is evaluated.
 * @param at where the list stands, for the pointers of faults
 */
export function planView(steps: readonly Step[], filters: FilterSource, at = ''): ViewPlan {
  const budget = { steps: MAX_STEPS };
  const planned = steps.flatMap((step, i) => flattenAnd(planStep(step, filters, `${at}/${i}`, 1, budget)));
  const eventSteps = planned.filter((step) => keepsOf(step) === 'events');
  const caseSteps = planned.filter((step) => keepsOf(step) === 'cases');
  return { eventSteps, caseSteps };
}

const flattenAnd = (step: PlannedStep): readonly PlannedStep[] =>
  'op' in step && step.op === 'and' ? step.of.flatMap(flattenAnd) : [step];

/** True when the step's result depends on what the steps before it left. */
export function seesPrevious(step: PlannedStep): boolean {
  if ('op' in step) return step.of.some(seesPrevious);
  const { against } = step.filter;
  return (typeof against === 'function' ? against(step.params as never) : against) === 'previous';
}

/** What the step keeps; a combination keeps what its parts keep. */
export function keepsOf(step: PlannedStep): 'cases' | 'events' {
  return 'filter' in step ? step.filter.keeps(step.params as never) : keepsOf(step.of[0]!);
}

/** The step as plain data, for cache keys and messages. */
export function stepData(step: PlannedStep): unknown {
  if ('filter' in step) return { id: `${step.filter.id}@${step.filter.version}`, params: step.params };
  return { [step.op]: step.of.map(stepData) };
}

function planStep(
  step: Step,
  filters: FilterSource,
  pointer: string,
  depth: number,
  budget: { steps: number },
): PlannedStep {
  if (depth > MAX_DEPTH)
    invalid('view.tooDeep', `Filters are nested more than ${MAX_DEPTH} deep.`, [{ pointer, message: 'too deep' }]);
  if (budget.steps-- <= 0)
    invalid('view.tooMany', `A view takes at most ${MAX_STEPS} filters.`, [{ pointer, message: 'too many' }]);
  if (typeof step !== 'object' || step === null) malformed(pointer);
  const keys = Object.keys(step).filter((key) => key !== 'params');
  if (keys.length !== 1) malformed(pointer);
  if ('id' in step) return planFilter(step.id, step.params, filters, pointer);
  const where = { pointer, top: depth === 1 };
  if ('not' in step) return combine('not', [planStep(step.not, filters, `${pointer}/not`, depth + 1, budget)], where);
  const op = 'and' in step ? 'and' : 'or';
  const parts = 'and' in step ? step.and : 'or' in step ? step.or : undefined;
  if (!Array.isArray(parts) || parts.length === 0) malformed(pointer);
  return combine(
    op,
    parts.map((part: Step, i: number) => planStep(part, filters, `${pointer}/${op}/${i}`, depth + 1, budget)),
    where,
  );
}

function malformed(pointer: string): never {
  invalid('view.malformedStep', 'A filter step is { "id", "params" }, { "and": [] }, { "or": [] } or { "not": {} }.', [
    { pointer, message: 'not a filter step' },
  ]);
}

function planFilter(id: string, params: unknown, filters: FilterSource, pointer: string): PlannedStep {
  const filter = filters.find(id);
  if (!filter) {
    const near = nearest(String(id), filters.ids());
    invalid('view.unknownFilter', `There is no filter "${id}".${near ? ` Did you mean "${near}"?` : ''}`, [
      { pointer: `${pointer}/id`, message: 'unknown filter' },
    ]);
  }
  return { filter, params: filters.check(filter, params ?? {}, `${pointer}/params`) };
}

function combine(
  op: 'and' | 'or' | 'not',
  of: PlannedStep[],
  { pointer, top }: { pointer: string; top: boolean },
): PlannedStep {
  if (op === 'and') {
    if (new Set(of.map(keepsOf)).size === 1 || top) return { op, of };
  } else if (of.some(seesPrevious)) {
    invalid(
      'view.orderMatters',
      `A filter that looks at what the filters before it left cannot stand inside "${op}".`,
      [{ pointer, message: 'order matters here' }],
    );
  } else if (new Set(of.map(keepsOf)).size === 1) {
    return op === 'not' ? { op, of: [of[0]!] } : { op, of };
  }
  invalid('view.mixedStep', 'Filters of cases and filters of events cannot stand in one group.', [
    { pointer, message: 'mixed group' },
  ]);
}
