import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sharedData } from '../../../tests/shared-data.ts';
import { readPnml } from '../formats/pnml-read.ts';
import { parseTreeText } from '../formats/tree-text.ts';
import { seededNumbers } from '../log/random-log.ts';
import { fire, indexNet, isEnabled, tokensOf } from '../model/net-index.ts';
import { NetLanguage } from '../model/net-language.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { playOut } from '../model/play-out.ts';
import { activity, tree } from '../model/process-tree.ts';
import { randomTree } from '../model/random-tree.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { Aligner } from './aligner.ts';
import { type Alignment, costOf, type Trace } from './alignment.ts';
import { dijkstraCost } from './dijkstra.ts';
import { ProductSearch } from './product-search.ts';
import { disturbed, randomNet } from './random-nets.ts';
import { SearchBudget } from './search-budget.ts';

/** How many models each law is tried on: 150, or what the long run asks for. */
const MODELS = Number(process.env.LAW_RUNS ?? 150);

/** Whether the moves are a run of the net from the initial to a final marking, and all of the trace in order. */
function replays(net: PetriNet, trace: Trace, moves: Alignment['moves']): boolean {
  const index = indexNet(net);
  let tokens = tokensOf(net.initial, net.places.length);
  let next = 0;
  for (const { event, transition } of moves!) {
    if (event !== null && event !== next++) return false;
    if (transition === null) continue;
    const { label } = net.transitions[transition]!;
    if ((event !== null && label !== trace[event]) || !isEnabled(index, tokens, transition)) return false;
    tokens = fire(index, tokens, transition);
  }
  const finals = net.final.map((marking) => tokensOf(marking, net.places.length).join());
  return next === trace.length && finals.includes(tokens.join());
}

/** A tree's net with traces of it, whole and disturbed. */
function* generatedModels(): Generator<{ seed: number; net: PetriNet; traces: string[][] }> {
  for (let seed = 1; seed <= MODELS; seed++) {
    const random = seededNumbers(seed);
    const tree = randomTree(random, { depth: 2 + (seed % 2) });
    const played = playOut(tree, random, { traces: 2, mostEvents: 12 });
    yield { seed, net: treeToNet(tree), traces: [...played, ...played.map((trace) => disturbed(random, trace)), []] };
  }
}

describe('alignments, laws', () => {
  test('in the automaton, by A*, by A* with cuts, and by Dijkstra cost the same; each replays; cost 0 is the language', () => {
    let fitting = 0;
    for (const { seed, net, traces } of generatedModels()) {
      const layered = new Aligner(net, { mostMarkings: 1_000 });
      // The few larger ones would have the slow searches take all the time.
      if (layered.automaton === null) continue;
      const searched = new Aligner(net, { mostMarkings: 0 });
      const eager = new ProductSearch(net, 0);
      for (const trace of traces) {
        const cost = dijkstraCost(net, trace);
        const [a, b, c] = [layered.align(trace), searched.align(trace), eager.align(trace, new SearchBudget())];
        const costs = [a.lowerBound, b.lowerBound, c.lowerBound];
        expect({ seed, trace, costs }).toEqual({ seed, trace, costs: costs.map(() => cost as number) });
        for (const { moves } of [a, b, c]) {
          expect(replays(net, trace, moves)).toBe(true);
          expect(costOf(net, moves!)).toBe(cost as number);
        }
        const inLanguage = new NetLanguage(net, { mostMarkings: 100_000 }).accepts(trace);
        expect([cost === 0, layered.fits(trace), searched.fits(trace)]).toEqual([inLanguage, inLanguage, inLanguage]);
        if (inLanguage) fitting++;
      }
    }
    expect(fitting).toBeGreaterThan(MODELS);
  });

  test('nets made by chance, with arc weights, several ends, dead and unbounded parts', () => {
    let aligned = 0;
    for (let seed = 1; seed <= MODELS; seed++) {
      const random = seededNumbers(seed + 50_000);
      const net = randomNet(random);
      const traces = Array.from({ length: 3 }, () =>
        Array.from({ length: Math.floor(random() * 6) }, () => 'abcz'[Math.floor(random() * 4)]!),
      );
      for (const trace of traces) {
        const cost = dijkstraCost(net, trace, 3_000);
        if (cost === 'spent') continue;
        const by = (make: () => Aligner) => {
          try {
            const { moves, optimal, lowerBound } = make().align(trace, new SearchBudget({ mostStates: 200_000 }));
            return optimal && replays(net, trace, moves) && costOf(net, moves!) === lowerBound ? lowerBound : 'wrong';
          } catch (error) {
            return (error as { code: string }).code;
          }
        };
        const found = [
          by(() => new Aligner(net, { mostMarkings: 500, mostForShortest: 5_000 })),
          by(() => new Aligner(net, { mostMarkings: 0, mostForShortest: 5_000 })),
        ];
        expect([seed, trace, ...found]).toEqual([
          seed,
          trace,
          cost ?? 'conformance.noEnd',
          cost ?? 'conformance.noEnd',
        ]);
        if (cost !== null) aligned++;
      }
    }
    expect(aligned).toBeGreaterThan(MODELS / 2);
  });
});

