import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { COLUMNS } from '#sdk';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { plainCases } from '../log/plain-cases.ts';
import { randomSelection, seededNumbers } from '../log/random-log.ts';
import { findBatches } from '../performance/find-batches.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import { officeHours } from '../views/office-hours.ts';
import { EVERYTHING } from '../views/selection.ts';
import batches from './batches.ts';

const LOGS = Number(process.env.LAW_RUNS ?? 150);
const MINUTE = 60_000;
const monday = Date.UTC(2024, 0, 1);

/** Cases that come to hand in at minute 0 and are then stamped, from the one minute to the other, by this person. */
const stamped = (...stamps: readonly (readonly [from: number, to: number, by?: string])[]) =>
  memoryLog(
    stamps.flatMap(([from, to, by = 'Ann'], i): MemoryEvent[] => [
      { case: `${i}`, activity: 'hand in', time: monday, start: monday - i * MINUTE, resource: `customer ${i}` },
      { case: `${i}`, activity: 'stamp', time: monday + to * MINUTE, start: monday + from * MINUTE, resource: by },
    ]),
  );
const found = async (memory: ReturnType<typeof memoryLog>, params: object = {}) =>
  (await calculate(memory, batches, { minSize: 2, ...params })).largest.map(
    ({ activity, resource, kind, cases, meanWaitMs }) => [activity, resource, kind, cases, meanWaitMs / MINUTE],
  );

test('each kind, by hand', async () => {
  expect(await found(stamped([10, 20], [10, 20], [10, 20]))).toEqual([['stamp', 'Ann', 'simultaneous', 3, 10]]);
  expect(await found(stamped([10, 20], [20, 25], [25, 60]))).toEqual([['stamp', 'Ann', 'sequential', 3, 10]]);
  expect(await found(stamped([10, 20], [15, 25], [18, 19]))).toEqual([['stamp', 'Ann', 'concurrent', 3, 10]]);
  // Two at once, and one right after them.
  expect(await found(stamped([10, 20], [10, 20], [20, 25]))).toEqual([['stamp', 'Ann', 'sequential', 3, 10]]);
  expect(await found(stamped([10, 20], [10, 20], [19, 25]))).toEqual([['stamp', 'Ann', 'concurrent', 3, 10]]);
});

test('the gap ends a batch; so does another person, where people are told apart', async () => {
  const gap = stamped([10, 20], [22, 30], [30, 40]);
  expect(await found(gap, { maxGapMs: 2 * MINUTE })).toEqual([['stamp', 'Ann', 'sequential', 3, 10]]);
  expect(await found(gap, { maxGapMs: MINUTE })).toEqual([['stamp', 'Ann', 'sequential', 2, 22]]);
  const people = stamped([10, 20], [20, 30, 'Bob'], [30, 40]);
  expect(await found(people)).toEqual([]);
  expect(await found(people, { perResource: false })).toEqual([['stamp', null, 'sequential', 3, 10]]);
  expect(await found(people, { maxGapMs: 10 * MINUTE })).toEqual([['stamp', 'Ann', 'sequential', 2, 10]]);
});

test('a case that comes when the batch has begun is not of it, however well it fits', async () => {
  const late = (arrives: number) =>
    memoryLog([
      ...['1', '2', '3'].map(
        (id, i): MemoryEvent => ({ case: id, activity: 'in', time: monday + (i === 2 ? arrives : 0) * MINUTE }),
      ),
      ...['1', '2', '3'].map(
        (id, i): MemoryEvent => ({
          ...{
            case: id,
            activity: 'do',
            time: monday + (20 + 10 * i) * MINUTE,
            start: monday + (10 + 10 * i) * MINUTE,
          },
        }),
      ),
    ]);
  const done = async (arrives: number) => (await found(late(arrives))).filter(([activity]) => activity === 'do');
  expect(await done(10)).toEqual([['do', null, 'sequential', 3, 20 / 3]]);
  expect(await done(11)).toEqual([['do', null, 'sequential', 2, 10]]);
});

test('the same case twice does not make a batch larger', async () => {
  const memory = memoryLog([
    { case: '1', activity: 'a', time: monday },
    { case: '2', activity: 'a', time: monday },
    { case: '1', activity: 'b', time: monday + MINUTE },
    { case: '1', activity: 'b', time: monday + MINUTE },
    { case: '2', activity: 'b', time: monday + MINUTE },
  ]);
  const { items, instances, batched } = await calculate(memory, batches, { minSize: 2 });
  expect(items.filter(({ activity }) => activity === 'b')).toMatchObject([{ batched: 3, maxSize: 2, meanSize: 3 }]);
  expect(await found(memory, { minSize: 3 })).toEqual([]);
  // Two first steps at the same instant have waited for nothing.
  expect([instances, batched, items.length]).toEqual([3, 3, 1]);
});

test('over a closed night there is no gap', async () => {
  const hour = (day: number, h: number) => Date.UTC(2024, 0, day, h + 5); // New York in January
  const memory = memoryLog([
    ...['1', '2'].map((id): MemoryEvent => ({ case: id, activity: 'in', time: hour(2, 9) })),
    { case: '1', activity: 'do', start: hour(2, 16), time: hour(2, 17) },
    { case: '2', activity: 'do', start: hour(3, 9), time: hour(3, 10) },
  ]);
  const params = { minSize: 2, maxGapMs: 0 };
  expect((await calculate(memory, batches, params)).largest).toEqual([]);
  const { largest } = await calculate(memory, batches, params, EVERYTHING, undefined, officeHours);
  expect(largest.map(({ activity, cases, meanWaitMs }) => [activity, cases, meanWaitMs / MINUTE])).toEqual([
    ['do', 2, 420],
  ]);
});

