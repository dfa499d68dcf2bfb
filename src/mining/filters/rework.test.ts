import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import rework from './rework.ts';
import timePeriod from './time-period.ts';

const cases = async (params: object) => (await keptBy(exampleLog({ segmentEvents: 9 }), rework, params)).cases;

// o3 checks twice in a row, o4 decides twice with a check between.
test('repeats of any or of chosen activities', async () => {
  expect(await cases({})).toEqual(['o3', 'o4']);
  expect(await cases({ activities: ['check'] })).toEqual(['o3']);
  expect(await cases({ activities: ['decide', 'pay'] })).toEqual(['o4']);
  expect(await cases({ activities: ['pay'] })).toEqual([]);
  expect(await cases({ minCount: 3 })).toEqual([]);
  await expect(cases({ activities: ['chek'] })).rejects.toThrow('Did you mean "check"?');
  await expect(cases({ minCount: 1 })).rejects.toThrow('/minCount');
});

test('occurrences count per activity and per case', async () => {
  const memory = memoryLog(
    ['aab', 'aba', 'abc', 'aaa', 'Aa', 'a', 'a'].flatMap((trace, i) =>
      [...trace].map((activity) => ({ case: `c${i}`, activity, time: 1 })),
    ),
  );
  expect((await keptBy(memory, rework, {})).cases).toEqual(['c0', 'c1', 'c3']);
  expect((await keptBy(memory, rework, { minCount: 3 })).cases).toEqual(['c3']);
});

test('only kept events count', async () => {
  // From Thursday 10:30 o4 keeps check, decide, pay.
  const memory = exampleLog();
  const steps = [{ id: 'time-period', params: { from: '2024-01-04T10:30', mode: 'trim' } }, { id: 'rework' }];
  const selection = await inlineSelect(memory, steps, filterSource([timePeriod, rework]));
  expect(inlineKept(memory, selection)).toEqual({ cases: 0, events: 0 });
});
