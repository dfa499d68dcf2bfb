import { type ColumnId, defineKernel, hasBit, type Run, type Segment, type View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { wallView } from '../views/wall-view.ts';

/** Cells of the time that is sliced. */
const CELLS = 4096;

/** Activity instances of one segment behind another of their case, that began in a slice of time. Wall time. */
export interface Instances {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** When the case had come so far: the end of its instance before. */
  readonly arrival: Float64Array;
  readonly activity: Uint16Array;
  /** Codes of the column that was asked for, 0 where nobody is named; 0 throughout where none was. */
  readonly resource: Uint16Array;
  /** The segment and the case in it. */
  readonly segment: number;
  readonly cases: Uint32Array;
}

interface SliceParams {
  /** Column that says who did it. Null: nobody is told apart. */
  readonly resource: ColumnId | null;
  /** `low ≤ start < high` */
  readonly low: number;
  readonly high: number;
}

/** The instances that began in a slice of time. */
export const instancesBetween = defineKernel<SliceParams, Instances[]>({
  id: 'instances-between',
  partial: (segment, view, params) => [instancesOf(segment, view, params)],
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});

function instancesOf(segment: Segment, view: View, { resource, low, high }: SliceParams): Instances {
  const codes = resource === null ? null : segment.codes(resource);
  const room = { start: new Float64Array(segment.events), end: new Float64Array(segment.events) };
  const arrivals = new Float64Array(segment.events);
  const [activities, resources] = [new Uint16Array(segment.events), new Uint16Array(segment.events)];
  const cases = new Uint32Array(segment.events);
  const { activity } = view;
  let n = 0;
  eachInstance(segment, view, (c, e, start, end, arrival) => {
    if (!(start >= low && start < high)) return;
    room.start[n] = start;
    room.end[n] = end;
    arrivals[n] = arrival;
    activities[n] = activity[e]!;
    resources[n] = codes === null ? 0 : codes[e]!;
    cases[n++] = c;
  });
  return {
    ...{ start: room.start.slice(0, n), end: room.end.slice(0, n), arrival: arrivals.slice(0, n) },
    ...{ activity: activities.slice(0, n), resource: resources.slice(0, n) },
    ...{ segment: segment.index, cases: cases.slice(0, n) },
  };
}

type Visit = (caseIx: number, event: number, start: number, end: number, arrival: number) => void;

/** Visits the instances that stand behind another of their case, where the times of both are known. */
function eachInstance(segment: Segment, view: View, visit: Visit): void {
  const { cases, events, time, startTime } = wallView(segment, instanceView(segment, view));
  const { offsets } = segment;
  for (let c = 0; c < segment.cases; c++) {
    if (cases !== null && !hasBit(cases, c)) continue;
    let before = Number.NaN;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      if (events !== null && !hasBit(events, e)) continue;
      const end = time[e]!;
      const known = startTime ? startTime[e]! : end;
      if (!Number.isNaN(end - before)) visit(c, e, Number.isNaN(known) ? end : Math.min(known, end), end, before);
      before = end;
    }
  }
}

/** Instances by when they began, in equal cells of a stretch of time; what lies outside is in the outermost. */
export const startCells = defineKernel<{ from: number; to: number }, Float64Array>({
  id: 'instance-start-cells',
  partial(segment, view, { from, to }) {
    const counts = new Float64Array(CELLS);
    const scale = to > from ? CELLS / (to - from) : 0;
    eachInstance(segment, view, (_c, _e, start) => {
      const cell = Math.max(0, Math.min(CELLS - 1, Math.floor((start - from) * scale)));
      counts[cell] = counts[cell]! + 1;
    });
    return counts;
  },
  merge(a, b) {
    for (let i = 0; i < CELLS; i++) a[i] = a[i]! + b[i]!;
    return a;
  },
});

/** Bounds of slices of time in which at most about `most` instances began each: −∞, …, +∞. */
export async function slicesOf(run: Run, { from, to }: { from: number; to: number }, most: number): Promise<number[]> {
  const bounds = [Number.NEGATIVE_INFINITY];
  const counts = await run.reduce(startCells, { from, to });
  let held = 0;
  counts.forEach((count, cell) => {
    if (held > 0 && held + count > most) {
      bounds.push(from + (cell / CELLS) * (to - from));
      held = 0;
    }
    held += count;
  });
  return [...bounds, Number.POSITIVE_INFINITY];
}
