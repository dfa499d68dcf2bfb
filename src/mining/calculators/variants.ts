import { CaseSupport, Choice, defineCalculator, Nullable, type Run, Type } from '#sdk';
import { type GroupStatistics, groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { appendTrace, newVariants, type VariantTable } from '../kernels/variant-table.ts';
import { variantDurations } from '../kernels/variant-times.ts';
import { variants } from '../kernels/variants.ts';
import { firstInOrder } from '../log/first-in-order.ts';
import { variantId } from '../model/variant-id.ts';
import { variantOrder } from '../model/variant-order.ts';

const params = Type.Object({
  limit: Type.Integer({ default: 100, minimum: 1, maximum: 50_000, description: 'Most variants to list' }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to pass over before the first listed one' }),
  sort: Choice(['count', 'mean', 'length'], {
    default: 'count',
    description: 'Most frequent, slowest (by mean duration) or longest first',
  }),
  durations: Type.Boolean({ default: true, description: 'Compute durations too; without them they are null' }),
  id: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{32}$',
      description: 'Show only the variant of this id; the total is then 1 or 0',
    }),
  ),
});

const Milliseconds = Nullable(Type.Number());
const result = Type.Object({
  total: Type.Integer({ minimum: 0, description: 'Variants in the view' }),
  cases: Type.Integer({ minimum: 0, description: 'Cases in the view' }),
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the sequence of activities: the same in every log' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport(),
      share: Type.Number({ description: 'Of the cases in the view' }),
      meanMs: Milliseconds,
      medianMs: Milliseconds,
      minMs: Milliseconds,
      maxMs: Milliseconds,
    }),
  ),
});

const listed = valueKernels<VariantTable>('variants.durations', variantDurations);

const HOUR = 3_600_000;

/** The different sequences of activities, the cases of each and their throughput times. Ties in order of activity names. */
export default defineCalculator({
  id: 'variants',
  version: 2,
  title: 'Variants',
  summary: 'Lists the different ways through the process, how many cases took each, and how long they took.',
  category: 'variants',
  params,
  result,
  view: 'variants',
  examples: [
    {
      title: 'The two most frequent of five: o1 (4 h) and o6 (24 h) went the straight way',
      params: { limit: 2 },
      expect: {
        total: 5,
        cases: 6,
        items: [
          {
            activities: ['register', 'check', 'decide', 'pay'],
            count: 2,
            share: 2 / 6,
            meanMs: 14 * HOUR,
            medianMs: 14 * HOUR,
            minMs: 4 * HOUR,
            maxMs: 24 * HOUR,
          },
          { activities: ['register'], count: 1, share: 1 / 6, meanMs: 0, medianMs: 0 },
        ],
      },
    },
    {
      title: 'One variant by its id; the share is that of all cases',
      params: { id: '7626e249a3783c0239ed4be3b103f5f1', durations: false },
      expect: {
        total: 1,
        cases: 6,
        items: [{ activities: ['register', 'check', 'decide', 'pay'], count: 2, share: 2 / 6 }],
      },
    },
    {
      title: 'The longest',
      params: { sort: 'length', limit: 1, durations: false },
      expect: {
        items: [
          { activities: ['register', 'check', 'check', 'decide', 'pay'], count: 1, meanMs: null, medianMs: null },
        ],
      },
    },
  ],
  kernels: [listed.totals, listed.split, listed.gather],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: p.sort === 'mean' });
    const { count, offsets, sum, timed } = table;
    const measures = {
      count: (v: number) => count[v]!,
      mean: (v: number) => sum[v]! / timed[v]!,
      length: (v: number) => offsets[v + 1]! - offsets[v]!,
    };
    const order = variantOrder(table, log.activityNames, measures[p.sort]);
    const named = (v: number) =>
      Array.from(table.codes.subarray(offsets[v]!, offsets[v + 1]!), (c) => log.activityNames[c]!);
    const found = p.id === undefined ? null : variantsOfId(table, named, p.id);
    const page = found
      ? found.slice(p.offset)
      : firstInOrder(table.size, Math.min(table.size, p.offset + p.limit), order).slice(p.offset);
    const statistics = p.durations ? await statisticsOf(run, table, page) : [];
    const cases = count.subarray(0, table.size).reduce((total, n) => total + n, 0);
    return {
      total: found ? found.length : table.size,
      cases,
      items: page.map((v, i) => ({
        ...sequenceOf(named(v)),
        count: count[v]!,
        share: count[v]! / cases,
        meanMs: statistics[i]?.mean ?? null,
        medianMs: statistics[i]?.percentiles[0] ?? null,
        minMs: statistics[i]?.min ?? null,
        maxMs: statistics[i]?.max ?? null,
      })),
    };
  },
});

const sequenceOf = (activities: string[]) => ({ id: variantId(activities), activities });

/** The variant of this id, if the view has it. */
function variantsOfId({ size }: VariantTable, named: (v: number) => string[], id: string): number[] {
  for (let v = 0; v < size; v++) if (variantId(named(v)) === id) return [v];
  return [];
}

/** Exact statistics of the durations of these variants, in their order. */
async function statisticsOf(run: Run, table: VariantTable, page: readonly number[]): Promise<GroupStatistics[]> {
  if (page.length === 0) return [];
  const chosen = newVariants(page.length, 0);
  for (const v of page) appendTrace(chosen, table.codes, table.offsets[v]!, table.offsets[v + 1]!);
  return groupStatistics(run, listed, chosen, page.length);
}
