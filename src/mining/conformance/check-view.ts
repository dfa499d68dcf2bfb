import { AppError, Choice, type Log, ModelRef, type Run, Type } from '#sdk';
import { Work } from '../discovery/work.ts';
import { namesOf, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { alignPart, type PartOfTraces } from './align-part.ts';
import { Aligner } from './aligner.ts';
import type { CountedTrace } from './escaping-edges.ts';
import type { Aligned, Replayed } from './measures.ts';
import { modelOf } from './model-of.ts';
import { SearchBudget } from './search-budget.ts';
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
  if (aligner.automaton === null) return alignOnThreads(compared, run, statesPerTrace);
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

/** A few traces a part, on all threads. What one trace may cost falls with their number, so that all end in time. */
async function alignOnThreads({ aligner, log }: Comparison, run: Run, statesPerTrace: number): Promise<Aligned[]> {
  const aligned: Aligned[] = [];
  const most = Math.max(1_000, Math.min(statesPerTrace, Math.floor(MOST_STATES / Math.max(1, log.length))));
  for (let from = 0; from < log.length; from += TRACES_A_ROUND) {
    const round = log.slice(from, from + TRACES_A_ROUND);
    const parts: PartOfTraces[] = [];
    for (let i = 0; i < round.length; i += TRACES_A_PART)
      parts.push({
        net: aligner.net,
        shortest: aligner.shortestRun(),
        traces: round.slice(i, i + TRACES_A_PART).map(({ trace }) => trace),
        statesPerTrace: most,
      });
    const found = (await run.share(alignPart, parts)).flat();
    aligned.push(...round.map((of, i) => ({ ...of, alignment: found[i]! })));
    run.signal.throwIfAborted();
    run.progress(0.2 + (0.7 * aligned.length) / log.length);
  }
  return aligned;
}

/** Whether every variant fits, decided exactly; null where the budget ended before that was sure. */
export async function fitView({ aligner, log }: Comparison, run: Run, statesPerTrace: number) {
  const work = new Work(run);
  const whole = new SearchBudget({ mostStates: MOST_STATES });
  const fits: (boolean | null)[] = [];
  let used = 0;
  for (const [i, { trace }] of log.entries()) {
    fits.push(aligner.fits(trace, whole.part(statesPerTrace)));
    await work.done((whole.used - used) * 1_000 + trace.length * 100);
    used = whole.used;
    if (i % 256 === 255) run.progress(0.2 + (0.7 * i) / log.length);
  }
  return fits;
}

/** Every variant replayed, likewise. */
export async function replayView({ aligner, log }: Comparison, run: Run, statesPerTrace: number): Promise<Replayed[]> {
  const work = new Work(run);
  const replay = new TokenReplay(aligner);
  const whole = new SearchBudget({ mostStates: MOST_STATES });
  const replayed: Replayed[] = [];
  let used = 0;
  for (const [i, of] of log.entries()) {
    replayed.push({ ...of, replayed: replay.replay(of.trace, whole.part(statesPerTrace)) });
    await work.done((whole.used - used) * 1_000 + of.trace.length * 1_000);
    used = whole.used;
    if (i % 64 === 63) run.progress(0.2 + (0.7 * i) / log.length);
  }
  return replayed;
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

const TRACES_A_PART = 4;
const TRACES_A_ROUND = 128;

/** For all traces together; some minutes where every trace needs it. */
const MOST_STATES = 60_000_000;
