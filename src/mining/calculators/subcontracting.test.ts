import { expect, test } from 'bun:test';
import { randomLog } from '../log/random-log.ts';
import { paperLog, plainTraces, runningExample } from '../organisation/example-logs.ts';
import { calculate } from '../views/inline.ts';
import subcontracting from './subcontracting.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);

test('the log of the paper: John has Mike do a part, and Sue has Carol', async () => {
  const { pairs } = await calculate(paperLog(), subcontracting);
  // Cases 1 to 4 have two places each, case 5 one.
  expect(pairs).toEqual([
    { resource: 'Sue', subcontractor: 'Carol', count: 2, cases: 2, weight: 2, share: 2 / 9 },
    { resource: 'John', subcontractor: 'Mike', count: 2, cases: 2, weight: 2, share: 2 / 9 },
  ]);
  const once = await calculate(paperLog(), subcontracting, { multiple: false });
  expect(once.pairs.map(({ share }) => share)).toEqual([2 / 5, 2 / 5]);
});

test('running example: one between two of the same', async () => {
  const { pairs } = await calculate(runningExample(), subcontracting);
  // Only Mike Ellen Mike and Mike Sara Mike of case 6: no other resource comes back two events later.
  expect(pairs.map((p) => `${p.resource} ${p.subcontractor} ${p.count}`)).toEqual(['Mike Sara 1', 'Mike Ellen 1']);
});

test('equal to the definition on random logs', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const depth = 2 + (seed % 4);
    const traces = plainTraces(memory).map((trace) => trace.map(({ resource }) => resource));
    const count = new Map<string, number>();
    for (const trace of traces) {
      for (let i = 0; i < trace.length; i++)
        for (let k = i + 2; k <= i + depth && k < trace.length; k++)
          for (const j of trace.slice(i + 1, k))
            if (trace[i] === trace[k] && j !== trace[i]) {
              const key = `${trace[i]} ${j} ${k - i}`;
              count.set(key, (count.get(key) ?? 0) + 1);
            }
    }
    const { pairs } = await calculate(memory, subcontracting, { depth, decay: 0.25 });
    const expected = new Map<string, number>();
    for (const [key, n] of count) {
      const [a, b, distance] = key.split(' ');
      expected.set(`${a} ${b}`, (expected.get(`${a} ${b}`) ?? 0) + n * 0.25 ** (Number(distance) - 2));
    }
    expect(Object.fromEntries(pairs.map((p) => [`${p.resource} ${p.subcontractor}`, p.weight]))).toEqual(
      Object.fromEntries(expected),
    );
  }
});
