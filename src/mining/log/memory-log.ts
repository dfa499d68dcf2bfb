import {
  COLUMNS,
  type ColumnClass,
  type ColumnId,
  type ColumnLevel,
  type ColumnSpec,
  type Log,
  type Segment,
} from '#sdk';
import { byBytes } from './byte-order.ts';
import { makeLog } from './log-info.ts';
import { outOfOrder } from './out-of-order.ts';
import { makeSegment } from './segment.ts';
import { traceVariants } from './trace-variants.ts';

export type MemoryValue = string | number | boolean | null;

/** One event as a test writes it. `time` and `start` are milliseconds or ISO 8601. */
export interface MemoryEvent {
  case: string;
  activity: string;
  time?: number | string;
  start?: number | string;
  resource?: string;
  attributes?: Record<string, MemoryValue>;
}

export interface MemoryLogOptions {
  zone?: string;
  caseAttributes?: Record<string, Record<string, MemoryValue>>;
  /** Most events in a segment; cases stay whole. */
  segmentEvents?: number;
  /** Order of cases; without it by (first time, case id). */
  caseOrder?: readonly string[];
}

export interface MemoryLog {
  log: Log;
  segments: readonly Segment[];
}

/** Builds a log in memory, with the engine's rules of order. For tests, generated logs and small synthetic logs. */
export function memoryLog(rows: readonly MemoryEvent[], options: MemoryLogOptions = {}): MemoryLog {
  const cases = groupCases(rows, options);
  const ordered = cases.flatMap((c) => c.events);
  const columns = [...standardColumns(cases, ordered), ...attributeColumns(cases, ordered, options)];
  return cut(cases, new Map(columns.map((column) => [column.spec.id, column])), options);
}

function standardColumns(cases: readonly MemoryCase[], ordered: readonly MemoryEvent[]): MemoryColumn[] {
  const column = (id: ColumnId, name: string, level: ColumnLevel, kind: ColumnClass, values: MemoryValue[]) =>
    encode({ id, name, level, class: kind }, values);
  const events = (value: (event: MemoryEvent) => MemoryValue) => ordered.map(value);
  const bounds = (pick: (...xs: number[]) => number) => cases.map((c) => extreme(c.events, pick));
  const activities = events((e) => e.activity);
  const times = events((e) => instant(e.time));
  const columns = [
    column(COLUMNS.activity, 'concept:name', 'event', 'category', activities),
    column(COLUMNS.time, 'time:timestamp', 'event', 'time', times),
  ];
  if (ordered.some((e) => e.start !== undefined)) {
    const starts = events((e) => instant(e.start));
    columns.push(column(COLUMNS.startTime, 'start_timestamp', 'event', 'time', starts));
  }
  if (ordered.some((e) => e.resource !== undefined)) {
    const resources = events((e) => e.resource ?? null);
    columns.push(column(COLUMNS.resource, 'org:resource', 'event', 'category', resources));
  }
  columns.push(column(COLUMNS.caseStart, 'case:start', 'case', 'time', bounds(Math.min)));
  columns.push(column(COLUMNS.caseEnd, 'case:end', 'case', 'time', bounds(Math.max)));
  return columns;
}

/** Attributes of events, then of cases, numbered in the order in which they first occur. */
function attributeColumns(
  cases: readonly MemoryCase[],
  ordered: readonly MemoryEvent[],
  { caseAttributes = {} }: MemoryLogOptions,
): MemoryColumn[] {
  const namesIn = (all: readonly object[]) => [...new Set(all.flatMap((attributes) => Object.keys(attributes)))];
  const ofEvents = namesIn(ordered.map((e) => e.attributes ?? {})).map((name) => ({
    name,
    level: 'event' as const,
    values: ordered.map((e) => e.attributes?.[name] ?? null),
  }));
  const ofCases = namesIn(Object.values(caseAttributes)).map((name) => ({
    name: `case:${name}`,
    level: 'case' as const,
    values: cases.map((c) => caseAttributes[c.id]?.[name] ?? null),
  }));
  return [...ofEvents, ...ofCases].map(({ name, level, values }, i) =>
    encode({ id: `c_${String(i + 1).padStart(3, '0')}`, name, level, class: classOf(values) }, values),
  );
}

interface MemoryCase {
  id: string;
  events: MemoryEvent[];
  /** Of its events among all rows, in the order of the events. */
  places: number[];
}
interface MemoryColumn {
  spec: ColumnSpec;
  dictionary: readonly string[];
  data: Uint16Array | Float64Array;
}

