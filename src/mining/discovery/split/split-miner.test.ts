import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { seededNumbers } from '../../log/random-log.ts';
import type { Bpmn } from '../../model/bpmn.ts';
import { BpmnLanguage } from '../../model/bpmn-language.ts';
import { bpmnToNet } from '../../model/bpmn-to-net.ts';
import { NetLanguage } from '../../model/net-language.ts';
import type { PetriNet } from '../../model/petri-net.ts';
import { playOut } from '../../model/play-out.ts';
import { type ProcessTree, treeText } from '../../model/process-tree.ts';
import { randomTree, rediscoverableTree } from '../../model/random-tree.ts';
import { checkSoundness } from '../../model/soundness.ts';
import { tracesUpTo } from '../../model/tree-language.ts';
import { type Counted, logOf } from '../inductive/written-log.ts';
import { Work } from '../work.ts';
import { type SplitOptions, splitModel } from './split-miner.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const never = { signal: new AbortController().signal };
const DEFAULTS: SplitOptions = { epsilon: 0.1, eta: 0.4, replaceInclusive: false };

async function mined(traces: readonly Counted[], options: Partial<SplitOptions> = {}, work = new Work(never)) {
  const { log, names } = logOf(traces);
  const model = await splitModel(log, names, { ...DEFAULTS, ...options }, work);
  const pairs = (list: readonly (readonly [number, number])[]) => list.map(([a, b]) => names[a]! + names[b]!).join(' ');
  return { ...model, names, concurrent: pairs(model.concurrent), apart: pairs(model.apart) };
}

const letters = (...words: string[]) => words.map((word): Counted => [10, [...word]]);

/** Flows by name; gateways `X1`, `A1`, `O1` … by their order, `·` the start and the end. */
function flowsOf({ nodes, flows }: Bpmn): string {
  const signs: Readonly<Record<string, string>> = {
    exclusive: 'X',
    parallel: 'A',
    inclusive: 'O',
    start: '·',
    end: '·',
  };
  const name = (n: number) => nodes[n]!.name ?? signs[nodes[n]!.kind]! + (nodes[n]!.id.match(/\d+/)?.[0] ?? '');
  return flows.map(({ from, to }) => `${name(from)}${name(to)}`.replaceAll(/·\d/g, '·')).join(' ');
}

function tracesOf(net: PetriNet, length: number): string[] | null {
  const language = new NetLanguage(net, { mostMarkings: 60_000 });
  const found = language.tracesUpTo(length).map((trace) => trace.join(''));
  return language.spent ? null : found.sort();
}

const PAPER = ['abcgeh', 'abcfgh', 'abdgeh', 'abdegh', 'abecgh', 'abedgh', 'acbegh', 'acbfgh', 'adbegh', 'adbfgh'];

test('the paper’s example, by hand', async () => {
  // b beside c or d, e beside g: behind b, e or f; g waits for c or d and, where f was taken, for f; h for g and, if taken, e.
  const { bpmn, net, concurrent, apart } = await mined(letters(...PAPER), { epsilon: 0.25 });
  expect([concurrent, apart]).toEqual(['bc bd de eg', '']);
  expect(flowsOf(bpmn).split(' ').sort().join(' ')).toBe(
    'A1X1 A1b O1h O2g X1c X1d X2e X2f X3O2 aA1 bX2 cX3 dX3 eO1 fO2 gO1 h· ·a'.split(' ').sort().join(' '),
  );
  expect(checkSoundness(net).verdict).toBe('sound');
  // So a, then b beside c or d; behind b, e or f; g behind c or d, and behind b, since before it f can still come; h last.
  const wanted: string[] = [];
  for (const one of 'cd')
    for (const two of 'ef') {
      const before = (x: string, y: string) => (word: string) => word.indexOf(x) < word.indexOf(y);
      const rules = [before('b', two), before(one, 'g'), before('b', 'g'), ...(two === 'f' ? [before('f', 'g')] : [])];
      wanted.push(...orders(`b${one}${two}g`).filter((word) => rules.every((rule) => rule(word))));
    }
  expect(tracesOf(net, 6)).toEqual(wanted.map((word) => `a${word}h`).sort());
  for (const word of PAPER) expect(wanted).toContain(word.slice(1, -1));
});

test('the same without inclusive gateways: e and g are no longer concurrent', async () => {
  const { bpmn, net, apart } = await mined(letters(...PAPER), { epsilon: 0.25, replaceInclusive: true });
  expect(bpmn.nodes.some(({ kind }) => kind === 'inclusive')).toBe(false);
  expect(apart).not.toBe('');
  expect(checkSoundness(net).verdict).toBe('sound');
});

