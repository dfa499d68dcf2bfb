import { COLUMNS, type Segment, type View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { caseSpans } from '../predicates/case-spans.ts';
import { wallView } from '../views/wall-view.ts';
import { type Traces, tracesOf } from './traces.ts';

/** Stretches of wall time, half open, in which something of a case is open; those of a case stand together. */
export interface Intervals {
  readonly from: Float64Array;
  /** Not before `from`; +∞: still open. Where both are equal, it was never open. */
  readonly to: Float64Array;
  /** The same on the view's clock; the same arrays where that is the wall clock. */
  readonly fromClock: Float64Array;
  readonly toClock: Float64Array;
  /** Place of the case, ascending. */
  readonly cases: Uint32Array;
  /** Entries that count. */
  readonly length: number;
}

/** What is open in one segment. Pure; looks at kept cases and events only. */
export type IntervalSource<P> = (segment: Segment, view: View, params: P) => Intervals;

/** `last`: marks the codes of activities that complete a case, null: any does; other cases are still open. */
export interface OpenCases {
  readonly last: Uint8Array | null;
}

/** Cases from their first to their last event; cases without a time are left out. */
export function openCases(segment: Segment, view: View, { last }: OpenCases): Intervals {
  const wall = caseSpans(segment, view, segment.numbers(COLUMNS.time));
  const clock = view.time === segment.numbers(COLUMNS.time) ? wall : caseSpans(segment, view, view.time);
  const traces = tracesOf(segment, instanceView(segment, view), { time: false });
  const into = room(traces.count, wall === clock);
  let length = 0;
  for (let k = 0; k < traces.count; k++) {
    const c = traces.list === null ? k : traces.list[k]!;
    if (Number.isNaN(wall.starts[c]!)) continue;
    const end = traces.offsets[c + 1]!;
    const done = last === null || (end > traces.offsets[c]! && last[traces.activity[end - 1]!] === 1);
    into.from[length] = wall.starts[c]!;
    into.to[length] = done ? wall.ends[c]! : Number.POSITIVE_INFINITY;
    into.fromClock[length] = clock.starts[c]!;
    into.toClock[length] = done ? clock.ends[c]! : Number.POSITIVE_INFINITY;
    into.cases[length++] = k;
  }
  return { ...into, length };
}

/** `code`: one activity alone; 0: all. */
export interface OfActivity {
  readonly code: number;
}

/** Activity instances from start to end; one whose start is not known is done at once, one without a time is left out. */
export const openInstances = (segment: Segment, view: View, { code }: OfActivity): Intervals =>
  onBothClocks(segment, view, (traces, from, to, cases) => {
    const { count, list, offsets, activity, time, startTime } = traces;
    let length = 0;
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        const end = time[e]!;
        if (Number.isNaN(end) || (code !== 0 && activity[e] !== code)) continue;
        const known = startTime ? startTime[e]! : end;
        from[length] = Number.isNaN(known) ? end : Math.min(known, end);
        to[length] = end;
        cases[length++] = k;
      }
    }
    return length;
  });

/**
 * Cases that wait for an activity: from the end of the activity instance before it to its start, as calculator
 * waiting-time defines it; one that begins before the other has ended never waited.
 */
export const openWaits = (segment: Segment, view: View, { code }: OfActivity): Intervals =>
  onBothClocks(segment, view, (traces, from, to, cases) => {
    const { count, list, offsets, activity, time } = traces;
    const startTime = traces.startTime ?? time;
    let length = 0;
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      for (let e = offsets[c]! + 1; e < offsets[c + 1]!; e++) {
        if (code !== 0 && activity[e] !== code) continue;
        const since = time[e - 1]!;
        const known = startTime[e]!;
        const start = Number.isNaN(known) ? time[e]! : known;
        if (Number.isNaN(start - since)) continue;
        from[length] = since;
        to[length] = Math.max(start, since);
        cases[length++] = k;
      }
    }
    return length;
  });

type Pick = (traces: Traces, from: Float64Array, to: Float64Array, cases: Uint32Array) => number;

/** Picks by the wall clock and, where the view runs on another, once more there: a time is known on both or on neither. */
function onBothClocks(segment: Segment, view: View, pick: Pick): Intervals {
  const needs = { time: true, startTime: true };
  const instances = instanceView(segment, view);
  const wall = wallView(segment, instances);
  const into = room(segment.events, wall === instances);
  const length = pick(tracesOf(segment, wall, needs), into.from, into.to, into.cases);
  if (wall !== instances) pick(tracesOf(segment, instances, needs), into.fromClock, into.toClock, into.cases);
  return { ...into, length };
}

function room(n: number, oneClock: boolean): Omit<Intervals, 'length'> {
  const [from, to] = [new Float64Array(n), new Float64Array(n)];
  const fromClock = oneClock ? from : new Float64Array(n);
  return { from, to, fromClock, toClock: oneClock ? to : new Float64Array(n), cases: new Uint32Array(n) };
}
