import type { Run } from '#sdk';
import { type GroupStatistics, groupStatistics } from './group-statistics.ts';
import { valueKernels } from './grouped-values.ts';
import { appendTrace, newVariants, type VariantTable } from './variant-table.ts';
import { type MeasuredSteps, stepTimes, variantDurations } from './variant-times.ts';

const durations = valueKernels<VariantTable>('variant-figures.durations', variantDurations);
const steps = valueKernels<MeasuredSteps>('variant-figures.steps', stepTimes);

/** What a calculator that asks for these figures lists among its kernels. */
export const variantFigureKernels = [
  ...[durations.totals, durations.split, durations.gather],
  ...[steps.totals, steps.split, steps.gather],
];

/** Exact statistics of the durations of the cases of these variants, in their order: the median and the 90th percentile. */
export async function durationsOfVariants(
  run: Run,
  table: VariantTable,
  chosen: readonly number[],
): Promise<GroupStatistics[]> {
  return chosen.length === 0 ? [] : groupStatistics(run, durations, only(table, chosen), chosen.length, [50, 90]);
}

/** Median milliseconds since the step before, of the first steps of these variants, in their order; null where none is known. */
export async function stepsOfVariants(
  run: Run,
  table: VariantTable,
  chosen: readonly number[],
  most: number,
): Promise<(number | null)[][]> {
  const first = new Uint32Array(chosen.length + 1);
  chosen.forEach((v, i) => {
    first[i + 1] = first[i]! + Math.min(most, table.offsets[v + 1]! - table.offsets[v]!);
  });
  const groups = first[chosen.length]!;
  if (groups === 0) return chosen.map(() => []);
  const statistics = await groupStatistics(run, steps, { table: only(table, chosen), first }, groups);
  return chosen.map((_, i) =>
    statistics.slice(first[i]!, first[i + 1]!).map(({ percentiles: [median = null] }) => median),
  );
}

/** A table of these variants alone, in their order. */
function only(table: VariantTable, chosen: readonly number[]): VariantTable {
  const made = newVariants(chosen.length, 0);
  for (const v of chosen) appendTrace(made, table.codes, table.offsets[v]!, table.offsets[v + 1]!);
  return made;
}
