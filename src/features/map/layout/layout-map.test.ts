import { describe, expect, test } from 'bun:test';
import { boxAt } from './labels.ts';
import { layoutMap } from './layout-map.ts';
import { type Box, type Layout, labelWidth, type MapGraph } from './model.ts';

/** A repeatable stream of numbers from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A process: a chain with skips, returns, loops and side branches. */
function madeUp(seed: number, activities: number, arcs: number): MapGraph {
  const next = numbers(seed);
  const pick = (n: number) => Math.floor(next() * n);
  const found = new Map<number, { from: number; to: number; weight: number }>();
  const add = (from: number, to: number, weight: number) => found.set(from * activities + to, { from, to, weight });
  for (let i = 1; i < activities; i++) add(pick(3) === 0 ? pick(i) : i - 1, i, 1 + pick(900));
  for (let i = 0; i < 4 * arcs && found.size < arcs; i++) add(pick(activities), pick(activities), 1 + pick(100) ** 2);
  const nodes = Array.from({ length: activities }, (_, i) => ({
    ...{ name: `Activity ${i} ${'of the long kind '.repeat(i % 4)}`, start: i === 0 ? 1000 : 0 },
    end: i === activities - 1 || i % 7 === 3 ? 10 : 0,
  }));
  return { nodes, arcs: [...found.values()] };
}

const GRAPHS = [
  ...[1, 2, 3, 4, 5, 6].map((seed) => madeUp(seed, 4 + 5 * seed, 3 + 12 * seed)),
  madeUp(7, 90, 400),
  { nodes: [{ name: 'alone', start: 1, end: 1 }], arcs: [{ from: 0, to: 0, weight: 3 }] },
  {
    nodes: [
      { name: 'a', start: 0, end: 0 },
      { name: 'b', start: 0, end: 0 },
    ],
    arcs: [],
  },
];

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function piecesOf({ points }: Layout['arcs'][number]): Box[] {
  const pieces: Box[] = [];
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x1, y1, x2, y2] = points.slice(i, i + 4) as [number, number, number, number];
    pieces.push({ x: Math.min(x1, x2), y: Math.min(y1, y2), w: Math.abs(x2 - x1), h: Math.abs(y2 - y1) });
  }
  return pieces;
}

const pairs = <T>(list: readonly T[]): [T, T][] => list.flatMap((a, i) => list.slice(i + 1).map((b): [T, T] => [a, b]));

describe.each(GRAPHS.map((graph, i) => [i, graph] as const))('the laws of a map, graph %i', (_, graph) => {
  const layout = layoutMap(graph);

  test('activities never overlap, and lie within the drawing', () => {
    for (const [a, b] of pairs(layout.nodes)) expect(overlap(a, b)).toBe(false);
    for (const { x, y, w, h } of layout.nodes) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + w).toBeLessThanOrEqual(layout.width);
      expect(y + h).toBeLessThanOrEqual(layout.height);
    }
  });

  test('arcs run at right angles, from border to border of their activities, through no other', () => {
    for (const [i, arc] of layout.arcs.entries()) {
      const { from, to } = graph.arcs[i]!;
      const [a, b] = [layout.nodes[from]!, layout.nodes[to]!];
      expect(onBorder(a, arc.points[0]!, arc.points[1]!)).toBe(true);
      expect(onBorder(b, arc.points.at(-2)!, arc.points.at(-1)!)).toBe(true);
      for (const piece of piecesOf(arc)) {
        expect(Math.min(piece.w, piece.h)).toBe(0);
        for (const node of layout.nodes) expect(inside(node, piece)).toBe(false);
      }
    }
  });

  test('labels cover neither activities nor each other; nine of ten arcs of a readable map have one', () => {
    const w = labelWidth(Math.max(1, ...graph.arcs.map((arc) => arc.weight)));
    const boxes = layout.arcs.flatMap(({ label }) => (label ? [boxAt(label, w)] : []));
    for (const [a, b] of pairs(boxes)) expect(overlap(a, b)).toBe(false);
    for (const box of boxes) for (const node of layout.nodes) expect(overlap(box, node)).toBe(false);
    if (graph.arcs.length <= 40) expect(boxes.length).toBeGreaterThanOrEqual(0.9 * graph.arcs.length);
  });

  test('the main path stands in one column, from top to bottom', () => {
    const path = layout.mainPath.slice(0, 36).map((node) => layout.nodes[node]!);
    expect(new Set(path.map(({ x }) => x)).size).toBeLessThanOrEqual(1);
    expect(path.map(({ y }) => y)).toEqual(path.map(({ y }) => y).toSorted((a, b) => a - b));
  });

  test('each start and end has its marker beside the activity', () => {
    expect(layout.starts.map(({ node }) => node)).toEqual(placesOf(graph, 'start'));
    expect(layout.ends.map(({ node }) => node)).toEqual(placesOf(graph, 'end'));
    for (const { node, x, y } of [...layout.starts, ...layout.ends]) {
      const { x: left, y: top, w, h } = layout.nodes[node]!;
      expect(x).toBeGreaterThan(left);
      expect(x).toBeLessThan(left + w);
      expect(Math.min(Math.abs(y - top), Math.abs(y - top - h))).toBeLessThan(24);
    }
  });

  test('the same graph gives the same picture; with less effort the laws of places hold, too', () => {
    expect(layoutMap(structuredClone(graph))).toEqual(layout);
    for (const [a, b] of pairs(layoutMap(graph, 'rough').nodes)) expect(overlap(a, b)).toBe(false);
  });
});

