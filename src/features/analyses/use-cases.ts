import { AppError, type Static, type Step } from '#sdk';
import type { Calendar } from '../../mining/log/working-calendar.ts';
import { type ModelChange, withModels, withModelsInSteps } from '../../mining/views/model-refs.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayIn, notFound } from '../../platform/access/guard.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Datasets, scopeOfDataset } from '../datasets/index.ts';
import { underFilters } from './check-steps.ts';
import type {
  ApplyFilters,
  CalculatorInfo,
  DatasetEngine,
  ExecuteSent,
  FilteredCases,
  LogView,
  RunControl,
  SentSteps,
} from './model.ts';

/** Models that are kept, by what parameters call them. What is no reference to one stays as it is. */
export interface KeptModels {
  /** The text behind a reference, under the rights of the actor; foreign and unknown ids are the same `not_found`. */
  textOf(actor: Actor, model: string): string;
  /** The same reference, to the very version that it means now. */
  pinned(actor: Actor, model: string): string;
}

export interface AnalysisParts {
  readonly engine: DatasetEngine;
  readonly openDataset: Datasets['openDataset'];
  /** The content of a kept calendar that this actor may use. */
  readonly openCalendar: (actor: Actor, id: string) => Calendar;
  readonly keptModels: KeptModels;
  /** Smallest group of cases that is shown to those of a tenant who may not see single cases. */
  readonly groupsOf: (tenant: string) => number;
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

/** A result, and what it rests on. */
export interface Calculated {
  readonly calculator: CalculatorInfo;
  readonly text: string;
  readonly key: string;
  /** Id of the dataset's version. */
  readonly version: string;
}

/** How long a calculation may take, and who is told how far it is. Without it: as long as somebody waits for an answer. */
export interface Patience {
  readonly deadlineMs?: number;
  readonly onProgress?: (share: number) => void;
  /** As `RunControl` says. */
  readonly apart?: boolean;
}

/** Runs one calculator over what this actor may see of a dataset and what its filters keep. */
export const calculate = (
  parts: AnalysisParts,
  actor: Actor,
  sent: ExecuteSent,
  signal: AbortSignal,
  patience: Patience = {},
): Promise<Calculated> => calculateIn(parts, actor, openView(parts, actor, sent), sent, signal, patience);

/** The same on a view that is open: several calculations on one see the same version. */
export async function calculateIn(
  parts: AnalysisParts,
  actor: Actor,
  view: LogView,
  asked: Pick<ExecuteSent, 'id' | 'params'>,
  signal: AbortSignal,
  patience: Patience = {},
): Promise<Calculated> {
  const calculator = getCalculator(parts, asked.id);
  const params = withModels(calculator.params, asked.params, asText(parts, actor));
  const { text, key } = await told(parts, actor, view, calculator.id, () =>
    waited(parts, signal, patience, (control) => parts.engine.calculate(view, calculator.id, params, control)),
  );
  return { calculator, text, key, version: view.version.id };
}

/** Counts what filters keep, and lists a page of the kept cases. A group too small for this person counts as none, and is said to be there. */
export async function applyFilters(
  parts: AnalysisParts,
  actor: Actor,
  sent: Static<typeof ApplyFilters>,
  signal: AbortSignal,
): Promise<FilteredCases & { readonly tooFew: boolean }> {
  const view = openView(parts, actor, sent);
  const found = await told(parts, actor, view, null, () =>
    waited(parts, signal, {}, (control) => parts.engine.applyFilters(view, sent.pagination, control)),
  );
  const tooFew = found.casesFiltered > 0 && found.casesFiltered < view.k;
  return tooFew ? { ...found, tooFew, casesFiltered: 0, eventsFiltered: 0, cases: [] } : { ...found, tooFew };
}

export function getCalculator({ engine }: AnalysisParts, id: string): CalculatorInfo {
  return engine.calculators().find((calculator) => calculator.id === id) ?? notFound('calculator');
}

/** What is asked about: the version, the rows, and the clock. Fails before anything is computed. */
export function openView(
  parts: AnalysisParts,
  actor: Actor,
  asked: { datasetId: string; filters: SentSteps; calendar?: { calendarId: string } | undefined },
): LogView {
  const { openDataset, openCalendar, groupsOf } = parts;
  const { dataset, version, policy, veil } = openDataset(actor, asked.datasetId);
  guardIn(actor, 'read:analyses', scopeOfDataset(dataset));
  if (!version)
    throw new AppError('conflict', 'dataset.empty', 'This dataset holds no data yet. Load a file into it first.');
  return {
    ...{ dataset: dataset.id, version, policy, veil },
    steps: withModelsInSteps(asked.filters as unknown as readonly Step[], asText(parts, actor)),
    k: mayIn(actor, 'read:cases', scopeOfDataset(dataset)) ? 1 : groupsOf(dataset.tenant),
    calendar: asked.calendar ? openCalendar(actor, asked.calendar.calendarId) : null,
  };
}

/**
 * The question with the very versions of the kept models that it means now: asked again later, it is about the same ones. Fails for
 * models that the actor may not see.
 */
export function pinned(parts: AnalysisParts, actor: Actor, sent: ExecuteSent): ExecuteSent {
  const { params: declared } = getCalculator(parts, sent.id);
  const pin = asPinned(parts, actor);
  return {
    ...sent,
    params: withModels(declared, sent.params, pin) as ExecuteSent['params'],
    filters: withModelsInSteps(sent.filters as unknown as readonly Step[], pin) as unknown as SentSteps,
  };
}

/** Of a kept model that steps name and that is not there any more, what to say; null: all are there. */
export function lostModel(parts: AnalysisParts, actor: Actor, steps: readonly Step[]): string | null {
  try {
    withModelsInSteps(steps, asPinned(parts, actor));
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || (error.fault !== 'not_found' && error.fault !== 'forbidden')) throw error;
    return 'The process model that these filters name is not there any more.';
  }
}

