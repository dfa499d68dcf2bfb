import { defineKernel } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { tracesOf } from './traces.ts';

/** Per code of an activity (0: missing), over activity instances; and the whole view. */
export interface ActivityOccurrences {
  /** Occurrences. */
  events: Float64Array;
  /** Cases in which the activity occurs. */
  cases: Float64Array;
  /** Cases in which it occurs more than once. */
  repeated: Float64Array;
  /** Occurrences directly after an occurrence of the same activity. */
  selfLoops: Float64Array;
  /** Cases of the view. */
  allCases: number;
  /** Cases in which any activity occurs more than once. */
  allRepeated: number;
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** How often each activity occurs and recurs in the cases of the view. */
export const activityOccurrences = defineKernel<{ activities: number }, ActivityOccurrences>({
  id: 'activity-occurrences',
  partial(segment, view, { activities }) {
    const { count, list, offsets, activity } = tracesOf(segment, instanceView(segment, view), { time: false });
    const [events, cases, repeated, selfLoops] = [0, 0, 0, 0].map(() => new Float64Array(activities + 1)) as Four;
    /** The case in which the activity was last seen, and the one in which it was last seen again. */
    const seenIn = new Int32Array(activities + 1).fill(-1);
    const repeatedIn = new Int32Array(activities + 1).fill(-1);
    let allRepeated = 0;
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const end = offsets[c + 1]!;
      let previous = -1;
      let again = 0;
      for (let e = offsets[c]!; e < end; e++) {
        const x = activity[e]!;
        events[x] = events[x]! + 1;
        if (x === previous) selfLoops[x] = selfLoops[x]! + 1;
        previous = x;
        if (seenIn[x] !== k) {
          seenIn[x] = k;
          cases[x] = cases[x]! + 1;
        } else if (repeatedIn[x] !== k) {
          repeatedIn[x] = k;
          repeated[x] = repeated[x]! + 1;
          again = 1;
        }
      }
      allRepeated += again;
    }
    return { events, cases, repeated, selfLoops, allCases: count, allRepeated };
  },
  merge(a, b) {
    for (const key of ['events', 'cases', 'repeated', 'selfLoops'] as const) {
      const [into, more] = [a[key], b[key]];
      for (let x = 0; x < into.length; x++) into[x] = into[x]! + more[x]!;
    }
    a.allCases += b.allCases;
    a.allRepeated += b.allRepeated;
    return a;
  },
});
