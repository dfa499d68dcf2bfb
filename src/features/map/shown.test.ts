import { describe, expect, test } from 'bun:test';
import { layoutMap } from './layout/layout-map.ts';
import type { MapResult } from './model.ts';
import { graphOf, showPart, suitableShares } from './shown.ts';

const none = { meanMs: null, medianMs: null, minMs: null, maxMs: null, sumMs: null };

/** A result as the calculator gives it, from `a>b: 5` lines. */
function result(counts: Record<string, number>, start: Record<string, number>, end: Record<string, number>): MapResult {
  const arcs = Object.entries(counts)
    .map(([arc, count]) => ({ from: arc.split('>')[0]!, to: arc.split('>')[1]!, count, cases: count, ...none }))
    .sort((a, b) => b.count - a.count);
  const names = [...new Set([...arcs.flatMap(({ from, to }) => [from, to]), ...Object.keys(start)])];
  const events = (name: string) =>
    (start[name] ?? 0) + arcs.filter(({ to }) => to === name).reduce((sum, { count }) => sum + count, 0);
  const list = (of: Record<string, number>) => Object.entries(of).map(([activity, count]) => ({ activity, count }));
  const nodes = names.map((activity) => ({ activity, count: events(activity), cases: events(activity), ...none }));
  return { nodes: nodes.sort((a, b) => b.count - a.count), arcs, start: list(start), end: list(end) };
}

// 100 cases a b c; 10 of them go from b back to a, 5 on to d.
const ALL = result({ 'a>b': 110, 'b>c': 95, 'b>a': 10, 'b>d': 5 }, { a: 100 }, { c: 95, d: 5 });

describe('what a map shows', () => {
  test('everything, with coverage of everything', () => {
    const shown = showPart(ALL, { activities: 1, paths: 1 });
    expect([shown.nodes.length, shown.arcs.length, shown.coverage]).toEqual([4, 4, { events: 1, steps: 1 }]);
    expect(shown.of).toEqual({ activities: 4, arcs: 4 });
  });

  test('the most frequent activities with the paths they need, and how much that is', () => {
    const shown = showPart(ALL, { activities: 0.75, paths: 0 });
    expect(shown.nodes.map(({ activity }) => activity).sort()).toEqual(['a', 'b', 'c']);
    expect(shown.arcs.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>b', 'b>c']);
    // Events: a 110, b 110, c 95 of 320; steps: 205 of 220.
    expect(shown.coverage).toEqual({ events: 315 / 320, steps: 205 / 220 });
  });

  test('an end less frequent than any shown path has no marker, unless nothing else leaves its activity', () => {
    const shown = showPart(result({ 'a>b': 50, 'b>c': 45 }, { a: 50 }, { b: 5, c: 45 }), { activities: 1, paths: 1 });
    expect(Object.fromEntries(shown.nodes.map(({ activity, end }) => [activity, end]))).toEqual({ a: 0, b: 0, c: 45 });
  });

  test('paths whose activities are left out as too small are left out, too', () => {
    const cut = { ...ALL, nodes: ALL.nodes.filter(({ activity }) => activity !== 'd') };
    expect(showPart(cut, { activities: 1, paths: 1 }).arcs.map(({ to }) => to)).not.toContain('d');
  });

  test('of a small log all activities, and the paths that make up nine tenths of the steps', () => {
    // 110 + 95 of 220 are 93 %: two of four paths.
    expect(suitableShares(ALL)).toEqual({ activities: 100, paths: 50 });
  });
});

describe('stable places', () => {
  const base = showPart(ALL, { activities: 1, paths: 1 });
  const kept = result({ 'a>b': 5, 'b>d': 5 }, { a: 5 }, { d: 5 });

  test('a filtered map that shows nothing new is laid out as the whole one', () => {
    const shown = showPart(kept, { activities: 1, paths: 1 });
    expect(graphOf(base, shown)).toEqual(graphOf(base, base));
    expect(graphOf(base, shown).core).toEqual({ nodes: 4, arcs: 4 });
  });

  test('what filtering reveals is laid out with the rest, so that both agree on every place', () => {
    const part = showPart(ALL, { activities: 0.75, paths: 0 });
    const shown = showPart(kept, { activities: 1, paths: 1 });
    const graph = graphOf(part, shown);
    expect(graph.nodes.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(layoutMap(graph).nodes).toHaveLength(4);
  });
});
