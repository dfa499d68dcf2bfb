import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../log/random-log.ts';
import type { Bpmn, BpmnKind } from './bpmn.ts';
import { bpmnToNet } from './bpmn-to-net.ts';
import { netOf } from './example-nets.ts';
import { NetLanguage } from './net-language.ts';
import { netToBpmn } from './net-to-bpmn.ts';
import type { PetriNet } from './petri-net.ts';
import { activity, type ProcessTree, SILENT, tree, treeText } from './process-tree.ts';
import { randomTree } from './random-tree.ts';
import { reduceTree } from './reduce-tree.ts';
import { checkSoundness } from './soundness.ts';
import { treeToBpmn } from './tree-to-bpmn.ts';
import { treeToNet } from './tree-to-net.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(activity) as [ProcessTree, ProcessTree, ProcessTree, ProcessTree];

/** Traces up to a length; null where there are too many states to tell. */
function traces(net: PetriNet, length = 3): string[] | null {
  const language = new NetLanguage(net, { mostMarkings: 30_000 });
  const found = language.tracesUpTo(length).map((trace) => trace.join(' '));
  return language.spent ? null : found;
}

/** A process, a flow a line: `start > a`, `a > x1`; the first letter says what a node is: x, p, o gateways, e an event, s and z start and end. */
function processOf(...lines: string[]): Bpmn {
  const kinds: Record<string, BpmnKind> = {
    ...{ X: 'exclusive', P: 'parallel', O: 'inclusive', E: 'event', S: 'start', Z: 'end' },
  };
  const names: string[] = [];
  const number = (name: string) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const flows = lines.flatMap((line) => {
    const steps = line.split(' > ').map(number);
    return steps.slice(1).map((to, i) => ({ from: steps[i]!, to }));
  });
  return {
    nodes: names.map((id) => ({ id, kind: kinds[id[0]!] ?? 'task', name: kinds[id[0]!] ? null : id })),
    flows: flows.map((flow, i) => ({ id: `f${i}`, ...flow })),
  };
}

/** As the lines of {@link processOf}, each flow alone. */
const linesOf = ({ nodes, flows }: Bpmn): string[] => {
  const name = (n: number) => nodes[n]!.name ?? nodes[n]!.id;
  return flows.map(({ from, to }) => `${name(from)} > ${name(to)}`);
};

test('laws by brute force: tree → process → net, and net → process → net, keep the language', () => {
  let [walked, fromNets] = [0, 0];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const given = randomTree(seededNumbers(seed), { labels: ['a', 'b', 'c'] });
      const text = treeText(given);
      const net = treeToNet(reduceTree(given));
      const wanted = traces(net);
      const process = treeToBpmn(given);
      const again = bpmnToNet(process);
      expect([text, checkSoundness(again, 3_000).findings.filter((f) => !f.startsWith('After'))]).toEqual([text, []]);
      const found = traces(again);
      if (wanted === null || found === null) return;
      walked++;
      expect([text, ...found]).toEqual([text, ...wanted]);
      // The gadget of an inclusive block is not free-choice: such nets are refused.
      if (/O\(/.test(treeText(reduceTree(given)))) return;
      fromNets++;
      expect([text, ...traces(bpmnToNet(netToBpmn(net)))!]).toEqual([text, ...wanted]);
    }),
    { seed: 11, numRuns },
  );
  expect(walked).toBeGreaterThan(numRuns * 0.9);
  expect(fromNets).toBeGreaterThan(numRuns * 0.5);
}, 300_000);

/** A process of a tree with one flow or two more, from any exclusive gateway to any other: no blocks any more, and often not sound. */
function jumping(random: () => number): Bpmn {
  const operators = ['sequence', 'choice', 'loop', 'parallel'] as const;
  const { nodes, flows } = treeToBpmn(randomTree(random, { labels: ['a', 'b', 'c'], operators }));
  const gateways = nodes.flatMap(({ kind }, n) => (kind === 'exclusive' ? [n] : []));
  const oneOf = () => gateways[Math.floor(random() * gateways.length)]!;
  const more = Array.from({ length: gateways.length < 2 ? 0 : 1 + Math.floor(2 * random()) }, (_, i) => {
    return { id: `jump-${i}`, from: oneOf(), to: oneOf() };
  });
  return { nodes, flows: [...flows, ...more] };
}

test('laws by brute force: processes without blocks keep their language over net and process, or are refused', () => {
  let [same, refused] = [0, 0];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const net = bpmnToNet(jumping(seededNumbers(seed)));
      let again: Bpmn;
      try {
        again = netToBpmn(net);
      } catch (error) {
        expect([seed, (error as { code: string }).code]).toEqual([seed, 'model.notFreeChoice']);
        refused++;
        return;
      }
      const [wanted, found] = [traces(net, 4), traces(bpmnToNet(again), 4)];
      if (wanted === null || found === null) return;
      same++;
      expect([seed, ...found]).toEqual([seed, ...wanted]);
    }),
    { seed: 14, numRuns },
  );
  expect([same > numRuns / 2, refused > 0]).toEqual([true, true]);
}, 120_000);

