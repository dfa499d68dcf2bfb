import type { Step } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Analyses } from '../analyses/index.ts';
import type { Datasets } from '../datasets/index.ts';
import type { Models } from '../models/index.ts';
import type { Presets } from '../presets/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import type { Kept } from './model.ts';
import { type AnalysisState, keptName, MAX_ADDRESS_CHARS, readState, stepsOf, writeState } from './state.ts';
import type { KeptFilters } from './store.ts';

export interface WorkbenchParts {
  readonly store: KeptFilters;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly openDataset: Datasets['openDataset'];
  readonly getProject: Tenancy['getProject'];
  readonly presets: Omit<Presets, 'routes' | 'getPreset'>;
  readonly analyses: Pick<Analyses, 'calculate' | 'applyFilters' | 'filters' | 'checkSteps' | 'smallestGroup'>;
  readonly modelsFor: Models['modelsFor'];
}

/** Models that filters of a dataset may name. */
export const keptModels = ({ modelsFor }: WorkbenchParts, actor: Actor, datasetId: string) =>
  modelsFor(actor, datasetId).map(({ id, name }) => ({ ref: `model:${id}`, name }));

/** The name of a kept model by its reference; they are looked for with the first that is asked for. */
export function modelNames(parts: WorkbenchParts, actor: Actor, datasetId: string): (ref: string) => string | null {
  let known: ReadonlyMap<string, string> | null = null;
  return (ref) => {
    known ??= new Map(keptModels(parts, actor, datasetId).map((model) => [model.ref, model.name]));
    return known.get(ref.replace(/@\d+$/, '')) ?? null;
  };
}

/** Reads the filters of an address and checks each against its schema, whether it is paused or not. */
export function readFilters({ store, analyses }: WorkbenchParts, actor: Actor, text: string): AnalysisState {
  const state = readState(text, (list) => store.find(tenantOf(actor), list));
  analyses.checkSteps(state.map(({ step }) => step));
  return state;
}

export const writeFilters = ({ store }: WorkbenchParts, actor: Actor, state: AnalysisState): string =>
  writeState(state, (list) => store.find(tenantOf(actor), list));

/** As `writeFilters`; a list too long for an address is kept, so that the address stays short. Only for requests that may change something. */
export function keepFilters(parts: WorkbenchParts, actor: Actor, state: AnalysisState): string {
  const text = writeFilters(parts, actor, state);
  if (text.length <= MAX_ADDRESS_CHARS) return text;
  const bare = state.map(({ step, off }) => ({ step, off }));
  const name = keptName(bare);
  parts.changes.make(actor, (change) => {
    parts.store.keep(change.tx, tenantOf(actor), name, bare, parts.clock.now());
    change.record({ action: 'filters.keep', kind: 'filters', id: name, after: { filters: bare.length } });
  });
  return `~${name}`;
}

export interface Calculation {
  readonly datasetId: string;
  readonly steps: readonly Step[];
  readonly calculator: string;
  readonly params: object;
}

/** A calculator's result, read. */
export async function calculateFor<T>(
  { analyses }: WorkbenchParts,
  actor: Actor,
  { datasetId, steps, calculator, params }: Calculation,
  signal: AbortSignal,
): Promise<T> {
  const sent = {
    datasetId,
    id: calculator,
    params: { ...params },
    filters: steps as unknown as Record<string, unknown>[],
  };
  return JSON.parse(await analyses.calculate(actor, sent, signal)) as T;
}

export async function countKept(
  { analyses }: WorkbenchParts,
  actor: Actor,
  datasetId: string,
  state: AnalysisState,
  signal: AbortSignal,
): Promise<Kept> {
  const filters = stepsOf(state) as Record<string, unknown>[];
  const found = await analyses.applyFilters(
    actor,
    { datasetId, filters, pagination: { page: 1, pageSize: 0 } },
    signal,
  );
  return {
    ...{ tooFew: found.tooFew, cases: found.casesFiltered, casesTotal: found.casesTotal },
    ...{ events: found.eventsFiltered, eventsTotal: found.eventsTotal },
  };
}
