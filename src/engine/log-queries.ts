import { AppError, type Static, type Step } from '#sdk';
import type breakdown from '../mining/calculators/breakdown.ts';
import type caseTable from '../mining/calculators/case-table.ts';
import type processMap from '../mining/calculators/process-map.ts';
import type variants from '../mining/calculators/variants.ts';
import type { Calculation, Engine } from './engine.ts';
import type { Counts } from './pool/protocol.ts';
import type { RunControl } from './run/shared-runs.ts';

/** Which rows of which version, seen by whom. */
export type QueryView = Omit<Calculation, 'calculator'>;

/**
 * The closed set of questions that a remote engine (a cluster which the enterprise operates) can answer for this one:
 * whatever needs a kernel of its own runs here only. Answers are those of the calculators of the same name.
 */
export interface LogQueries {
  dfg(
    view: QueryView,
    params?: Partial<Static<(typeof processMap)['params']>>,
  ): Promise<Static<(typeof processMap)['result']>>;
  variants(
    view: QueryView,
    params?: Partial<Static<(typeof variants)['params']>>,
  ): Promise<Static<(typeof variants)['result']>>;
  caseTable(
    view: QueryView,
    params?: Partial<Static<(typeof caseTable)['params']>>,
  ): Promise<Static<(typeof caseTable)['result']>>;
  groupBy(
    view: QueryView,
    params: Partial<Static<(typeof breakdown)['params']>>,
  ): Promise<Static<(typeof breakdown)['result']>>;
  /** How many cases and events one more step keeps. */
  select(view: QueryView, step: Step): Promise<{ kept: Counts; total: Counts }>;
}

/** The questions, answered by this server's engine. */
export function localQueries(engine: Engine, control: RunControl = {}): LogQueries {
  const ask = async <R>(view: QueryView, id: string, params: unknown): Promise<R> => {
    const { text } = await engine.calculate({ ...view, calculator: { id, params } }, control);
    if (text === null) throw new AppError('internal', 'queries.noAnswer', `The calculator ${id} gave no answer.`);
    return JSON.parse(text) as R;
  };
  return {
    dfg: (view, params = {}) => ask(view, 'process-map', params),
    variants: (view, params = {}) => ask(view, 'variants', params),
    caseTable: (view, params = {}) => ask(view, 'case-table', params),
    groupBy: (view, params) => ask(view, 'breakdown', params),
    select: (view, step) => engine.calculate({ ...view, steps: [...view.steps, step] }, control),
  };
}
