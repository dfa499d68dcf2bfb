import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../../log/random-log.ts';
import { NetLanguage } from '../../model/net-language.ts';
import type { PetriNet } from '../../model/petri-net.ts';
import { playOut } from '../../model/play-out.ts';
import { randomTree } from '../../model/random-tree.ts';
import { checkSoundness } from '../../model/soundness.ts';
import { hasBit, setBit } from '../inductive/bit-graph.ts';
import { type Counted, logOf } from '../inductive/written-log.ts';
import { Work } from '../work.ts';
import { alphaNet } from './alpha-net.ts';
import { maximalPairs } from './maximal-pairs.ts';
import { type Ordering, orderingOf } from './ordering.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const work = () => new Work({ signal: new AbortController().signal });
const once = (...words: string[]) => words.map((word): Counted => [1, [...word]]);

/** Places between activities as `a,b → c`; those of single letters only. */
function placesOf({ places, transitions, arcs }: PetriNet): string[] {
  const around = (kind: 'input' | 'output', place: number) =>
    arcs
      .filter((arc) => arc.kind === kind && arc.place === place)
      .map((arc) => transitions[arc.transition]!.label)
      .sort();
  return places.map((_, p) => `${around('output', p)} → ${around('input', p)}`);
}

async function found(variant: 'alpha' | 'alpha+', ...words: string[]) {
  const { log, names } = logOf(once(...words));
  const { net, unconnected } = await alphaNet(log, names, variant, work());
  return { places: placesOf(net), unconnected: unconnected.map((a) => names[a]!).join(), net };
}
const places = async (...words: string[]) => (await found('alpha', ...words)).places;

// The logs L1 … L9 of van der Aalst, Process Mining (2016), chapter 6, with the nets that are drawn there.
test('the nets of the book', async () => {
  expect(await places('abcd', 'acbd', 'aed')).toEqual([' → a', 'a → b,e', 'a → c,e', 'b,e → d', 'c,e → d', 'd → ']);
  expect(await places('abcd', 'acbd', 'abcefbcd', 'abcefcbd', 'acbefbcd', 'acbefbcefcbd')).toEqual([
    ' → a',
    'a,f → b',
    'a,f → c',
    'b → d,e',
    'c → d,e',
    'e → f',
    'd → ',
  ]);
  expect(await places('abcdefbdceg', 'abdceg', 'abcdefbcdefbdceg')).toEqual([
    ' → a',
    'a,f → b',
    'b → c',
    'b → d',
    'c → e',
    'd → e',
    'e → f,g',
    'g → ',
  ]);
  expect(await places('acd', 'bcd', 'ace', 'bce')).toEqual([' → a,b', 'a,b → c', 'c → d,e', 'd,e → ']);
  expect(await places('abef', 'abecdbf', 'abcedbf', 'abcdebf', 'aebcdbf')).toEqual([
    ' → a',
    'a → e',
    'a,d → b',
    'b → c,f',
    'c → d',
    'e → f',
    'f → ',
  ]);
  // With two places that say nothing new: c,f → g and d,e → g.
  expect(await places('aceg', 'aecg', 'bdfg', 'bfdg')).toEqual([
    ' → a,b',
    'a → c',
    'a → e',
    'b → d',
    'b → f',
    'c,d → g',
    'c,f → g',
    'd,e → g',
    'e,f → g',
    'g → ',
  ]);
});

test('loops of one and of two activities: Alpha leaves them unconnected, Alpha+ does not', async () => {
  const one = ['ac', 'abc', 'abbc', 'abbbbc'];
  expect(await found('alpha', ...one)).toMatchObject({ places: [' → a', 'a → c', 'c → '], unconnected: 'b' });
  expect(await found('alpha+', ...one)).toMatchObject({ places: [' → a', 'a,b → b,c', 'c → '], unconnected: '' });
  const two = ['abd', 'abcbd', 'abcbcbd'];
  expect(await found('alpha', ...two)).toMatchObject({ places: [' → a', 'a → b', 'b → d', 'd → '], unconnected: 'c' });
  const { net, ...looped } = await found('alpha+', ...two);
  expect(looped).toEqual({ places: [' → a', 'a,c → b', 'b → c,d', 'd → '], unconnected: '' });
  expect(checkSoundness(net).verdict).toBe('sound');
  expect(new NetLanguage(net, { mostMarkings: 1_000 }).tracesUpTo(5).map((t) => t.join(''))).toEqual(['abd', 'abcbd']);
});

