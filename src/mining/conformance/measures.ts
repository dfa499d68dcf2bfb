import type { PetriNet } from '../model/petri-net.ts';
import type { Alignment } from './alignment.ts';
import { type CountedTrace, escapingEdges, type LabelStates } from './escaping-edges.ts';
import { add, type ReplayedTrace, replayFitness, type Tokens } from './token-replay.ts';

/** A trace with how many cases show it, and what came of it. */
export type Aligned = CountedTrace & { alignment: Alignment };
export type Replayed = CountedTrace & { replayed: ReplayedTrace };

export interface LogFitness {
  /** Of the whole log at once. */
  logFitness: number;
  /** Mean over the cases. */
  averageTraceFitness: number;
  /** Share of the cases that are in the language of the model. */
  fittingShare: number;
  /** What the measures mean, in words. */
  definition: string;
}

export interface AlignedFitness extends LogFitness {
  /** Sum over the cases of what their alignments cost; at least that much, where some were not done. */
  totalCost: number;
  /** Cases whose alignment the budget ended: the other fields take their worst case. */
  undecided: number;
}

/** 1 − cost ⁄ (events + visible steps of a shortest run): 1 when it fits, 0 when nothing is done in step. */
export function traceFitness(cost: number, events: number, shortestRun: number): number {
  const worst = events + shortestRun;
  return worst === 0 ? 1 : 1 - cost / worst;
}

export const ALIGNMENT_FITNESS =
  'Optimal alignments: log moves and visible model moves cost 1, synchronous and silent moves nothing. Fitness of a trace = 1 − cost ⁄ (its events + visible steps of the shortest run of the model); averageTraceFitness is the mean over cases, logFitness = 1 − sum of costs ⁄ sum of those denominators; a trace fits when its cost is 0.';

/** @param shortestRun visible steps of a shortest run of the model */
export function alignmentFitness(log: readonly Aligned[], shortestRun: number): AlignedFitness {
  let [cases, fitting, cost, least, worst, undecided] = [0, 0, 0, 0, 0, 0];
  const shares: number[] = [];
  for (const { trace, count, alignment } of log) {
    const most = trace.length + shortestRun;
    const own = Math.min(alignment.upperBound ?? most, most);
    cases += count;
    cost += count * own;
    least += count * alignment.lowerBound;
    worst += count * most;
    shares.push(count * traceFitness(own, trace.length, shortestRun));
    if (alignment.optimal && own === 0) fitting += count;
    if (!alignment.optimal) undecided += count;
  }
  return {
    logFitness: worst === 0 ? 1 : 1 - cost / worst,
    averageTraceFitness: cases === 0 ? 1 : sumOf(shares) / cases,
    fittingShare: cases === 0 ? 1 : fitting / cases,
    totalCost: least,
    undecided,
    definition: ALIGNMENT_FITNESS,
  };
}

/** The same sum in whatever order the variants come: appended and rebuilt versions list them differently. */
const sumOf = (shares: number[]): number => shares.sort((a, b) => a - b).reduce((sum, share) => sum + share, 0);

export const REPLAY_FITNESS =
  'Token-based replay (Rozinat, van der Aalst 2008): ½ (1 − missing ⁄ consumed) + ½ (1 − remaining ⁄ produced), of each trace for averageTraceFitness, of the sums over all cases for logFitness. Whether a trace fits is decided exactly, over all ways of taking silent steps; tokens of the others are counted along one greedy replay.';

export function tokenFitness(log: readonly Replayed[]): LogFitness & Tokens {
  const sum = { produced: 0, consumed: 0, missing: 0, remaining: 0 };
  let [cases, fitting] = [0, 0];
  const shares: number[] = [];
  for (const { count, replayed } of log) {
    const { produced, consumed, missing, remaining } = replayed;
    cases += count;
    shares.push(count * replayFitness(replayed));
    if (replayed.fits) fitting += count;
    add(sum, {
      produced: produced * count,
      consumed: consumed * count,
      missing: missing * count,
      remaining: remaining * count,
    });
  }
  return {
    logFitness: replayFitness(sum),
    averageTraceFitness: cases === 0 ? 1 : sumOf(shares) / cases,
    fittingShare: cases === 0 ? 1 : fitting / cases,
    ...sum,
    definition: REPLAY_FITNESS,
  };
}

export interface Measure {
  value: number;
  definition: string;
}

/** ETC precision on the traces as they are. A model that allows nothing anywhere is precise. */
export function replayPrecision(log: readonly CountedTrace[], states: LabelStates): Measure {
  return {
    value: precisionOf(escapingEdges(log, states)),
    definition:
      'ETC precision on replay (Muñoz-Gama, Carmona 2010): 1 − Σ w·|escaping| ⁄ Σ w·|allowed| over the beginnings of traces that the model can replay, w the cases that go on from there; allowed: activities that some run can show next, silent steps followed exactly; escaping: those of them that no case shows there. The end of a trace is no such place.',
  };
}

/** The same on what the model did in each alignment, so that every event of every case has a say. */
export function alignmentPrecision(log: readonly Aligned[], net: PetriNet, states: LabelStates): Measure {
  const shown = log.flatMap(({ count, alignment: { moves } }) =>
    moves === null ? [] : [{ trace: shownBy(net, moves), count }],
  );
  return {
    value: precisionOf(escapingEdges(shown, states)),
    definition:
      'ETC precision on alignments (Adriansyah et al. 2015), one optimal alignment a trace: 1 − Σ w·|escaping| ⁄ Σ w·|allowed| over the beginnings of what the model shows in the alignments, w the cases that go on from there; allowed: activities that some run can show next, silent steps followed exactly; escaping: those of them that no aligned case shows there.',
  };
}

const shownBy = (net: PetriNet, moves: NonNullable<Alignment['moves']>): string[] =>
  moves.flatMap(({ transition }) => (transition === null ? [] : (net.transitions[transition]!.label ?? [])));

const precisionOf = ({ allowed, escaping }: { allowed: number; escaping: number }): number =>
  allowed === 0 ? 1 : 1 - escaping / allowed;

/** How often each transition was done, over all cases. */
export function firings(net: PetriNet, log: readonly { count: number; fired: Iterable<number> }[]): Float64Array {
  const times = new Float64Array(net.transitions.length);
  for (const { count, fired } of log) for (const t of fired) times[t] = times[t]! + count;
  return times;
}

export function generalisation(times: Float64Array): Measure {
  const lack = times.reduce((sum, n) => sum + (n === 0 ? 1 : 1 / Math.sqrt(n)), 0);
  return {
    value: times.length === 0 ? 1 : 1 - lack / times.length,
    definition:
      'Generalisation (Buijs, van Dongen, van der Aalst 2014): 1 − mean over all transitions, silent ones too, of 1 ⁄ √n, n being how often it was done; 1 for one that was never done.',
  };
}

export function simplicity(net: PetriNet): Measure {
  const nodes = net.places.length + net.transitions.length;
  const degree =
    nodes === 0 ? 0 : (2 * new Set(net.arcs.map((a) => `${a.kind} ${a.place} ${a.transition}`)).size) / nodes;
  return {
    value: 1 / (1 + Math.max(degree - 2, 0)),
    definition: 'Simplicity: 1 ⁄ (1 + max(d − 2, 0)), d being the mean number of arcs at a place or transition.',
  };
}

export function fScore(fitness: number, precision: number): Measure {
  const sum = fitness + precision;
  return {
    value: sum === 0 ? 0 : (2 * fitness * precision) / sum,
    definition: 'F-score: harmonic mean of log fitness and precision.',
  };
}
