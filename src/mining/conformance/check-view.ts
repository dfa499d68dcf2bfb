import { AppError, Choice, type Log, ModelRef, type Run, Type } from '#sdk';
import { Work } from '../discovery/work.ts';
import { namesOf, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { alignPart, runPart } from './align-part.ts';
import { Aligner, isShown, type Shown } from './aligner.ts';
import type { Alignment } from './alignment.ts';
import type { CountedTrace } from './escaping-edges.ts';
import type { Aligned, Replayed } from './measures.ts';
import { modelOf } from './model-of.ts';
import { SearchBudget } from './search-budget.ts';
import { MOST_STATES, searchOnThreads } from './search-on-threads.ts';
import { TokenReplay } from './token-replay.ts';

/** Parameters of every calculator that compares a view with a model. */
export const ModelParams = {
  model: ModelRef(
    "The model: inductive-model (or im, imf, imd), alpha-model (or alpha, alpha+), heuristics-net (or heuristics) or split-model (or split) discovers one from the view; or the text of a PNML, PTML or BPMN file, or of a tree as ->( 'a', X( 'b', tau ) )",
  ),
  noise: Type.Number({
    default: 0.2,
    minimum: 0,
    maximum: 1,
    description: 'Threshold for a model that is discovered: what is rarer than this share of its like may be left out',
  }),
  statesPerTrace: Type.Integer({
    default: 300_000,
    minimum: 1_000,
    maximum: 100_000_000,
    description:
      'How far the search for one trace may go, in states; where it ends, bounds are given. Only models with very large state spaces need it',
  }),
};

export const Method = Choice(['alignment', 'replay'], {
  default: 'alignment',
  description: 'alignment: the cheapest way to replay each trace, exact; replay: tokens counted along one replay',
});

/** A view's traces and the model they are compared with. */
export interface Comparison {
  source: string;
  aligner: Aligner;
  table: VariantTable;
  log: readonly CountedTrace[];
  cases: number;
}

/** @param params as in `ModelParams` */
export async function compareView(log: Log, params: { model: string; noise: number }, run: Run): Promise<Comparison> {
  const { net, source } = await modelOf(params.model, params.noise, log, run);
  const table = await run.reduce(variants, { durations: false });
  const traces = Array.from({ length: table.size }, (_, v) => ({
    trace: namesOf(table, v, log.activityNames),
    count: table.count[v]!,
  }));
  run.progress(0.2);
  const cases = traces.reduce((sum, of) => sum + of.count, 0);
  return { source, aligner: new Aligner(net), table, log: traces, cases };
}

/** Every variant aligned; what the budgets end has bounds. The thread is left from time to time. */
export async function alignView(compared: Comparison, run: Run, statesPerTrace: number): Promise<Aligned[]> {
  const { aligner, log } = compared;
  if (aligner.automaton === null) {
    const how = { statesPerTrace, shortest: aligner.shortestRun(), isSure: ({ optimal }: Alignment) => optimal };
    const found = await searchOnThreads(alignPart, compared, run, how);
    return found.map((alignment, i) => ({ ...log[i]!, alignment }));
  }
  const work = new Work(run);
  const whole = new SearchBudget({ mostStates: MOST_STATES });
  const aligned: Aligned[] = [];
  let [done, used] = [0, 0];
  for (const i of aligner.inOrder(log)) {
    const alignment = aligner.align(log[i]!.trace, whole.part(statesPerTrace));
    aligned[i] = { ...log[i]!, alignment };
    await work.done((whole.used - used) * 1_000 + log[i]!.trace.length * 1_000);
    used = whole.used;
    if (++done % 64 === 0) run.progress(0.2 + (0.7 * done) / log.length);
  }
  return aligned;
}

/** Whether every variant fits, decided exactly; null where the budget ended before that was sure. */
export async function fitView(compared: Comparison, run: Run, statesPerTrace: number): Promise<(boolean | null)[]> {
  return (await showView(compared, run, statesPerTrace)).map(isShown);
}

/** Every variant replayed, likewise. */
export async function replayView(compared: Comparison, run: Run, statesPerTrace: number): Promise<Replayed[]> {
  const work = new Work(run);
  const replay = new TokenReplay(compared.aligner);
  const shown = await showView(compared, run, statesPerTrace);
  const replayed: Replayed[] = [];
  let did = 0;
  for (const [i, of] of compared.log.entries()) {
    replayed.push({ ...of, replayed: replay.replay(of.trace, shown[i]!) });
    await work.done(replay.work - did + of.trace.length * 1_000);
    did = replay.work;
  }
  return replayed;
}

/** A run of the model for every variant that has one. */
async function showView(compared: Comparison, run: Run, statesPerTrace: number): Promise<Shown[]> {
  const { aligner, log } = compared;
  if (aligner.automaton === null) {
    const how = { statesPerTrace, shortest: null, isSure: (shown: Shown) => shown !== 'spent' };
    return searchOnThreads(runPart, compared, run, how);
  }
  const work = new Work(run);
  const shown: Shown[] = [];
  for (const [i, { trace }] of log.entries()) {
    shown.push(aligner.runOf(trace));
    await work.done(trace.length * 1_000);
    if (i % 256 === 255) run.progress(0.2 + (0.7 * i) / log.length);
  }
  return shown;
}

/** Visible steps of a shortest run, which every fitness by alignments is measured against. */
export function shortestRunOf(aligner: Aligner): number {
  const { upperBound } = aligner.shortestRun();
  if (upperBound === null)
    throw new AppError(
      'too_large',
      'conformance.noShortestRun',
      'No run of the model from its initial to a final marking was found: its state space is too large. Use a smaller model, or check that its final marking can be reached.',
    );
  return upperBound;
}
