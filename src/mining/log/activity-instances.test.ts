import { expect, test } from 'bun:test';
import { COLUMNS, type Segment, setBit } from '#sdk';
import activityDuration from '../calculators/activity-duration.ts';
import rework from '../calculators/rework.ts';
import waitingTime from '../calculators/waiting-time.ts';
import { calculate } from '../views/inline.ts';
import { DEFAULT_LENS, viewOf } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';
import { instanceView } from './activity-instances.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';
import { pairLifecycle } from './pair-lifecycle.ts';
import { makeSegment } from './segment.ts';

/** A log with start and complete events, paired as publish does it: `[case, activity, transition, time]`. */
function lifecycleLog(rows: readonly [string, string, string, number][]): MemoryLog {
  const memory = memoryLog(
    rows.map(([id, activity, lifecycle, time]) => ({
      case: id,
      activity,
      time,
      start: Number.NaN,
      attributes: { lifecycle },
    })),
  );
  const lifecycle = memory.log.column('lifecycle').id;
  const segments = memory.segments.map((segment): Segment => {
    const paired = pairLifecycle({
      offsets: segment.offsets,
      activity: segment.codes(COLUMNS.activity),
      time: segment.numbers(COLUMNS.time),
      lifecycle: segment.codes(lifecycle),
      lifecycleNames: memory.log.values('lifecycle'),
      resource: null,
      instanceId: null,
    });
    const columns: Record<string, Uint16Array | Float64Array> = {
      [COLUMNS.activity]: segment.codes(COLUMNS.activity),
      [COLUMNS.time]: segment.numbers(COLUMNS.time),
      [COLUMNS.startTime]: paired.startTime,
      [COLUMNS.instance]: paired.instance,
    };
    return makeSegment({
      index: segment.index,
      offsets: segment.offsets,
      column: (id) => columns[id] ?? null,
      caseId: (c) => segment.caseId(c),
      variants: () => segment.variants,
    });
  });
  return { log: memory.log, segments };
}

// x runs 0–10, y starts at 14, z starts at 16, y ends at 20, z at 30; x again without an end, from 33.
const log = lifecycleLog([
  ['a', 'x', 'start', 0],
  ['a', 'x', 'suspend', 5],
  ['a', 'x', 'complete', 10],
  ['a', 'y', 'start', 14],
  ['a', 'z', 'start', 16],
  ['a', 'y', 'complete', 20],
  ['a', 'z', 'complete', 30],
  ['a', 'x', 'start', 33],
  ['b', 'x', 'suspend', 40],
]);

test('one event stands for an activity instance', async () => {
  const view = instanceView(log.segments[0]!, viewOf(log.segments[0]!, EVERYTHING, DEFAULT_LENS));
  // Events 2, 5, 6 and 7: the completes, and the start that nothing completes.
  expect([...view.events!]).toEqual([0b11100100]);
  const kept = Uint32Array.of(0);
  setBit(kept, 5);
  setBit(kept, 3);
  const some = instanceView(log.segments[0]!, viewOf(log.segments[0]!, { cases: null, events: [kept] }, DEFAULT_LENS));
  expect([...some.events!]).toEqual([0b100000]);
});

test('calculators of activities count and time instances, not single events', async () => {
  const durations = await calculate(log, activityDuration, {});
  expect(durations.items.map((i) => [i.activity, i.count, i.timed, i.sumMs])).toEqual([
    ['z', 1, 1, 14],
    ['x', 2, 1, 10],
    ['y', 1, 1, 6],
  ]);
  const waiting = await calculate(log, waitingTime, {});
  // y: 14 − 10. z: started before y ended. x again: 33 − 30.
  expect(waiting.items.map((i) => [i.activity, i.timed, i.sumMs])).toEqual([
    ['y', 1, 4],
    ['x', 1, 3],
    ['z', 1, 0],
  ]);
  const repeated = await calculate(log, rework, {});
  expect(repeated).toMatchObject({ cases: 2, casesWithRework: 1, occurrences: 4, extraOccurrences: 1, selfLoops: 0 });
});
