import { AppError, type Static, type Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, notFound } from '../../platform/access/guard.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Datasets } from '../datasets/index.ts';
import type {
  ApplyFilters,
  CalculatorInfo,
  DatasetEngine,
  Execute,
  FilteredCases,
  LogView,
  RunControl,
  SentSteps,
} from './model.ts';

export interface AnalysisParts {
  readonly engine: DatasetEngine;
  readonly openDataset: Datasets['openDataset'];
  /** Longest time of a calculation that somebody waits for. */
  readonly deadlineMs: number;
  readonly clock: Clock;
  /** Told of every calculation that came to its end. */
  readonly calculated: (done: CalculationDone) => void;
}

/** Who computed what; `key` tells version, rows and parameters, and can be computed again. */
export interface CalculationDone {
  readonly actor: Actor;
  readonly dataset: string;
  /** Null: only counted what filters keep. */
  readonly calculator: string | null;
  readonly key: string;
  readonly ms: number;
}

/** Runs one calculator over what this actor may see of a dataset and what its filters keep. */
export async function calculate(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof Execute>,
  signal: AbortSignal,
): Promise<{ calculator: CalculatorInfo; text: string }> {
  const view = openView(parts, actor, sent.datasetId, sent.filters);
  const calculator = getCalculator(parts, sent.id);
  const { text } = await told(parts, actor, view, calculator.id, () =>
    waited(parts, signal, (control) => parts.engine.calculate(view, calculator.id, sent.params, control)),
  );
  return { calculator, text };
}

/** Counts what filters keep, and lists a page of the kept cases. */
export function applyFilters(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof ApplyFilters>,
  signal: AbortSignal,
): Promise<FilteredCases> {
  const view = openView(parts, actor, sent.datasetId, sent.filters);
  return told(parts, actor, view, null, () =>
    waited(parts, signal, (control) => parts.engine.applyFilters(view, sent.pagination, control)),
  );
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

async function told<T extends { readonly key: string }>(
  { clock, calculated }: AnalysisParts,
  actor: Actor,
  view: LogView,
  calculator: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const startedMs = clock.now();
  const done = await work();
  calculated({ actor, dataset: view.dataset, calculator, key: done.key, ms: clock.now() - startedMs });
  return done;
}

/** Stops the work when the caller goes away, and at the deadline; says which of the two it was. */
async function waited<T>(
  { deadlineMs }: AnalysisParts,
  gone: AbortSignal,
  work: (control: RunControl) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([gone, late]);
  try {
    return await work({ signal, deadlineMs });
  } catch (error) {
    const stopped = error === signal.reason || (error instanceof AppError && error.fault === 'cancelled');
    if (!signal.aborted || !stopped) throw error;
    if (gone.aborted) throw new AppError('cancelled', 'analysis.cancelled', 'The calculation was cancelled.');
    throw new AppError(
      'timeout',
      'analysis.tooLong',
      `The calculation took longer than ${Math.round(deadlineMs / 1000)} seconds and was stopped. Narrow it by filters.`,
    );
  }
}
