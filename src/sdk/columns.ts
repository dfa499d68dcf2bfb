/** Stable id of a column; survives renames. Standard columns have the ids of {@link COLUMNS}, attributes `c_001`, `c_002` … */
export type ColumnId = string;

/**
 * How a column is stored.
 * `category` and `boolean`: u16 codes, 0 = missing (boolean: 1 false, 2 true). `number` and `time`: f64, NaN = missing;
 * times are milliseconds since the epoch, UTC. `text`: too many distinct values for codes; archive only, reached by SQL.
 */
export type ColumnClass = 'category' | 'boolean' | 'number' | 'time' | 'text';
export type ColumnLevel = 'case' | 'event';

export interface ColumnSpec {
  id: ColumnId;
  /** Name in the source; case-level attributes carry the prefix `case:`. */
  name: string;
  level: ColumnLevel;
  class: ColumnClass;
  /** Values are shown to those who may see masked columns; to others, only that there is one. */
  masked?: true;
}

/** Ids of the standard columns. */
export const COLUMNS = {
  /** u16, event: `concept:name`, the default classifier. */
  activity: 'activity',
  /** f64, event: when the event happened (of a complete event: its end). */
  time: 'time',
  /** f64, event: start paired with a complete event, or mapped; NaN where unknown. Only where the log knows any. */
  startTime: 'start-time',
  /** u16 boolean, event: 2 for completes and unpaired starts: the activity-instance view. Only where the log has a lifecycle. */
  instance: 'instance',
  /** u16, event. */
  resource: 'resource',
  /** u16, event. */
  lifecycle: 'lifecycle',
  /** u16, event: UTC offset as written in the source (`+02:00`); only where offsets vary. */
  timeOffset: 'time-offset',
  /** text, case: read with {@link Segment.caseId}. */
  caseId: 'case-id',
  /** f64, case: time of the first and the last event. */
  caseStart: 'case-start',
  caseEnd: 'case-end',
} as const;

/** Most distinct values a `category` can have; above, the column is `text`. */
export const MAX_CATEGORY_VALUES = 65_534;
/** The u16 code of a missing value. */
export const MISSING = 0;
