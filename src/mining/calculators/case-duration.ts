import { CaseSupport, Choice, defineCalculator, defineKernel, invalid, Nullable, type Static, Type } from '#sdk';
import { linearEdges, logarithmicEdges } from '../kernels/duration-bins.ts';
import { caseDurationValues } from '../kernels/event-durations.ts';
import { addExactly, type ExactSums, exactSum, exactSums, mergeExactly } from '../kernels/exact-sums.ts';
import { groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { countKept } from '../views/selection.ts';

const HOUR = 3_600_000;
const MAX_BINS = 1000;

const params = Type.Object({
  bins: Type.Integer({
    default: 20,
    minimum: 1,
    maximum: MAX_BINS,
    description: 'Most bins; their width is a round one',
  }),
  binMs: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Width of a bin in milliseconds' })),
  scale: Choice(['linear', 'logarithmic'], { default: 'linear', description: 'Bins of equal or of growing width' }),
  percentiles: Type.Array(Type.Number({ minimum: 0, maximum: 100 }), {
    default: [5, 25, 75, 90, 95, 99],
    maxItems: 20,
    description: 'Percentiles to give beside the median',
  }),
});

const Duration = Nullable(Type.Number());
const result = Type.Object({
  statistics: Type.Object({
    count: CaseSupport('Cases with a known duration'),
    meanMs: Duration,
    medianMs: Duration,
    minMs: Duration,
    maxMs: Duration,
    stdDevMs: Duration,
    sumMs: Duration,
    percentiles: Type.Array(Type.Object({ percentile: Type.Number(), ms: Duration })),
  }),
  bins: Type.Array(Type.Object({ fromMs: Type.Number(), toMs: Type.Number(), cases: CaseSupport() })),
  casesWithoutTime: Type.Integer({ description: 'Cases whose events have no time' }),
});

const kernels = valueKernels<null>('case-duration', caseDurationValues);

interface Distribution {
  /** Cases per bin. */
  bins: Float64Array;
  /** Sum of squared distances from the mean. */
  squares: ExactSums;
}

const distribution = defineKernel<{ edges: Float64Array; mean: number }, Distribution>({
  id: 'case-duration.distribution',
  partial(segment, view, { edges, mean }) {
    const { values, length } = caseDurationValues(segment, view);
    const bins = new Float64Array(edges.length - 1);
    const total = { bins, squares: exactSums(1) };
    for (let i = 0; i < length; i++) {
      const bin = binOf(edges, values[i]!);
      bins[bin] = bins[bin]! + 1;
      addExactly(total.squares, 0, (values[i]! - mean) ** 2);
    }
    return total;
  },
  merge(a, b) {
    for (let i = 0; i < a.bins.length; i++) a.bins[i] = a.bins[i]! + b.bins[i]!;
    mergeExactly(a.squares, b.squares);
    return a;
  },
});

/** The last edge at or below `value`. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const casesInView = defineKernel<null, number>({
  id: 'case-duration.cases',
  partial: (segment, view) => countKept(segment, view.cases, null).cases,
  merge: (a, b) => a + b,
});

function edgesFor(p: Static<typeof params>, min: number, max: number): Float64Array {
  if (p.scale === 'logarithmic') return logarithmicEdges(min, max);
  const edges = linearEdges(min, max, p.bins, p.binMs ?? null, MAX_BINS);
  if (edges) return edges;
  return invalid(
    'case-duration.tooManyBins',
    `Bins of ${p.binMs} ms give more than ${MAX_BINS} bins; choose wider ones.`,
    [{ pointer: '/params/binMs', message: 'too narrow' }],
  );
}

/**
 * Durations of cases, from the first to the last event on the view's clock (wall or working time). The standard deviation
 * divides by n − 1. A bin holds `fromMs ≤ duration < toMs`.
 */
export default defineCalculator({
  id: 'case-duration',
  version: 1,
  title: 'Case duration',
  summary: 'Gives the distribution of throughput times with mean, median, extremes, percentiles and a histogram.',
  category: 'time',
  params,
  result,
  view: 'case-duration',
  examples: [
    {
      title: 'Throughput times of orders: 0, 3, 4, 4, 6 and 24 hours',
      params: { bins: 5, percentiles: [90] },
      expect: {
        statistics: {
          count: 6,
          meanMs: (41 / 6) * HOUR,
          medianMs: 4 * HOUR,
          minMs: 0,
          maxMs: 24 * HOUR,
          sumMs: 41 * HOUR,
          percentiles: [{ percentile: 90, ms: 15 * HOUR }],
        },
        bins: [
          { fromMs: 0, toMs: 6 * HOUR, cases: 4 },
          { fromMs: 6 * HOUR, toMs: 12 * HOUR, cases: 1 },
          { fromMs: 12 * HOUR, toMs: 18 * HOUR, cases: 0 },
          { fromMs: 18 * HOUR, toMs: 24 * HOUR, cases: 0 },
          { fromMs: 24 * HOUR, toMs: 30 * HOUR, cases: 1 },
        ],
        casesWithoutTime: 0,
      },
    },
  ],
  kernels: [...Object.values(kernels), distribution, casesInView],
  async compute(_log, p, run) {
    const [all, [statistics]] = await Promise.all([
      run.reduce(casesInView, null),
      groupStatistics(run, kernels, null, 1, [50, ...p.percentiles]),
    ]);
    const { count, sum, mean, min, max, percentiles } = statistics!;
    const base = { count, meanMs: mean, medianMs: percentiles[0]!, minMs: min, maxMs: max, sumMs: sum };
    const wanted = p.percentiles.map((percentile, i) => ({ percentile, ms: percentiles[i + 1]! }));
    const casesWithoutTime = all - count;
    if (mean === null || min === null || max === null) {
      return { statistics: { ...base, stdDevMs: null, percentiles: wanted }, bins: [], casesWithoutTime };
    }
    run.progress(0.7);
    const edges = edgesFor(p, min, max);
    const spread = await run.reduce(distribution, { edges, mean });
    const stdDevMs = count > 1 ? Math.sqrt(exactSum(spread.squares, 0) / (count - 1)) : 0;
    return {
      statistics: { ...base, stdDevMs, percentiles: wanted },
      bins: Array.from(spread.bins, (cases, i) => ({ fromMs: edges[i]!, toMs: edges[i + 1]!, cases })),
      casesWithoutTime,
    };
  },
});
