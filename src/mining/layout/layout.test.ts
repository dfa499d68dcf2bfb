import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { sharedData } from '../../../tests/shared-data.ts';
import { randomNet } from '../conformance/random-nets.ts';
import { readPnml } from '../formats/pnml-read.ts';
import { readPtml } from '../formats/ptml.ts';
import { parseTreeText } from '../formats/tree-text.ts';
import { seededNumbers } from '../log/random-log.ts';
import type { Bpmn } from '../model/bpmn.ts';
import { netOf } from '../model/example-nets.ts';
import type { PetriNet } from '../model/petri-net.ts';
import type { ProcessTree } from '../model/process-tree.ts';
import { randomTree } from '../model/random-tree.ts';
import { treeToBpmn } from '../model/tree-to-bpmn.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { bpmnDiagram } from './bpmn-diagram.ts';
import { layoutOf } from './layout.ts';
import type { Diagram, DiagramGraph } from './model.ts';
import { type NetDiagram, netDiagram } from './net-diagram.ts';
import { textLines, textWidth } from './text-lines.ts';
import { treeDiagram } from './tree-diagram.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const boxesOf = ({ nodes }: DiagramGraph, diagram: Diagram): Box[] =>
  nodes.map(({ width, height }, n) => {
    const { x, y } = diagram.nodes[n]!;
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  });

const pieces = (line: readonly number[]) =>
  Array.from(
    { length: line.length / 2 - 1 },
    (_, i) => line.slice(2 * i, 2 * i + 4) as [number, number, number, number],
  );

/** Pairs of boxes of which one lies in the other, closer than `near`. */
function touching(a: Box, b: Box, near: number): boolean {
  return a.left < b.right + near && b.left < a.right + near && a.top < b.bottom + near && b.top < a.bottom + near;
}

/** What is wrong with a drawing, whatever it shows. */
function faultsOf(graph: DiagramGraph, diagram: Diagram): string[] {
  const boxes = boxesOf(graph, diagram);
  const faults: string[] = [];
  for (const [i, a] of boxes.entries()) {
    if (a.left < 0 || a.top < 0 || a.right > diagram.width || a.bottom > diagram.height) faults.push(`${i} sticks out`);
    for (const [j, b] of boxes.entries()) if (i < j && touching(a, b, 5)) faults.push(`${i} and ${j} touch`);
  }
  for (const [e, line] of diagram.lines.entries()) {
    const { from, to } = graph.edges[e]!;
    const onBorder = (x: number, y: number, { left, right, top, bottom }: Box) =>
      ((x === left || x === right) && y >= top && y <= bottom) ||
      ((y === top || y === bottom) && x >= left && x <= right);
    if (!onBorder(line[0]!, line[1]!, boxes[from]!) || !onBorder(line.at(-2)!, line.at(-1)!, boxes[to]!))
      faults.push(`line ${e} does not join its nodes`);
    for (const [x1, y1, x2, y2] of pieces(line)) {
      if (x1 !== x2 && y1 !== y2) faults.push(`line ${e} is oblique`);
      const piece = {
        left: Math.min(x1, x2),
        right: Math.max(x1, x2),
        top: Math.min(y1, y2),
        bottom: Math.max(y1, y2),
      };
      for (const [n, box] of boxes.entries()) if (touching(piece, box, -1)) faults.push(`line ${e} runs through ${n}`);
    }
  }
  return faults;
}

/** Unstructured: any node may lead to any other, or to itself. */
function randomGraph(random: () => number): DiagramGraph {
  const below = (n: number) => Math.floor(random() * n);
  const count = 1 + below(14);
  return {
    nodes: Array.from({ length: count }, () => ({
      ...{
        width: 10 + below(150),
        height: 10 + below(60),
        below: random() < 0.2 ? 20 : 0,
        weight: 1 + below(3),
        upright: random() < 0.5,
      },
    })),
    edges: Array.from({ length: below(2 * count) }, () => ({ from: below(count), to: below(count), label: 0 })),
  };
}

test('laws: right-angled lines from border to border, through no node; nodes apart; the same again', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const graph = randomGraph(seededNumbers(seed));
      const diagram = layoutOf(graph);
      expect([seed, faultsOf(graph, diagram)]).toEqual([seed, []]);
      expect(layoutOf(graph)).toEqual(diagram);
    }),
    { seed: 7, numRuns: 2 * numRuns },
  );
});

