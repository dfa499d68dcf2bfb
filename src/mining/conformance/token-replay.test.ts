import { describe, expect, test } from 'bun:test';
import { seededNumbers } from '../log/random-log.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { playOut } from '../model/play-out.ts';
import { randomTree } from '../model/random-tree.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { Aligner } from './aligner.ts';
import { disturbed, randomNet } from './random-nets.ts';
import { SearchBudget } from './search-budget.ts';
import { replayFitness, TokenReplay } from './token-replay.ts';

const MODELS = Number(process.env.LAW_RUNS ?? 150);

/** a, b, c one after the other. */
const SEQUENCE: PetriNet = {
  places: ['p0', 'p1', 'p2', 'p3'].map((id) => ({ id })),
  transitions: ['a', 'b', 'c'].map((label, i) => ({ id: `t${i}`, label })),
  arcs: [0, 1, 2].flatMap((transition) => [
    { kind: 'input' as const, place: transition, transition, weight: 1 },
    { kind: 'output' as const, place: transition + 1, transition, weight: 1 },
  ]),
  initial: [[0, 1]],
  final: [[[3, 1]]],
};

const tokens = (net: PetriNet, trace: string[]) => {
  const { produced, consumed, missing, remaining, fits } = new TokenReplay(new Aligner(net)).replay(trace);
  return { produced, consumed, missing, remaining, fits };
};

describe('token-based replay', () => {
  test('tokens counted by hand', () => {
    // One token comes from outside and one goes there; each step takes one and gives one.
    expect(tokens(SEQUENCE, ['a', 'b', 'c'])).toEqual({
      produced: 4,
      consumed: 4,
      missing: 0,
      remaining: 0,
      fits: true,
    });
    // c lacks its token, the one that a gave stays: ½ (1 − 1⁄3) + ½ (1 − 1⁄3).
    const skipped = tokens(SEQUENCE, ['a', 'c']);
    expect(skipped).toEqual({ produced: 3, consumed: 3, missing: 1, remaining: 1, fits: false });
    expect(replayFitness(skipped)).toBeCloseTo(2 / 3, 12);
    // Nothing done: the token of the end is missing, that of the start remains.
    expect(tokens(SEQUENCE, [])).toEqual({ produced: 1, consumed: 1, missing: 1, remaining: 1, fits: false });
    expect(replayFitness(tokens(SEQUENCE, []))).toBe(0);
    // What the model does not know counts as one missing and one remaining.
    expect(tokens(SEQUENCE, ['a', 'x', 'b', 'c'])).toEqual({
      produced: 5,
      consumed: 5,
      missing: 1,
      remaining: 1,
      fits: false,
    });
  });

  test('a silent step that a greedy choice misses does not make a trace unfitting', () => {
    // Two silent ways lead to a: only the second leads on to b; the first is taken by a search for the nearest.
    const arc = (kind: 'input' | 'output', place: number, transition: number) => ({
      kind,
      place,
      transition,
      weight: 1,
    });
    const net: PetriNet = {
      places: ['start', 'left', 'right', 'left done', 'right done', 'end'].map((id) => ({ id })),
      transitions: [null, null, 'a', 'a', 'c', 'b'].map((label, i) => ({ id: `t${i}`, label })),
      arcs: [
        ...[arc('input', 0, 0), arc('output', 1, 0), arc('input', 0, 1), arc('output', 2, 1)],
        ...[arc('input', 1, 2), arc('output', 3, 2), arc('input', 2, 3), arc('output', 4, 3)],
        ...[arc('input', 3, 4), arc('output', 5, 4), arc('input', 4, 5), arc('output', 5, 5)],
      ],
      initial: [[0, 1]],
      final: [[[5, 1]]],
    };
    expect(tokens(net, ['a', 'b'])).toEqual({ produced: 4, consumed: 4, missing: 0, remaining: 0, fits: true });
    expect(tokens(net, ['a', 'c'])).toEqual({ produced: 4, consumed: 4, missing: 0, remaining: 0, fits: true });
    expect(tokens(net, ['a', 'a']).fits).toBe(false);
  });

  test('law: fits exactly when the alignment costs 0, and fitness is 1 exactly then', () => {
    const met = { fitting: 0, unfitting: 0 };
    for (let seed = 1; seed <= MODELS; seed++) {
      const random = seededNumbers(seed + 9_000);
      const tree = randomTree(random, { depth: 2 });
      const played = playOut(tree, random, { traces: 2, mostEvents: 12 });
      const nets: [PetriNet, string[][]][] = [
        [treeToNet(tree), [...played, ...played.map((trace) => disturbed(random, trace))]],
        [randomNet(random), [['a'], ['a', 'b'], ['c', 'a', 'b']]],
      ];
      for (const [net, traces] of nets) {
        let aligner: Aligner;
        try {
          aligner = new Aligner(net, { mostMarkings: seed % 2 === 0 ? 1_000 : 0, mostForShortest: 5_000 });
          aligner.align([], new SearchBudget({ mostStates: 5_000 }));
        } catch (error) {
          expect((error as { code: string }).code).toBe('conformance.noEnd');
          continue;
        }
        const replay = new TokenReplay(aligner, 50);
        for (const trace of traces) {
          const { lowerBound, optimal } = aligner.align(trace, new SearchBudget({ mostStates: 5_000 }));
          if (!optimal) continue;
          const replayed = replay.replay(trace);
          expect([seed, trace, replayed.fits, replayFitness(replayed) === 1]).toEqual([
            seed,
            trace,
            lowerBound === 0,
            lowerBound === 0,
          ]);
          met[lowerBound === 0 ? 'fitting' : 'unfitting']++;
        }
      }
    }
    expect(Math.min(met.fitting, met.unfitting)).toBeGreaterThan(MODELS / 2);
  });
});
