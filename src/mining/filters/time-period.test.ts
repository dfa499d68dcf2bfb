import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { inlineRun, keptBy } from '../views/inline.ts';
import timePeriod from './time-period.ts';

const on = (memory: MemoryLog, params: object) => keptBy(memory, timePeriod, params);
const cases = async (params: object) => (await on(exampleLog(), params)).cases;

// One case a day, o1 on 1 January … o6 on 6 January; only o6 goes on, to 7 January 09:00.
test('the modes', async () => {
  const period = { from: '2024-01-06T10:00', to: '2024-01-07' };
  expect(await cases({ ...period, mode: 'contained' })).toEqual([]);
  expect(await cases({ ...period, mode: 'intersecting' })).toEqual(['o6']);
  expect(await cases({ ...period, mode: 'started' })).toEqual([]);
  expect(await cases({ ...period, mode: 'completed' })).toEqual(['o6']);
  expect((await on(exampleLog(), { ...period, mode: 'trim' })).events).toEqual(['o6/check', 'o6/decide', 'o6/pay']);
});

test('a case that is longer than the period overlaps it', async () => {
  // o6 runs from 6 January 09:00 to 7 January 09:00.
  const inside = { from: '2024-01-06T15:00', to: '2024-01-06T16:00' };
  expect(await cases({ ...inside, mode: 'intersecting' })).toEqual(['o6']);
  expect(await cases({ ...inside, mode: 'contained' })).toEqual([]);
});

test('both ends are included', async () => {
  expect(await cases({ from: '2024-01-01T09:00', to: '2024-01-01T13:00' })).toEqual(['o1']);
  expect(await cases({ from: '2024-01-01T09:00', to: '2024-01-01T12:59:59.999' })).toEqual([]);
  expect(await cases({ from: '2024-01-01T13:00', to: '2024-01-01T23:00', mode: 'intersecting' })).toEqual(['o1']);
  expect(await cases({ to: '2024-01-02', mode: 'completed' })).toEqual(['o1', 'o2']);
  expect(await cases({ from: '2024-01-05' })).toEqual(['o5', 'o6']);
});

test('an event just before midnight belongs to the day, in the zone of the run', async () => {
  const late = [{ case: 'a', activity: 'x', time: Date.parse('2024-03-31T21:59:59.9995Z') }];
  const berlin = memoryLog(late, { zone: 'Europe/Berlin' });
  expect((await on(berlin, { from: '2024-03-31', to: '2024-03-31' })).cases).toEqual(['a']);
  expect((await on(berlin, { from: '2024-04-01', to: '2024-04-01' })).cases).toEqual([]);
  const tokyo = memoryLog(late, { zone: 'Asia/Tokyo' });
  expect((await on(tokyo, { from: '2024-04-01', to: '2024-04-01' })).cases).toEqual(['a']);
});

test('relative periods end at, or hold, the clock of the run', async () => {
  const memory = exampleLog();
  const asOf = Date.UTC(2024, 0, 6, 12);
  const bounds = (params: object) =>
    timePeriod.prepare(memory.log, { mode: 'contained', ...params } as never, { ...inlineRun(memory), asOf });
  const day = (d: number, hour = 0) => Date.UTC(2024, 0, d, hour);
  expect(await bounds({ last: { amount: 2, unit: 'day' } })).toEqual([day(4, 12), asOf]);
  expect(await bounds({ last: { amount: 3, unit: 'hour' } })).toEqual([day(6, 9), asOf]);
  const [first, last] = await bounds({ period: { unit: 'week', shift: 0 } });
  expect([first, Math.ceil(last)]).toEqual([day(1), day(8)]);
  expect((await bounds({ period: { unit: 'month', shift: -1 } }))[0]).toBe(Date.UTC(2023, 11, 1));
});

test('cases without times are in no period; one known time is start and end', async () => {
  const memory = memoryLog([
    { case: 'none', activity: 'x' },
    { case: 'some', activity: 'x' },
    { case: 'some', activity: 'y', time: '2024-01-01T00:00:00Z' },
  ]);
  for (const mode of ['contained', 'intersecting', 'started', 'completed']) {
    expect((await on(memory, { from: '2023', mode })).cases).toEqual(['some']);
  }
  expect((await on(memory, { from: '2023', mode: 'trim' })).events).toEqual(['some/y']);
});

test('a period is given one way', async () => {
  await expect(cases({})).rejects.toThrow('from and to, or last, or period');
  await expect(cases({ from: '2024', last: { amount: 1, unit: 'day' } })).rejects.toThrow('one way');
  await expect(cases({ from: '2024-02', to: '2024-01' })).rejects.toThrow('ends (2024-01) before it begins (2024-02)');
  await expect(cases({ from: 'soon' })).rejects.toThrow('"soon" is not a date');
});
