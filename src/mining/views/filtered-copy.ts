import { COLUMNS, type ColumnSpec, hasBit, pickBits, type Segment } from '#sdk';
import type { MemoryLog } from '../log/memory-log.ts';
import { makeSegment } from '../log/segment.ts';
import { traceVariants } from '../log/trace-variants.ts';
import type { Selection } from './selection.ts';

/**
 * A log that really holds only what a selection keeps, with the same dictionaries: the reference that everything computed
 * under bits is compared with (policy = physically filtered log). Cases without a kept event are left out.
 */
export function filteredCopy(memory: MemoryLog, selection: Selection): MemoryLog {
  const { columns } = memory.log;
  const segments = memory.segments.map((segment) => copySegment(segment, columns, selection));
  const total = (of: 'cases' | 'events') => segments.reduce((sum, segment) => sum + segment[of], 0);
  return { log: { ...memory.log, cases: total('cases'), events: total('events') }, segments };
}

function copySegment(segment: Segment, columns: readonly ColumnSpec[], selection: Selection): Segment {
  const keptCases = selection.cases?.[segment.index] ?? null;
  const keptEvents = selection.events?.[segment.index] ?? null;
  const cases: number[] = [];
  const events: number[] = [];
  const ends = [0];
  for (let c = 0; c < segment.cases; c++) {
    if (keptCases && !hasBit(keptCases, c)) continue;
    const before = events.length;
    for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
      if (!keptEvents || hasBit(keptEvents, e)) events.push(e);
    }
    if (events.length === before) continue;
    cases.push(c);
    ends.push(events.length);
  }
  const offsets = Uint32Array.from(ends);
  const copied = new Map<string, Uint16Array | Float64Array>(
    columns.map((spec) => [spec.id, copyColumn(segment, spec, cases, events)]),
  );
  const time = copied.get(COLUMNS.time) as Float64Array;
  for (const id of [COLUMNS.caseStart, COLUMNS.caseEnd]) {
    if (copied.has(id)) copied.set(id, extremes(time, offsets, id === COLUMNS.caseStart ? Math.min : Math.max));
  }
  return makeSegment({
    index: segment.index,
    offsets,
    column: (id) => copied.get(id) ?? null,
    caseId: (c) => segment.caseId(cases[c]!),
    variants: () => traceVariants(copied.get(COLUMNS.activity) as Uint16Array, offsets),
    outOfOrder: () => segment.outOfOrder && pickBits(segment.outOfOrder, events),
  });
}

function copyColumn(segment: Segment, spec: ColumnSpec, cases: readonly number[], events: readonly number[]) {
  const rows = spec.level === 'case' ? cases : events;
  if (spec.class === 'number' || spec.class === 'time') {
    const values = segment.numbers(spec.id);
    return Float64Array.from(rows, (row) => values[row]!);
  }
  const codes = segment.codes(spec.id);
  return Uint16Array.from(rows, (row) => codes[row]!);
}

function extremes(time: Float64Array, offsets: Uint32Array, pick: (...times: number[]) => number): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, c) => {
    const known = time.subarray(offsets[c]!, offsets[c + 1]!).filter((t) => !Number.isNaN(t));
    return known.length === 0 ? Number.NaN : pick(...known);
  });
}
