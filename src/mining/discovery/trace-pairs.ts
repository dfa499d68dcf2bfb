import type { OwnCounts, PairCounts } from '../model/declare.ts';

/**
 * How one trace shows every ordered pair of its different activities, in one pass: events × distinct activities. The
 * object is used again for the next trace.
 */
export class TracePairs {
  /** Distinct activities of the trace; they are numbered as they are met. */
  distinct = 0;
  /** By that number: the activity and how often it occurs. */
  activity = new Int32Array(16);
  count = new Int32Array(16);
  /** Numbers of the first and the last activity; −1 where that is none of those looked at. */
  first = -1;
  last = -1;
  /** Place of the last occurrence. */
  private place = new Int32Array(16);
  /** Number in this trace of each activity, −1: not in it. */
  private readonly local: Int32Array;
  /** `[A * stride + B]`, as in `PairCounts`. */
  private stride = 0;
  private followed = new Int32Array(0);
  private preceded = new Int32Array(0);
  private alternated = new Int32Array(0);
  private adjacent = new Int32Array(0);

  /** @param activities activities are numbered from 0 up to here; others are events of which nothing is asked */
  constructor(activities: number) {
    this.local = new Int32Array(activities).fill(-1);
  }

  /** @param numbers activity of each code, −1: not looked at */
  read(codes: Uint16Array, begin: number, end: number, numbers: Int32Array): void {
    this.meet(codes, begin, end, numbers);
    const { distinct, count, place, local, followed, preceded, alternated, adjacent, stride } = this;
    let previous = -1;
    for (let e = begin; e < end; e++) {
      const number = numbers[codes[e]!]!;
      const b = number < 0 ? -1 : local[number]!;
      if (previous >= 0 && b >= 0 && previous !== b) adjacent[previous * stride + b]!++;
      previous = b;
      if (b < 0) continue;
      const before = place[b]!;
      for (let a = 0; a < distinct; a++) {
        if (place[a]! < 0 || a === b) continue;
        const at = a * stride + b;
        preceded[at]!++;
        followed[at] = count[a]!;
        if (place[a]! > before) alternated[at]!++;
      }
      place[b] = e;
      count[b]!++;
    }
    const first = end > begin ? numbers[codes[begin]!]! : -1;
    this.first = first < 0 ? -1 : local[first]!;
    this.last = previous;
  }

  /** Work of the last trace, in units of `Work`. */
  get cost(): number {
    return 4 * this.distinct * this.distinct;
  }

  /** The counts of A and B, numbers in this trace. */
  pair(a: number, b: number, into: PairCounts): void {
    const at = a * this.stride + b;
    into.a = this.count[a]!;
    into.b = this.count[b]!;
    into.followed = this.followed[at]!;
    into.preceded = this.preceded[at]!;
    into.alternated = this.alternated[at]!;
    into.adjacent = this.adjacent[at]!;
  }

  shows(activity: number): boolean {
    return this.local[activity]! >= 0;
  }

  /** How the trace shows one activity, by its number among all; it may be missing. */
  own(activity: number): OwnCounts {
    const i = this.local[activity]!;
    return { count: i < 0 ? 0 : this.count[i]!, first: i >= 0 && this.first === i, last: i >= 0 && this.last === i };
  }

  /** How the trace shows two activities, by their numbers among all; either may be missing. */
  between(a: number, b: number): PairCounts {
    const [i, j] = [this.local[a]!, this.local[b]!];
    const counts = { a: 0, b: 0, followed: 0, preceded: 0, alternated: 0, adjacent: 0 };
    if (i >= 0 && j >= 0) this.pair(i, j, counts);
    else {
      if (i >= 0) counts.a = this.count[i]!;
      if (j >= 0) counts.b = this.count[j]!;
    }
    return counts;
  }

  /** Numbers the activities of the trace and makes room. */
  private meet(codes: Uint16Array, begin: number, end: number, numbers: Int32Array): void {
    const { local } = this;
    for (let i = 0; i < this.distinct; i++) local[this.activity[i]!] = -1;
    let distinct = 0;
    for (let e = begin; e < end; e++) {
      const number = numbers[codes[e]!]!;
      if (number < 0 || local[number]! >= 0) continue;
      if (distinct === this.activity.length) this.grow();
      local[number] = distinct;
      this.activity[distinct++] = number;
    }
    this.distinct = distinct;
    this.count.fill(0, 0, distinct);
    this.place.fill(-1, 0, distinct);
    const cells = distinct * distinct;
    if (this.followed.length < cells)
      for (const name of MATRICES) this[name] = new Int32Array(Math.max(256, 2 * cells));
    else for (const name of MATRICES) this[name].fill(0, 0, cells);
    this.stride = distinct;
  }

  private grow(): void {
    for (const name of ['activity', 'count', 'place'] as const) {
      const larger = new Int32Array(this[name].length * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}

const MATRICES = ['followed', 'preceded', 'alternated', 'adjacent'] as const;
