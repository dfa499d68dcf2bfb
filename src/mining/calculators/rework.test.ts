import { expect, test } from 'bun:test';
import { sharedData } from '../../../tests/shared-data.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import rework from './rework.ts';

const trace = (id: string, activities: string) =>
  [...activities].map((activity, i) => ({ case: id, activity, time: i }));

test('extra occurrences, self-loops and cases with repetition', async () => {
  // aaab: a twice extra, both self-loops. abab: a and b once extra. b: nothing.
  const log = memoryLog([...trace('1', 'aaab'), ...trace('2', 'abab'), ...trace('3', 'b')]);
  const found = await calculate(log, rework, {});
  expect(found).toMatchObject({ cases: 3, casesWithRework: 2, occurrences: 9, extraOccurrences: 4, selfLoops: 2 });
  expect(found.items).toEqual([
    { activity: 'a', cases: 2, casesWithRework: 2, share: 1, occurrences: 5, extraOccurrences: 3, selfLoops: 2 },
    { activity: 'b', cases: 3, casesWithRework: 1, share: 1 / 3, occurrences: 4, extraOccurrences: 1, selfLoops: 0 },
  ]);
});

test('running example: the repetitions that can be read off its six traces', async () => {
  const text = await Bun.file(sharedData('logs/running-example.csv')).text();
  const log = memoryLog(
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, activity, , time, , , , id] = line.split(',');
        return { case: id!, activity: activity!, time: time!.replace(' ', 'T') };
      }),
  );
  const found = await calculate(log, rework, {});
  // Case 3 goes round twice: check ticket and decide 2 times. Case 5 three times: check ticket, decide and examine casually
  // 3 times, reinitiate request 2 times. The other four repeat nothing.
  expect(found).toMatchObject({ cases: 6, casesWithRework: 2, occurrences: 42, extraOccurrences: 9, selfLoops: 0 });
  expect(found.items.slice(0, 4).map((i) => [i.activity, i.cases, i.casesWithRework, i.extraOccurrences])).toEqual([
    ['check ticket', 6, 2, 3],
    ['decide', 6, 2, 3],
    ['examine casually', 4, 1, 2],
    ['reinitiate request', 2, 1, 1],
  ]);
});
