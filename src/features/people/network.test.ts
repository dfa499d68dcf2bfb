import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { paletteOf } from '../../platform/charts/index.ts';
import { strongest } from './handover-view.ts';
import { drawNetwork } from './network-drawing.ts';
import { networkSvg } from './network-file.ts';
import { layOutNetwork } from './network-layout.ts';

const box = { width: 80, height: 40 };
const boxes = (n: number) => Array.from({ length: n }, () => box);

describe('the layout of a network', () => {
  const network = fc.integer({ min: 1, max: 40 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      ties: fc.array(fc.record({ a: fc.nat(n - 1), b: fc.nat(n - 1), weight: fc.integer({ min: 1, max: 500 }) }), {
        maxLength: 120,
      }),
    }),
  );

  test('no two boxes overlap, all lie in view, and the same network is drawn the same', () =>
    fc.assert(
      fc.property(network, ({ n, ties }) => {
        const own = ties.filter(({ a, b }) => a !== b);
        const { places, width, height } = layOutNetwork(boxes(n), own);
        expect(layOutNetwork(boxes(n), own)).toEqual({ places, width, height });
        expect(places.length).toBe(n);
        places.forEach((p, i) => {
          expect(p.x - box.width / 2).toBeGreaterThanOrEqual(0);
          expect(p.y - box.height / 2).toBeGreaterThanOrEqual(0);
          expect(p.x + box.width / 2).toBeLessThanOrEqual(width);
          expect(p.y + box.height / 2).toBeLessThanOrEqual(height);
          for (const q of places.slice(i + 1))
            expect(Math.abs(p.x - q.x) >= box.width || Math.abs(p.y - q.y) >= box.height).toBe(true);
        });
      }),
      { seed: 5, numRuns: 100 },
    ));

  test('who belongs together stands together', () => {
    // Two groups of four, one weak tie between them.
    const within = [0, 4].flatMap((first) =>
      [0, 1, 2].flatMap((a) => [a + 1, a + 2, a + 3].filter((b) => b < 4).map((b) => [first + a, first + b] as const)),
    );
    const ties = [...within.map(([a, b]) => ({ a, b, weight: 10 })), { a: 0, b: 4, weight: 1 }];
    const { places } = layOutNetwork(boxes(8), ties);
    const far = (a: number, b: number) => Math.hypot(places[a]!.x - places[b]!.x, places[a]!.y - places[b]!.y);
    const mean = (pairs: readonly (readonly [number, number])[]) =>
      pairs.reduce((sum, [a, b]) => sum + far(a, b), 0) / pairs.length;
    const across = [0, 1, 2, 3].flatMap((a) => [4, 5, 6, 7].map((b) => [a, b] as const));
    expect(mean(across)).toBeGreaterThan(1.5 * mean(within));
  });

  test('nobody, and one alone', () => {
    expect(layOutNetwork([], []).places).toEqual([]);
    expect(layOutNetwork([box], []).places).toEqual([{ x: 64, y: 44 }]);
  });
});

test('lines end at the rim of circles, more work is a larger circle, more handovers a thicker line', () => {
  const people = ['Ann', 'Bob', 'Çem'].map((name, i) => ({ name, events: 100 / (i + 1), colour: i }));
  const { nodes, arcs } = drawNetwork(people, [
    { from: 0, to: 1, width: 90, shade: 90 },
    { from: 1, to: 0, width: 10, shade: 10 },
  ]);
  expect(nodes.map(({ r }) => r)).toEqual(nodes.map(({ r }) => r).toSorted((a, b) => b - a));
  expect(arcs[0]!.stroke).toBeGreaterThan(arcs[1]!.stroke);
  expect([arcs[0]!.shade, arcs[1]!.shade]).toEqual([5, 2]);
  for (const [i, to] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const [x, y] = arcs[i]!.head.split(' ')[0]!.split(',').map(Number);
    expect(Math.hypot(x! - nodes[to]!.x, y! - nodes[to]!.y)).toBeCloseTo(nodes[to]!.r + 1.5, 0);
  }
  // There and back are two lines, not one.
  expect(arcs[0]!.path.split('Q')[1]).not.toBe(arcs[1]!.path.split('Q')[1]);
});

test('of each person the strongest handover is drawn, and all at last', () => {
  const arc = (from: string, to: string, count: number) => ({
    from,
    to,
    count,
    cases: count,
    medianMs: null,
    meanMs: null,
  });
  const arcs = [
    arc('a', 'b', 9),
    arc('a', 'c', 8),
    arc('b', 'c', 7),
    arc('c', 'a', 2),
    arc('a', 'd', 1),
    arc('b', 'd', 1),
  ];
  // a→b first of a; a→c first to c; b→c first of b; c→a first of c; a→d first to d. Only b→d is nobody's first.
  expect(strongest(arcs, 0)).toEqual(arcs.slice(0, 5));
  expect(strongest(arcs, 100)).toEqual(arcs);
  expect(strongest([], 30)).toEqual([]);
});

test('the file holds its colours, and names do no harm', () => {
  const network = {
    ...{ width: 200, height: 100, shown: 1, of: 1, arcs: [], moreRoles: false },
    nodes: [{ x: 50, y: 50, r: 9, label: '<a>&"\u0007', colour: 2, selected: false, href: '', title: '' }],
    legend: [{ colour: 2, text: 'check' }],
  };
  const svg = networkSvg(network, { title: 'Übergaben', about: 'x < y', theme: 'dark', ramp: 'farc' });
  expect(svg).toContain(`fill="${paletteOf('dark')['--cat-2']}"`);
  expect(svg).toContain('&lt;a&gt;&amp;&quot;\ufffd</text>');
  expect(svg).toContain('x &lt; y');
  expect(svg).not.toContain('#888888');
  expect(svg).not.toMatch(/class=|style=|var\(/);
});
