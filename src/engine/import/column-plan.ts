import type { ColumnClass, ColumnLevel, Sql } from '#sdk';
import type { ReadValue } from '../../mining/formats/value-sql.ts';
import type { ColumnMapping } from './mapping.ts';

/** A column of the log to be, and how its values are read from the text. */
export interface PlannedColumn {
  id: string;
  name: string;
  level: ColumnLevel;
  /** May still become `text`: only the data can say so. */
  class: ColumnClass;
  /** The text of the cell, null where it is missing. */
  raw: Sql;
  /** The value and what is wrong when there is none, for `number`, `time` and `boolean`. */
  read: ReadValue | null;
  /** An empty cell refuses the row. */
  required: boolean;
  /** A value that does not read turns the column into text instead of refusing the row. */
  fallback: boolean;
  /** Brought by the events of wide rows: checked with the row, not by itself. */
  ofEvents?: true;
  mapping: ColumnMapping;
}

/** A time of a wide row, as it is read from the table. */
export interface PlannedTime {
  mapping: ColumnMapping;
  raw: Sql;
  read: ReadValue;
}

/** One of the events that a wide row stands for. */
export interface PlannedEvent {
  activity: string;
  time: PlannedTime;
  start: PlannedTime | null;
}

export interface ColumnPlan {
  /** Text of the case id. */
  caseId: Sql;
  caseColumn: ColumnMapping;
  columns: PlannedColumn[];
  /** What each row stands for, where that is more than one event. */
  events: PlannedEvent[] | null;
  /** Id of the column with role `instance`. */
  instanceId: string | null;
  zone: string;
  /** What takes the place of cells that are not to be kept, before anything is read from the table. */
  privateCells: readonly PrivateCell[];
}

export interface PrivateCell {
  /** Name of the column of the table. */
  readonly column: string;
  readonly cell: Sql;
}