function groupCases(rows: readonly MemoryEvent[], options: MemoryLogOptions): MemoryCase[] {
  const byId = new Map<string, { event: MemoryEvent; place: number }[]>();
  for (const [place, event] of rows.entries()) {
    const found = byId.get(event.case);
    if (found) found.push({ event, place });
    else byId.set(event.case, [{ event, place }]);
  }
  const cases = [...byId].map(([id, found]) => {
    const timed = found.every(({ event }) => event.time !== undefined);
    const ordered = timed ? found.toSorted((a, b) => instant(a.event.time) - instant(b.event.time)) : found;
    return { id, events: ordered.map(({ event }) => event), places: ordered.map(({ place }) => place) };
  });
  if (options.caseOrder) {
    const place = new Map(options.caseOrder.map((id, i) => [id, i]));
    return cases.sort((a, b) => place.get(a.id)! - place.get(b.id)!);
  }
  const first = (c: MemoryCase) => {
    const t = extreme(c.events, Math.min);
    return Number.isNaN(t) ? Number.POSITIVE_INFINITY : t;
  };
  return cases.sort((a, b) => first(a) - first(b) || (a.id < b.id ? -1 : 1));
}

const instant = (value: number | string | undefined): number =>
  value === undefined ? Number.NaN : typeof value === 'number' ? value : Date.parse(value);

function extreme(events: readonly MemoryEvent[], pick: (...xs: number[]) => number): number {
  const times = events.map((e) => instant(e.time)).filter((t) => !Number.isNaN(t));
  return times.length ? pick(...times) : Number.NaN;
}

function classOf(values: readonly MemoryValue[]): ColumnClass {
  const known = values.filter((v) => v !== null);
  if (known.every((v) => typeof v === 'number')) return 'number';
  return known.every((v) => typeof v === 'boolean') ? 'boolean' : 'category';
}

function encode(spec: ColumnSpec, values: readonly MemoryValue[]): MemoryColumn {
  if (spec.class === 'number' || spec.class === 'time') {
    return { spec, dictionary: [''], data: Float64Array.from(values, (v) => (v === null ? Number.NaN : Number(v))) };
  }
  if (spec.class === 'boolean') {
    return { spec, dictionary: [''], data: Uint16Array.from(values, (v) => (v === null ? 0 : v ? 2 : 1)) };
  }
  const distinct = [...new Set(values.filter((v) => v !== null).map(String))].sort(byBytes);
  const codes = new Map(distinct.map((v, i) => [v, i + 1]));
  const data = Uint16Array.from(values, (v) => (v === null ? 0 : codes.get(String(v))!));
  return { spec, dictionary: ['', ...distinct], data };
}

function cut(cases: readonly MemoryCase[], columns: Map<ColumnId, MemoryColumn>, options: MemoryLogOptions): MemoryLog {
  const limit = options.segmentEvents ?? 1_000_000;
  const segments: Segment[] = [];
  let firstCase = 0;
  let firstEvent = 0;
  while (firstCase < cases.length) {
    let endCase = firstCase;
    let events = 0;
    while (endCase < cases.length && (events === 0 || events + cases[endCase]!.events.length <= limit)) {
      events += cases[endCase++]!.events.length;
    }
    const part = cases.slice(firstCase, endCase);
    const range = { case: [firstCase, endCase] as const, event: [firstEvent, firstEvent + events] as const };
    const offsets = new Uint32Array(part.length + 1);
    part.forEach((c, i) => {
      offsets[i + 1] = offsets[i]! + c.events.length;
    });
    const column = (id: ColumnId) => {
      const found = columns.get(id);
      return found ? found.data.subarray(...range[found.spec.level]) : null;
    };
    segments.push(
      makeSegment({
        index: segments.length,
        offsets,
        column,
        caseId: (i) => part[i]!.id,
        variants: () => traceVariants(column(COLUMNS.activity) as Uint16Array, offsets),
        outOfOrder: () =>
          outOfOrder(
            offsets,
            Float64Array.from(part.flatMap(({ places }) => places)),
            column(COLUMNS.time) as Float64Array,
          ),
      }),
    );
    firstCase = endCase;
    firstEvent += events;
  }
  const log = makeLog({
    hash: 'memory',
    cases: cases.length,
    events: firstEvent,
    zone: options.zone ?? 'UTC',
    columns: [...columns.values()].map((c) => c.spec),
    knowsSourceOrder: true,
    dictionary: (id) => columns.get(id)?.dictionary ?? [''],
  });
  return { log, segments };
}
