import type { Bits } from './bits.ts';
import type { ColumnId, ColumnSpec } from './columns.ts';

/**
 * About one million events of whole cases, read-only. Cases are ordered by (first time, case id) within one build; the
 * events of case `c` are `offsets[c] … offsets[c + 1] - 1`, ordered by (time, source order).
 */
export interface Segment {
  /** Position in the version. */
  readonly index: number;
  readonly cases: number;
  readonly events: number;
  /** Length `cases + 1`. */
  readonly offsets: Uint32Array;
  /** Codes of a `category` or `boolean` column: one per event or, at case level, one per case. */
  codes(column: ColumnId): Uint16Array;
  /** Values of a `number` or `time` column: one per event or, at case level, one per case. */
  numbers(column: ColumnId): Float64Array;
  /** Whether this column exists in the log. */
  has(column: ColumnId): boolean;
  /** The case's id in the source. Costs a text decode: for results, not for loops. */
  caseId(caseIx: number): string;
  /** The distinct traces of this segment under the default classifier over all events, made at publish. */
  readonly variants: SegmentVariants;
  /** Events that are earlier than one which stands before them in their case in the source; null: the order there is not known. */
  readonly outOfOrder: Bits | null;
}

/** `of[c]` is the local variant of case `c`; `first[v]` is a case that shows variant `v`. */
export interface SegmentVariants {
  readonly of: Uint32Array;
  readonly first: Uint32Array;
}

/**
 * What a kernel looks at in one segment. The clock is part of the view: `time` and `startTime` are wall time or working
 * time under the view's calendar, so that duration kernels only subtract.
 */
export interface View {
  /** Kept cases; null: every case. */
  readonly cases: Bits | null;
  /** Kept events; null: every event of the kept cases. Kept cases have at least one kept event. */
  readonly events: Bits | null;
  /** Column of the view's classifier. */
  readonly activity: Uint16Array;
  /** Milliseconds on the view's clock, one per event; NaN = missing. */
  readonly time: Float64Array;
  /** Start of the activity instance on the view's clock; null where the log knows no starts. */
  readonly startTime: Float64Array | null;
  /** True when `activity` is the default classifier (then `segment.variants` speaks of the same traces). */
  readonly defaultClassifier: boolean;
}

/** What is known of the log as a whole: names, dictionaries, totals under the actor's row policy. */
export interface Log {
  readonly hash: string;
  readonly cases: number;
  readonly events: number;
  /** IANA zone of the dataset: days and weekdays are counted in it. */
  readonly zone: string;
  readonly columns: readonly ColumnSpec[];
  /** Whether it is known of any events in which order the source gave them: see `Segment.outOfOrder`. */
  readonly knowsSourceOrder: boolean;
  /** Number of activities, codes 1 … activities. */
  readonly activities: number;
  /** Finds a column by id or name; `invalid` with the nearest name otherwise. */
  column(ref: string): ColumnSpec;
  findColumn(ref: string): ColumnSpec | null;
  /** Dictionary of a category column: index = code, `[0]` = ''. */
  values(ref: string): readonly string[];
  /** Dictionary of the view's classifier: index = code. */
  readonly activityNames: readonly string[];
  /** Code of an activity's name; 0 when the log has no such activity. */
  activityCode(name: string): number;
}
