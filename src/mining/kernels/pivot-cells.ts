import { defineKernel, type Segment, type View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { durationsOf } from '../predicates/case-spans.ts';
import type { Measured } from './grouped-values.ts';
import type { Axis } from './pivot-axis.ts';
import { keysOf, MISSING_KEY } from './pivot-keys.ts';

/** The axes of a pivot; the cell of row `r` and column `c` is `r * columns + c`. */
export interface Pivot {
  axes: readonly [Axis] | readonly [Axis, Axis];
  cells: number;
}

/** What is measured in each cell: once per case that falls into it, or of a number column at event level, once per event. */
export type PivotMeasure =
  | { of: 'duration' }
  | { of: 'rework' }
  | { of: 'case-number'; column: string }
  | { of: 'event-number'; column: string };

export interface CellCounts {
  cases: Float64Array;
  events: Float64Array;
  /** Cases and events of the whole view. */
  allCases: number;
  allEvents: number;
}

/** Cases and events per cell; a case counts once in each cell that it or one of its events falls into. */
export const pivotCells = defineKernel<Pivot, CellCounts>({
  id: 'pivot-cells',
  partial(segment, view, pivot) {
    const counts = {
      cases: new Float64Array(pivot.cells),
      events: new Float64Array(pivot.cells),
      allCases: 0,
      allEvents: 0,
    };
    const cellOf = cellsOf(segment, view, pivot);
    const last = new Int32Array(pivot.cells).fill(-1);
    const { offsets } = segment;
    const { cases, events } = view;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      counts.allCases++;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
        counts.allEvents++;
        const cell = cellOf[e]!;
        counts.events[cell] = counts.events[cell]! + 1;
        if (last[cell] === c) continue;
        last[cell] = c;
        counts.cases[cell] = counts.cases[cell]! + 1;
      }
    }
    return counts;
  },
  merge(a, b) {
    for (let i = 0; i < a.cases.length; i++) {
      a.cases[i] = a.cases[i]! + b.cases[i]!;
      a.events[i] = a.events[i]! + b.events[i]!;
    }
    a.allCases += b.allCases;
    a.allEvents += b.allEvents;
    return a;
  },
});

/** The values that statistics per cell are made of. */
export function pivotValues(
  segment: Segment,
  view: View,
  { pivot, measure }: { pivot: Pivot; measure: PivotMeasure },
): Measured {
  const cellOf = cellsOf(segment, view, pivot);
  const values = new Float64Array(segment.events);
  const groups = new Uint16Array(segment.events);
  const perEvent = measure.of === 'event-number';
  const numbers = numbersOf(segment, view, measure);
  const last = new Int32Array(pivot.cells).fill(-1);
  const { offsets } = segment;
  const { cases, events } = view;
  let length = 0;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
      const cell = cellOf[e]!;
      if (!perEvent && last[cell] === c) continue;
      last[cell] = c;
      const value = numbers[perEvent ? e : c]!;
      if (!Number.isFinite(value)) continue;
      values[length] = value;
      groups[length++] = cell;
    }
  }
  return { values, groups, length };
}

/** One number per case or, at event level, per event. */
function numbersOf(segment: Segment, view: View, measure: PivotMeasure): Float64Array {
  if (measure.of === 'duration') return durationsOf(segment, view);
  if (measure.of === 'rework') return reworkOf(segment, view);
  return segment.numbers(measure.column);
}

/** 1 for each case in which an activity occurs more than once, else 0. */
function reworkOf(segment: Segment, view: View): Float64Array {
  const { offsets } = segment;
  const { cases, events, activity } = instanceView(segment, view);
  const rework = new Float64Array(segment.cases);
  const last = new Int32Array(65_536).fill(-1);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
      const x = activity[e]!;
      if (last[x] === c) rework[c] = 1;
      last[x] = c;
    }
  }
  return rework;
}

/** The cell of each event; what stands outside the view is meaningless. */
function cellsOf(segment: Segment, view: View, { axes }: Pivot): Uint16Array {
  const cells = slotsOf(segment, view, axes[0]);
  const second = axes[1];
  if (!second) return cells;
  const columns = slotsOf(segment, view, second);
  for (let e = 0; e < cells.length; e++) cells[e] = cells[e]! * second.entries + columns[e]!;
  return cells;
}

/** The entry of an axis for each event. Keys that no kept case has may lie anywhere; they get entry 0. */
function slotsOf(segment: Segment, view: View, axis: Axis): Uint16Array {
  const keys = keysOf(segment, view, axis.dimension);
  const { low, slots, missing } = axis;
  const into = new Uint16Array(segment.events);
  if (axis.dimension.level === 'event') {
    for (let e = 0; e < into.length; e++) {
      const key = keys[e]!;
      into[e] = key === MISSING_KEY ? missing : (slots[key - low] ?? 0);
    }
    return into;
  }
  const { offsets } = segment;
  for (let c = 0; c < segment.cases; c++) {
    const key = keys[c]!;
    into.fill(key === MISSING_KEY ? missing : (slots[key - low] ?? 0), offsets[c]!, offsets[c + 1]!);
  }
  return into;
}
