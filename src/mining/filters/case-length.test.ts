import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import caseLength from './case-length.ts';
import timePeriod from './time-period.ts';

const cases = async (params: object) => (await keptBy(exampleLog(), caseLength, params)).cases;

// Events: o1 4, o2 4, o3 5, o4 5, o5 1, o6 4.
test('bounds are included', async () => {
  expect(await cases({ max: 1 })).toEqual(['o5']);
  expect(await cases({ min: 4, max: 4 })).toEqual(['o1', 'o2', 'o6']);
  expect(await cases({ min: 5 })).toEqual(['o3', 'o4']);
  expect(await cases({ min: 6 })).toEqual([]);
});

test('kept events count', async () => {
  // Up to Wednesday 10:30 o3 keeps two events; o4, o5 and o6 drop out.
  const memory = exampleLog({ segmentEvents: 5 });
  const steps = [
    { id: 'time-period', params: { to: '2024-01-03T10:30', mode: 'trim' } },
    { id: 'case-length', params: { max: 3 } },
  ];
  const selection = await inlineSelect(memory, steps, filterSource([timePeriod, caseLength]));
  expect(inlineKept(memory, selection)).toEqual({ cases: 1, events: 2 });
});

test('bounds must be given and in order', async () => {
  await expect(cases({})).rejects.toThrow('Give min, max or both');
  await expect(cases({ min: 3, max: 2 })).rejects.toThrow('above max');
});
