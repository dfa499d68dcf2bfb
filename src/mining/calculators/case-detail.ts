import {
  AppError,
  COLUMNS,
  type ColumnSpec,
  defineCalculator,
  defineKernel,
  hasBit,
  type Log,
  Nullable,
  type Segment,
  Type,
  type View,
} from '#sdk';
import { type CellValue, CellValueSchema, cellValue, isHeld, isoOf, rawValues } from '../log/cell-values.ts';
import { caseSpans } from '../predicates/case-spans.ts';
import { needSingleCases } from '../views/single-cases.ts';

const params = Type.Object({
  caseId: Type.String({ minLength: 1, description: 'The id of the case, exactly' }),
  limit: Type.Integer({ default: 1000, minimum: 1, maximum: 10_000, description: 'Most events to list' }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Events to pass over before the first listed one' }),
});

const Instant = Nullable(Type.String({ description: 'ISO 8601, UTC' }));
const Milliseconds = Nullable(Type.Number());
const Text = Nullable(Type.String());
const Attributes = Type.Record(Type.String(), CellValueSchema, { description: 'By name of the column' });
const result = Type.Object({
  caseId: Type.String(),
  start: Instant,
  end: Instant,
  durationMs: Milliseconds,
  total: Type.Integer({ description: 'Events of the case in the view' }),
  attributes: Attributes,
  events: Type.Array(
    Type.Object({
      activity: Type.String(),
      time: Instant,
      startTime: Instant,
      resource: Text,
      lifecycle: Text,
      sincePreviousMs: Milliseconds,
      sinceStartMs: Milliseconds,
      serviceMs: Milliseconds,
      attributes: Attributes,
    }),
  ),
});

interface Wanted {
  caseId: string;
  offset: number;
  limit: number;
  caseColumns: readonly Pick<ColumnSpec, 'id' | 'class'>[];
  eventColumns: readonly Pick<ColumnSpec, 'id' | 'class'>[];
}

interface Found {
  start: number;
  end: number;
  duration: number;
  total: number;
  caseValues: number[];
  activity: number[];
  /** On the view's clock, milliseconds; NaN where unknown. */
  sincePrevious: number[];
  sinceStart: number[];
  service: number[];
  /** Per event, in order of the wanted columns. */
  eventValues: number[][];
}

const detail = defineKernel<Wanted, Found | null>({
  id: 'case-detail.case',
  partial(segment, view, wanted) {
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && !hasBit(view.cases, c)) continue;
      if (segment.caseId(c) === wanted.caseId) return readCase(segment, view, c, wanted);
    }
    return null;
  },
  merge: (a, b) => a ?? b,
});

function readCase(segment: Segment, view: View, c: number, wanted: Wanted): Found {
  const only = new Uint32Array((segment.cases + 31) >>> 5);
  only[c >>> 5] = 1 << (c & 31);
  const one: View = { ...view, cases: only, activity: view.activity, time: view.time, startTime: view.startTime };
  const wall = caseSpans(segment, one, segment.numbers(COLUMNS.time));
  const worked = caseSpans(segment, one, view.time);
  const events: number[] = [];
  for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
    if (!view.events || hasBit(view.events, e)) events.push(e);
  }
  const listed = events.slice(wanted.offset, wanted.offset + wanted.limit);
  const previous = new Map(listed.map((e, i) => [e, events[wanted.offset + i - 1]]));
  const { time, startTime } = view;
  return {
    start: wall.starts[c]!,
    end: wall.ends[c]!,
    duration: worked.ends[c]! - worked.starts[c]!,
    total: events.length,
    caseValues: wanted.caseColumns.map((column) => rawValues(segment, column)[c]!),
    activity: listed.map((e) => view.activity[e]!),
    sincePrevious: listed.map((e) => time[e]! - (time[previous.get(e) ?? -1] ?? Number.NaN)),
    sinceStart: listed.map((e) => time[e]! - worked.starts[c]!),
    service: listed.map((e) => time[e]! - (startTime?.[e] ?? Number.NaN)),
    eventValues: listed.map((e) => wanted.eventColumns.map((column) => rawValues(segment, column)[e]!)),
  };
}

