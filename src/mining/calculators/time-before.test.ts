import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import timeBefore from './time-before.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const at = (ms: number) => Date.UTC(2024, 0, 1) + ms;
const step = (id: string, activity: string, ms: number) => ({ case: id, activity, time: at(ms) });

test('classes hold their lower edge; a case with two occurrences in one counts once', async () => {
  const log = memoryLog([
    ...[step('1', 'a', 0), step('1', 'b', MINUTE), step('1', 'b', 2 * MINUTE), step('1', 'b', 2 * MINUTE + DAY)],
    ...[step('2', 'b', 0), step('2', 'b', 90_000)],
  ]);
  // Case 1 waits 1 min, 1 min and 1 day; the first b of case 2 waits for nothing, its second 1.5 min.
  expect((await calculate(log, timeBefore, { activity: 'b' })).bins).toEqual([
    { fromMs: MINUTE, toMs: 5 * MINUTE, count: 3, cases: 2 },
    { fromMs: DAY, toMs: 7 * DAY, count: 1, cases: 1 },
  ]);
});

test('an activity that only begins cases waits for nothing', async () => {
  const log = memoryLog([step('1', 'a', 0), step('1', 'b', HOUR)]);
  expect((await calculate(log, timeBefore, { activity: 'a' })).bins).toEqual([]);
});
