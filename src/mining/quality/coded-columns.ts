import { COLUMNS, type ColumnLevel, type ColumnSpec, type Log } from '#sdk';
import type { CodedColumn } from './same-rows.ts';

/** Columns that publish makes of others: what they hold is looked at where it comes from. */
const DERIVED: ReadonlySet<string> = new Set([
  COLUMNS.instance,
  COLUMNS.caseStart,
  COLUMNS.caseEnd,
  COLUMNS.timeOffset,
]);
const CORE: ReadonlySet<string> = new Set([COLUMNS.activity, COLUMNS.time, COLUMNS.resource]);

/** The columns that the source gave. Starts are paired from the lifecycle where there is one. */
export const sourceColumns = (log: Log): readonly ColumnSpec[] =>
  log.columns.filter(
    ({ id }) =>
      !DERIVED.has(id) &&
      !id.startsWith('classifier:') &&
      !(id === COLUMNS.startTime && log.findColumn(COLUMNS.lifecycle) !== null),
  );

/** Those that have no check of their own. */
export const attributes = (log: Log): readonly ColumnSpec[] =>
  sourceColumns(log).filter(({ id }) => !CORE.has(id) && id !== COLUMNS.startTime);

export const categories = (log: Log): readonly ColumnSpec[] =>
  sourceColumns(log).filter((column) => column.class === 'category');

/** Columns of instants. */
export const timeColumns = (log: Log): readonly ColumnSpec[] =>
  sourceColumns(log).filter((column) => column.class === 'time');

export const numberColumns = (log: Log): readonly ColumnSpec[] =>
  sourceColumns(log).filter((column) => column.class === 'number');

export const hasTexts = (log: Log, level: 'event' | 'case'): boolean =>
  sourceColumns(log).some((column) => column.class === 'text' && column.level === level);

/** As plain data that crosses threads; texts lie in the archive alone. */
export const codedColumns = (columns: readonly ColumnSpec[]): (CodedColumn & { readonly level: ColumnLevel })[] =>
  columns
    .filter((column) => column.class !== 'text')
    .map(({ id, level, class: kind }) => ({ id, level, coded: kind === 'category' || kind === 'boolean' }));
