import { defineKernel, type Segment, type View } from '#sdk';
import { traceVariants } from '../log/trace-variants.ts';
import { durationsOf } from '../predicates/case-spans.ts';
import { type Traces, tracesOf } from './traces.ts';
import { appendTrace, mergeVariants, newVariants, type VariantTable } from './variant-table.ts';

export interface VariantsParams {
  /** Also durations of the cases; otherwise `timed` stays 0. */
  durations: boolean;
}

/**
 * The distinct traces of a view and the cases of each, exactly. Where the traces are those of publish (all events, the
 * default classifier), only the distinct ones are hashed; else each trace of the view is.
 */
export const variants = defineKernel<VariantsParams, VariantTable>({
  id: 'variants',
  partial(segment, view, { durations }) {
    const traces = tracesOf(segment, view, { time: false });
    const { of, first } = localVariants(segment, view, traces);
    const table = newVariants(first.length, 0);
    const number = numberVariants(table, traces, of, first);
    const { count } = table;
    for (let k = 0; k < traces.count; k++) {
      const v = number[of[traces.list === null ? k : traces.list[k]!]!]!;
      if (v >= 0) count[v] = count[v]! + 1;
    }
    if (durations) addDurations(table, traces, of, number, durationsOf(segment, view));
    return table;
  },
  merge: mergeVariants,
});

/** The distinct traces of one segment of a view: `of[c]` is the local variant of case `c`, `first[v]` a case that shows `v`. */
export function localVariants(segment: Segment, view: View, traces: Traces) {
  if (view.events === null && view.defaultClassifier) return segment.variants;
  return traceVariants(traces.activity, traces.offsets.subarray(0, segment.cases + 1));
}

/** Appends the local variants that kept cases show; gives their numbers in the table, −1 for the others. */
function numberVariants(table: VariantTable, traces: Traces, of: Uint32Array, first: Uint32Array): Int32Array {
  const number = new Int32Array(first.length).fill(-1);
  const { offsets, activity } = traces;
  for (let k = 0; k < traces.count; k++) {
    const c = traces.list === null ? k : traces.list[k]!;
    const local = of[c]!;
    if (number[local]! >= 0 || offsets[c] === offsets[c + 1]) continue;
    number[local] = appendTrace(table, activity, offsets[c]!, offsets[c + 1]!);
  }
  return number;
}

function addDurations(
  table: VariantTable,
  traces: Traces,
  of: Uint32Array,
  number: Int32Array,
  durations: Float64Array,
): void {
  const { timed, sum, min, max } = table;
  for (let k = 0; k < traces.count; k++) {
    const c = traces.list === null ? k : traces.list[k]!;
    const v = number[of[c]!]!;
    const d = durations[c]!;
    if (v < 0 || Number.isNaN(d)) continue;
    timed[v] = timed[v]! + 1;
    sum[v] = sum[v]! + d;
    if (d < min[v]!) min[v] = d;
    if (d > max[v]!) max[v] = d;
  }
}
