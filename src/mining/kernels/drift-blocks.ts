import { COLUMNS, defineKernel } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { caseSpans } from '../predicates/case-spans.ts';
import type { PairTable } from '../predicates/pair-table.ts';
import { tracesOf } from './traces.ts';

/** Cells of the time in which cases begin. */
export const START_CELLS = 65_536;

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The cell in which an instant lies. */
const cellOf = (t: number, { from, to }: Stretch): number =>
  to > from ? Math.min(START_CELLS - 1, Math.floor(((t - from) / (to - from)) * START_CELLS)) : 0;

/** The instant at which a cell begins. */
export const cellStartMs = (cell: number, { from, to }: Stretch): number => from + (cell / START_CELLS) * (to - from);

/** Cases by when they begin, by wall time. */
export const caseStartCells = defineKernel<Stretch, Float64Array>({
  id: 'case-start-cells',
  partial(segment, view, stretch) {
    const counts = new Float64Array(START_CELLS);
    const { starts } = caseSpans(segment, view, segment.numbers(COLUMNS.time));
    for (let c = 0; c < starts.length; c++) {
      if (Number.isNaN(starts[c]!) || (view.cases && ((view.cases[c >>> 5]! >>> (c & 31)) & 1) === 0)) continue;
      const cell = cellOf(starts[c]!, stretch);
      counts[cell] = counts[cell]! + 1;
    }
    return counts;
  },
  merge(a, b) {
    for (let i = 0; i < a.length; i++) a[i] = a[i]! + b[i]!;
    return a;
  },
});

export interface DriftParams {
  readonly stretch: Stretch;
  /** Block of each cell. */
  readonly blockOf: Uint16Array;
  readonly blocks: number;
  readonly pairs: PairTable;
  readonly activities: number;
}

/**
 * What cases show is told apart by number: pair `i` occurs (`i`), or more than once (`pairs + i`); activity `a` begins the
 * case (`2 * pairs + a`), or ends it (`2 * pairs + activities + 1 + a`).
 */
export const featuresOf = ({ pairs, activities }: Pick<DriftParams, 'pairs' | 'activities'>): number =>
  2 * pairs.pairs + 2 * (activities + 1);

/** Per block its cases, and how many of them show each feature, at `block * features + feature`. */
export interface DriftBlocks {
  readonly cases: Float64Array;
  readonly shown: Uint32Array;
}

/** Counts what the cases of each block show; a case belongs to the block in which it begins. */
export const driftBlocks = defineKernel<DriftParams, DriftBlocks>({
  id: 'drift-blocks',
  partial(segment, view, { stretch, blockOf, blocks, pairs: table, activities }) {
    const { row, cell, width, pairs } = table;
    const features = featuresOf({ pairs: table, activities });
    const found = { cases: new Float64Array(blocks), shown: new Uint32Array(blocks * features) };
    const { starts } = caseSpans(segment, view, segment.numbers(COLUMNS.time));
    const { count, list, offsets, activity } = tracesOf(segment, instanceView(segment, view), { time: false });
    /** The case in which a pair was last seen, and last seen again. */
    const [seen, again] = [new Int32Array(pairs).fill(-1), new Int32Array(pairs).fill(-1)];
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const [begin, end] = [offsets[c]!, offsets[c + 1]!];
      if (Number.isNaN(starts[c]!) || begin === end) continue;
      const block = blockOf[cellOf(starts[c]!, stretch)]!;
      const base = block * features;
      const show = (feature: number) => {
        found.shown[base + feature] = found.shown[base + feature]! + 1;
      };
      found.cases[block] = found.cases[block]! + 1;
      show(2 * pairs + activity[begin]!);
      show(2 * pairs + activities + 1 + activity[end - 1]!);
      for (let e = begin + 1; e < end; e++) {
        const pair = cell[row[activity[e - 1]!]! * width + activity[e]!]! - 1;
        if (pair < 0) continue;
        if (seen[pair] !== k) {
          seen[pair] = k;
          show(pair);
        } else if (again[pair] !== k) {
          again[pair] = k;
          show(pairs + pair);
        }
      }
    }
    return found;
  },
  merge(a, b) {
    for (let i = 0; i < a.cases.length; i++) a.cases[i] = a.cases[i]! + b.cases[i]!;
    for (let i = 0; i < a.shown.length; i++) a.shown[i] = a.shown[i]! + b.shown[i]!;
    return a;
  },
});
