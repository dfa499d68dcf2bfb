import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { plainTraces } from '../organisation/example-logs.ts';
import { keptBy } from '../views/inline.ts';
import handover from './handover.ts';

/** 2,000 logs by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const cases = async (params: object) => (await keptBy(exampleLog(), handover, params)).cases;

// o1, o2, o6 Ann Bob Cat Ann · o3 Ann Bob Dan Cat Ann · o4 Ann Cat Bob Cat Ann · o5 Eve
test('from one to another, to anyone, from anyone', async () => {
  expect(await cases({ from: 'Bob', to: 'Cat' })).toEqual(['o1', 'o2', 'o4', 'o6']);
  expect(await cases({ from: 'Bob', to: 'Cat', directly: false })).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
  expect(await cases({ from: 'Bob', to: 'Cat', mode: 'none' })).toEqual(['o3', 'o5']);
  expect(await cases({ to: 'Dan' })).toEqual(['o3']);
  expect(await cases({ from: 'Dan' })).toEqual(['o3']);
  expect(await cases({ mode: 'none' })).toEqual(['o5']);
  // Back to the same after others, but never right after.
  expect(await cases({ from: 'Ann', to: 'Ann', directly: false })).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
  expect(await cases({ from: 'Ann', to: 'Ann' })).toEqual([]);
});

test('who is not there is named', async () => {
  await expect(cases({ from: 'Anna' })).rejects.toThrow(
    'No event has "Anna" in the column "org:resource". Did you mean "Ann"?',
  );
  await expect(cases({ resource: 'cost' })).rejects.toThrow('not names of resources');
});

test('equal to the definition on random logs', async () => {
  const names = ['Ann', 'Bob', 'Çem', undefined];
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const present = new Set(memory.log.values('resource'));
    const traces = plainTraces(memory).map((trace) => trace.map(({ resource }) => resource));
    const [from, to] = [names[seed % 4], names[(seed >> 2) % 4]];
    if ((from && !present.has(from)) || (to && !present.has(to))) continue;
    for (const directly of [true, false]) {
      const shown = (trace: string[]) =>
        trace.some((x, i) =>
          trace
            .slice(i + 1, directly ? i + 2 : undefined)
            .some((y) => (!from || x === from) && (!to || y === to) && (x !== y || (from && from === to))),
        );
      for (const mode of ['any', 'none']) {
        const { cases: kept } = await keptBy(memory, handover, {
          ...(from && { from }),
          ...(to && { to }),
          directly,
          mode,
        });
        expect(kept.length).toBe(traces.filter((trace) => shown(trace) === (mode === 'any')).length);
      }
    }
  }
});

test('events without a resource are passed over', async () => {
  const rows = ['Ann', undefined, 'Bob'].map((resource, time) => ({
    ...{ case: '1', activity: 'x', time },
    ...(resource ? { resource } : {}),
  }));
  expect((await keptBy(memoryLog(rows), handover, { from: 'Ann', to: 'Bob' })).cases).toEqual(['1']);
});
