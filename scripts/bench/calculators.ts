import { type Calculator, countBits, defineCalculator, defineKernel, type Filter, type Run, Type } from '#sdk';
import { createRegistry } from '../../src/engine/registry.ts';
import { medianDurations } from '../../src/mining/kernels/arc-medians.ts';
import { dfg } from '../../src/mining/kernels/dfg.ts';
import { variants } from '../../src/mining/kernels/variants.ts';

/** What a calculator of the bench gives: how long its passes over the segments took, and how much came out. */
const result = Type.Object({ ms: Type.Number(), size: Type.Number() });

const timed = async (work: () => Promise<number>): Promise<{ ms: number; size: number }> => {
  const start = performance.now();
  const size = await work();
  return { ms: performance.now() - start, size };
};

const common = { version: 1, category: 'bench', result, view: 'none', examples: [] };

/** The kernel of the directly-follows graph alone, without what the calculator makes of it. */
const graph = defineCalculator({
  ...common,
  id: 'bench-dfg',
  title: 'Directly-follows graph, kernel alone',
  summary: 'Times the kernel through the pool.',
  params: Type.Object({
    durations: Type.Boolean({ default: false }),
    cases: Type.Boolean({ default: false }),
    medians: Type.Boolean({ default: false }),
  }),
  compute: (log, { durations, cases, medians }, run) =>
    timed(async () => {
      const counts = await run.reduce(dfg, { activities: log.activities, durations, cases });
      if (medians) await medianDurations(run, counts);
      return counts.arcs.keys.length;
    }),
});

/** The kernel of the variants alone: the merged table, without ranking. */
const traces = defineCalculator({
  ...common,
  id: 'bench-variants',
  title: 'Variants, kernel alone',
  summary: 'Times the kernel through the pool.',
  params: Type.Object({}),
  compute: (_log, _params, run) => timed(async () => (await run.reduce(variants, { durations: false })).size),
});

interface Selecting {
  filter: string;
  params: unknown;
  context: unknown;
}

const filters = createRegistry().filters;

/** Evaluates a filter over a segment as the engine does, and gives how many bits it set. */
const select = defineKernel<Selecting, number>({
  id: 'bench-filter.select',
  partial: (segment, view, { filter, params, context }) =>
    countBits((filters.get(filter) as Filter).select(segment, view, params as never, context)),
  merge: (a, b) => a + b,
});

/** One filter step alone: what it prepares, and its pass over the segments; without counting what the view keeps. */
const step = defineCalculator({
  ...common,
  id: 'bench-filter',
  title: 'Filter step alone',
  summary: 'Times one filter through the pool.',
  params: Type.Object({ filter: Type.String(), params: Type.Object({}, { additionalProperties: true }) }),
  kernels: [select],
  compute: (log, { filter, params }, run: Run) =>
    timed(async () => {
      const context = await (filters.get(filter) as Filter).prepare(log, params as never, run);
      return run.reduce(select, { filter, params, context });
    }),
});

/** Calculators that only the bench has, for what the product's own do more than one wants to time. */
export const BENCH_CALCULATORS = [graph, traces, step] as unknown as readonly Calculator[];
