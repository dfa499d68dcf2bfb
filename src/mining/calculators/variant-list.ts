import { CaseSupport, Choice, defineCalculator, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { durationsOfVariants, stepsOfVariants, variantFigureKernels } from '../kernels/variant-figures.ts';
import { namesOf, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { firstInOrder } from '../log/first-in-order.ts';
import { variantId } from '../model/variant-id.ts';
import { variantOrder } from '../model/variant-order.ts';

/** Medians of more variants are not computed to sort by them. */
const RANKED_BY_MEDIAN = 1000;
const HOUR = 3_600_000;

const params = Type.Object({
  limit: Type.Integer({ default: 25, minimum: 1, maximum: 200, description: 'Most variants to list' }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to pass over before the first listed one' }),
  sort: Choice(['count', 'median', 'mean', 'length'], {
    default: 'count',
    description: `By cases, median or mean duration, or number of steps; by median, the ${RANKED_BY_MEDIAN} most frequent ones are compared`,
  }),
  ascending: Type.Boolean({ default: false, description: 'Smallest first' }),
  containing: Type.String({
    default: '',
    maxLength: 200,
    description: 'Only variants with an activity that holds this text; letter case makes no difference',
  }),
  ids: Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$' }), {
    default: [],
    maxItems: 200,
    description: 'Only the variants of these ids; none: all',
  }),
  steps: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 300,
    description: 'So many steps of each variant get the median time since the one before',
  }),
});

const Milliseconds = Nullable(Type.Number());
const result = Type.Object({
  total: Type.Integer({ minimum: 0, description: 'Variants in the view' }),
  once: Type.Integer({ minimum: 0, description: 'Variants of one case' }),
  cases: Type.Integer({ minimum: 0, description: 'Cases in the view' }),
  hidden: Type.Integer({ minimum: 0, description: 'Variants with fewer cases than may be shown' }),
  listed: Type.Integer({ minimum: 0, description: 'Variants on all pages' }),
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the sequence of activities: the same in every log' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport(),
      share: Type.Number({ description: 'Of the cases in the view' }),
      meanMs: Milliseconds,
      medianMs: Milliseconds,
      p90Ms: Milliseconds,
      minMs: Milliseconds,
      maxMs: Milliseconds,
      stepMs: Type.Array(Milliseconds, {
        description:
          'Median time since the step before, for the first steps; null for the first and where no time is known',
      }),
    }),
  ),
});

/** A page of variants as people look at them: sorted, searched, with the times between their steps. */
export default defineCalculator({
  id: 'variant-list',
  version: 1,
  title: 'List of variants',
  summary: 'Lists variants by cases, duration or length, or those with an activity, with the time that each step took.',
  category: 'variants',
  params,
  result,
  view: 'variant-list',
  examples: [
    {
      // o1: 09–10–12–13 h, o6: 09–12–14–09 h the next day. Steps: 1 and 3, 2 and 2, 1 and 19 hours.
      title: 'The straight way of two orders, with its steps',
      params: { limit: 1, steps: 10 },
      expect: {
        total: 5,
        once: 4,
        cases: 6,
        hidden: 0,
        listed: 5,
        items: [
          {
            activities: ['register', 'check', 'decide', 'pay'],
            count: 2,
            share: 2 / 6,
            meanMs: 14 * HOUR,
            medianMs: 14 * HOUR,
            p90Ms: 22 * HOUR,
            minMs: 4 * HOUR,
            maxMs: 24 * HOUR,
            stepMs: [null, 2 * HOUR, 2 * HOUR, 10 * HOUR],
          },
        ],
      },
    },
    {
      // Medians: straight 14 h, o3 6 h, o4 4 h, o2 3 h, o5 0 h; "DEC" is in all but o5.
      title: 'The fastest with a decision, two of its steps',
      params: { sort: 'median', ascending: true, containing: 'DEC', limit: 2, steps: 2 },
      expect: {
        total: 5,
        listed: 4,
        items: [
          { activities: ['register', 'check', 'decide', 'reject'], medianMs: 3 * HOUR, stepMs: [null, HOUR] },
          { activities: ['register', 'decide', 'check', 'decide', 'pay'], medianMs: 4 * HOUR, stepMs: [null, HOUR] },
        ],
      },
    },
  ],
  kernels: variantFigureKernels,
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: p.sort === 'mean' });
    const { count } = table;
    const counts = count.subarray(0, table.size);
    const cases = counts.reduce((total, n) => total + n, 0);
    const shown = counts.reduce((total, n) => total + Number(n >= run.k), 0);
    const named = (v: number) => namesOf(table, v, log.activityNames);
    const wanted = wantedVariants(table, log, p, run.k, named);
    const page = await pageOf(run, log, table, wanted, p);
    run.progress(0.4);
    const statistics = await durationsOfVariants(run, table, page);
    const stepMs = await stepsOfVariants(run, table, page, p.steps);
    return {
      ...{ total: table.size, once: counts.reduce((total, n) => total + Number(n === 1), 0), cases },
      ...{ hidden: table.size - shown, listed: wanted.length },
      items: page.map((v, i) => {
        const { mean, min, max, percentiles } = statistics[i]!;
        const times = { meanMs: mean, medianMs: percentiles[0]!, p90Ms: percentiles[1]!, minMs: min, maxMs: max };
        const activities = named(v);
        const of = { count: count[v]!, share: count[v]! / cases };
        return { id: variantId(activities), activities, ...of, ...times, stepMs: stepMs[i]! };
      }),
    };
  },
});

