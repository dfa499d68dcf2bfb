/**
 * Real logs against the values that independent tools computed for them (`../shared/data/expected`, PM4Py).
 *
 * Counts must be equal. For durations there is one known difference: PM4Py drops the offsets of the timestamps and
 * subtracts wall times, so that whatever spans a change to summer or winter time is an hour off. Adit subtracts instants.
 * So that this cannot hide a mistake, each log is read a second time by a few regular expressions, and recomputed both
 * ways: by wall times it must give PM4Py's figures, by instants ours.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { sharedData } from '../shared-data.ts';
import { MinedLogs } from './mined-log.ts';
import {
  arcName,
  instant,
  recompute,
  type Statistics,
  type WrittenEvent,
  wallTime,
  writtenLog,
} from './written-log.ts';

type Seconds = Record<'mean' | 'median' | 'min' | 'max' | 'sum', number>;
interface Expected {
  dfg: { edges: number; sum: number; start: Record<string, number>; end: Record<string, number>; all: Arc[] };
  performance_dfg: { edges: number; all: [string, string, Seconds][] };
  variants: { variants: number; cases: number; top5: [number, string[]][]; singletons: number; max_len: number };
  start_end_activities: { start: Record<string, number>; end: Record<string, number> };
  case_durations: Record<'n' | 'sum_s' | 'mean_s' | 'median_s' | 'min_s' | 'max_s', number>;
}
type Arc = [string, string, number];
interface MapArc extends Record<'meanMs' | 'medianMs' | 'minMs' | 'maxMs' | 'sumMs', number> {
  from: string;
  to: string;
  count: number;
}

// Cases, events, activities and variants by data/README.md.
const LOGS = [
  ['running-example', 'running-example.xes', [6, 42, 8, 6]],
  ['receipt', 'receipt.xes.gz', [1_434, 8_577, 27, 116]],
  ['sepsis', 'Sepsis.xes.gz', [1_050, 15_214, 16, 846]],
  ['roadtraffic', 'RoadTraffic.xes.gz', [150_370, 561_470, 11, 231]],
  ['bpic12', 'BPIC12.xes.gz', [13_087, 262_200, 24, 4_366]],
  ['bpic13-incidents', 'BPIC13_incidents.xes.gz', [7_554, 65_533, 4, 1_511]],
  ['domestic-declarations', 'BPIC20_DomesticDeclarations.xes.gz', [10_500, 56_437, 17, 99]],
] as const;

const logs = new MinedLogs();
afterAll(() => logs[Symbol.asyncDispose]());

const byName = (items: { activity: string; count: number }[]) =>
  Object.fromEntries(items.map((item) => [item.activity, item.count]));
const sorted = (arcs: Arc[]) => arcs.map((arc) => JSON.stringify(arc)).sort();

/** Equal within what is printed (milliseconds), or one part in a thousand million. */
function near(actual: number, expected: number, what: string): void {
  const allowed = Math.max(1e-3 + 1e-9, Math.abs(expected) * 1e-9);
  if (!(Math.abs(actual - expected) <= allowed)) throw new Error(`${what}: ${actual} is not ${expected}`);
}

function nearStatistics(actual: Omit<Statistics, 'count'>, expected: Seconds, what: string): void {
  near(actual.meanMs / 1000, expected.mean, `${what}, mean`);
  near(actual.medianMs / 1000, expected.median, `${what}, median`);
  near(actual.minMs / 1000, expected.min, `${what}, min`);
  near(actual.maxMs / 1000, expected.max, `${what}, max`);
  near(actual.sumMs / 1000, expected.sum, `${what}, sum`);
}

const inSeconds = (s: Omit<Statistics, 'count'>): Seconds => ({
  mean: s.meanMs / 1000,
  median: s.medianMs / 1000,
  min: s.minMs / 1000,
  max: s.maxMs / 1000,
  sum: s.sumMs / 1000,
});