/** Places where two lines cross that share neither a node nor a piece. */
function crossingsOf({ flows }: Bpmn, { lines }: Diagram): number {
  let count = 0;
  for (const [i, a] of lines.entries())
    for (const [j, b] of lines.entries()) {
      const [f, g] = [flows[i]!, flows[j]!];
      if (f.from === g.from || f.to === g.to) continue;
      for (const [x1, y, x2, y2] of pieces(a))
        for (const [x, y3, x3, y4] of pieces(b)) {
          if (y !== y2 || x !== x3) continue;
          const [low, high] = [Math.min(y3, y4), Math.max(y3, y4)];
          if (x > Math.min(x1, x2) && x < Math.max(x1, x2) && y > low && y < high) count++;
        }
    }
  return count;
}

const bpmnGraph = (bpmn: Bpmn, diagram: ReturnType<typeof bpmnDiagram>): DiagramGraph => ({
  nodes: bpmn.nodes.map((_, n) => ({ ...diagram.sizes[n]!, below: 0, weight: 1, upright: true })),
  edges: bpmn.flows.map(({ from, to }) => ({ from, to, label: 0 })),
});

test('processes of trees: no line crosses another, the end stands level with the start', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const bpmn = treeToBpmn(randomTree(seededNumbers(seed), { depth: 4 }));
      const diagram = bpmnDiagram(bpmn);
      expect([seed, faultsOf(bpmnGraph(bpmn, diagram), diagram)]).toEqual([seed, []]);
      expect([seed, crossingsOf(bpmn, diagram)]).toEqual([seed, 0]);
      const level = (kind: string) => diagram.nodes[bpmn.nodes.findIndex((node) => node.kind === kind)]!.y;
      expect([seed, level('end')]).toEqual([seed, level('start')]);
    }),
    { seed: 8, numRuns },
  );
}, 60_000);

const at = (text: string) => {
  const bpmn = treeToBpmn(parseTreeText(text));
  const diagram = bpmnDiagram(bpmn);
  return (name: string) => diagram.nodes[bpmn.nodes.findIndex((node) => node.name === name || node.id === name)]!;
};

test('a loop goes back above what it repeats, alternatives lie below and above by turns', () => {
  const loop = at("->( 'a', *( ->( 'b', 'c' ), 'again' ), 'd' )");
  expect([loop('a').y, loop('b').y, loop('c').y]).toEqual([loop('d').y, loop('d').y, loop('d').y]);
  expect(loop('again').y).toBeLessThan(loop('b').y);
  expect([loop('exclusive-1').x < loop('again').x, loop('again').x < loop('exclusive-2').x]).toEqual([true, true]);
  const choice = at("X( ->( 'a', 'long' ), 'b', 'c' )");
  expect([choice('a').y, choice('long').y]).toEqual([choice('start-1').y, choice('start-1').y]);
  expect([choice('b').y > choice('a').y, choice('c').y < choice('a').y]).toEqual([true, true]);
});

const wide = (depth: number, name = 'x'): ProcessTree => {
  if (depth === 0) return { kind: 'activity', label: name };
  const children = Array.from({ length: 4 }, (_, i) => wide(depth - 1, `${name}${i}`));
  return { kind: depth % 2 ? 'sequence' : 'choice', children };
};

test('real models and large ones are drawn without a fault', () => {
  for (const log of ['running-example', 'receipt', 'sepsis', 'bpic12', 'roadtraffic', 'domestic-declarations']) {
    const bpmn = treeToBpmn(readPtml(readFileSync(sharedData(`models/imf/${log}.ptml`))));
    const diagram = bpmnDiagram(bpmn);
    expect([log, faultsOf(bpmnGraph(bpmn, diagram), diagram), crossingsOf(bpmn, diagram)]).toEqual([log, [], 0]);
  }
  const bpmn = treeToBpmn(wide(5));
  expect(bpmn.nodes.length).toBeGreaterThan(1_000);
  const diagram = bpmnDiagram(bpmn);
  expect(faultsOf(bpmnGraph(bpmn, diagram), diagram)).toEqual([]);
}, 60_000);