/** Numbers of the variants that may be shown and were asked for, in no order. */
function wantedVariants(
  { size, count, codes, offsets }: VariantTable,
  log: Log,
  { containing, ids }: Static<typeof params>,
  k: number,
  named: (v: number) => string[],
): number[] {
  const text = containing.toLowerCase();
  const holds = Uint8Array.from(log.activityNames, (name) => Number(name.toLowerCase().includes(text)));
  const open = new Set(ids);
  const found: number[] = [];
  for (let v = 0; v < size; v++) {
    if (count[v]! < k) continue;
    if (text !== '' && !codes.subarray(offsets[v]!, offsets[v + 1]!).some((code) => holds[code] === 1)) continue;
    if (ids.length > 0 && !open.delete(variantId(named(v)))) continue;
    found.push(v);
    if (ids.length > 0 && open.size === 0) break;
  }
  return found;
}

async function pageOf(
  run: Run,
  log: Log,
  table: VariantTable,
  wanted: readonly number[],
  p: Static<typeof params>,
): Promise<number[]> {
  const { count, offsets, sum, timed } = table;
  const sign = p.ascending ? -1 : 1;
  const measures = {
    count: (v: number) => sign * count[v]!,
    median: (v: number) => count[v]!,
    mean: (v: number) => sign * (sum[v]! / timed[v]!),
    length: (v: number) => sign * (offsets[v + 1]! - offsets[v]!),
  };
  const order = variantOrder(table, log.activityNames, measures[p.sort]);
  const first = (limit: number) =>
    firstInOrder(wanted.length, Math.min(wanted.length, limit), (a, b) => order(wanted[a]!, wanted[b]!)).map(
      (at) => wanted[at]!,
    );
  if (p.sort !== 'median') return first(p.offset + p.limit).slice(p.offset);
  const ranked = first(Math.max(RANKED_BY_MEDIAN, p.offset + p.limit));
  const medians = new Map<number, number>();
  const compared = ranked.slice(0, RANKED_BY_MEDIAN);
  const found = await durationsOfVariants(run, table, compared);
  for (const [i, v] of compared.entries()) medians.set(v, sign * (found[i]!.percentiles[0] ?? Number.NaN));
  const byMedian = variantOrder(table, log.activityNames, (v) => medians.get(v)!);
  return [...compared.sort(byMedian), ...ranked.slice(RANKED_BY_MEDIAN)].slice(p.offset, p.offset + p.limit);
}
