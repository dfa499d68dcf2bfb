import { expect, test } from 'bun:test';
import { OUTSIDE } from '../../model/widest-paths.ts';
import { type Counted, logOf } from '../inductive/written-log.ts';
import { pruned } from './concurrency.ts';
import { filteredArcs } from './filter-arcs.ts';
import { type Arc, followsGraph, PairSet } from './follows-graph.ts';

const words = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([word, cases]): Counted => [cases, [...word]]);

function graphOf(counts: Readonly<Record<string, number>>) {
  const { log, names } = logOf(words(counts));
  const name = (activity: number) => (activity === OUTSIDE ? '·' : names[activity]!);
  const texts = (arcs: readonly Arc[]) =>
    arcs.map(({ from, to, count }) => `${name(from)}${name(to)}${count}`).join(' ');
  const graph = followsGraph(log);
  const pairs = (set: PairSet) =>
    set
      .list()
      .map(([a, b]) => name(a) + name(b))
      .join(' ');
  const none = new PairSet(graph.activities);
  return { graph, texts, pairs, prune: (epsilon: number, apart = none) => pruned(graph, epsilon, apart) };
}

/** Figures of the paper: a hundred cases over ten variants. */
const PAPER = Object.fromEntries(
  ['abcgeh', 'abcfgh', 'abdgeh', 'abdegh', 'abecgh', 'abedgh', 'acbegh', 'acbfgh', 'adbegh', 'adbfgh'].map((w) => [
    w,
    10,
  ]),
);

test('the graph of the paper’s example, counted by hand', () => {
  const { graph, texts } = graphOf(PAPER);
  expect(texts(graph.arcs)).toBe(
    [
      ...[
        '·a100',
        'ab60',
        'ac20',
        'ad20',
        'bc20',
        'bd20',
        'be40',
        'bf20',
        'cb20',
        'cf10',
        'cg20',
        'db20',
        'de10',
        'dg20',
      ],
      ...['ec10', 'ed10', 'eg30', 'eh20', 'fg30', 'ge20', 'gh80', 'h·100'],
    ].join(' '),
  );
});

test('concurrency of the paper’s example: e and g differ by 10 of 50', () => {
  const { texts, pairs, prune } = graphOf(PAPER);
  expect(pairs(prune(0.1).concurrent)).toBe('bc bd de');
  expect(pairs(prune(0.2).concurrent)).toBe('bc bd de');
  const { arcs, concurrent } = prune(0.25);
  expect(pairs(concurrent)).toBe('bc bd de eg');
  expect(texts(arcs)).toBe('·a100 ab60 ac20 ad20 be40 bf20 cf10 cg20 dg20 ec10 eh20 fg30 gh80 h·100');
  // Not concurrent: of eg 30 and ge 20 the weaker goes.
  expect(texts(prune(0.1).arcs)).toContain('eg30');
  expect(texts(prune(0.1).arcs)).not.toContain('ge20');
});

test('filter of the paper’s example', () => {
  const { texts, prune } = graphOf(PAPER);
  const { arcs } = prune(0.25);
  // Most frequent into or out of each: six of 20, then 30 40 60 80 100 100. Number round(0.4 · 12) = 5 is 20: cf and ec are rarer.
  const kept = '·a100 ab60 ac20 ad20 be40 bf20 cg20 dg20 eh20 fg30 gh80 h·100';
  expect(texts(filteredArcs(arcs, 0.4))).toBe(kept);
  // Number round(0.55 · 12) = 7 is 40: the others stay only as the best way to or from an activity.
  expect(texts(filteredArcs(arcs, 0.55))).toBe(kept);
  expect(filteredArcs(arcs, 0)).toEqual([...arcs]);
});

test('a path that is rarer than the percentile stays where it is the best way to or from an activity', () => {
  const { texts, prune } = graphOf({ ab: 90, acb: 5, adb: 3, acdb: 4 });
  // c: ·a→c 9, c→b 5, c→d 4; d: c→d 4, a→d 3, d→b 7. To d by c with 4, better than by a with 3.
  // Most frequent: ·a 102, ab 90, b· 102, ac 9, cb 5, cd 4, db 7: number round(0.8 · 7) = 6 of 4 5 7 9 90 102 102 is 102.
  expect(texts(filteredArcs(prune(0.1).arcs, 0.8))).toBe('·a102 ab90 ac9 b·102 cb5 cd4 db7');
});

test('short loops are no concurrency, but where an activity follows itself that may be seen beside another', () => {
  const loop = graphOf({ aba: 10, bab: 10 });
  expect(loop.pairs(loop.graph.shortLoops)).toBe('ab');
  expect(loop.pairs(loop.prune(1).concurrent)).toBe('');
  expect(loop.texts(loop.prune(1).arcs)).toBe('·a10 ·b10 a·10 ab20 b·10 ba20');
  const beside = graphOf({ aab: 10, aba: 10, baa: 10 });
  expect(beside.graph.selfLoop).toEqual([true, false]);
  expect(beside.pairs(beside.prune(0.1).concurrent)).toBe('ab');
});

test('an arc that is the only way to an activity stays, and its pair is not concurrent', () => {
  // b is only met between two a: aba would be a short loop, but a follows itself.
  const { texts, pairs, prune } = graphOf({ aba: 10, aaa: 10 });
  const { arcs, concurrent } = prune(0.1);
  expect(pairs(concurrent)).toBe('');
  expect(texts(arcs)).toBe('·a20 a·20 ab10 ba10');
});

test('of two equal arcs that are not concurrent the one from the earlier name stays', () => {
  const { texts, prune } = graphOf({ xaby: 5, xbay: 5 });
  expect(texts(prune(0).arcs)).toBe('·x10 ab5 ay5 by5 xa5 xb5 y·10');
});

test('what was taken back keeps both arcs', () => {
  const { graph, texts, prune } = graphOf({ xaby: 5, xbay: 5 });
  const apart = new PairSet(graph.activities);
  apart.add(1, 0);
  expect(texts(prune(0.5, apart).arcs)).toContain('ab5');
  expect(texts(prune(0.5, apart).arcs)).toContain('ba5');
});

test('cases without events are an arc past all activities', () => {
  const { texts, graph } = graphOf({ '': 3, a: 2 });
  expect(texts(graph.arcs)).toBe('··3 ·a2 a·2');
});