/** Places and transitions as they are drawn. */
const netGraph = (net: PetriNet, { sizes }: NetDiagram): DiagramGraph => ({
  nodes: sizes.map((size) => ({ ...size, below: 0, weight: 1, upright: true })),
  edges: net.arcs.map(({ kind, place, transition }) => {
    const t = net.places.length + transition;
    return { ...(kind === 'input' ? { from: place, to: t } : { from: t, to: place }), label: 0 };
  }),
});

test('nets: of trees by chance, of real models, of any kind', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      for (const net of [treeToNet(randomTree(random)), randomNet(random)]) {
        const diagram = netDiagram(net);
        expect([seed, faultsOf(netGraph(net, diagram), diagram)]).toEqual([seed, []]);
      }
    }),
    { seed: 9, numRuns },
  );
  for (const name of ['running-example', 'imf/receipt', 'imf/sepsis', 'imf/bpic12', 'a22/a22', 'roadtraffic']) {
    const { net } = readPnml(readFileSync(sharedData(`models/${name}.pnml`)));
    const diagram = netDiagram(net);
    expect([name, faultsOf(netGraph(net, diagram), diagram)]).toEqual([name, []]);
  }
});

test('a loop that is entered at several places goes back above all of them', () => {
  // As the net of the running example: what begins a round fills two places.
  const net = netOf(['i a p q', 'p b r', 'q c s', 'r,s d t', 't again p q', 't e o']);
  const { nodes } = netDiagram(net);
  const x = (label: string) => nodes[net.places.length + net.transitions.findIndex((t) => t.label === label)]!.x;
  expect([x('a') < x('b'), x('b') === x('c'), x('c') < x('d'), x('d') < x('e'), x('again') < x('d')]).toEqual([
    ...[true, true, true, true, true],
  ]);
});

test('trees: nothing touches, children right of their operator and in their order, lines from it to them', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { nodes, lines, width, height } = treeDiagram(randomTree(seededNumbers(seed), { depth: 5 }));
      const graph = { nodes: nodes.map((node) => ({ ...node, below: 0, weight: 1, upright: true })), edges: [] };
      expect([seed, faultsOf(graph, { nodes, lines: [], width, height })]).toEqual([seed, []]);
      expect(lines).toHaveLength(nodes.length - 1);
      const at = (x: number, y: number) =>
        nodes.findIndex((node) => node.y === y && Math.abs(node.x - x) * 2 === node.width);
      for (const line of lines) {
        const [from, to] = [at(line[0]!, line[1]!), at(line.at(-2)!, line.at(-1)!)];
        expect([seed, from >= 0, to > from, nodes[to]!.x > nodes[from]!.x]).toEqual([seed, true, true, true]);
      }
      const leaves = nodes.filter(({ kind }) => kind === 'activity' || kind === 'silent').map(({ y }) => y);
      expect(leaves).toEqual(leaves.toSorted((a, b) => a - b));
    }),
    { seed: 10, numRuns },
  );
});

test('a model that is too large to draw is refused', () => {
  // 600 nodes in a row, and a line from each to the end.
  const nodes = Array.from({ length: 700 }, () => ({ width: 10, height: 10, below: 0, weight: 1, upright: false }));
  const edges = nodes.flatMap((_, from) => [
    { from, to: Math.min(from + 1, 699), label: 0 },
    { from, to: 699, label: 0 },
  ]);
  expect(() => layoutOf({ nodes, edges })).toThrow(/700 nodes and 1,400 arcs is too large to draw/);
});

test('names in lines that fit', () => {
  const fit = { width: 100, lines: 3, size: 12 };
  expect(textLines('T02 Check confirmation of receipt', fit)).toEqual(['T02 Check', 'confirmation of', 'receipt']);
  expect(textLines('  spaced \n out ', fit)).toEqual(['spaced out']);
  expect(textLines('', fit)).toEqual(['']);
  for (const text of [
    'A_PARTLYSUBMITTED_WITHOUT_BLANKS',
    '🚚'.repeat(60),
    'x '.repeat(200),
    'Übergrößenträger '.repeat(9),
  ]) {
    const lines = textLines(text, fit);
    expect(lines.length).toBeLessThanOrEqual(3);
    for (const line of lines)
      expect([line, textWidth(line, 12) <= 100, line.isWellFormed()]).toEqual([line, true, true]);
  }
  expect(textLines('x '.repeat(200), fit)[2]).toEndWith('…');
});
