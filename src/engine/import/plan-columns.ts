import { COLUMNS, type ColumnClass, type ColumnLevel, ident, literal, type Sql, sql } from '#sdk';
import { logName } from './check-mapping.ts';
import type { ColumnMapping, Mapping } from './mapping.ts';
import { type ReadValue, readTime, readValue } from './value-sql.ts';

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
  mapping: ColumnMapping;
}

export interface ColumnPlan {
  /** Text of the case id. */
  caseId: Sql;
  caseColumn: ColumnMapping;
  columns: PlannedColumn[];
  /** Id of the column with role `instance`. */
  instanceId: string | null;
  zone: string;
}

const STANDARD_IDS: Partial<Record<NonNullable<ColumnMapping['role']>, string>> = {
  activity: COLUMNS.activity,
  timestamp: COLUMNS.time,
  start: COLUMNS.startTime,
  resource: COLUMNS.resource,
  lifecycle: COLUMNS.lifecycle,
};

/** Name of the i-th column of the file inside DuckDB. */
export const cellName = (position: number): string => `c${position}`;

/** Standard columns first, then attributes `c_001`, `c_002` … in the order of the file. */
export function planColumns(mapping: Mapping, headers: readonly string[]): ColumnPlan {
  const kept = mapping.columns.filter((c) => !c.drop);
  const cell = (c: ColumnMapping): Sql => {
    const raw = ident(cellName(headers.indexOf(c.column)));
    return c.default === undefined ? raw : sql`coalesce(${raw}, ${literal(c.default)})`;
  };
  const caseColumn = kept.find((c) => c.role === 'case')!;
  const columns: PlannedColumn[] = [];
  let instanceId: string | null = null;
  let attributes = 0;
  for (const role of [...Object.keys(STANDARD_IDS), null]) {
    for (const column of kept) {
      const own = column.role ?? 'attribute';
      if (own === 'case' || (role === null ? own in STANDARD_IDS : own !== role)) continue;
      const id = STANDARD_IDS[own] ?? `c_${String(++attributes).padStart(3, '0')}`;
      if (own === 'instance') instanceId = id;
      columns.push(planColumn(column, id, cell(column), mapping));
    }
  }
  if (!columns.some((c) => c.id === COLUMNS.time)) columns.splice(1, 0, noTime(columns[0]!.mapping));
  return { caseId: cell(caseColumn), caseColumn, columns, instanceId, zone: mapping.timeZone ?? 'UTC' };
}

/** A log without timestamps is a log: its time column is empty. */
function noTime(mapping: ColumnMapping): PlannedColumn {
  const read = { value: sql`null::double`, problem: sql`''`, offset: null };
  const raw = sql`null::varchar`;
  const own = { id: COLUMNS.time, name: 'time:timestamp', level: 'event', class: 'time' } as const;
  return { ...own, raw, read, required: false, fallback: false, mapping };
}

function planColumn(column: ColumnMapping, id: string, raw: Sql, mapping: Mapping): PlannedColumn {
  const role = column.role ?? 'attribute';
  const time = role === 'timestamp' || role === 'start';
  const type = role === 'attribute' ? (column.type ?? 'category') : time ? 'time' : 'category';
  const zone = column.zone ?? mapping.timeZone;
  const read =
    type === 'time' ? readTime(raw, column.format ?? 'iso', zone) : readValue(raw, type, column, mapping.dialect);
  return {
    id,
    name: logName(column),
    level: role === 'attribute' ? (column.level ?? 'event') : 'event',
    class: type,
    raw,
    read,
    required: role === 'activity' || (role === 'timestamp' && !column.optional),
    fallback: column.fallback === true && role === 'attribute',
    mapping: column,
  };
}
