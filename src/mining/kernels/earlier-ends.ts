import type { Segment, View } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { tracesOf } from './traces.ts';

/** Activities that are looked at. Crosses threads. */
export interface Looked {
  /** Number of each code, from 0; −1: not looked at. */
  numbers: Int32Array;
  size: number;
}

/**
 * The ends of the activity instances of one case so far, by activity: all that is needed of them to speak of every pair
 * (earlier instance, this instance) without going through the earlier ones one by one. Times are milliseconds after `base`.
 */
export class EarlierEnds {
  /** Activities with an end so far, in the order they came. */
  distinct = 0;
  number = new Int32Array(16);
  count = new Float64Array(16);
  /** Sum and mean of the ends, and the sum of their squared distances from the mean (Welford). */
  sum = new Float64Array(16);
  mean = new Float64Array(16);
  squares = new Float64Array(16);
  /** The ends of each in ascending order, the first `count` of them. */
  readonly ends: Float64Array[] = Array.from({ length: 16 }, () => new Float64Array(8));
  base = 0;
  private readonly place: Int32Array;

  constructor(size: number) {
    this.place = new Int32Array(size).fill(-1);
  }

  clear(base: number): void {
    for (let i = 0; i < this.distinct; i++) this.place[this.number[i]!] = -1;
    this.distinct = 0;
    this.base = base;
  }

  add(activity: number, end: number): void {
    const i = this.placeOf(activity);
    const count = this.count[i]! + 1;
    const distance = end - this.mean[i]!;
    this.count[i] = count;
    this.sum[i] = this.sum[i]! + end;
    this.mean[i] = this.mean[i]! + distance / count;
    this.squares[i] = this.squares[i]! + distance * (end - this.mean[i]!);
    this.insert(i, end, count);
  }

  /** How many ends of the i-th activity lie below, or at, a bound. */
  below(i: number, bound: number, orAt: boolean): number {
    const ends = this.ends[i]!;
    let low = 0;
    let high = this.count[i]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! < bound || (orAt && ends[middle] === bound)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Ends come in order but where times are missing or instances overlap: then the later ones make room. */
  private insert(i: number, end: number, count: number): void {
    let ends = this.ends[i]!;
    if (ends.length < count) {
      const larger = new Float64Array(2 * ends.length);
      larger.set(ends);
      this.ends[i] = larger;
      ends = larger;
    }
    const at = ends[count - 2]! > end ? this.below(i, end, true) : count - 1;
    if (at < count - 1) ends.copyWithin(at + 1, at, count - 1);
    ends[at] = end;
  }

  private placeOf(activity: number): number {
    const known = this.place[activity]!;
    if (known >= 0) return known;
    const i = this.distinct++;
    if (i === this.number.length) this.grow();
    this.place[activity] = i;
    this.number[i] = activity;
    this.count[i] = 0;
    this.sum[i] = 0;
    this.mean[i] = 0;
    this.squares[i] = 0;
    return i;
  }

  private grow(): void {
    const length = 2 * this.number.length;
    const number = new Int32Array(length);
    number.set(this.number);
    this.number = number;
    for (const name of ['count', 'sum', 'mean', 'squares'] as const) {
      const larger = new Float64Array(length);
      larger.set(this[name]);
      this[name] = larger;
    }
    while (this.ends.length < length) this.ends.push(new Float64Array(8));
  }
}

/**
 * Calls `look` for each activity instance of the kept cases whose start is known, with the ends of the earlier instances
 * of its case: `start` is milliseconds after their base. The start is the time of the event where the log knows none.
 */
export function eachStart(
  segment: Segment,
  view: View,
  { numbers, size }: Looked,
  look: (earlier: EarlierEnds, activity: number, start: number, caseIx: number) => void,
): void {
  const traces = tracesOf(segment, instanceView(segment, view), { time: true, startTime: true });
  const { count, list, offsets, activity, time, startTime } = traces;
  const earlier = new EarlierEnds(size);
  for (let k = 0; k < count; k++) {
    const c = list === null ? k : list[k]!;
    const end = offsets[c + 1]!;
    let known = false;
    earlier.clear(0);
    for (let e = offsets[c]!; e < end; e++) {
      const number = numbers[activity[e]!]!;
      if (number < 0) continue;
      const ended = time[e]!;
      let start = startTime === null ? ended : startTime[e]!;
      if (Number.isNaN(start)) start = ended;
      if (!known && !Number.isNaN(ended)) {
        earlier.base = ended;
        known = true;
      }
      if (!Number.isNaN(start)) look(earlier, number, start - earlier.base, c);
      if (!Number.isNaN(ended)) earlier.add(number, ended - earlier.base);
    }
  }
}
