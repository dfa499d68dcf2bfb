import { expect, test } from 'bun:test';
import { referenceLog } from '../../../tests/reference-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import logSummary from './log-summary.ts';

test('receipt: cases, events, activities and variants as published with the log', async () => {
  const { memory } = await referenceLog('receipt');
  expect(await calculate(memory, logSummary)).toMatchObject({
    cases: 1434,
    events: 8577,
    activities: 27,
    variants: 116,
  });
});

test('running example: first and last event as in the file', async () => {
  const { memory } = await referenceLog('running-example');
  expect(await calculate(memory, logSummary)).toEqual({
    cases: 6,
    events: 42,
    activities: 8,
    variants: 6,
    // 2010-12-30 11:02 and 2011-01-24 14:56 in the file, both +01:00
    start: '2010-12-30T10:02:00.000Z',
    end: '2011-01-24T13:56:00.000Z',
  });
});

test('a log without times has no start and no end', async () => {
  const memory = memoryLog([{ case: 'c', activity: 'a' }]);
  expect(await calculate(memory, logSummary)).toMatchObject({ events: 1, start: null, end: null });
});
