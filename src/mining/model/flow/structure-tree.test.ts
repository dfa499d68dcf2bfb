import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../../log/random-log.ts';
import type { Fragment, TwoTerminalGraph } from './fragment.ts';
import { structureTree } from './structure-tree.ts';

/** 2,000 graphs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);

/** Edges as `a-b`, nodes by name in order of appearance, the first the source, the last named by `sink`. */
function graphOf(text: string, sink: string): { graph: TwoTerminalGraph; names: string[] } {
  const names: string[] = [];
  const node = (name: string) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const edges = text.split(' ').map((edge) => {
    const [from, to] = edge.split('-') as [string, string];
    return { from: node(from), to: node(to) };
  });
  return { graph: { nodes: names.length, edges, source: 0, sink: node(sink) }, names };
}

/** `(a-b c-d)` for a sequence, `[ … ]` for a bond, `{ … }` for a rigid. */
function textOf(fragment: Fragment, names: readonly string[]): string {
  if (fragment.kind === 'edge') return `${names[fragment.entry]}-${names[fragment.exit]}`;
  const [open, close] = { sequence: '()', bond: '[]', rigid: '{}' }[fragment.kind];
  return `${open}${fragment.children.map((child) => textOf(child, names)).join(' ')}${close}`;
}

const tree = (text: string, sink: string) => {
  const { graph, names } = graphOf(text, sink);
  return textOf(structureTree(graph), names);
};

test('sequences, bonds, loops, rigids', () => {
  expect(tree('s-t', 't')).toBe('s-t');
  expect(tree('s-a a-t', 't')).toBe('(s-a a-t)');
  expect(tree('s-x x-a x-b a-y b-y y-t', 't')).toBe('(s-x [(x-a a-y) (x-b b-y)] y-t)');
  expect(tree('s-x x-y x-y y-t', 't')).toBe('(s-x [x-y x-y] y-t)');
  // A loop: m … k and back; entry m although the bond has edges both ways.
  expect(tree('s-m m-a a-k k-b b-m k-t', 't')).toBe('(s-m [(m-a a-k) (k-b b-m)] k-t)');
  // Two bonds that end in the same node: the inner one is a fragment of its own.
  expect(tree('s-x x-k k-a k-b a-y b-y x-c c-y y-t', 't')).toBe('(s-x [(x-k [(k-a a-y) (k-b b-y)]) (x-c c-y)] y-t)');
  // The bridge: no two nodes divide it.
  expect(tree('s-x x-a x-b a-b a-y b-y y-t', 't')).toBe('(s-x {x-a x-b a-b a-y b-y} y-t)');
  // A rigid in a rigid in a row with another.
  const bridge = (x: string, y: string, p: string) => `${x}-${p}1 ${x}-${p}2 ${p}1-${p}2 ${p}1-${y} ${p}2-${y}`;
  const inner = '{x-m1 x-m2 m1-m2 m1-y m2-y}';
  expect(tree(`${bridge('x', 'y', 'm')} y-z`, 'z')).toBe(`(${inner} y-z)`);
  expect(tree(`${bridge('x', 'y', 'm')} ${bridge('y', 'z', 'n')}`, 'z')).toBe(`(${inner} {y-n1 y-n2 n1-n2 n1-z n2-z})`);
  expect(tree(`s-p p-x p-b x-z ${bridge('z', 'y', 'm')} y-k k-b k-t b-t`, 't')).toBe(
    `(s-p {(p-x x-z ${inner.replaceAll('x', 'z')} y-k) p-b k-b k-t b-t})`,
  );
});

interface Found {
  edges: Set<number>;
  fragment: Fragment;
}

function allOf(fragment: Fragment): Found[] {
  if (fragment.kind === 'edge') return [{ edges: new Set([fragment.edge]), fragment }];
  const inner = fragment.children.map(allOf);
  const edges = new Set(inner.flatMap(([first]) => [...first!.edges]));
  return [{ edges, fragment }, ...inner.flat()];
}