/** Few people, few instants, long days: full of batches. */
function busyLog(seed: number) {
  const random = seededNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const rows: MemoryEvent[] = [];
  for (let c = 0; c < 30; c++) {
    let time = monday + below(10) * MINUTE;
    for (let e = 0; e < 3; e++) {
      time += below(12) * MINUTE;
      const row: MemoryEvent = { case: `${c}`, activity: ['x', 'y'][below(2)]! };
      if (below(15) > 0) row.time = time;
      if (below(3) > 0) row.start = time - below(4) * MINUTE;
      if (below(8) > 0) row.resource = ['Ann', 'Bob'][below(2)]!;
      rows.push(row);
    }
  }
  return memoryLog(rows, { segmentEvents: 20 });
}

test('as by the definition, and whatever the slices, on logs made by chance', async () => {
  let batched = 0;
  const check = async (seed: number) => {
    const memory = busyLog(seed);
    const selection = seed % 3 === 0 ? EVERYTHING : randomSelection(memory, seed, seed % 3 === 1 ? 'cases' : 'events');
    const perResource = seed % 2 === 0;
    const [minSize, maxGapMs] = [2 + (seed % 2), (seed % 4) * MINUTE];
    const instances = plainCases(memory, selection).flatMap(({ id, events }) =>
      events.flatMap(({ activity, time, start, resource }, i) => {
        const arrival = events[i - 1]?.time ?? Number.NaN;
        if (Number.isNaN(time - arrival)) return [];
        const begin = Number.isNaN(start) ? time : Math.min(start, time);
        return [{ id, group: `${activity} ${perResource ? resource : ''}`, begin, end: time, arrival }];
      }),
    );
    const expected: string[] = [];
    for (const of of Map.groupBy(instances, ({ group }) => group).values()) {
      const sorted = of.toSorted((a, b) => a.begin - b.begin || a.end - b.end || a.arrival - b.arrival);
      const runs: (typeof sorted)[] = [];
      for (const next of sorted) {
        const current = runs.at(-1);
        const ended = Math.max(...(current ?? []).map(({ end }) => end));
        if (current && next.arrival <= current[0]!.begin && next.begin - ended <= maxGapMs) current.push(next);
        else runs.push([next]);
      }
      for (const run of runs) {
        const cases = new Set(run.map(({ id }) => id)).size;
        if (cases < minSize) continue;
        const equal = (i: number) => run[i]!.begin === run[i - 1]!.begin && run[i]!.end === run[i - 1]!.end;
        const overlaps = (i: number) => run[i]!.begin < Math.max(...run.slice(0, i).map(({ end }) => end));
        const rest = run.map((_, i) => i).slice(1);
        const kind = rest.some((i) => !equal(i) && overlaps(i))
          ? 'concurrent'
          : rest.every(equal)
            ? 'simultaneous'
            : 'sequential';
        const waited = run.reduce((sum, { arrival }) => sum + run[0]!.begin - arrival, 0);
        expected.push([run[0]!.group, kind, run[0]!.begin, cases, run.length, waited].join('|'));
      }
    }
    for (const slice of [1, 7, 1e6]) {
      const resource = perResource ? COLUMNS.resource : null;
      const told: string[] = [];
      const stretch = { from: monday, to: monday + 60 * MINUTE };
      const rules = { minSize, maxGapMs, resource };
      const groups = await findBatches(
        inlineRun(memory, selection),
        rules,
        stretch,
        (group, batch) => {
          const name = `${memory.log.activityNames[group.activity]} ${resource ? memory.log.values(resource)[group.resource] : ''}`;
          told.push([name, batch.kind, batch.start, batch.cases.size, batch.instances, batch.waitedMs].join('|'));
        },
        slice,
      );
      expect(told.toSorted()).toEqual(expected.toSorted());
      expect(groups.reduce((sum, group) => sum + group.instances, 0)).toBe(instances.length);
    }
    batched += expected.length;
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), check), { seed: 6, numRuns: LOGS });
  expect(batched).toBeGreaterThan(LOGS);
});

test('lists are cut, counts are not', async () => {
  const memory = stamped([10, 20], [10, 20], [30, 40, 'Bob'], [30, 40, 'Bob'], [50, 60], [50, 60], [50, 60]);
  const cut = await calculate(memory, batches, { minSize: 2, limit: 1, largest: 1 });
  expect(cut.items.map(({ resource, batches, batched, maxSize }) => [resource, batches, batched, maxSize])).toEqual([
    ['Ann', 2, 5, 3],
  ]);
  expect(cut.largest).toMatchObject([{ resource: 'Ann', cases: 3, start: '2024-01-01T00:50:00.000Z' }]);
  expect(cut.kinds).toEqual([
    { kind: 'simultaneous', batches: 3, instances: 7 },
    { kind: 'sequential', batches: 0, instances: 0 },
    { kind: 'concurrent', batches: 0, instances: 0 },
  ]);
  expect([cut.instances, cut.batched]).toEqual([7, 7]);
});