test('processes of trees have no gateway that decides nothing, and none without a partner', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const given = randomTree(seededNumbers(seed));
      const { nodes, flows } = treeToBpmn(given);
      const count = (n: number, side: 'from' | 'to') => flows.filter((flow) => flow[side] === n).length;
      for (const [n, { id, kind }] of nodes.entries()) {
        const ways = `${count(n, 'to')} ${count(n, 'from')}`;
        const wanted =
          { start: /^0 1$/, end: /^1 0$/, task: /^1 1$/, event: /never/ }[kind as string] ??
          /^(1 (?!1$)\d+|(?!1 )\d+ 1)$/;
        expect([treeText(given), id, ways]).toEqual([treeText(given), id, expect.stringMatching(wanted)]);
      }
      const of = (wanted: BpmnKind, side: 'from' | 'to') =>
        nodes.filter(({ kind }, n) => kind === wanted && count(n, side) > 1).length;
      for (const kind of ['parallel', 'inclusive', 'exclusive'] as const)
        expect([treeText(given), kind, of(kind, 'from')]).toEqual([treeText(given), kind, of(kind, 'to')]);
    }),
    { seed: 12, numRuns },
  );
});

test('processes of trees, node by node', () => {
  expect(linesOf(treeToBpmn(SILENT))).toEqual(['start-1 > end-1']);
  expect(linesOf(treeToBpmn(tree('sequence', [a, tree('choice', [SILENT, b])])))).toEqual([
    ...['start-1 > a', 'a > exclusive-1', 'exclusive-1 > b', 'exclusive-1 > exclusive-2', 'b > exclusive-2'],
    'exclusive-2 > end-1',
  ]);
  expect(linesOf(treeToBpmn(tree('loop', [tree('parallel', [a, b]), c, SILENT])))).toEqual([
    ...['start-1 > exclusive-1', 'exclusive-1 > parallel-1', 'parallel-1 > a', 'parallel-1 > b'],
    ...['a > parallel-2', 'b > parallel-2', 'parallel-2 > exclusive-2', 'exclusive-2 > c', 'c > exclusive-1'],
    ...['exclusive-2 > exclusive-1', 'exclusive-2 > end-1'],
  ]);
  expect(linesOf(treeToBpmn(tree('or', [a, d])))).toContain('inclusive-1 > d');
});

test('processes of nets: joins and splits only where places and transitions have several neighbours', () => {
  // A choice behind a join (extended free-choice), silent steps, a loop.
  const net = netOf(['i s p q', 'p a u', 'q tau1 v', 'u,v b w', 'u,v c w', 'w tau2 i2', 'w d o', 'i2 e w']);
  expect(linesOf(netToBpmn(net)).sort()).toEqual(
    [
      ...['start-1 > s', 's > parallel-1', 'parallel-1 > a', 'parallel-1 > parallel-2', 'a > parallel-2'],
      ...['parallel-2 > exclusive-1', 'exclusive-1 > b', 'exclusive-1 > c', 'b > exclusive-2', 'c > exclusive-2'],
      ...['exclusive-2 > exclusive-3', 'exclusive-3 > e', 'exclusive-3 > d', 'e > exclusive-2', 'd > end-1'],
    ].sort(),
  );
  expect(traces(bpmnToNet(netToBpmn(net)), 6)).toEqual(traces(net, 6)!);
});

test('a choice that waits for more than one place is made before, where that never ends in nothing', () => {
  // The loop is left only together with what runs beside it: as nets of trees are drawn small.
  const net = netOf(['i s p q', 'p a r', 'r b p', 'q c u', 'r,u d o']);
  const process = netToBpmn(net);
  expect(linesOf(process)).toContain('exclusive-2 > parallel-2');
  expect(traces(bpmnToNet(process), 6)).toEqual(traces(net, 6)!);
});

test('nets that no gateways express are refused by name', () => {
  const refused: [PetriNet, string, RegExp][] = [
    // d only after a, e only after b.
    [
      netOf(['i a p x', 'i b p y', 'p c q', 'q,x d o', 'q,y e o']),
      'model.notFreeChoice',
      /Which of "d", "e" takes the token of the place "q"/,
    ],
    [netOf(['i a p', 'p b o', 'o c z', 'w d z']), 'model.notWorkflowNet', /2 places that nothing fills/],
    [netOf(['i a p p', 'p b o']), 'model.weightedArcs', /"a" moves several tokens of the place "p"/],
    [{ ...netOf(['i a o']), initial: [[0, 2]] }, 'model.notWorkflowNet', /one token in its source/],
    [{ ...netOf(['i a o']), final: [] }, 'model.notWorkflowNet', /one token in its sink/],
  ];
  for (const [net, code, message] of refused) {
    expect(() => netToBpmn(net)).toThrow(message);
    expect(() => netToBpmn(net)).toThrow(expect.objectContaining({ code }));
  }
});

