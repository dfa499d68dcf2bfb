import {
  ActivityRef,
  CaseSupport,
  Choice,
  defineCalculator,
  type Log,
  Nullable,
  type Run,
  type Static,
  Type,
} from '#sdk';
import {
  caseTimes,
  PeriodFields,
  PeriodParam,
  type Periods,
  PeriodsFields,
  periodAt,
  periodsBetween,
} from '../kernels/case-periods.ts';
import { groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { CLASSES, classOf, type PairBins, pairBins } from '../kernels/pair-bins.ts';
import { linesOf } from '../kernels/pair-lines.ts';
import { pairDurations } from '../kernels/pair-occurrences.ts';
import { distinctPairs, foremostPairs, type Pair, pairsOfMainPath } from '../kernels/picked-pairs.ts';
import { activityCodeOf } from '../log/activities.ts';
import { type PairTable, pairTable } from '../predicates/pair-table.ts';

const HOUR = 3_600_000;

const params = Type.Object({
  segments: Type.Array(Type.Object({ from: ActivityRef('The first activity'), to: ActivityRef('The second one') }), {
    default: [],
    maxItems: 20,
    description: 'Pairs of activities of which the one directly follows the other; without them see pick',
  }),
  pick: Choice(['path', 'frequency', 'delay'], {
    default: 'path',
    description:
      'Without segments: those of the most frequent variant in its order, the most frequent ones, or those before which cases wait longest in all',
  }),
  limit: Type.Integer({ default: 8, minimum: 1, maximum: 20, description: 'Most segments that are picked' }),
  bucket: PeriodParam,
  lines: Type.Integer({
    default: 2000,
    minimum: 0,
    maximum: 20_000,
    description: 'Most single lines, where single cases may be shown; of more, those of whole cases drawn by lot',
  }),
  seed: Type.Integer({ default: 1, minimum: 0, maximum: 4_294_967_295, description: 'Another seed, other cases' }),
});

const Duration = Nullable(Type.Number());
const result = Type.Object({
  ...PeriodsFields,
  start: Nullable(Type.String({ description: 'First instant of the log, ISO 8601 UTC' })),
  end: Nullable(Type.String({ description: 'Last instant of the log' })),
  lines: Type.Object({ shown: Type.Integer(), total: Type.Integer(), sampled: Type.Boolean() }),
  segments: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      count: Type.Integer({ description: 'Occurrences with both times known' }),
      cases: CaseSupport('Cases with such an occurrence'),
      minMs: Duration,
      quartilesMs: Type.Array(Duration, { description: 'First quartile, median, third quartile' }),
      maxMs: Duration,
      bins: Type.Array(
        Type.Object({
          ...PeriodFields,
          quartile: Type.Integer({ minimum: 1, maximum: CLASSES, description: '1: the quickest quarter' }),
          count: Type.Integer({ description: 'Occurrences that begin in the period' }),
          cases: CaseSupport(),
        }),
        { description: 'Those that hold something' },
      ),
      lines: Type.Array(Type.Array(Type.Number()), {
        description: '[time of the one, time of the other, quartile]; times in milliseconds since 1970',
      }),
    }),
  ),
});

const statistics = valueKernels<PairTable>('performance-spectrum', pairDurations);

function pairsFor(log: Log, { segments, pick, limit }: Static<typeof params>, run: Run): Pair[] | Promise<Pair[]> {
  if (segments.length > 0)
    return distinctPairs(segments.map(({ from, to }) => [activityCodeOf(log, from), activityCodeOf(log, to)]));
  return pick === 'path' ? pairsOfMainPath(log, run, limit) : foremostPairs(log, run, pick, limit);
}

/**
 * The performance spectrum: for pairs of activities of which the one directly follows the other, every occurrence as a line
 * from the time of the one to the time of the other, in a class by the quartiles of its pair's durations (Denisov,
 * Fahland, van der Aalst: Unbiased, fine-grained description of processes performance from event data, BPM 2018). Single
 * lines only where single cases may be shown; counts per period, pair and class always. Positions are wall time; classes
 * compare durations on the view's clock. An activity instance stands at its end.
 */
