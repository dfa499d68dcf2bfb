import { describe, expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import fitness from './fitness.ts';
import heuristicsNet from './heuristics-net.ts';

/** 2,000 logs by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);

/** Traces with how many cases took each; a letter is an activity. */
const logOf = (traces: Readonly<Record<string, number>>) =>
  memoryLog(
    Object.entries(traces).flatMap(([trace, cases]) =>
      Array.from({ length: cases }, (_, c) =>
        [...trace].map((activity, i) => ({ case: `${trace} ${c}`, activity, time: i })),
      ).flat(),
    ),
  );

// Van der Aalst, Process Mining (2016), section 7.2: 40 cases.
const BOOK = { ae: 5, abce: 10, acbe: 10, abe: 1, ace: 1, ade: 10, adde: 2, addde: 1 };

describe('the log of the book', () => {
  test('the dependencies of its table 7.2; the graph for thresholds of 0.9', async () => {
    const found = await calculate(logOf(BOOK), heuristicsNet, { relativeToBest: 0 });
    expect(found.causalNet.arcs).toMatchObject([
      { from: 'a', to: 'b', count: 11, dependency: 11 / 12 },
      { from: 'a', to: 'c', count: 11, dependency: 11 / 12 },
      { from: 'a', to: 'd', count: 13, dependency: 13 / 14 },
      { from: 'b', to: 'e', count: 11, dependency: 11 / 12 },
      { from: 'c', to: 'e', count: 11, dependency: 11 / 12 },
      { from: 'd', to: 'e', count: 13, dependency: 13 / 14 },
    ]);
  });

  test('for thresholds of 0.7: a may be followed by e alone, by b and c, or by d, which repeats', async () => {
    const thresholds = { dependency: 0.7, loopOfOne: 0.7, relativeToBest: 0, rareBindings: 0 };
    const found = await calculate(logOf(BOOK), heuristicsNet, thresholds);
    expect(found.causalNet.arcs.filter(({ from, to }) => from === to || from + to === 'ae')).toMatchObject([
      { from: 'a', to: 'e', count: 5, dependency: 5 / 6 },
      { from: 'd', to: 'd', count: 4, cases: 3, dependency: 4 / 5 },
    ]);
    const of = (activity: string) => {
      const { inputs, outputs } = found.causalNet.activities.find((each) => each.activity === activity)!;
      const text = (bound: typeof inputs) => bound.map(({ activities, count }) => `${activities.join('+')} ${count}`);
      return [text(inputs), text(outputs)];
    };
    // 20 cases do b and c in some order, 1 each only one of them, 13 do d (4 times again), 5 nothing between.
    expect(of('a')).toEqual([[' 40'], ['b+c 20', 'd 13', 'e 5', 'b 1', 'c 1']]);
    expect(of('b')).toEqual([['a 21'], ['e 21']]);
    expect(of('d')).toEqual([
      ['a 13', 'd 4'],
      ['e 13', 'd 4'],
    ]);
    expect(of('e')).toEqual([['b+c 20', 'd 13', 'a 5', 'b 1', 'c 1'], [' 40']]);
    expect([found.causalNet.start, found.causalNet.end]).toEqual([
      [{ activities: ['a'], count: 40 }],
      [{ activities: ['e'], count: 40 }],
    ]);
    // The choice of e is not bound to that of a: the net can stop with a token left behind b.
    expect(found.soundness.verdict).toBe('unsound');
  });
});

test('a loop of two: c and d by turns, not beside each other', async () => {
  const memory = logOf({ ace: 10, acdce: 10, acdcdce: 5 });
  const { causalNet } = await calculate(memory, heuristicsNet, {});
  // cdc 10 + 5 · 2, dcd 5: 25 ⁄ 26; c and d follow each other 20 times each way.
  const arcs = causalNet.arcs.filter(({ from, to }) => from + to === 'cd' || from + to === 'dc');
  expect(arcs).toMatchObject([
    { from: 'c', to: 'd', count: 20, cases: 15, dependency: 25 / 26 },
    { from: 'd', to: 'c', count: 20, dependency: 25 / 26 },
  ]);
  expect(await fittingShareOf(memory, {})).toBe(1);
});

const fittingShareOf = async (memory: ReturnType<typeof memoryLog>, params: object) =>
  (await calculate(memory, fitness, { ...params, model: 'heuristics-net' })).fittingShare;

test('thresholds: each lets fewer arcs in as it rises; connected or not', async () => {
  const memory = logOf({ ...BOOK, af: 1, xe: 1 });
  const arcsOf = async (params: object) => (await calculate(memory, heuristicsNet, params)).causalNet.arcs;
  const named = async (params: object) => (await arcsOf(params)).map(({ from, to }) => from + to);
  // f and x occur once: a ⇒ f = 1 ⁄ 2, x ⇒ e = 1 ⁄ 2, which only connect.
  expect(await named({ allConnected: false })).not.toContain('af');
  expect(await named({})).toEqual(expect.arrayContaining(['af', 'xe']));
  expect(await named({ allConnected: false, dependency: 0.5 })).toEqual(expect.arrayContaining(['af', 'xe', 'ae']));
  expect(await named({ allConnected: false, dependency: 0.5, leastCount: 2 })).not.toContain('af');
  // a ⇒ e is 5 ⁄ 6, the best of a is 13 ⁄ 14: 0.095 apart.
  expect(await named({ relativeToBest: 0.1 })).toContain('ae');
  expect(await named({ relativeToBest: 0.05 })).not.toContain('ae');
});

test('concurrency: bound together or not, by its threshold', async () => {
  const bindings = async (and: number) =>
    (await calculate(logOf(BOOK), heuristicsNet, { and, rareBindings: 0 })).causalNet.activities[0]!.outputs;
  // (10 + 10) ⁄ (11 + 11 + 1) = 20 ⁄ 23 = 0.8696.
  expect((await bindings(0.869)).map(({ activities }) => activities.join('+'))).toContain('b+c');
  expect((await bindings(0.87)).map(({ activities }) => activities.join('+'))).not.toContain('b+c');
});

test('laws, on random logs', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    const { causalNet, net } = await calculate(memory, heuristicsNet, { rareBindings: 0 });
    const { activities, arcs } = causalNet;
    const names = activities.map(({ activity }) => activity);
    expect(new Set(net.transitions.flatMap(({ label }) => label ?? []))).toEqual(new Set(names));
    for (const { inputs, outputs, count } of activities)
      for (const bound of [inputs, outputs])
        expect(bound.reduce((sum, b) => sum + b.count, 0)).toBeLessThanOrEqual(count);
    // Who is bound together is joined by arcs to the activity, and by none to each other.
    const isArc = (from: string, to: string) => arcs.some((arc) => arc.from === from && arc.to === to);
    for (const { activity, outputs } of activities)
      for (const { activities: bound } of outputs)
        for (const b of bound) {
          expect(isArc(activity, b)).toBe(true);
          for (const c of bound) if (bound.length > 1) expect(isArc(b, c)).toBe(false);
        }
    // All connected: with the starts and ends of the graph, each activity has a way in and a way out.
    const ways = (of: (each: (typeof activities)[number]) => readonly unknown[]) =>
      activities.every((each) => of(each).length > 0);
    expect([ways(({ inputs }) => inputs), ways(({ outputs }) => outputs)]).toEqual([true, true]);
  }
});

test('activities of few cases are left out of the traces', async () => {
  const memory = logOf({ ab: 5, axb: 1 });
  const { log } = memory;
  const params = {
    dependency: 0.9,
    loopOfOne: 0.9,
    loopOfTwo: 0.9,
    relativeToBest: 0.05,
    and: 0.1,
    rareBindings: 0.02,
  };
  const run = { ...inlineRun(memory), k: 2 };
  const found = await heuristicsNet.compute(log, { ...params, allConnected: true, leastCount: 1 }, run);
  expect([found.hidden, found.causalNet.arcs.map(({ from, to, count }) => [from, to, count])]).toEqual([
    1,
    [['a', 'b', 6]],
  ]);
});
