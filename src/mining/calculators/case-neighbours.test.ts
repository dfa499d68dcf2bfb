import { expect, test } from 'bun:test';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import caseNeighbours from './case-neighbours.ts';
import caseTable from './case-table.ts';

const at = (id: string, ...times: (number | null)[]): MemoryEvent[] =>
  times.map((time) => ({ case: id, activity: 'a', ...(time === null ? {} : { time }) }));
const ROWS = [...at('b', 0, 10), ...at('a', 0, 10), ...at('c', -5, 0), ...at('d', null), ...at('B', 7, 8, 9)];

test('walking from case to case goes through the case table, in every order, however the log is cut', async () => {
  for (const segmentEvents of [1, 3, 100]) {
    const memory = memoryLog(ROWS, { segmentEvents });
    for (const sort of ['start', 'end', 'duration', 'events', 'id'] as const) {
      for (const descending of [false, true]) {
        const ids = (await calculate(memory, caseTable, { sort, descending })).rows.map((row) => row.caseId);
        for (const [i, caseId] of ids.entries())
          expect(await calculate(memory, caseNeighbours, { caseId, sort, descending })).toMatchObject({
            ...{ position: i + 1, total: ids.length, previous: ids[i - 1] ?? null, next: ids[i + 1] ?? null },
          });
      }
    }
  }
});

test('cases that took as long as another are not shorter than it; those of unknown duration are not compared', async () => {
  const memory = memoryLog(ROWS, { segmentEvents: 3 });
  const shorter = async (caseId: string) =>
    (await calculate(memory, caseNeighbours, { caseId, sort: 'duration' })).smaller;
  // Durations: c 5, B 2, a and b 10, d unknown.
  expect(await Promise.all(['a', 'b', 'c', 'B', 'd'].map(shorter))).toEqual([2, 2, 1, 0, 0]);
});

test('a search leaves only its own neighbours; an unknown case has none', async () => {
  const memory = memoryLog(ROWS, { segmentEvents: 3 });
  expect(await calculate(memory, caseNeighbours, { caseId: 'b', search: 'B' })).toEqual({
    ...{ position: 1, total: 2, smaller: 0, previous: null, next: 'B' },
  });
  expect(await calculate(memory, caseNeighbours, { caseId: 'x' })).toEqual({
    ...{ position: null, total: 5, smaller: 0, previous: null, next: null },
  });
});
