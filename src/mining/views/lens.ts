import { COLUMNS, type ColumnId, type Segment, type View } from '#sdk';
import type { Selection } from './selection.ts';

/** How events are looked at: what their activity is, and which clock runs. */
export interface Lens {
  classifier: ColumnId;
  /** Working time instead of wall time, per segment and column; null: wall time. */
  clock: ((segment: Segment, column: typeof COLUMNS.time | typeof COLUMNS.startTime) => Float64Array) | null;
}

export const DEFAULT_LENS: Lens = { classifier: COLUMNS.activity, clock: null };

/** The view of one segment under a selection and a lens. */
export function viewOf(segment: Segment, selection: Selection, lens: Lens): View {
  const clock = lens.clock ?? ((s: Segment, column: ColumnId) => s.numbers(column));
  return {
    cases: selection.cases?.[segment.index] ?? null,
    events: selection.events?.[segment.index] ?? null,
    get activity() {
      return segment.codes(lens.classifier);
    },
    get time() {
      return clock(segment, COLUMNS.time);
    },
    get startTime() {
      return segment.has(COLUMNS.startTime) ? clock(segment, COLUMNS.startTime) : null;
    },
    defaultClassifier: lens.classifier === COLUMNS.activity,
  };
}
