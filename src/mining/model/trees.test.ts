import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../log/random-log.ts';
import { NetLanguage } from './net-language.ts';
import { playOut } from './play-out.ts';
import { activity, type ProcessTree, SILENT, tree, treeText } from './process-tree.ts';
import { randomTree } from './random-tree.ts';
import { canonicalTree, reduceTree } from './reduce-tree.ts';
import { checkSoundness } from './soundness.ts';
import { accepts, compareLanguages, tracesUpTo } from './tree-language.ts';
import { treeToNet } from './tree-to-net.ts';

/** 2,000 trees a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(activity) as [ProcessTree, ProcessTree, ProcessTree, ProcessTree];
const seq = (...children: ProcessTree[]) => tree('sequence', children);
const xor = (...children: ProcessTree[]) => tree('choice', children);
const and = (...children: ProcessTree[]) => tree('parallel', children);
const or = (...children: ProcessTree[]) => tree('or', children);
const loop = (...children: ProcessTree[]) => tree('loop', children);

/** The language up to a length straight from the definition, by sets: the reference for everything else. */
function language(node: ProcessTree, length: number): Set<string> {
  const short = (traces: Iterable<string>) => new Set([...traces].filter((t) => t.length <= length));
  const join = (x: Set<string>, y: Set<string>) => short([...x].flatMap((s) => [...y].map((t) => s + t)));
  const shuffle = (s: string, t: string): string[] =>
    s === '' || t === ''
      ? [s + t]
      : [...shuffle(s.slice(1), t).map((rest) => s[0] + rest), ...shuffle(s, t.slice(1)).map((rest) => t[0] + rest)];
  const beside = (x: Set<string>, y: Set<string>) =>
    short([...x].flatMap((s) => [...y].flatMap((t) => (s.length + t.length > length ? [] : shuffle(s, t)))));
  if (node.kind === 'silent') return new Set(['']);
  if (node.kind === 'activity') return short([node.label]);
  const parts = node.children.map((child) => language(child, length));
  if (node.kind === 'sequence') return parts.reduce(join);
  if (node.kind === 'choice') return new Set(parts.flatMap((part) => [...part]));
  if (node.kind === 'parallel') return parts.reduce(beside);
  if (node.kind === 'or') {
    const some = Array.from({ length: 2 ** parts.length - 1 }, (_, i) => parts.filter((_, k) => ((i + 1) >> k) & 1));
    return new Set(some.flatMap((chosen) => [...chosen.reduce(beside)]));
  }
  const [body, ...redo] = parts as [Set<string>, ...Set<string>[]];
  let found = body;
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const part of redo) found = new Set([...found, ...join(join(found, part), body)]);
  }
  return found;
}

test('laws of trees, by brute force: automaton, reduction, net, playout and soundness agree with the definition', () => {
  let walked = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      const given = randomTree(random, { labels: ['a', 'b', 'c'] });
      const text = treeText(given);
      const traces = [...language(given, 3)].sort();
      const found = tracesUpTo(given, 3, 10_000);
      expect([text, found.complete]).toEqual([text, true]);
      expect([text, ...found.traces.map((t) => t.join('')).sort()]).toEqual([text, ...traces]);
      const reduced = reduceTree(given);
      expect([text, compareLanguages(given, reduced, 3_000).witness]).toEqual([text, null]);
      expect(treeText(reduceTree(reduced))).toBe(treeText(reduced));
      const net = treeToNet(reduced);
      expect([text, checkSoundness(net, 3_000).findings.filter((f) => !f.startsWith('After'))]).toEqual([text, []]);
      for (const trace of playOut(given, random, { traces: 3, mostEvents: 12 }))
        expect([text, trace, accepts(given, trace)]).toEqual([text, trace, true]);
      const ofNet = new NetLanguage(net, { mostMarkings: 100_000 });
      const walk = ofNet.tracesUpTo(3).map((t) => t.join(''));
      // Very parallel nets have more markings than the budget: those were not walked to the end.
      if (ofNet.spent) return;
      walked++;
      expect([text, ...walk.sort()]).toEqual([text, ...traces]);
    }),
    { seed: 4, numRuns },
  );
  expect(walked).toBeGreaterThan(numRuns * 0.9);
}, 300_000);

test('reduction, rule by rule', () => {
  const rules: [ProcessTree, string][] = [
    [seq(a, seq(SILENT, b), and(c)), "->( 'a', 'b', 'c' )"],
    [xor(a, SILENT, xor(b, a), SILENT), "X( tau, 'a', 'b' )"],
    [xor(SILENT, and(xor(SILENT, a), xor(SILENT, b))), "+( X( tau, 'a' ), X( tau, 'b' ) )"],
    [or(a, or(b, c)), "O( 'a', 'b', 'c' )"],
    [or(a, xor(SILENT, b)), "+( X( tau, 'a' ), X( tau, 'b' ) )"],
    [loop(loop(a, b), c), "*( 'a', 'b', 'c' )"],
    [loop(a), "'a'"],
    [loop(SILENT, a), "X( tau, *( 'a', tau ) )"],
    [loop(xor(SILENT, a), SILENT, b), "X( tau, *( X( 'a', 'b' ), tau ) )"],
    [loop(xor(SILENT, seq(a, b)), SILENT), "X( tau, *( ->( 'a', 'b' ), tau ) )"],
    [loop(and(xor(SILENT, a), xor(SILENT, b)), SILENT), "X( tau, *( X( 'a', 'b' ), tau ) )"],
    [loop(a, xor(b, c)), "*( 'a', 'b', 'c' )"],
    [loop(SILENT, SILENT), 'tau'],
  ];
  for (const [given, text] of rules) expect(treeText(reduceTree(given))).toBe(text);
  expect(treeText(canonicalTree(and(d, xor(c, b), loop(a, d, c))))).toBe("+( 'd', *( 'a', 'c', 'd' ), X( 'b', 'c' ) )");
});

test('languages are told apart by a shortest trace', () => {
  expect(compareLanguages(and(a, b), xor(seq(a, b), seq(b, a)))).toMatchObject({ verdict: 'equal', witness: null });
  expect(compareLanguages(and(a, b), seq(a, b))).toEqual({
    ...{ verdict: 'different', witness: ['b', 'a'], acceptedBy: 'first' },
  });
  expect(compareLanguages(seq(a, b), seq(a, b, xor(SILENT, c)))).toMatchObject({ acceptedBy: 'second' });
  const wide = and(...Array.from({ length: 14 }, (_, i) => xor(SILENT, activity(`x${i}`))));
  expect(compareLanguages(wide, seq(wide, SILENT), 500).verdict).toBe('not decided');
});

test('nets are small: no silent step that decides nothing', () => {
  const sizes = (given: ProcessTree) => {
    const { places, transitions, arcs } = treeToNet(given);
    return [places.length, transitions.length, arcs.length];
  };
  expect(sizes(seq(a, b, c))).toEqual([4, 3, 6]);
  // a fills both branches, d empties them.
  expect(sizes(seq(a, and(b, c), d))).toEqual([6, 4, 10]);
  expect(sizes(seq(a, loop(b, c), d))).toEqual([4, 4, 8]);
  // On its own the loop needs a way in and out: nothing fills a source.
  expect(sizes(loop(b, c))).toEqual([4, 4, 8]);
});
