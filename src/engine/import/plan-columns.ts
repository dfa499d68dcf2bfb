import { COLUMNS, ident, type Sql, sql } from '#sdk';
import { readTime, readValue } from '../../mining/formats/value-sql.ts';
import { cellOf } from './cells.ts';
import { logName } from './check-mapping.ts';
import type { ColumnPlan, PlannedColumn, PlannedEvent, PlannedTime } from './column-plan.ts';
import { type ColumnMapping, headersOfEvents, type Mapping } from './mapping.ts';
import { privateTable } from './private-cells.ts';
import { columnsOfEvents } from './wide-rows.ts';

const STANDARD_IDS: Partial<Record<NonNullable<ColumnMapping['role']>, string>> = {
  activity: COLUMNS.activity,
  timestamp: COLUMNS.time,
  start: COLUMNS.startTime,
  resource: COLUMNS.resource,
  lifecycle: COLUMNS.lifecycle,
};

/** Standard columns first, then attributes `c_001`, `c_002` … in the order of the file. */
export function planColumns(given: Mapping, headers: readonly string[]): ColumnPlan {
  const { mapping, cells } = privateTable(given, headers);
  const ofEvents = headersOfEvents(mapping);
  const kept = mapping.columns.filter((c) => !c.drop && !ofEvents.has(c.column));
  const cell = (c: ColumnMapping) => cellOf(c, mapping, headers);
  const caseColumn = kept.find((c) => c.role === 'case')!;
  const events = ofEvents.size === 0 ? null : planEvents(mapping, cell);
  const columns: PlannedColumn[] = events === null ? [] : columnsOfEvents(events);
  let instanceId: string | null = null;
  let attributes = 0;
  for (const role of [...Object.keys(STANDARD_IDS), null]) {
    for (const column of kept) {
      const own = column.role ?? 'attribute';
      if (own === 'case' || (role === null ? own in STANDARD_IDS : own !== role)) continue;
      const id = STANDARD_IDS[own] ?? attributeId(++attributes);
      if (own === 'instance') instanceId = id;
      columns.push(planColumn(column, id, cell(column), mapping));
    }
  }
  if (mapping.fileColumn !== undefined) columns.push(fileColumn(mapping.fileColumn, ++attributes));
  if (!columns.some((c) => c.id === COLUMNS.time)) columns.splice(1, 0, noTime(columns[0]!.mapping));
  const of = { events, instanceId, zone: mapping.timeZone ?? 'UTC', privateCells: cells };
  return { caseId: cell(caseColumn), caseColumn, columns, ...of };
}

/** Name of the column of a table that says from which file a row is. */
export const FILE = 'file';

function fileColumn(name: string, attribute: number): PlannedColumn {
  const own = { id: attributeId(attribute), name, level: 'event', class: 'category' } as const;
  return { ...own, raw: ident(FILE), read: null, required: false, fallback: false, mapping: { column: name } };
}

const attributeId = (number: number): string => `c_${String(number).padStart(3, '0')}`;

function planEvents(mapping: Mapping, cell: (column: ColumnMapping) => Sql): PlannedEvent[] {
  const time = (header: string): PlannedTime => {
    const column = mapping.columns.find((c) => c.column === header) ?? { column: header };
    const raw = cell(column);
    return { mapping: column, raw, read: readTime(raw, column.format ?? 'iso', column.zone ?? mapping.timeZone) };
  };
  return mapping.events!.map((event) => ({
    activity: event.activity ?? event.time,
    time: time(event.time),
    start: event.start === undefined ? null : time(event.start),
  }));
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