test('Alpha+: a loop at a place with more around it, and one that belongs nowhere', async () => {
  // b repeats after a, before c or d, and never after e: its own place would be a → c,d; there is a,e → c,d.
  const more = await found('alpha+', 'abbc', 'abbd', 'abc', 'ec', 'ed', 'ad', 'ac');
  expect(more).toMatchObject({ places: [' → a,e', 'a,b,e → b,c,d', 'c,d → '], unconnected: '' });
  // Before every first and behind every last one stands nothing that a place could be between.
  expect(await found('alpha+', 'bbac', 'ac')).toMatchObject({ unconnected: 'b' });
});

test('nothing, one activity, a label that is empty', async () => {
  expect(await found('alpha')).toMatchObject({ places: [' → ', ' → '], unconnected: '' });
  expect(await found('alpha+', 'a', '')).toMatchObject({ places: [' → a', 'a → '], unconnected: '' });
  expect(await found('alpha+', 'aa')).toMatchObject({ places: [' → ', ' → '], unconnected: 'a' });
  const { log, names } = logOf([[1, ['', 'Ä', '😀']]]);
  const { net } = await alphaNet(log, names, 'alpha', work());
  expect(net.transitions.map(({ label }) => label)).toEqual(['', 'Ä', '😀']);
});

/** All pairs by trying every pair of sets. */
function byBruteForce({ n, words, causes, unrelated }: Ordering): string[] {
  const sets = Array.from({ length: 2 ** n - 1 }, (_, i) =>
    Array.from({ length: n }, (_, a) => a).filter((a) => (((i + 1) >> a) & 1) === 1),
  ).filter((set) => set.every((a) => set.every((b) => hasBit(unrelated, words, a, b))));
  const pairs = sets.flatMap((from) =>
    sets
      .filter((to) => from.every((a) => to.every((b) => hasBit(causes, words, a, b))))
      .map((to) => ({ from: new Set(from), to: new Set(to) })),
  );
  const isMaximal = (x: (typeof pairs)[0]) =>
    !pairs.some((y) => y !== x && x.from.isSubsetOf(y.from) && x.to.isSubsetOf(y.to));
  return pairs.filter(isMaximal).map(({ from, to }) => `${[...from]} → ${[...to]}`);
}

/** Relations made by chance: five that mostly cause the six others, half of each side unrelated, so that many pairs meet. */
function randomOrdering(random: () => number): Ordering {
  const n = 11;
  const [follows, causes, unrelated] = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n)];
  const isCause = (a: number) => a < 5;
  for (let a = 0; a < n; a++) {
    setBit(unrelated, 1, a, a);
    for (let b = a + 1; b < n; b++) {
      if (isCause(a) !== isCause(b)) {
        if (random() < 0.85) setBit(causes, 1, a, b);
      } else if (random() < 0.5) {
        setBit(unrelated, 1, a, b);
        setBit(unrelated, 1, b, a);
      }
    }
  }
  const none = new Uint32Array(1);
  return { n, words: 1, follows, causes, unrelated, starts: none, ends: none };
}

