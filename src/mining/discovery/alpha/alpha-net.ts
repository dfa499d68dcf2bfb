import type { Arc, PetriNet } from '../../model/petri-net.ts';
import { bitNumbers, hasBit } from '../inductive/bit-graph.ts';
import { project, type SubLog, withoutEmpty } from '../inductive/sub-log.ts';
import type { Work } from '../work.ts';
import { maximalPairs, type Pair } from './maximal-pairs.ts';
import { type Ordering, orderingOf } from './ordering.ts';

export interface AlphaModel {
  net: PetriNet;
  /** Activities without any place, which the net allows at any time: rising. */
  unconnected: readonly number[];
}

/**
 * The net of the Alpha algorithm (van der Aalst, Weijters, Maruster 2004): a place for each maximal pair of sets of which
 * the one causes the other, a source before all first and a sink behind all last activities. It knows neither noise nor
 * short loops: an activity that follows itself gets no place.
 *
 * Alpha+ (de Medeiros, van Dongen, van der Aalst, Weijters 2004) sees loops of two activities, takes those of one out of
 * the traces before, and attaches each again to the place between what is only before and what is only behind it. Where
 * there is no such place, which a complete log of a structured process has, the first one serves that has all of these
 * around it; where there is none either, the activity stays unconnected.
 *
 * Cost follows the variants, and the places found. Places are numbered in order of the activities around them.
 */
export async function alphaNet(
  log: SubLog,
  names: readonly string[],
  variant: 'alpha' | 'alpha+',
  work: Work,
): Promise<AlphaModel> {
  const whole = orderingOf(withoutEmpty(log), variant);
  await work.done(log.codes.length * 4 + whole.n * whole.n * 4);
  if (variant === 'alpha') {
    const pairs = await maximalPairs(whole, work);
    return draw(names, whole, activitiesOf(whole), pairs, new Map());
  }
  const short = activitiesOf(whole).filter((a) => hasBit(whole.follows, whole.words, a, a));
  const rest = activitiesOf(whole).filter((a) => !short.includes(a));
  const ordering = orderingOf(withoutEmpty(project(log, rest)), variant);
  const pairs = (await maximalPairs(ordering, work)).map(({ from, to }) => ({
    from: from.map((a) => rest[a]!),
    to: to.map((a) => rest[a]!),
  }));
  const loops = new Map(short.map((a) => [a, placeOfLoop(whole, a, rest, pairs)]));
  return draw(names, ordering, rest, pairs, loops);
}

const activitiesOf = ({ n }: Ordering) => Array.from({ length: n }, (_, a) => a);

/** Number of the pair to which a loop of one activity belongs; −1: none. */
function placeOfLoop({ words, follows }: Ordering, loop: number, rest: readonly number[], pairs: readonly Pair[]) {
  const before = rest.filter((a) => hasBit(follows, words, a, loop));
  const behind = rest.filter((a) => hasBit(follows, words, loop, a));
  const from = before.filter((a) => !behind.includes(a));
  const to = behind.filter((a) => !before.includes(a));
  if (from.length === 0 || to.length === 0) return -1;
  const around = (pair: Pair) => from.every((a) => pair.from.includes(a)) && to.every((a) => pair.to.includes(a));
  const exact = (pair: Pair) => around(pair) && pair.from.length === from.length && pair.to.length === to.length;
  const found = pairs.findIndex(exact);
  return found >= 0 ? found : pairs.findIndex(around);
}

/** @param activities those of the ordering, by their numbers in the whole log */
function draw(
  names: readonly string[],
  { starts, ends, words }: Ordering,
  activities: readonly number[],
  pairs: readonly Pair[],
  loops: ReadonlyMap<number, number>,
): AlphaModel {
  const sink = pairs.length + 1;
  const arcs: Arc[] = [];
  const input = (place: number, transition: number) => arcs.push({ kind: 'input', place, transition, weight: 1 });
  const output = (place: number, transition: number) => arcs.push({ kind: 'output', place, transition, weight: 1 });
  for (const a of bitNumbers(starts, words, 0)) input(0, activities[a]!);
  for (const [i, { from, to }] of pairs.entries()) {
    for (const a of from) output(i + 1, a);
    for (const a of to) input(i + 1, a);
  }
  for (const a of bitNumbers(ends, words, 0)) output(sink, activities[a]!);
  for (const [a, pair] of loops) {
    if (pair < 0) continue;
    input(pair + 1, a);
    output(pair + 1, a);
  }
  const connected = new Set(arcs.map(({ transition }) => transition));
  return {
    net: {
      places: [{ id: 'source' }, ...pairs.map((_, i) => ({ id: `p${i + 1}` })), { id: 'sink' }],
      transitions: names.map((label, a) => ({ id: `t${a + 1}`, label })),
      arcs,
      initial: [[0, 1]],
      final: [[[sink, 1]]],
    },
    unconnected: names.map((_, a) => a).filter((a) => !connected.has(a)),
  };
}