const placesOf = ({ nodes }: MapGraph, kind: 'start' | 'end'): number[] =>
  nodes.flatMap((node, i) => (node[kind] > 0 ? [i] : []));

function onBorder({ x, y, w, h }: Box, px: number, py: number): boolean {
  const isAcross = px >= x && px <= x + w;
  const isDown = py >= y && py <= y + h;
  return (isAcross && (py === y || py === y + h)) || (isDown && (px === x || px === x + w));
}

/** Whether a piece of a line runs through the inside of a box. */
const inside = ({ x, y, w, h }: Box, piece: Box): boolean =>
  piece.x < x + w - 0.5 && piece.x + piece.w > x + 0.5 && piece.y < y + h - 0.5 && piece.y + piece.h > y + 0.5;

test('a plain chain runs straight down', () => {
  const names = ['first', 'second', 'third'];
  const nodes = names.map((name, i) => ({ name, start: i === 0 ? 5 : 0, end: i === 2 ? 5 : 0 }));
  const arcs = [
    { from: 0, to: 1, weight: 5 },
    { from: 1, to: 2, weight: 5 },
  ];
  const layout = layoutMap({ nodes, arcs });
  expect(layout.mainPath).toEqual([0, 1, 2]);
  for (const { points } of layout.arcs) {
    expect(points).toHaveLength(4);
    expect(points[0]).toBe(points[2]);
  }
});

test('returns run on the left of the main path and skips on the right', () => {
  const nodes = ['a', 'b', 'c', 'd'].map((name, i) => ({ name, start: i === 0 ? 9 : 0, end: i === 3 ? 9 : 0 }));
  const chain = [0, 1, 2].map((from) => ({ from, to: from + 1, weight: 9 }));
  const { nodes: placed, arcs } = layoutMap({
    nodes,
    arcs: [...chain, { from: 0, to: 2, weight: 2 }, { from: 3, to: 1, weight: 2 }],
  });
  const [skip, back] = [arcs[3]!.points, arcs[4]!.points];
  const { x, w } = placed[0]!;
  expect(Math.max(...skip.filter((_, i) => i % 2 === 0))).toBeGreaterThan(x + w);
  expect(Math.min(...back.filter((_, i) => i % 2 === 0))).toBeLessThan(x);
});

test('what is added to a core leaves its activities in their rows and columns', () => {
  for (const seed of [11, 12, 13]) {
    const graph = madeUp(seed, 24, 70);
    const core = { nodes: 16, arcs: graph.arcs.filter(({ from, to }) => from < 16 && to < 16).length };
    const inner = (arc: { from: number; to: number }) => (arc.from < 16 && arc.to < 16 ? 0 : 1);
    const arcs = graph.arcs.toSorted((a, b) => inner(a) - inner(b));
    const before = layoutMap({ nodes: graph.nodes.slice(0, 16), arcs: arcs.slice(0, core.arcs) }).nodes;
    const after = layoutMap({ nodes: graph.nodes, arcs, core }).nodes.slice(0, 16);
    const middle = ({ y, h }: Box) => y + h / 2;
    for (const [[a, b], [c, d]] of pairs([...before.keys()]).map(
      ([i, j]) => [[before[i]!, before[j]!] as const, [after[i]!, after[j]!] as const] as const,
    )) {
      expect(Math.sign(c.x - d.x)).toBe(Math.sign(a.x - b.x));
      const rows = (p: Box, q: Box) => (Math.abs(middle(p) - middle(q)) < 2 ? 0 : Math.sign(middle(p) - middle(q)));
      expect(rows(c, d)).toBe(rows(a, b));
    }
  }
});

test('a very long main path is folded into columns, so that the map is not a thread', () => {
  const nodes = Array.from({ length: 400 }, (_, i) => ({
    name: `a${i}`,
    start: i === 0 ? 1 : 0,
    end: i === 399 ? 1 : 0,
  }));
  const arcs = Array.from({ length: 399 }, (_, i) => ({ from: i, to: i + 1, weight: 1 }));
  const { width, height, mainPath } = layoutMap({ nodes, arcs });
  expect(mainPath).toHaveLength(400);
  expect(Math.max(width / height, height / width)).toBeLessThan(3);
});