const HOUR = 3_600_000;

/** One case with its attributes and its events in order. */
export default defineCalculator({
  id: 'case-detail',
  version: 1,
  title: 'Case',
  summary: 'Shows one case: its attributes, its events in order, and the time between them.',
  category: 'cases',
  params,
  result,
  view: 'case-detail',
  examples: [
    {
      title: 'Order 2, rejected',
      params: { caseId: 'o2' },
      expect: {
        caseId: 'o2',
        start: '2024-01-02T09:00:00.000Z',
        end: '2024-01-02T12:00:00.000Z',
        durationMs: 3 * HOUR,
        total: 4,
        attributes: { 'case:channel': 'web', 'case:amount': 200, 'case:member': false },
        events: [
          { activity: 'register', resource: 'Ann', sincePreviousMs: null, sinceStartMs: 0, attributes: { cost: 5 } },
          { activity: 'check', time: '2024-01-02T10:00:00.000Z', startTime: '2024-01-02T09:30:00.000Z' },
          { activity: 'decide', serviceMs: HOUR / 4, attributes: { cost: 10, urgent: false } },
          { activity: 'reject', sincePreviousMs: HOUR, sinceStartMs: 3 * HOUR, attributes: { cost: 2, urgent: null } },
        ],
      },
    },
  ],
  kernels: [detail],
  async compute(log, p, run) {
    needSingleCases(run);
    const held = (level: ColumnSpec['level']) => log.columns.filter((c) => c.level === level && isHeld(c));
    const caseColumns = held('case').filter((c) => !STANDARD.has(c.id));
    const eventColumns = held('event');
    const plain = (columns: readonly ColumnSpec[]) => columns.map((c) => ({ id: c.id, class: c.class }));
    const wanted = { ...p, caseColumns: plain(caseColumns), eventColumns: plain(eventColumns) };
    const found = await run.reduce(detail, wanted);
    if (!found) {
      const message = `The view has no case "${p.caseId}". Case ids are compared exactly; a filter may have left it out.`;
      throw new AppError('not_found', 'case-detail.noCase', message);
    }
    return {
      caseId: p.caseId,
      start: isoOf(found.start),
      end: isoOf(found.end),
      durationMs: known(found.duration),
      total: found.total,
      attributes: attributesOf(log, caseColumns, found.caseValues),
      events: found.activity.map((code, i) => eventOf(log, eventColumns, found, code, i)),
    };
  },
});

const STANDARD: ReadonlySet<string> = new Set<string>(Object.values(COLUMNS));

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

const attributesOf = (log: Log, columns: readonly ColumnSpec[], values: readonly number[]) =>
  Object.fromEntries(columns.map((column, i) => [column.name, cellValue(log, column, values[i]!)]));

function eventOf(log: Log, columns: readonly ColumnSpec[], found: Found, code: number, i: number) {
  const values = found.eventValues[i]!;
  const standard = (id: string): CellValue => {
    const at = columns.findIndex((column) => column.id === id);
    return at < 0 ? null : cellValue(log, columns[at]!, values[at]!);
  };
  const further = columns
    .map((column, at) => ({ column, value: values[at]! }))
    .filter((c) => !STANDARD.has(c.column.id));
  return {
    activity: log.activityNames[code]!,
    time: standard(COLUMNS.time) as string | null,
    startTime: standard(COLUMNS.startTime) as string | null,
    resource: standard(COLUMNS.resource) as string | null,
    lifecycle: standard(COLUMNS.lifecycle) as string | null,
    sincePreviousMs: known(found.sincePrevious[i]!),
    sinceStartMs: known(found.sinceStart[i]!),
    serviceMs: known(found.service[i]!),
    attributes: Object.fromEntries(further.map(({ column, value }) => [column.name, cellValue(log, column, value)])),
  };
}
