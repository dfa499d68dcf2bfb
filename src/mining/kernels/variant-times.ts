import type { Segment, View } from '#sdk';
import { durationsOf } from '../predicates/case-spans.ts';
import type { Measured } from './grouped-values.ts';
import { tracesOf } from './traces.ts';
import { findTrace, type VariantTable } from './variant-table.ts';
import { localVariants } from './variants.ts';

/** Durations of the cases whose variant is in the table, grouped by its number there. */
export function variantDurations(segment: Segment, view: View, table: VariantTable): Measured {
  const traces = tracesOf(segment, view, { time: false });
  const { of, first } = localVariants(segment, view, traces);
  const group = numbersIn(table, first, traces.offsets, traces.activity);
  const durations = durationsOf(segment, view);
  const values = new Float64Array(traces.count);
  const groups = new Uint16Array(traces.count);
  let length = 0;
  for (let k = 0; k < traces.count; k++) {
    const c = traces.list === null ? k : traces.list[k]!;
    const g = group[of[c]!]!;
    if (g < 0 || Number.isNaN(durations[c]!)) continue;
    values[length] = durations[c]!;
    groups[length++] = g;
  }
  return { values, groups, length };
}

/** Variants of which the steps are measured: step `i` of variant `v` is group `first[v] + i`; later steps are left out. */
export interface MeasuredSteps {
  readonly table: VariantTable;
  /** One more than there are variants. */
  readonly first: Uint32Array;
}

/** Milliseconds on the view's clock from each event of a measured variant to the next one of its case; unknown times give no value. */
export function stepTimes(segment: Segment, view: View, { table, first }: MeasuredSteps): Measured {
  const traces = tracesOf(segment, view, { time: true });
  const { offsets, activity, time, list } = traces;
  const { of, first: shows } = localVariants(segment, view, traces);
  const number = numbersIn(table, shows, offsets, activity);
  const values = new Float64Array(segment.events);
  const groups = new Uint16Array(segment.events);
  let length = 0;
  for (let k = 0; k < traces.count; k++) {
    const c = list === null ? k : list[k]!;
    const v = number[of[c]!]!;
    if (v < 0) continue;
    const begin = offsets[c]!;
    const base = first[v]!;
    const steps = first[v + 1]! - base;
    for (let i = 1; i < steps; i++) {
      const step = time[begin + i]! - time[begin + i - 1]!;
      if (Number.isNaN(step)) continue;
      values[length] = step;
      groups[length++] = base + i;
    }
  }
  return { values, groups, length };
}

/** The number in the table of each local variant, given a case that shows it; −1 where the table lacks it. */
function numbersIn(table: VariantTable, first: Uint32Array, offsets: Uint32Array, activity: Uint16Array): Int32Array {
  const lengths = new Set(Array.from({ length: table.size }, (_, v) => table.offsets[v + 1]! - table.offsets[v]!));
  // Most variants of a log are rare and long: those of no listed length need no look.
  return Int32Array.from(first, (c) => {
    const [begin, end] = [offsets[c]!, offsets[c + 1]!];
    return lengths.has(end - begin) ? findTrace(table, activity, begin, end) : -1;
  });
}