/** Whether edges, a proper part of the graph, have one entry and one exit node (Vanhatalo, Völzer, Koehler 2009). */
function isFragment({ edges, source, sink }: TwoTerminalGraph, part: ReadonlySet<number>): boolean {
  const inside = (test: (edge: { from: number; to: number }) => boolean) =>
    edges.filter((edge, i) => part.has(i) && test(edge)).length;
  const outside = (test: (edge: { from: number; to: number }) => boolean) =>
    edges.filter((edge, i) => !part.has(i) && test(edge)).length;
  const own = new Set([...part].flatMap((i) => [edges[i]!.from, edges[i]!.to]));
  const boundary = [...own].filter(
    (n) => n === source || n === sink || outside(({ from, to }) => from === n || to === n) > 0,
  );
  if (boundary.length !== 2) return false;
  const isEntry = (n: number) => inside(({ to }) => to === n) === 0 || outside(({ from }) => from === n) === 0;
  const isExit = (n: number) => inside(({ from }) => from === n) === 0 || outside(({ to }) => to === n) === 0;
  const enters = (n: number) =>
    inside(({ from }) => from === n) > 0 && (n === source || outside(({ to }) => to === n) > 0);
  const leaves = (n: number) =>
    inside(({ to }) => to === n) > 0 && (n === sink || outside(({ from }) => from === n) > 0);
  const [a, b] = boundary as [number, number];
  const ends = (x: number, y: number) => isEntry(x) && enters(x) && isExit(y) && leaves(y);
  return ends(a, b) || ends(b, a);
}

/** Splits with one edge in, merges with one edge out, and steps, on paths from the source to the sink. */
function randomGraph(random: () => number): TwoTerminalGraph {
  for (;;) {
    const inner = 1 + Math.floor(random() * 6);
    const edges = [{ from: 0, to: 2 }];
    for (let node = 2; node < inner + 2; node++) {
      const outs = 1 + Math.floor(random() * 2.5);
      for (let i = 0; i < outs; i++) edges.push({ from: node, to: 1 + Math.floor(random() * (inner + 1)) });
    }
    // Every node with several edges in and several out is divided.
    let nodes = inner + 2;
    const normal = edges.map((edge) => ({ ...edge }));
    for (let node = 1; node < inner + 2; node++) {
      if (normal.filter((edge) => edge.to === node).length < 2) continue;
      if (node !== 1 && normal.filter((edge) => edge.from === node).length < 2) continue;
      for (const edge of normal) if (edge.to === node) edge.to = nodes;
      normal.push({ from: nodes++, to: node });
    }
    const graph = { nodes, edges: normal, source: 0, sink: 1 };
    if (isConnected(graph) && normal.length <= 14) return graph;
  }
}

function isConnected({ nodes, edges, source, sink }: TwoTerminalGraph): boolean {
  const reach = (from: number, tail: 'from' | 'to', head: 'from' | 'to') => {
    const seen = new Set([from]);
    for (const node of seen) for (const edge of edges) if (edge[tail] === node) seen.add(edge[head]);
    return seen.size;
  };
  return (
    reach(source, 'from', 'to') === nodes && reach(sink, 'to', 'from') === nodes && edges.every((e) => e.from !== e.to)
  );
}

test(
  'law: the tree is made of all fragments that overlap with no other one, by brute force',
  () =>
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const graph = randomGraph(seededNumbers(seed));
        const count = graph.edges.length;
        const fragments: number[] = [];
        for (let mask = 1; mask < 1 << count; mask++) {
          const part = new Set(Array.from({ length: count }, (_, i) => i).filter((i) => mask & (1 << i)));
          if (isFragment(graph, part)) fragments.push(mask);
        }
        const overlaps = (x: number, y: number) => (x & y) !== 0 && (x & ~y) !== 0 && (y & ~x) !== 0;
        const canonical = fragments.filter((x) => !fragments.some((y) => overlaps(x, y)));
        const found = allOf(structureTree(graph));
        const masks = found.map(({ edges }) => [...edges].reduce((mask, i) => mask | (1 << i), 0));
        expect([JSON.stringify(graph.edges), masks.toSorted((x, y) => x - y)]).toEqual([
          JSON.stringify(graph.edges),
          canonical.toSorted((x, y) => x - y),
        ]);
        for (const { fragment, edges } of found)
          expect([JSON.stringify(graph), fragment.kind, isOriented(graph, fragment, edges)]).toEqual([
            JSON.stringify(graph),
            fragment.kind,
            true,
          ]);
      }),
      { seed: 5, numRuns },
    ),
  300_000,
);

/** The entry is where the fragment is reached from outside. */
function isOriented(
  { edges, source, sink }: TwoTerminalGraph,
  { entry, exit }: Fragment,
  own: ReadonlySet<number>,
): boolean {
  const entered = entry === source || edges.some(({ to }, i) => to === entry && !own.has(i));
  const left = exit === sink || edges.some(({ from }, i) => from === exit && !own.has(i));
  return entered && left && edges.some(({ from }, i) => from === entry && own.has(i));
}