/** Fewest insertions and deletions between two sequences. */
function distance(a: Trace, b: Trace): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(a[i - 1] === b[j - 1] ? row[j - 1]! : 1 + Math.min(row[j]!, next[j - 1]!));
    row = next;
  }
  return row[b.length]!;
}

test('brute force: the cost is the least distance to a trace of the enumerated language', () => {
  let compared = 0;
  for (let seed = 1; seed <= MODELS; seed++) {
    const random = seededNumbers(seed + 77_000);
    const tree = randomTree(random, { depth: 2, labels: ['a', 'b', 'c'] });
    const net = treeToNet(tree);
    const trace = Array.from({ length: Math.floor(random() * 4) }, () => 'abcz'[Math.floor(random() * 4)]!);
    const { lowerBound: cost, optimal } = new Aligner(net).align(trace);
    expect(optimal).toBe(true);
    if (cost > 3) continue;
    // What is longer than this cannot be nearer.
    const language = new NetLanguage(net, { mostMarkings: 300_000 });
    const words = language.tracesUpTo(trace.length + cost);
    if (language.spent) continue;
    expect([seed, trace, Math.min(...words.map((word) => distance(trace, word)))]).toEqual([seed, trace, cost]);
    compared++;
  }
  expect(compared).toBeGreaterThan(MODELS / 2);
});

