import { describe, expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { type PlainEvent, paperLog, plainTraces, runningExample } from '../organisation/example-logs.ts';
import { calculate } from '../views/inline.ts';
import handoverNetwork from './handover-network.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const seeds = Array.from({ length: numRuns }, (_, i) => i + 1);

describe('the log of the paper', () => {
  test('John hands over to Mike in two of fourteen places, and in two of five cases', async () => {
    const times = await calculate(paperLog(), handoverNetwork);
    expect(times.arcs.find(({ from, to }) => from === 'John' && to === 'Mike')).toMatchObject({
      ...{ count: 2, cases: 2, weight: 2, share: 2 / 14 },
    });
    const cases = await calculate(paperLog(), handoverNetwork, { multiple: false });
    expect(cases.arcs.find(({ from, to }) => from === 'John' && to === 'Mike')).toMatchObject({ share: 2 / 5 });
  });

  test('all handovers, written off its five traces', async () => {
    const { arcs, handovers, kept } = await calculate(paperLog(), handoverNetwork, { self: true });
    expect(arcs.map(({ from, to, count }) => `${from} ${to} ${count}`).sort()).toEqual([
      ...['Carol Sue 2', 'Clare Clare 1', 'John Mike 2', 'John Pete 2', 'Mike John 2', 'Sue Carol 2', 'Sue Clare 1'],
      'Sue Pete 2',
    ]);
    expect({ handovers, kept }).toEqual({ handovers: 13, kept: 1 });
  });

  test('causal: B and C follow each other both ways, and are no cause of each other', async () => {
    // A→B, A→C, B→D, C→D, A→E, E→D. Left out: Mike→John, Carol→Sue in all four cases (B and C).
    const { arcs } = await calculate(paperLog(), handoverNetwork, { causal: true, self: true });
    expect(arcs.map(({ from, to, count }) => `${from} ${to} ${count}`).sort()).toEqual([
      ...['Clare Clare 1', 'John Mike 2', 'John Pete 2', 'Sue Carol 2', 'Sue Clare 1', 'Sue Pete 2'],
    ]);
  });

  test('further away, each step weighs half', async () => {
    // John to John two steps away in cases 1 and 2: 2 · ½ of 14 + ½ · 9 places. Mike to Pete likewise.
    const { arcs } = await calculate(paperLog(), handoverNetwork, { depth: 2, self: true });
    for (const [a, b] of [
      ['John', 'John'],
      ['Mike', 'Pete'],
    ])
      expect(arcs.find(({ from, to }) => from === a && to === b)).toMatchObject({
        count: 2,
        weight: 1,
        share: 1 / 18.5,
      });
  });
});

test('running example: the matrix that can be read off its six traces', async () => {
  const { arcs, handovers, kept } = await calculate(runningExample(), handoverNetwork, { self: true });
  const matrix = Object.groupBy(arcs, ({ from }) => from);
  const row = (from: string) => (matrix[from] ?? []).map(({ to, count }) => `${to} ${count}`).sort();
  expect(row('Pete')).toEqual(['Mike 2', 'Sara 3', 'Sue 1']);
  expect(row('Mike')).toEqual(['Ellen 2', 'Mike 1', 'Pete 1', 'Sara 3', 'Sean 2']);
  expect(row('Ellen')).toEqual(['Mike 3', 'Sara 1']);
  expect(row('Sara')).toEqual(['Ellen 4', 'Mike 2', 'Pete 1', 'Sara 3', 'Sean 1', 'Sue 1']);
  expect(row('Sue')).toEqual(['Mike 1', 'Pete 1']);
  expect(row('Sean')).toEqual(['Pete 1', 'Sara 2']);
  // 42 events in 6 cases.
  expect(handovers + kept).toBe(36);
});

/** The definition, once more and slowly. */
function handoversOf(traces: readonly (readonly PlainEvent[])[], depth: number) {
  const count = new Map<string, number>();
  const cases = new Map<string, number>();
  const waits = new Map<string, number[]>();
  for (const trace of traces) {
    const shown = new Set<string>();
    trace.forEach((from, i) => {
      trace.slice(i + 1, i + 1 + depth).forEach((to, n) => {
        const key = `${from.resource} ${to.resource}`;
        count.set(key, (count.get(key) ?? 0) + 1);
        shown.add(key);
        const waited = (Number.isNaN(to.start) ? to.time : to.start) - from.time;
        if (n === 0 && !Number.isNaN(waited)) waits.set(key, [...(waits.get(key) ?? []), Math.max(0, waited)]);
      });
    });
    for (const key of shown) cases.set(key, (cases.get(key) ?? 0) + 1);
  }
  return { count, cases, waits };
}

test('equal to the definition on random logs, and what it counts adds up', async () => {
  for (const seed of seeds) {
    const memory = randomLog(seed, { segmentEvents: 20 });
    if (memory.log.findColumn('resource') === null) continue;
    const traces = plainTraces(memory);
    const depth = 1 + (seed % 3);
    const found = await calculate(memory, handoverNetwork, { depth, self: true });
    const { count, cases, waits } = handoversOf(traces, depth);
    const of = (value: 'count' | 'cases') =>
      Object.fromEntries(found.arcs.map((arc) => [`${arc.from} ${arc.to}`, arc[value]]));
    expect(of('count')).toEqual(Object.fromEntries(count));
    expect(of('cases')).toEqual(Object.fromEntries(cases));
    for (const { from, to, minMs, maxMs, sumMs, medianMs } of found.arcs) {
      const values = (waits.get(`${from} ${to}`) ?? []).sort((a, b) => a - b);
      const middle = (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2;
      const expected = values.length
        ? [values[0], values.at(-1), values.reduce((a, b) => a + b), middle]
        : Array(4).fill(null);
      expect([minMs, maxMs, sumMs, medianMs]).toEqual(expected);
    }
    if (depth > 1) continue;
    // Events of known resources − cases that have any: each event but the last of its case hands over, or keeps.
    expect(found.handovers + found.kept).toBe(traces.reduce((sum, trace) => sum + Math.max(0, trace.length - 1), 0));
    expect(found.nodes.reduce((sum, { given }) => sum + given, 0)).toBe(found.handovers);
    expect(found.nodes.reduce((sum, { received }) => sum + received, 0)).toBe(found.handovers);
  }
});

test('those who are not shown are counted, also what passes between them', async () => {
  // a b c d e: five people, one event each; the two first by name are shown.
  const trace = [...'abcde'].map((resource, time) => ({ case: '1', activity: 'x', resource, time }));
  const found = await calculate(memoryLog(trace), handoverNetwork, { top: 2 });
  expect(found).toMatchObject({ resources: 5, others: { resources: 3, events: 3 }, handovers: 4, kept: 0 });
  expect(found.nodes.map(({ resource, given, received }) => [resource, given, received])).toEqual([
    ['a', 1, 0],
    ['b', 1, 1],
  ]);
  expect(found.arcs).toMatchObject([{ from: 'a', to: 'b', count: 1 }]);
  expect(found.hidden).toEqual({ arcs: 0, handovers: 3 });
});

test('thousands of resources are answered in room for those that are shown', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    ...{ case: `c${i >> 2}`, activity: 'x', time: i },
    resource: i % 4 === 3 ? 'Zoe' : `r${i % 10_000}`,
  }));
  const found = await calculate(memoryLog(rows, { segmentEvents: 3000 }), handoverNetwork, { top: 50, limit: 10 });
  expect(found).toMatchObject({ resources: 7501, events: 20_000, others: { resources: 7451 } });
  expect(found.nodes[0]).toMatchObject({ resource: 'Zoe', events: 5000, received: 5000, given: 0 });
  expect(found.handovers + found.kept).toBe(15_000);
  expect(found.arcs.length).toBe(10);
  expect(found.hidden.arcs).toBeGreaterThan(0);
});

test('any column of events that names groups; what does not fit is named', async () => {
  const rows = ['North', 'South', 'North'].map((group, time) => ({
    ...{ case: '1', activity: 'x', time },
    attributes: { 'org:group': group, cost: 1 },
  }));
  const memory = memoryLog(rows, { caseAttributes: { '1': { region: 'East' } } });
  const { arcs, column } = await calculate(memory, handoverNetwork, { resource: 'org:group' });
  expect([column, arcs.map(({ from, to }) => `${from} ${to}`)]).toEqual(['org:group', ['North South', 'South North']]);
  const asked = (resource: string) => calculate(memory, handoverNetwork, { resource });
  await expect(asked('resource')).rejects.toThrow('does not say who did its events');
  await expect(asked('case:region')).rejects.toThrow('belongs to cases');
  await expect(asked('cost')).rejects.toThrow('holds number values');
  await expect(asked('org:grop')).rejects.toThrow('Did you mean "org:group"');
});
