import type { Log, Run } from '#sdk';
import { type TraceSet, tracesOfVariants } from '../predicates/trace-set.ts';
import { alignView, type Comparison, compareView, fitView } from './check-view.ts';
import type { Aligned } from './measures.ts';
import { isDiscovered } from './model-of.ts';

/** What filters that compare cases with a model are given, beside what they ask. */
interface Params {
  model: string;
  noise: number;
  statesPerTrace: number;
}

/** A model that is discovered depends on what the filters before left; one that is given does not. */
export const againstOfModel = ({ model }: { model: string }): 'base' | 'previous' =>
  isDiscovered(model) ? 'previous' : 'base';

/** The traces of the view of which the model can, or cannot, show the whole; those that the budget left open are in neither. */
export async function tracesByFit(log: Log, params: Params, run: Run, wanted: boolean): Promise<TraceSet> {
  const compared = await compareView(log, params, run);
  const fits = await fitView(compared, run, params.statesPerTrace);
  return tracesOfVariants(
    compared.table,
    placesOf(fits, (fit) => fit === wanted),
  );
}

/** The traces of the view whose alignment with the model is as wanted. */
export async function tracesByAlignment(
  log: Log,
  params: Params,
  run: Run,
  wantedIn: (compared: Comparison) => (aligned: Aligned) => boolean,
): Promise<TraceSet> {
  const compared = await compareView(log, params, run);
  const wanted = wantedIn(compared);
  const aligned = await alignView(compared, run, params.statesPerTrace);
  return tracesOfVariants(compared.table, placesOf(aligned, wanted));
}

const placesOf = <T>(list: readonly T[], wanted: (item: T) => boolean): Uint32Array =>
  Uint32Array.from(list.keys().filter((i) => wanted(list[i]!)));
