import { COLUMNS, type ColumnClass, type ColumnLevel, type ColumnSpec } from '#sdk';
import type { XesColumn } from '../../mining/formats/xes/row-table.ts';
import { OFFSET_BIAS } from '../../mining/formats/xes/xes-cells.ts';
import type { XesColumnSource } from '../../mining/formats/xes/xes-declarations.ts';
import { pathName, pathSteps } from '../../mining/formats/xes/xes-path.ts';
import type { XesType } from '../../mining/formats/xes/xes-types.ts';
import { byBytes } from '../../mining/log/byte-order.ts';
import type { RawTable } from './raw-table.ts';

/** A column of the log, and the raw columns whose values it unites: more than one when the file mixes types. */
export interface PlannedXesColumn extends ColumnSpec {
  raw: RawTable;
  sources: readonly XesColumn[];
  /** How they stand in the file. */
  source: XesColumnSource;
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
  const names = new Set<string>();
  let attributes = 0;
  const add = (raw: RawTable, level: ColumnLevel, name: string, sources: readonly XesColumn[], id?: string) => {
    const columnId = id ?? `c_${String(++attributes).padStart(3, '0')}`;
    planned.push({ id: columnId, name, level, class: classOf(sources, raw), raw, sources, source: sourceOf(sources) });
  };
  const namesOfEvents = namesOf(events, '', names);
  for (const [path, columns] of Map.groupBy(events.columns, (c) => c.path)) {
    const times = columns.filter((c) => c.heldAs === 'time');
    const own = Object.hasOwn(STANDARD, path) ? STANDARD[path] : undefined;
    const ownTime = Object.hasOwn(STANDARD_TIMES, path) ? STANDARD_TIMES[path] : undefined;
    const rest = ownTime ? columns.filter((c) => c.heldAs !== 'time') : columns;
    const name = namesOfEvents.get(path)!;
    if (ownTime && times.length > 0) add(events, 'event', name, times, ownTime);
    if (rest.length > 0) add(events, 'event', ownTime && times.length > 0 ? `${name} (text)` : name, rest, own);
  }
  const namesOfCases = namesOf(traces, 'case:', names);
  for (const [path, columns] of Map.groupBy(traces.columns, (c) => c.path))
    if (path !== CASE_NAME) add(traces, 'case', namesOfCases.get(path)!, columns);
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
  traces.columns.find((c) => c.path === CASE_NAME);

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

/**
 * A name for each path that no other column has: the key `a.b` and the attribute `b` in `a` read alike. The flattest keeps
 * it, wherever it stands in the file.
 */
function namesOf({ columns }: RawTable, prefix: string, taken: Set<string>): Map<string, string> {
  const names = new Map<string, string>();
  const depth = (path: string) => pathSteps(path).length;
  const paths = [...new Set(columns.map(({ path }) => path))];
  for (const path of paths.sort((a, b) => depth(a) - depth(b) || byBytes(a, b))) {
    const name = `${prefix}${pathName(path)}`;
    let free = name;
    for (let n = 1; taken.has(free); n++) free = `${name} (nested${n === 1 ? '' : ` ${n}`})`;
    taken.add(free);
    names.set(path, free);
  }
  return names;
}

function sourceOf(sources: readonly XesColumn[]): XesColumnSource {
  const [first] = sources;
  const source = { type: typeOf(sources), path: pathSteps(first!.path) };
  return sources.length === 1 && first!.offset > 0 ? { ...source, offset: first!.offset - OFFSET_BIAS } : source;
}

/** The type in which the file writes all values, or one that holds them all. */
function typeOf(sources: readonly XesColumn[]): XesType {
  const types = new Set(sources.flatMap((c) => [...c.types]));
  const [only] = sources;
  if (sources.length === 1 && only!.heldAs === 'boolean') return 'boolean';
  if (sources.length === 1 && only!.heldAs === 'time') return 'date';
  const numbers = sources.every((c) => c.heldAs === 'number' || c.bigIntegers);
  if (numbers && types.size === 1) return types.has('int') ? 'int' : 'float';
  if (numbers && sources.length === 1) return 'float';
  return types.size === 1 && types.has('id') ? 'id' : 'string';
}