/** Language up to three events, worked out by hand from the rules of BPMN 2.0.2, chapter 13. */
const MEANINGS: [what: string, process: Bpmn, traces: string[]][] = [
  ['tasks split to all, and are done for each', processOf('S > a', 'a > X1 > Z', 'a > b', 'X1 > b'), ['a b', 'a b b']],
  ['two starts are two ways to begin', processOf('S1 > a > X', 'S2 > b > X', 'X > c > Z'), ['a c', 'b c']],
  ['a start that splits begins both', processOf('S > a > P', 'S > b > P', 'P > Z'), ['a b', 'b a']],
  ['ends of a choice', processOf('S > X', 'X > a > Z1', 'X > b > Z2'), ['a', 'b']],
  [
    'ends of ways beside each other: done when both are',
    processOf('S > P', 'P > a > Z1', 'P > b > Z2'),
    ['a b', 'b a'],
  ],
  ['a task that nothing follows is an end', processOf('S > P', 'P > a', 'P > b > Z'), ['a b', 'b a']],
  [
    'an end that is reached twice',
    processOf('S > P', 'P > a > Z', 'P > X', 'X > b > Z', 'X > Z2'),
    ['a', 'a b', 'b a'],
  ],
  ['events are silent steps', processOf('S > E1 > a > E2 > Z'), ['a']],
  ['an event gives to all', processOf('S > E', 'E > a > P', 'E > b > P', 'P > Z'), ['a b', 'b a']],
  ['gateways that join and split', processOf('S > X > a > X > Z'), ['', 'a', 'a a', 'a a a']],
  ['one way or both, one of them empty', processOf('S > O1 > a > O2 > Z', 'O1 > O2'), ['', 'a']],
  [
    'an inclusive block in one',
    processOf('S > O1 > a > O2 > Z', 'O1 > O3 > b > O4 > O2', 'O3 > c > O4'),
    ['a', 'b', 'c', 'a b', 'a c', 'b a', 'b c', 'c a', 'c b', 'a b c', 'a c b', 'b a c', 'b c a', 'c a b', 'c b a'],
  ],
  ['an inclusive gateway with one way is none', processOf('S > O > a > O2 > Z'), ['a']],
  [
    'two inclusive blocks that share a gateway',
    processOf('S > O1', 'O1 > O2', 'O1 > a > O2', 'O2 > O3', 'O2 > b > O3', 'O3 > Z'),
    ['', 'a', 'b', 'a b'],
  ],
];

test.each(MEANINGS)('%s', (_, process, wanted) => {
  expect(traces(bpmnToNet(process))).toEqual(wanted);
});

test('inclusive gateways that are no block are refused by name', () => {
  const cases = [
    // A way out of the block, one into it, a join of other ways, no join.
    processOf('S > O1', 'O1 > X1', 'X1 > a > O2', 'X1 > Z2', 'O1 > b > O2', 'O2 > Z'),
    processOf('S > X1', 'X1 > O1', 'X1 > X2', 'O1 > X2', 'X2 > a > O2', 'O1 > b > O2', 'O2 > Z'),
    // A join that waits in a loop; one behind ways that do not meet as the other gateway says.
    processOf(
      'S > X1 > P',
      'P > a > O',
      'P > X2',
      'X2 > b > O',
      'X2 > X3 > O',
      'O > X4',
      'X4 > X1',
      'X4 > P2',
      'P2 > c > O2',
      'P2 > X5',
      'X5 > d > O2',
      'X5 > X6',
      'X6 > X1',
      'X6 > O2',
      'O2 > Z',
    ),
    processOf('S > P', 'P > a > X', 'P > b > X', 'X > O', 'P > c > O', 'O > Z'),
    processOf('S > O', 'O > a > Z', 'O > b > Z'),
  ];
  for (const process of cases)
    expect(() => bpmnToNet(process)).toThrow(/inclusive gateway "O1?2?" (splits|joins) ways/);
});

test('inclusive gateways that only join wait for what can still come', () => {
  // As a parallel join; as an exclusive one; for b or not, beside a.
  const net = (...lines: string[]) => traces(bpmnToNet(processOf(...lines)), 4);
  expect(net('S > P', 'P > a > O', 'P > b > O', 'O > Z')).toEqual(['a b', 'b a']);
  expect(net('S > X', 'X > a > O', 'X > b > O', 'O > Z')).toEqual(['a', 'b']);
  const some = ['S > P', 'P > a > O', 'P > X', 'X > b > O', 'X > c > X2', 'X2 > d > Z1', 'O > X2'];
  expect(() => net(...some)).toThrow(/"O" joins/);
  // c is behind a, and behind b where that is taken; d beside them where it is not.
  const [begin, end] = [
    ['S > P', 'P > a > O', 'P > X'],
    ['O > c > O2', 'O2 > Z'],
  ];
  expect(net(...begin!, 'X > b > O', 'X > d > O2', ...end!)).toEqual(
    ['a b c', 'a c d', 'a d c', 'b a c', 'd a c'].sort(),
  );
});

test('ends that are too many to look at are refused', () => {
  const wide = processOf('S > P', ...Array.from({ length: 16 }, (_, i) => `P > t${i} > Z${i}`));
  expect(() => bpmnToNet(wide)).toThrow(/16 ends/);
});
