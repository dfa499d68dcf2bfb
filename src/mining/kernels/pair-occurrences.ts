import type { Segment, View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import type { PairTable } from '../predicates/pair-table.ts';
import { wallView } from '../views/wall-view.ts';
import type { Measured } from './grouped-values.ts';
import { tracesOf } from './traces.ts';

/** Where one activity instance directly follows another in one segment, for the pairs of a table; in the order of the log. */
export interface PairOccurrences {
  /** Wall time of the one and of the other. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Milliseconds between them on the view's clock. */
  readonly duration: Float64Array;
  /** Number of the pair, from 0. */
  readonly pair: Uint16Array;
  /** Index of the case in the segment. */
  readonly cases: Uint32Array;
  /** Entries that count; both times of each are known. */
  readonly length: number;
}

export function pairOccurrences(segment: Segment, view: View, pairs: PairTable): PairOccurrences {
  const instances = instanceView(segment, view);
  const wall = wallView(segment, instances);
  const found = occurrencesOn(segment, wall, pairs);
  const { from, to, length } = found;
  const clock = wall === instances ? found : occurrencesOn(segment, instances, pairs);
  const duration = new Float64Array(length);
  for (let i = 0; i < length; i++) duration[i] = clock.to[i]! - clock.from[i]!;
  return { ...found, from, to, duration };
}

/** Their durations grouped by pair, for exact statistics. */
export function pairDurations(segment: Segment, view: View, pairs: PairTable): Measured {
  const { duration, pair, length } = pairOccurrences(segment, view, pairs);
  return { values: duration, groups: pair, length };
}

function occurrencesOn(segment: Segment, view: View, { row, cell, width }: PairTable) {
  const { count, list, offsets, activity, time } = tracesOf(segment, view, { time: true });
  const [from, to] = [new Float64Array(segment.events), new Float64Array(segment.events)];
  const pair = new Uint16Array(segment.events);
  const cases = new Uint32Array(segment.events);
  let length = 0;
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    for (let e = offsets[c]! + 1; e < offsets[c + 1]!; e++) {
      const number = cell[row[activity[e - 1]!]! * width + activity[e]!]!;
      if (number === 0 || Number.isNaN(time[e]! - time[e - 1]!)) continue;
      from[length] = time[e - 1]!;
      to[length] = time[e]!;
      pair[length] = number - 1;
      cases[length++] = c;
    }
  }
  return { from, to, pair, cases, length };
}