describe.each(LOGS)('%s', (name, file, [cases, events, activities, variants]) => {
  let is: Expected;
  let written: WrittenEvent[][];
  beforeAll(async () => {
    // The tool that wrote the values knows a NaN in JSON.
    is = JSON.parse((await Bun.file(sharedData(`expected/${name}.json`)).text()).replace(/\bNaN\b/g, 'null'));
    written = await writtenLog(file);
    await logs.load(file);
  }, 60_000);
  afterAll(() => {
    written = [];
  });

  test('every event came in', async () => {
    const { report } = await logs.load(file);
    expect([report.read, report.accepted, report.rejected.count]).toEqual([events, events, 0]);
    expect(written.reduce((total, trace) => total + trace.length, 0)).toBe(events);
    const times = written.flat().map((e) => instant(e.time));
    const [start, end] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
    expect(await logs.mine(file, 'log-summary')).toEqual({
      ...{ cases, events, activities, variants },
      ...{ start: new Date(start).toISOString(), end: new Date(end).toISOString() },
    });
  });

  test('the directly-follows graph, its starts and ends', async () => {
    const map = await logs.mine(file, 'process-map');
    const arcs = map.arcs.map((a: MapArc): Arc => [a.from, a.to, a.count]);
    expect(sorted(arcs)).toEqual(sorted(is.dfg.all));
    expect([arcs.length, arcs.reduce((sum: number, [, , n]: Arc) => sum + n, 0)]).toEqual([is.dfg.edges, is.dfg.sum]);
    expect([byName(map.start), byName(map.end)]).toEqual([is.dfg.start, is.dfg.end]);
    expect(map.nodes.reduce((sum: number, n: { count: number }) => sum + n.count, 0)).toBe(events);
  });

  test('the durations of its arcs', async () => {
    const map = await logs.mine(file, 'process-map');
    const asPm4py = recompute(written, wallTime).arcs;
    expect(is.performance_dfg.all.length).toBe(is.performance_dfg.edges);
    for (const [from, to, seconds] of is.performance_dfg.all)
      nearStatistics(asPm4py.get(arcName(from, to))!, seconds, `PM4Py, ${arcName(from, to)}`);
    const asInstants = recompute(written, instant).arcs;
    expect(asInstants.size).toBe(map.arcs.length);
    for (const arc of map.arcs as MapArc[]) {
      const exact = asInstants.get(arcName(arc.from, arc.to))!;
      expect(arc.count).toBe(exact.count);
      nearStatistics(arc, inSeconds(exact), `ours, ${arcName(arc.from, arc.to)}`);
    }
  });

  test('variants', async () => {
    const { total, items } = await logs.mine(file, 'variants', { limit: 50_000 });
    type Variant = { activities: string[]; count: number; share: number };
    expect([total, items.length]).toEqual([is.variants.variants, is.variants.variants]);
    expect(items.reduce((sum: number, v: Variant) => sum + v.count, 0)).toBe(is.variants.cases);
    const counts = items.map((v: Variant) => v.count);
    expect(counts.slice(0, 5)).toEqual(is.variants.top5.map(([count]) => count));
    // Which of equally frequent variants comes fifth is a matter of order; each must be there with its count.
    const countOf = new Map(items.map((v: Variant) => [v.activities.join('\n'), v.count]));
    for (const [count, path] of is.variants.top5) expect(countOf.get(path.join('\n'))).toBe(count);
    expect(counts.filter((n: number) => n === 1).length).toBe(is.variants.singletons);
    expect(Math.max(...items.map((v: Variant) => v.activities.length))).toBe(is.variants.max_len);
    expect(items[0].share).toBe(items[0].count / cases);
  });

  test('start and end activities', async () => {
    const { start, end } = await logs.mine(file, 'start-end-activities');
    expect([byName(start), byName(end)]).toEqual([is.start_end_activities.start, is.start_end_activities.end]);
  });

  test('durations of cases', async () => {
    const { n, sum_s, mean_s, median_s, min_s, max_s } = is.case_durations;
    const asPm4py = recompute(written, wallTime).cases;
    expect(asPm4py.count).toBe(n);
    const seconds = { mean: mean_s, median: median_s, min: min_s, max: max_s, sum: sum_s };
    nearStatistics(asPm4py, seconds, 'PM4Py, cases');
    const { statistics } = await logs.mine(file, 'case-duration');
    expect(statistics.count).toBe(n);
    nearStatistics(statistics, inSeconds(recompute(written, instant).cases), 'ours, cases');
  });
});

test('Receipt tells wall times from instants', async () => {
  const written = await writtenLog('receipt.xes.gz');
  const [walls, instants] = [recompute(written, wallTime).cases, recompute(written, instant).cases];
  // 670,150,054.479 s by PM4Py, 670,056,454.479 s by instants: 93,600 s, which are the hours that the offsets changed
  // between first and last event.
  const offsets = written.map((t) => [t[0]!, t.at(-1)!].map((e) => Number(e.time.slice(-6, -3))));
  const hours = offsets.reduce((sum, [first, last]) => sum + last! - first!, 0);
  expect(walls.sumMs - instants.sumMs).toBe(hours * 3_600_000);
  expect(hours).toBe(26);
});

test('CSV and XES of one log give the same', async () => {
  for (const log of ['running-example', 'receipt']) {
    const [xes, csv] = [log === 'receipt' ? 'receipt.xes.gz' : 'running-example.xes', `${log}.csv`];
    for (const calculator of ['log-summary', 'process-map', 'variants', 'case-duration', 'start-end-activities'])
      expect(await logs.mine(csv, calculator)).toEqual(await logs.mine(xes, calculator));
  }
}, 60_000);

test('BPI Challenge 2012 by the classifier that it declares: name and lifecycle', async () => {
  const map = await logs.mine('BPIC12.xes.gz', 'process-map', {}, 'Activity classifier');
  const nameOf = (e: WrittenEvent) => `${e.activity}+${e.lifecycle}`;
  const { arcs } = recompute(await writtenLog('BPIC12.xes.gz'), instant, nameOf);
  expect(map.nodes.length).toBe(36);
  expect(map.arcs.length).toBe(arcs.size);
  for (const arc of map.arcs as MapArc[]) {
    const exact = arcs.get(arcName(arc.from, arc.to))!;
    expect([arc.from, arc.to, arc.count]).toEqual([arc.from, arc.to, exact?.count]);
    nearStatistics(arc, inSeconds(exact), arcName(arc.from, arc.to));
  }
}, 60_000);
