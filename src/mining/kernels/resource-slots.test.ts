import { expect, test } from 'bun:test';
import { COLUMNS } from '#sdk';
import { makeSegment } from '../log/segment.ts';
import { DEFAULT_LENS, viewOf } from '../views/lens.ts';
import { resourceCounts } from './resource-counts.ts';
import { slotsOf } from './resource-slots.ts';

// Two cases. The first: Ann (1) starts and completes, then nobody, then Bob (2). The second: Cem (3).
const columns = new Map<string, Uint16Array>([
  [COLUMNS.resource, Uint16Array.of(1, 1, 0, 2, 3)],
  // 1: only a part of an instance, its start; 2: an instance.
  [COLUMNS.instance, Uint16Array.of(1, 2, 2, 2, 2)],
]);
const segment = makeSegment({
  index: 0,
  offsets: Uint32Array.of(0, 4, 5),
  column: (id) => columns.get(id) ?? null,
  caseId: (c) => `case ${c}`,
  variants: () => ({ of: new Uint32Array(2), first: new Uint32Array(1) }),
});
const everyone = { column: COLUMNS.resource, of: null, size: 4 };
const seen = (cases: number, events: number | null) =>
  viewOf(
    segment,
    { cases: [Uint32Array.of(cases)], events: events === null ? null : [Uint32Array.of(events)] },
    DEFAULT_LENS,
  );

test('a start and its completion are one piece of work; a missing resource is none', () => {
  expect([...slotsOf(segment, seen(0b11, null), everyone)]).toEqual([0, 1, 0, 2, 3]);
});

test('what the view does not keep has no slot; some resources share one', () => {
  expect([...slotsOf(segment, seen(0b01, null), everyone)]).toEqual([0, 1, 0, 2, 0]);
  expect([...slotsOf(segment, seen(0b11, 0b11000), everyone)]).toEqual([0, 0, 0, 2, 3]);
  const of = Uint16Array.of(0, 2, 1, 1);
  expect([...slotsOf(segment, seen(0b11, null), { ...everyone, of })]).toEqual([0, 2, 0, 1, 1]);
  // The columns stay as they are.
  expect([...columns.get(COLUMNS.resource)!]).toEqual([1, 1, 0, 2, 3]);
});

test('instances without a resource are counted apart', () => {
  expect(resourceCounts.partial(segment, seen(0b11, null), everyone)).toEqual({
    events: Float64Array.of(0, 1, 1, 1),
    cases: Float64Array.of(0, 1, 1, 1),
    ...{ missing: 1, allCases: 2, casesWithAny: 2 },
  });
});
