import type { Segment, View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { durationsOf } from '../predicates/case-spans.ts';
import type { PairTable } from '../predicates/pair-table.ts';
import type { Measured } from './grouped-values.ts';
import { tracesOf } from './traces.ts';

/** Durations of the kept cases (one group), in milliseconds on the view's clock; cases without times are left out. */
export function caseDurationValues(segment: Segment, view: View): Measured {
  const { cases } = view;
  const durations = durationsOf(segment, view);
  let length = 0;
  for (let c = 0; c < durations.length; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const duration = durations[c]!;
    if (!Number.isNaN(duration)) durations[length++] = duration;
  }
  return { values: durations, groups: new Uint16Array(length), length };
}

/**
 * Service time of each activity instance whose start and end are known, grouped by activity code: end − start on the
 * view's clock.
 */
export function serviceTimes(segment: Segment, view: View): Measured {
  const { count, list, offsets, activity, time, startTime } = tracesOf(segment, instanceView(segment, view), {
    time: true,
    startTime: true,
  });
  const values = new Float64Array(startTime ? segment.events : 0);
  const groups = new Uint16Array(values.length);
  let length = 0;
  for (let k = 0; startTime && k < count; k++) {
    const c = list === null ? k : list[k]!;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const service = time[e]! - startTime[e]!;
      if (Number.isNaN(service)) continue;
      values[length] = service;
      groups[length++] = activity[e]!;
    }
  }
  return { values, groups, length };
}

/**
 * Sojourn time of each activity instance, grouped by activity code: from the end of the instance before it in the trace, or
 * from its own start where that is earlier, to its end. So it is waiting time plus service time, as the other two define
 * them; the first instance of a case waits for nothing and stays as long as its service.
 */
export function sojournTimes(segment: Segment, view: View): Measured {
  const traces = tracesOf(segment, instanceView(segment, view), { time: true, startTime: true });
  const { count, list, offsets, activity, time, startTime } = traces;
  const values = new Float64Array(segment.events);
  const groups = new Uint16Array(segment.events);
  let length = 0;
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    const first = offsets[c]!;
    for (let e = first; e < offsets[c + 1]!; e++) {
      const start = startTime ? startTime[e]! : Number.NaN;
      const since = e === first ? start : Number.isNaN(start) ? time[e - 1]! : Math.min(start, time[e - 1]!);
      const stayed = time[e]! - since;
      if (Number.isNaN(stayed)) continue;
      values[length] = Math.max(0, stayed);
      groups[length++] = activity[e]!;
    }
  }
  return { values, groups, length };
}

/**
 * Waiting time before each activity instance but the first of its case: from the end of the instance before it in the
 * trace to its own start (its time, where the start is not known). An instance that starts before the other has ended
 * waited 0, not less. Grouped by activity code, or by the pair of activities where a table of pairs is given (other
 * pairs are left out). Unknown times give no value.
 */
export function waitingTimes(segment: Segment, view: View, pairs: PairTable | null): Measured {
  const traces = tracesOf(segment, instanceView(segment, view), { time: true, startTime: true });
  const { count, list, offsets, activity, time } = traces;
  const start = traces.startTime ?? time;
  const values = new Float64Array(segment.events);
  const groups = new Uint16Array(segment.events);
  let length = 0;
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    for (let e = offsets[c]! + 1; e < offsets[c + 1]!; e++) {
      const x = activity[e]!;
      const group = pairs ? pairs.cell[pairs.row[activity[e - 1]!]! * pairs.width + x]! : x;
      if (pairs && group === 0) continue;
      const begin = start[e]!;
      const waited = (Number.isNaN(begin) ? time[e]! : begin) - time[e - 1]!;
      if (Number.isNaN(waited)) continue;
      values[length] = Math.max(0, waited);
      groups[length++] = group;
    }
  }
  return { values, groups, length };
}