test('structures by hand', async () => {
  const flows = async (...words: string[]) => flowsOf((await mined(letters(...words))).bpmn);
  expect(await flows('ab')).toBe('·a ab b·');
  expect(await flows('ab', 'ac')).toBe('·a aX1 X1b X1c bX2 cX2 X2·');
  expect(await flows('abcd', 'acbd')).toBe('·a aA1 A1b A1c bA2 cA2 A2d d·');
  // Self-loops: at the start, at the end, alone.
  expect(await flows('a', 'aa')).toBe('·X1 X1a aX2 X2X1 X2·');
  expect(await flows('ab', 'aab')).toBe('·X1 X1a aX2 X2X1 X2b b·');
  // A short loop, several starts, several ends.
  expect(await flows('a', 'aba')).toBe('·X1 X1a aX2 X2b X2· bX1');
  expect(await flows('ac', 'bc', 'cd', 'ce')).toContain('·X1');
  // An activity only in a loop.
  expect(await flows('ab', 'abcab')).toBe('·X1 X1a ab bX2 X2c X2· cX1');
  // A loop around concurrency: c leads to a and b as the start does, by the same gateway.
  const around = await mined(letters('abd', 'bad', 'abcbad', 'bacabd'), { eta: 0 });
  expect(flowsOf(around.bpmn)).toBe('·X1 X1A1 A1a A1b aA2 bA2 A2X2 X2c X2d cX1 d·');
});

test('cases without events, and no case at all', async () => {
  expect(flowsOf((await mined([])).bpmn)).toBe('··');
  expect(tracesOf((await mined([])).net, 2)).toEqual(['']);
  const some = await mined(letters('', 'a'));
  expect(flowsOf(some.bpmn)).toBe('·X1 X1a X1X2 aX2 X2·');
  expect(tracesOf(some.net, 2)).toEqual(['', 'a']);
});

test('concurrency is taken back where a loop would begin again while the other branch goes on', async () => {
  // b and c in both orders behind a; c leads back to a: with a parallel split each round would leave a token behind.
  const { net, apart } = await mined(letters('abcabcd', 'acbd', 'acbd', 'abcacbd'), { epsilon: 0.3, eta: 0 });
  expect(checkSoundness(net).verdict).toBe('sound');
  expect(apart).toBe('bc');
});

const orders = (word: string): string[] =>
  word.length < 2
    ? [word]
    : [...word].flatMap((letter, i) => orders(word.slice(0, i) + word.slice(i + 1)).map((rest) => letter + rest));

/** A log of a random tree with events lost, doubled and swapped, and thresholds by chance. */
function noisy(seed: number): { traces: Counted[]; options: SplitOptions } {
  const random = seededNumbers(seed);
  const labels = [...'abcdefghij'].slice(0, 2 + Math.floor(random() * 9));
  const noise = [0, 0.1, 0.3][Math.floor(random() * 3)]!;
  const tree = randomTree(random, { labels, depth: 2 + Math.floor(random() * 3) });
  const traces = playOut(tree, random, { traces: 25, mostEvents: 20 }).map((trace): Counted => {
    const changed = trace.flatMap((e, i) =>
      random() < noise ? [] : random() < noise ? [trace[(i + 1) % trace.length]!, e] : [e],
    );
    return [1 + Math.floor(random() * 9), changed];
  });
  const oneOf = (list: readonly number[]) => list[Math.floor(random() * list.length)]!;
  const options = {
    epsilon: oneOf([0, 0.1, 0.3, 0.6, 1]),
    eta: oneOf([0, 0.2, 0.4, 0.8, 1]),
    replaceInclusive: random() < 0.2,
  };
  return { traces, options };
}

test('law: models are sound, and every activity can happen in them', () => {
  let [inclusive, takenBack] = [0, 0];
  return fc
    .assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { traces, options } = noisy(seed);
        const { bpmn, net, names, apart } = await mined(traces, options);
        const { verdict, findings } = checkSoundness(net, 20_000);
        expect([seed, verdict === 'unsound', findings.filter((f) => !f.startsWith('After'))]).toEqual([
          seed,
          false,
          [],
        ]);
        const labels = net.transitions.flatMap(({ label }) => label ?? []);
        expect(labels.toSorted()).toEqual(names);
        expect(bpmn.nodes.flatMap(({ name }) => name ?? []).sort()).toEqual(names);
        const joins = bpmn.nodes.filter(({ kind }) => kind === 'inclusive').length;
        if (options.replaceInclusive) expect(joins).toBe(0);
        if (joins > 0) inclusive++;
        if (apart !== '') takenBack++;
      }),
      { seed: 21, numRuns: numRuns * 10 },
    )
    .then(() => {
      expect(inclusive).toBeGreaterThan(numRuns / 5);
      expect(takenBack).toBeGreaterThan(numRuns / 5);
    });
}, 300_000);