const paramsOf = ({ engine }: AnalysisParts): ModelChange['paramsOf'] => {
  const declared = new Map(engine.filters().map(({ id, params }) => [id, params]));
  return (id) => declared.get(id);
};
const asText = (parts: AnalysisParts, actor: Actor): ModelChange => ({
  modelOf: (model) => parts.keptModels.textOf(actor, model),
  paramsOf: paramsOf(parts),
});
const asPinned = (parts: AnalysisParts, actor: Actor): ModelChange => ({
  modelOf: (model) => parts.keptModels.pinned(actor, model),
  paramsOf: paramsOf(parts),
});

async function told<T extends { readonly key: string }>(
  { clock, calculated }: AnalysisParts,
  actor: Actor,
  view: LogView,
  calculator: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const startedMs = clock.now();
  const done = await work().catch((error) => explain(error, view.k));
  calculated({ actor, dataset: view.dataset, calculator, key: done.key, ms: clock.now() - startedMs });
  return done;
}

/** What the engine says without knowing whom to, said to the person who asked. */
function explain(error: unknown, k: number): never {
  if (!(error instanceof AppError) || error.code !== 'view.groupsOnly') throw underFilters(error);
  throw new AppError(
    'forbidden',
    'analysis.groupsOnly',
    `Your roles in this workspace do not include the permission "read:cases": you are shown groups of ${k} cases and more, not single cases. Ask for a figure of many cases (for filters/apply: pageSize 0), or ask your administrator for the permission.`,
  );
}

/** Stops the work when the caller goes away, and at the deadline; says which of the two it was. */
async function waited<T>(
  parts: AnalysisParts,
  gone: AbortSignal,
  { deadlineMs = parts.deadlineMs, onProgress, apart = false }: Patience,
  work: (control: RunControl) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([gone, late]);
  try {
    return await work({ signal, deadlineMs, apart, ...(onProgress ? { onProgress } : {}) });
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