describe('alignments, budgets and bad nets', () => {
  const parallel = (n: number) =>
    treeToNet(
      tree(
        'parallel',
        Array.from({ length: n }, (_, i) => activity(`t${i}`)),
      ),
    );

  test('a spent budget gives bounds that hold, by either search', () => {
    const net = treeToNet(
      parseTreeText("*( ->( +( ->( 'a', 'b' ), ->( 'c', 'd' ), ->( 'e', 'f' ) ), X( 'g', 'h' ) ), 'i' )"),
    );
    const random = seededNumbers(4);
    for (let n = 0; n < 20; n++) {
      const trace = Array.from({ length: 12 }, () => 'abcdefghi'[Math.floor(random() * 9)]!);
      const exact = new Aligner(net).align(trace);
      for (const mostMarkings of [1_000, 0])
        for (const mostStates of [1, 5, 30, 200]) {
          const { lowerBound, upperBound, optimal, moves } = new Aligner(net, { mostMarkings }).align(
            trace,
            new SearchBudget({ mostStates }),
          );
          expect(lowerBound).toBeLessThanOrEqual(exact.lowerBound);
          expect(upperBound).toBeGreaterThanOrEqual(exact.lowerBound);
          expect(optimal).toBe(lowerBound === upperBound && moves !== null);
        }
    }
  });

  test('a state space that is too large for an automaton: 24 activities in parallel', () => {
    const aligner = new Aligner(parallel(24));
    expect(aligner.automaton).toBeNull();
    const whole = Array.from({ length: 24 }, (_, i) => `t${(i * 7) % 24}`);
    expect(aligner.align(whole).upperBound).toBe(0);
    expect(aligner.fits(whole)).toBe(true);
    // Two left out, one done twice, one that the model does not know.
    const { moves, lowerBound, optimal } = aligner.align(['x', 't0', ...whole.slice(2), 't5']);
    expect([lowerBound, optimal, replays(aligner.net, ['x', 't0', ...whole.slice(2), 't5'], moves)]).toEqual([
      3,
      true,
      true,
    ]);
  });

  test('many optional loops in parallel need no state of their own', () => {
    const loops = Array.from({ length: 20 }, (_, i) => `X( tau, *( 't${i}', tau ) )`).join(', ');
    const aligner = new Aligner(treeToNet(parseTreeText(`->( 'begin', +( ${loops} ), 'end' )`)));
    expect(aligner.automaton?.states).toBe(3);
    const trace = ['begin', 't3', 't19', 't3', 'begin', 't3', 't0', 'end', 't1'];
    const { moves, upperBound } = aligner.align(trace);
    expect([upperBound, replays(aligner.net, trace, moves)]).toEqual([2, true]);
  });

  test('a net whose runs cannot end is refused', () => {
    const net = parallel(2);
    const code = (other: PetriNet, sizes = {}) => {
      try {
        new Aligner(other, sizes).align(['t0']);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    };
    expect(code({ ...net, final: [] })).toBe('conformance.noEnd');
    for (const sizes of [{}, { mostMarkings: 0 }])
      expect(code({ ...net, final: [[[0, 2]]] }, sizes)).toBe('conformance.noEnd');
  });

  test('a silent step that fills a place without end', () => {
    const net = parallel(2);
    const silent = { id: 'pump', label: null };
    const pumped: PetriNet = {
      ...net,
      places: [...net.places, { id: 'pool' }],
      transitions: [...net.transitions, silent],
      arcs: [...net.arcs, { kind: 'output', place: net.places.length, transition: net.transitions.length, weight: 3 }],
    };
    const { lowerBound, optimal } = new Aligner(pumped).align(['t1', 't0']);
    expect([lowerBound, optimal]).toEqual([0, true]);
    const { lowerBound: missing } = new Aligner(pumped).align(['t1']);
    expect(missing).toBe(1);
  });

  test('2,000 transitions, 10,000 events', () => {
    const labels = Array.from({ length: 2_000 }, (_, i) => `step ${i}`);
    const aligner = new Aligner(treeToNet(tree('sequence', labels.map(activity))));
    expect(aligner.align(labels).upperBound).toBe(0);
    expect(aligner.align(labels.slice(10)).upperBound).toBe(10);
    const loop = new Aligner(treeToNet(parseTreeText("*( ->( 'a', 'b' ), tau )")));
    const long = Array.from({ length: 10_000 }, (_, i) => (i % 100 === 99 ? 'a' : 'ab'[i % 2]!));
    const { moves, optimal, upperBound } = loop.align(long);
    expect([optimal, upperBound, replays(loop.net, long, moves)]).toEqual([true, 200, true]);
  });
});

describe('alignments, reference values', () => {
  interface Expected {
    totalCost: number;
    fittingTraces: number;
    variants: { activities: string[]; count: number; cost: number; fitness: number }[];
  }

  const LOGS = ['running-example', 'receipt', 'sepsis', 'roadtraffic', 'bpic13-incidents', 'domestic-declarations'];
  for (const log of LOGS) {
    test(`every variant of ${log} costs what PM4Py's A* found`, () => {
      const { net } = readPnml(readFileSync(sharedData(`models/imf/${log}.pnml`)));
      const file = readFileSync(sharedData(`expected/alignments-${log}.json`), 'utf8');
      const { variants, totalCost, fittingTraces }: Expected = JSON.parse(file);
      const traces = variants.map(({ activities }) => activities);
      const aligner = new Aligner(net);
      let [total, fitting] = [0, 0];
      for (const i of aligner.inOrder(traces.map((trace) => ({ trace, count: 1 })))) {
        const { moves, optimal, lowerBound, upperBound } = aligner.align(traces[i]!);
        const { cost, count } = variants[i]!;
        expect({ i, lowerBound, upperBound, optimal }).toEqual({
          i,
          lowerBound: cost,
          upperBound: cost,
          optimal: true,
        });
        expect([i, replays(net, traces[i]!, moves), costOf(net, moves!)]).toEqual([i, true, cost]);
        expect([i, aligner.fits(traces[i]!)]).toEqual([i, cost === 0]);
        total += count * cost;
        if (cost === 0) fitting += count;
      }
      expect([total, fitting]).toEqual([totalCost, fittingTraces]);
    });
  }

  test('A* with the marking equation finds the same where it is quick', () => {
    for (const log of ['running-example', 'bpic13-incidents', 'roadtraffic']) {
      const { net } = readPnml(readFileSync(sharedData(`models/imf/${log}.pnml`)));
      const { variants }: Expected = JSON.parse(readFileSync(sharedData(`expected/alignments-${log}.json`), 'utf8'));
      const aligner = new Aligner(net, { mostMarkings: 0 });
      for (const { activities, cost } of variants.slice(0, 100)) {
        const { moves, lowerBound } = aligner.align(activities);
        expect([log, activities, lowerBound]).toEqual([log, activities, cost]);
        expect(replays(net, activities, moves)).toBe(true);
      }
    }
  });
});
