import { AppError, type Static, type Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, notFound } from '../../platform/access/guard.ts';
import type { Datasets } from '../datasets/index.ts';
import type {
  ApplyFilters,
  CalculatorInfo,
  DatasetEngine,
  Execute,
  FilteredCases,
  LogView,
  SentSteps,
} from './model.ts';

export interface AnalysisParts {
  readonly engine: DatasetEngine;
  readonly openDataset: Datasets['openDataset'];
  /** Longest time of a calculation that somebody waits for. */
  readonly deadlineMs: number;
}

/** Runs one calculator over what this actor may see of a dataset and what its filters keep. */
export async function calculate(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof Execute>,
  signal: AbortSignal,
): Promise<{ calculator: CalculatorInfo; data: unknown }> {
  const view = openView(parts, actor, sent.datasetId, sent.filters);
  const calculator = getCalculator(parts, sent.id);
  const data = await parts.engine.calculate(view, calculator.id, sent.params, control(parts, signal));
  return { calculator, data };
}

/** Counts what filters keep, and lists a page of the kept cases. */
export function applyFilters(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof ApplyFilters>,
  signal: AbortSignal,
): Promise<FilteredCases> {
  const { page, pageSize } = sent.pagination;
  const view = openView(parts, actor, sent.datasetId, sent.filters);
  return parts.engine.applyFilters(view, { offset: (page - 1) * pageSize, limit: pageSize }, control(parts, signal));
}

export function getCalculator({ engine }: AnalysisParts, id: string): CalculatorInfo {
  return engine.calculators().find((calculator) => calculator.id === id) ?? notFound('calculator');
}

function openView({ openDataset }: AnalysisParts, actor: Actor, id: string, steps: SentSteps): LogView {
  const { dataset, version, policy } = openDataset(actor, id);
  guardIn(actor, 'read:analyses', dataset.workspace);
  if (!version)
    throw new AppError('conflict', 'dataset.empty', 'This dataset holds no data yet. Load a file into it first.');
  return { dataset: dataset.id, version, policy, steps: steps as unknown as readonly Step[] };
}

/** Stops when the caller goes away, and at the deadline. */
const control = ({ deadlineMs }: AnalysisParts, signal: AbortSignal) => ({
  signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
  deadlineMs,
});
