import { expect, test } from 'bun:test';
import { sharedData } from '../../../tests/shared-data.ts';
import { toWorkingTime } from '../log/calendar.ts';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { canonicalCalendar } from '../log/working-calendar.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import { DEFAULT_LENS, type Lens } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';
import caseDuration from './case-duration.ts';

const HOUR = 3_600_000;

test('orders take 0, 3, 4, 4, 6 and 24 hours', async () => {
  const { statistics, bins } = await calculate(exampleLog(), caseDuration, { percentiles: [0, 25, 75, 100] });
  // Mean 41/6 h. Squares around it: Σd² = 0 + 9 + 16 + 16 + 36 + 576 = 653, minus 41²/6; divided by 5.
  expect(statistics.stdDevMs! / HOUR).toBeCloseTo(Math.sqrt((653 - 41 ** 2 / 6) / 5), 12);
  // Ranks 1.25 → 3 + 0.25 · (4 − 3), and 3.75 → 4 + 0.75 · (6 − 4).
  expect(statistics.percentiles.map((p) => p.ms! / HOUR)).toEqual([0, 3.25, 5.5, 24]);
  // At most 20 bins: 1-hour bins would be 25, so 2 hours.
  expect(bins.length).toBe(13);
  expect(bins.slice(0, 4).map((bin) => bin.cases)).toEqual([1, 1, 2, 1]);
  expect(bins.reduce((total, bin) => total + bin.cases, 0)).toBe(6);
});

test('in working time only office hours count', async () => {
  const office = [{ from: '10:00', to: '16:00' }];
  const week = { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office };
  const calendar = canonicalCalendar({ zone: 'UTC', week });
  const log = exampleLog();
  const lens: Lens = { ...DEFAULT_LENS, clock: (segment, column) => toWorkingTime(calendar, segment.numbers(column)) };
  const params = { bins: 20, percentiles: [], scale: 'linear' as const };
  const { statistics } = await caseDuration.compute(log.log, params, inlineRun(log, EVERYTHING, lens));
  // From 10:00: orders 1 to 4 take 3, 2, 5 and 3 hours; order 5 none, and order 6 lies in a weekend.
  expect([statistics.sumMs, statistics.medianMs, statistics.maxMs]).toEqual([13 * HOUR, 2.5 * HOUR, 5 * HOUR]);
});

test('bins of a given width, and of growing width', async () => {
  const day = await calculate(exampleLog(), caseDuration, { binMs: 24 * HOUR });
  expect(day.bins).toEqual([
    { fromMs: 0, toMs: 24 * HOUR, cases: 5 },
    { fromMs: 24 * HOUR, toMs: 48 * HOUR, cases: 1 },
  ]);
  const { bins } = await calculate(exampleLog(), caseDuration, { scale: 'logarithmic' });
  expect(bins.filter((bin) => bin.cases > 0)).toEqual([
    { fromMs: 0, toMs: 1, cases: 1 },
    { fromMs: HOUR, toMs: 6 * HOUR, cases: 3 },
    { fromMs: 6 * HOUR, toMs: 24 * HOUR, cases: 1 },
    { fromMs: 24 * HOUR, toMs: 7 * 24 * HOUR, cases: 1 },
  ]);
  expect(calculate(exampleLog(), caseDuration, { binMs: 1 })).rejects.toThrow('more than 1000 bins');
});

test('cases without times are counted apart; a log without any has no statistics', async () => {
  const half = memoryLog([
    { case: 'a', activity: 'x' },
    { case: 'b', activity: 'x', time: 5 },
    { case: 'b', activity: 'y', time: 12 },
  ]);
  expect(await calculate(half, caseDuration, { percentiles: [] })).toEqual({
    statistics: { count: 1, meanMs: 7, medianMs: 7, minMs: 7, maxMs: 7, stdDevMs: 0, sumMs: 7, percentiles: [] },
    bins: [{ fromMs: 7, toMs: 8, cases: 1 }],
    casesWithoutTime: 1,
  });
  const none = await calculate(memoryLog([{ case: 'a', activity: 'x' }]), caseDuration, {});
  expect(none.statistics.meanMs).toBeNull();
  expect(none.bins).toEqual([]);
  expect(none.casesWithoutTime).toBe(1);
});

/** The columns of a comma-separated file without line breaks in fields. */
async function readCsv(name: string): Promise<MemoryEvent[]> {
  const lines = (await Bun.file(sharedData(`logs/${name}.csv`)).text()).trim().split('\n');
  const fields = (line: string) =>
    [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].map((m) => m[1]!.replace(/^"|"$/g, '').replaceAll('""', '"'));
  const header = fields(lines[0]!);
  const [id, activity, time] = ['case:concept:name', 'concept:name', 'time:timestamp'].map((c) => header.indexOf(c));
  return lines.slice(1).map((line) => {
    const row = fields(line.trimEnd());
    return { case: row[id!]!, activity: row[activity!]!, time: row[time!]!.replace(' ', 'T') };
  });
}

/** The expected values were written by Python, which knows NaN. */
const readExpected = async (name: string) =>
  JSON.parse((await Bun.file(sharedData(`expected/${name}.json`)).text()).replaceAll(/\bNaN\b/g, 'null'));

/**
 * PM4Py takes the wall times of the file and drops their offsets, so that 26 cases of Receipt over a change of clocks are
 * an hour off; with the offsets dropped here too, every figure agrees. We compare instants: see the next test.
 */
test('real logs: the durations that PM4Py gives, in one segment and in many', async () => {
  for (const name of ['running-example', 'receipt']) {
    const { case_durations: wanted } = await readExpected(name);
    const rows = (await readCsv(name)).map((row) => ({ ...row, time: `${row.time}`.slice(0, -6).concat('Z') }));
    const whole = await calculate(memoryLog(rows), caseDuration, {});
    const { statistics } = whole;
    expect(statistics.count).toBe(wanted.n);
    const seconds = [statistics.sumMs, statistics.meanMs, statistics.medianMs, statistics.minMs, statistics.maxMs];
    [wanted.sum_s, wanted.mean_s, wanted.median_s, wanted.min_s, wanted.max_s].forEach((value, i) => {
      expect(seconds[i]! / 1000).toBeCloseTo(value, 2);
    });
    expect(await calculate(memoryLog(rows, { segmentEvents: 100 }), caseDuration, {})).toEqual(whole);
  }
});

test('Receipt by instants: the figures of a separate program (Python, datetime and statistics)', async () => {
  const { statistics } = await calculate(memoryLog(await readCsv('receipt')), caseDuration, {});
  expect(statistics.sumMs! / 1000).toBeCloseTo(670_056_454.479, 2);
  expect(statistics.meanMs! / 1000).toBeCloseTo(467_263.915_257, 5);
  expect(statistics.medianMs! / 1000).toBeCloseTo(2_868.5835, 5);
  expect(statistics.maxMs! / 1000).toBeCloseTo(23_832_541.524, 5);
  expect(statistics.stdDevMs! / 1000).toBeCloseTo(1_322_517.208_024, 5);
});