export default defineCalculator({
  id: 'performance-spectrum',
  version: 1,
  title: 'Performance spectrum',
  summary: 'Shows each step from one activity to the next as a line in time, by how quick it was among its like.',
  category: 'time',
  params,
  result,
  view: 'performance-spectrum',
  examples: [
    {
      // From decide to pay: o1 1 h, o3 3 h, o4 1 h, o6 19 h: quartiles of 1, 1, 3, 19 are 1, 2 and 7 h.
      title: 'From the decision to the payment, by day',
      params: { segments: [{ from: 'decide', to: 'pay' }], bucket: 'day' },
      expect: {
        lines: { shown: 4, total: 4, sampled: false },
        segments: [
          {
            ...{ from: 'decide', to: 'pay', count: 4, cases: 4, minMs: HOUR, maxMs: 19 * HOUR },
            quartilesMs: [HOUR, 2 * HOUR, 7 * HOUR],
            bins: [
              { period: '2024-01-01', quartile: 1, count: 1, cases: 1 },
              { period: '2024-01-03', quartile: 3, count: 1, cases: 1 },
              { period: '2024-01-04', quartile: 1, count: 1, cases: 1 },
              { period: '2024-01-06', quartile: 4, count: 1, cases: 1 },
            ],
            lines: [
              [Date.UTC(2024, 0, 1, 12), Date.UTC(2024, 0, 1, 13), 1],
              [Date.UTC(2024, 0, 3, 12), Date.UTC(2024, 0, 3, 15), 3],
              [Date.UTC(2024, 0, 4, 12), Date.UTC(2024, 0, 4, 13), 1],
              [Date.UTC(2024, 0, 6, 14), Date.UTC(2024, 0, 7, 9), 4],
            ],
          },
        ],
      },
    },
    {
      title: 'The way of most orders: register, check, decide, pay',
      params: { bucket: 'week', lines: 0 },
      expect: {
        lines: { shown: 0, total: 13, sampled: true },
        segments: [
          { from: 'register', to: 'check', count: 4, bins: [{ quartile: 1, count: 3, cases: 3 }, { quartile: 4 }] },
          { from: 'check', to: 'decide', count: 5, lines: [] },
          { from: 'decide', to: 'pay', count: 4 },
        ],
      },
    },
    {
      title: 'Where orders wait longest in all',
      params: { pick: 'delay', limit: 1 },
      expect: { segments: [{ from: 'decide', to: 'pay' }] },
    },
  ],
  kernels: Object.values(statistics),
  async compute(log, p, run) {
    const [pairs, { firstStart, lastEnd }] = await Promise.all([pairsFor(log, p, run), run.reduce(caseTimes, null)]);
    const periods = periodsBetween(firstStart, lastEnd, p.bucket, run.zone);
    const around = { bucket: periods.unit, zone: run.zone };
    const instant = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
    const spanned = { start: instant(firstStart), end: instant(lastEnd) };
    if (pairs.length === 0 || periods.count === 0)
      return { ...around, ...spanned, lines: { shown: 0, total: 0, sampled: false }, segments: [] };
    const table = pairTable(pairs, log.activities);
    const times = await groupStatistics(run, statistics, table, pairs.length, [25, 50, 75]);
    run.progress(0.5);
    const quartiles = Float64Array.from(times.flatMap(({ percentiles }) => percentiles.map((q) => q ?? Number.NaN)));
    const found = await run.reduce(pairBins, { pairs: table, periods, zone: run.zone, quartiles });
    run.progress(0.7);
    const total = times.reduce((sum, { count }) => sum + count, 0);
    const lines = await linesByPair(run, table, quartiles, { ...p, total });
    const shown = lines.reduce((sum, of) => sum + of.length, 0);
    return {
      ...{ ...around, ...spanned, lines: { shown, total, sampled: shown < total } },
      segments: pairs.map(([from, to], i) => ({
        ...{ from: log.activityNames[from]!, to: log.activityNames[to]! },
        ...{ count: times[i]!.count, cases: found.ofPair[i]! },
        ...{ minMs: times[i]!.min, quartilesMs: times[i]!.percentiles, maxMs: times[i]!.max },
        bins: binsOf(found, periods, i, run.zone),
        lines: lines[i]!,
      })),
    };
  },
});

function binsOf({ count, cases }: PairBins, periods: Periods, pair: number, zone: string) {
  const first = pair * periods.count * CLASSES;
  return Array.from(count.subarray(first, first + periods.count * CLASSES)).flatMap((n, i) =>
    n === 0
      ? []
      : [
          {
            ...periodAt(periods, Math.floor(i / CLASSES), zone),
            ...{ quartile: (i % CLASSES) + 1, count: n, cases: cases[first + i]! },
          },
        ],
  );
}

/** The lines of each pair by begin, then end; none where only groups may be shown. */
async function linesByPair(
  run: Run,
  table: PairTable,
  quartiles: Float64Array,
  { total, lines: most, seed }: { total: number; lines: number; seed: number },
): Promise<number[][][]> {
  const lines: number[][][] = Array.from({ length: table.pairs }, () => []);
  if (most === 0 || run.k > 1) return lines;
  for (const { from, to, duration, pair } of await linesOf(run, table, { total, most, seed }))
    for (let i = 0; i < from.length; i++)
      lines[pair[i]!]!.push([from[i]!, to[i]!, classOf(quartiles, pair[i]!, duration[i]!) + 1]);
  for (const of of lines) of.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
  return lines;
}