test('brute force: the maximal pairs, each once', async () => {
  let pairs = 0;
  for (let seed = 1; seed <= numRuns; seed++) {
    const random = seededNumbers(seed);
    const letter = () => 'abcdefg'[Math.floor(random() * 7)]!;
    const words = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
      Array.from({ length: 1 + Math.floor(random() * 5) }, letter).join(''),
    );
    const { log } = logOf(once(...words));
    for (const ordering of [orderingOf(log, 'alpha'), orderingOf(log, 'alpha+'), randomOrdering(random)]) {
      const given = (await maximalPairs(ordering, work())).map(({ from, to }) => `${from} → ${to}`);
      expect([seed, given.toSorted()]).toEqual([seed, byBruteForce(ordering).sort()]);
      pairs += given.length;
    }
  }
  expect(pairs).toBeGreaterThan(numRuns * 8);
});

test('law: what is in order of the traces and their numbers makes no difference, only which follow which', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededNumbers(seed);
      const traces = playOut(randomTree(random), random, { traces: 10, mostEvents: 12 }).filter((t) => t.length > 0);
      for (const variant of ['alpha', 'alpha+'] as const) {
        const of = async (counted: readonly Counted[]) => {
          const { log, names } = logOf(counted);
          return (await alphaNet(log, names, variant, work())).net;
        };
        const net = await of(traces.map((t) => [1, t]));
        expect(await of(traces.toReversed().map((t) => [7, t]))).toEqual(net);
        expect(net.transitions.map(({ label }) => label)).toEqual([...new Set(traces.flat())].sort());
      }
    }),
    { seed: 21, numRuns },
  ));

test('law: a sequence of choices and of branches beside each other is found again by Alpha', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      // Blocks one after the other: one activity, a choice of two or three, or two that come in either order.
      const random = seededNumbers(seed);
      const names = [...'abcdefghijkl'];
      const blocks = Array.from({ length: 2 + Math.floor(random() * 3) }, () => {
        const kind = Math.floor(random() * 3);
        const taken = names.splice(0, kind === 0 ? 1 : kind === 1 ? 2 + Math.floor(random() * 2) : 2);
        return kind === 2 ? [taken.join(''), taken.toReversed().join('')] : taken;
      });
      const words = blocks.reduce<string[]>((so, next) => so.flatMap((w) => next.map((x) => w + x)), ['']);
      const concurrentEnds = [blocks[0]!, blocks.at(-1)!].some(([word]) => word!.length > 1);
      const { net } = await found('alpha', ...words);
      const language = new NetLanguage(net, { mostMarkings: 100_000 });
      // A workflow net begins and ends with one step: of two at its ends the source and the sink know one.
      if (concurrentEnds) return;
      expect(
        language
          .tracesUpTo(12)
          .map((t) => t.join(''))
          .sort(),
      ).toEqual(words.toSorted());
      expect(checkSoundness(net).verdict).toBe('sound');
    }),
    { seed: 22, numRuns },
  ));

test('400 activities, and more places than can be read', async () => {
  const steps = Array.from({ length: 400 }, (_, i) => `step ${1_000 + i}`);
  const straight = logOf([[1, steps]]);
  expect((await alphaNet(straight.log, straight.names, 'alpha', work())).net.places.length).toBe(401);
  // Behind s comes one of two that follow each other, thirty times: two to the thirty sets of which no two are related.
  const twins = Array.from({ length: 30 }, (_, i) => [`x${i}`, `y${i}`]);
  const many = logOf(
    twins.flatMap(([x, y]): Counted[] => [
      [1, ['s', x!, y!]],
      [1, ['s', y!, x!]],
    ]),
  );
  await expect(alphaNet(many.log, many.names, 'alpha', work())).rejects.toMatchObject({
    fault: 'too_large',
    code: 'mining.tooManyPlaces',
  });
  await expect(maximalPairs(orderingOf(many.log, 'alpha'), work(), { pairs: 1e9, words: 1e6 })).rejects.toMatchObject({
    code: 'mining.tooManyPlaces',
  });
  const stop = new AbortController();
  stop.abort(new Error('told to stop'));
  await expect(
    maximalPairs(orderingOf(many.log, 'alpha'), new Work(stop), { pairs: 1e9, words: 1e12 }),
  ).rejects.toThrow('told to stop');
});