test('law: the net does what the process does, by the rules of BPMN, and as the net of the process does', () => {
  let [compared, inclusive] = [0, 0];
  return fc
    .assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { traces, options } = noisy(seed);
        const { bpmn, net } = await mined(traces, options);
        const wanted = tracesOf(net, 5);
        const joins = bpmn.nodes.some(({ kind }) => kind === 'inclusive');
        if (wanted !== null && !joins) expect([seed, tracesOf(bpmnToNet(bpmn), 5)]).toEqual([seed, wanted]);
        const found = new BpmnLanguage(bpmn).tracesUpTo(5, 3_000)?.map((trace) => trace.join(''));
        if (wanted === null || found === undefined) return;
        compared++;
        if (joins) inclusive++;
        expect([seed, flowsOf(bpmn), found.sort()]).toEqual([seed, flowsOf(bpmn), wanted]);
      }),
      { seed: 22, numRuns: numRuns * 3 },
    )
    .then(() => {
      expect(compared).toBeGreaterThan(numRuns);
      expect(inclusive).toBeGreaterThan(numRuns / 20);
    });
}, 300_000);

/** Sequences, choices and concurrency of activities that each occur once. */
function withoutLoops(random: () => number): ProcessTree {
  for (;;) {
    const found = rediscoverableTree(random, [...'abcdefg'].slice(0, 2 + Math.floor(random() * 5)));
    if (!treeText(found).includes('*')) return found;
  }
}

test(
  'law: a block-structured model without loops is found again from all its traces',
  () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const tree = withoutLoops(seededNumbers(seed));
        const { traces } = tracesUpTo(tree, 8, 10_000);
        const { net, bpmn } = await mined(
          traces.map((trace) => [1, trace]),
          { epsilon: 1, eta: 0 },
        );
        const text = treeText(tree);
        expect([text, tracesOf(net, 8)]).toEqual([text, traces.map((trace) => trace.join('')).sort()]);
        expect([text, bpmn.nodes.some(({ kind }) => kind === 'inclusive')]).toEqual([text, false]);
      }),
      { seed: 23, numRuns },
    ),
  300_000,
);

test('law: the model does not depend on the order of the variants', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { traces, options } = noisy(seed);
      const random = seededNumbers(seed + 1);
      const shuffled = traces.map((trace) => ({ trace, at: random() })).sort((a, b) => a.at - b.at);
      const one = await mined(traces, options);
      const two = await mined(
        shuffled.map(({ trace }) => trace),
        options,
      );
      expect(two).toEqual(one);
    }),
    { seed: 24, numRuns },
  ));

test('hard logs: Unicode, labels that differ by case only, a missing name, 10,000 events in a case', async () => {
  const long = Array.from({ length: 10_000 }, (_, i) => ['a', 'A', '', '非', 'é', 'é'][i % 6]!);
  const { net, names } = await mined([
    [1, long],
    [3, ['a', 'x']],
  ]);
  expect(checkSoundness(net, 20_000).verdict).toBe('sound');
  expect(names).toContain('');
});

test('a run that is cancelled ends', async () => {
  const signal = AbortSignal.abort(new Error('cancelled'));
  const many = Array.from(
    { length: 2_000 },
    (_, i): Counted => [1, Array.from({ length: 300 }, (_, k) => `a${(i * k) % 97}`)],
  );
  expect(mined(many, {}, new Work({ signal }))).rejects.toThrow('cancelled');
});

test('more paths than anybody could read are refused, with a word on what to do', async () => {
  const random = seededNumbers(1);
  const traces = Array.from(
    { length: 3_000 },
    (): Counted => [1, Array.from({ length: 40 }, () => `a${Math.floor(random() * 300)}`)],
  );
  expect(mined(traces, { eta: 0, epsilon: 0 })).rejects.toThrow(/may have 10,000. Leave more of the rare ones out/);
});
