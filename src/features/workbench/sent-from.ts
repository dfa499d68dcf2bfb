import type { Step } from '#sdk';
import type { Place } from '../../platform/http/page-frame.ts';
import type { Call } from '../../platform/http/route.ts';
import type { Dataset } from '../datasets/index.ts';
import { addressesOf } from './addresses.ts';
import type { AnalysisSection, Changes } from './model.ts';
import { backTo, placeOf, withFilters } from './places.ts';
import { stepsOf, withStep } from './state.ts';
import { calculateFor, keepFilters, readFilters, type WorkbenchParts } from './use-cases.ts';

/** What a form of an analysis page was sent from. */
export interface Origin {
  readonly dataset: Dataset;
  readonly place: Place;
  /** What its filters are, paused ones left out. */
  readonly steps: readonly Step[];
  /** Result of a calculator over what the filters of the page keep. */
  calculate<T>(calculator: string, params: object): Promise<T>;
  /** The page with other parameters. */
  back(changes?: Changes): string;
  /** The page with one more filter; a list too long for an address is kept by the server, which is audited. */
  backWith(step: Step, changes?: Changes): string;
  /** Another page with one more filter. */
  otherWith(section: AnalysisSection, step: Step): string;
}

export type SentFrom = (call: Call<{ f?: string; back?: string }, unknown>) => Origin;

/** Reads where a form was sent from, and lets the caller in to that dataset, or ends in the fault that says why not. */
export function sentFrom(parts: WorkbenchParts, call: Parameters<SentFrom>[0]): Origin {
  const { actor, body, signal } = call;
  const { dataset } = parts.openDataset(actor, call.params.id!);
  const state = readFilters(parts, actor, body.f ?? '');
  const back = withFilters(backTo(dataset.id, body.back), body.f ?? '');
  const steps = stepsOf(state);
  const kept = (step: Step) => keepFilters(parts, actor, withStep(state, step));
  return {
    ...{ dataset, steps, place: placeOf(parts, call, dataset.id, body.f ?? '') },
    calculate: (calculator, params) =>
      calculateFor(parts, actor, { datasetId: dataset.id, steps, calculator, params }, signal),
    back: (changes = {}) => changed(back, changes),
    backWith: (step, changes = {}) => withFilters(changed(back, changes), kept(step)),
    otherWith: (section, step) => addressesOf(dataset.id).to(section, kept(step)),
  };
}

function changed(path: string, changes: Changes): string {
  const url = new URL(path, 'http://localhost');
  for (const [name, value] of Object.entries(changes)) {
    url.searchParams.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') url.searchParams.append(name, String(one));
    }
  }
  return url.pathname + url.search;
}
