import { COLUMNS, type ColumnClass, type ColumnLevel, type ColumnSpec } from '#sdk';
import type { XesColumn } from '../../mining/formats/xes/row-table.ts';
import type { RawTable } from './raw-table.ts';

/** A column of the log, and the raw columns whose values it unites: more than one when the file mixes types. */
export interface PlannedXesColumn extends ColumnSpec {
  raw: RawTable;
  sources: readonly XesColumn[];
}

/** Attributes of events that have a column of their own; `time:timestamp` and start times only where they are dates. */
const STANDARD: Readonly<Record<string, string>> = {
  'concept:name': COLUMNS.activity,
  'org:resource': COLUMNS.resource,
  'lifecycle:transition': COLUMNS.lifecycle,
};
const STANDARD_TIMES: Readonly<Record<string, string>> = {
  'time:timestamp': COLUMNS.time,
  start_timestamp: COLUMNS.startTime,
};

const CASE_NAME = 'concept:name';

/** The columns of a log: standard ones first, then event attributes and case attributes in order of first appearance. */
export function planXesColumns(events: RawTable, traces: RawTable): PlannedXesColumn[] {
  const planned: PlannedXesColumn[] = [];
  let attributes = 0;
  const add = (raw: RawTable, level: ColumnLevel, name: string, sources: readonly XesColumn[], id?: string) => {
    const columnId = id ?? `c_${String(++attributes).padStart(3, '0')}`;
    planned.push({ id: columnId, name, level, class: classOf(sources, raw), raw, sources });
  };
  for (const [key, columns] of Map.groupBy(events.columns, (c) => c.key)) {
    const times = columns.filter((c) => c.heldAs === 'time');
    const own = Object.hasOwn(STANDARD, key) ? STANDARD[key] : undefined;
    const ownTime = Object.hasOwn(STANDARD_TIMES, key) ? STANDARD_TIMES[key] : undefined;
    const rest = ownTime ? columns.filter((c) => c.heldAs !== 'time') : columns;
    if (ownTime && times.length > 0) add(events, 'event', key, times, ownTime);
    if (rest.length > 0) add(events, 'event', ownTime && times.length > 0 ? `${key} (text)` : key, rest, own);
  }
  for (const [key, columns] of Map.groupBy(traces.columns, (c) => c.key)) {
    if (key !== CASE_NAME) add(traces, 'case', `case:${key}`, columns);
  }
  const first: readonly string[] = [
    COLUMNS.activity,
    COLUMNS.time,
    COLUMNS.startTime,
    COLUMNS.resource,
    COLUMNS.lifecycle,
  ];
  const rank = ({ id }: ColumnSpec) => (first.includes(id) ? first.indexOf(id) : first.length);
  return planned.sort((a, b) => rank(a) - rank(b));
}

/** The raw column with the names of traces; undefined when no trace has one. */
export const caseNameColumn = (traces: RawTable): XesColumn | undefined =>
  traces.columns.find((c) => c.key === CASE_NAME);

/**
 * One type: its class. Several: text, each value in its shortest form. Texts are categories as long as they are few;
 * whole numbers beyond ±2^53, which no float holds, make the column text.
 */
function classOf(sources: readonly XesColumn[], raw: RawTable): ColumnClass {
  const [only] = sources;
  if (sources.some((c) => c.bigIntegers || raw.isSpilled(c))) return 'text';
  if (sources.length > 1 || only!.heldAs === 'text') return 'category';
  return only!.heldAs as ColumnClass;
}
