import { defineKernel } from '#sdk';
import { NO_SLOT, type ResourceSlots, slotsOf } from './resource-slots.ts';

/** Per pair of slots, at `first * size + second`. */
export interface PairCounts {
  count: Uint32Array;
  /** Cases that show the pair at least once. */
  cases: Uint32Array;
  /** Places of the view in which such a pair can stand. */
  places: number;
  /** Occurrences within one resource, those that share a slot told apart. */
  same: number;
}

export interface PairParams {
  slots: ResourceSlots;
  /** Distances that count, in events: 1 is the next event. */
  nearest: number;
  furthest: number;
}

/** Which activities are causes of which, at `cause * width + effect`. */
export interface Causes {
  is: Uint8Array;
  width: number;
}

export interface HandoverParams extends PairParams {
  causes: Causes | null;
  changes: boolean;
}

/**
 * How often an event of the second resource stands so far behind one of the first in a case, and in how many cases. Events
 * of missing resources are passed over. With causes, only where the one activity is a cause of the other; with changes,
 * only between different resources, whatever their slots.
 */
export const resourceHandovers = defineKernel<HandoverParams, PairCounts>({
  id: 'resource-handovers',
  partial(segment, view, { slots: wanted, nearest, furthest, causes, changes }) {
    const slots = slotsOf(segment, view, wanted);
    const { offsets } = segment;
    const pairs = new Pairs(wanted.size);
    const codes = segment.codes(wanted.column);
    const { activity } = view;
    const trace = new Uint32Array(longest(offsets));
    for (let c = 0; c < segment.cases; c++) {
      const length = knownEvents(slots, offsets[c]!, offsets[c + 1]!, trace);
      for (let distance = nearest; distance <= furthest && distance < length; distance++) {
        pairs.counts.places += length - distance;
        for (let i = distance; i < length; i++) {
          const from = trace[i - distance]!;
          const to = trace[i]!;
          if (causes && causes.is[activity[from]! * causes.width + activity[to]!] === 0) continue;
          if (codes[from] === codes[to]) {
            pairs.counts.same++;
            if (changes) continue;
          }
          pairs.add(slots[from]!, slots[to]!, c);
        }
      }
    }
    return pairs.counts;
  },
  merge: mergePairs,
});

/**
 * How often an event of the second resource lies between two of the first that stand so far apart (2: alone between them),
 * and in how many cases.
 */
export const resourceBetween = defineKernel<PairParams, PairCounts>({
  id: 'resource-between',
  partial(segment, view, { slots: wanted, nearest, furthest }) {
    const slots = slotsOf(segment, view, wanted);
    const { offsets } = segment;
    const pairs = new Pairs(wanted.size);
    const trace = new Uint32Array(longest(offsets));
    for (let c = 0; c < segment.cases; c++) {
      const length = knownEvents(slots, offsets[c]!, offsets[c + 1]!, trace);
      for (let distance = nearest; distance <= furthest && distance < length; distance++) {
        pairs.counts.places += (length - distance) * (distance - 1);
        for (let i = distance; i < length; i++) {
          const around = slots[trace[i]!]!;
          if (slots[trace[i - distance]!] !== around) continue;
          for (let j = i - distance + 1; j < i; j++) {
            const between = slots[trace[j]!]!;
            if (between !== around) pairs.add(around, between, c);
          }
        }
      }
    }
    return pairs.counts;
  },
  merge: mergePairs,
});

/** Cases in which both resources of a pair took part; each pair once, at `smaller * size + larger`. `count` is the same. */
export const resourcesTogether = defineKernel<ResourceSlots, PairCounts>({
  id: 'resources-together',
  partial(segment, view, wanted) {
    const slots = slotsOf(segment, view, wanted);
    const { offsets } = segment;
    const { size } = wanted;
    const pairs = new Pairs(size);
    const seenIn = new Int32Array(size).fill(-1);
    const present = new Uint16Array(size);
    for (let c = 0; c < segment.cases; c++) {
      let n = 0;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        const s = slots[e]!;
        if (s === NO_SLOT || seenIn[s] === c) continue;
        seenIn[s] = c;
        for (let i = 0; i < n; i++) pairs.add(Math.min(s, present[i]!), Math.max(s, present[i]!), c);
        present[n++] = s;
      }
      if (n > 0) pairs.counts.places++;
    }
    return pairs.counts;
  },
  merge: mergePairs,
});

class Pairs {
  readonly counts: PairCounts;
  readonly #size: number;
  readonly #lastIn: Int32Array;

  constructor(size: number) {
    this.#size = size;
    this.counts = { count: new Uint32Array(size * size), cases: new Uint32Array(size * size), places: 0, same: 0 };
    this.#lastIn = new Int32Array(size * size).fill(-1);
  }

  add(first: number, second: number, c: number): void {
    const { count, cases } = this.counts;
    const at = first * this.#size + second;
    count[at] = count[at]! + 1;
    if (this.#lastIn[at] === c) return;
    this.#lastIn[at] = c;
    cases[at] = cases[at]! + 1;
  }
}

function longest(offsets: Uint32Array): number {
  let most = 0;
  for (let c = 0; c + 1 < offsets.length; c++) most = Math.max(most, offsets[c + 1]! - offsets[c]!);
  return most;
}

/** Writes the events that count into `trace` and gives how many they are. */
function knownEvents(slots: Uint16Array, begin: number, end: number, trace: Uint32Array): number {
  let length = 0;
  for (let e = begin; e < end; e++) {
    trace[length] = e;
    if (slots[e] !== NO_SLOT) length++;
  }
  return length;
}

function mergePairs(a: PairCounts, b: PairCounts): PairCounts {
  for (let i = 0; i < a.count.length; i++) {
    a.count[i] = a.count[i]! + b.count[i]!;
    a.cases[i] = a.cases[i]! + b.cases[i]!;
  }
  a.places += b.places;
  a.same += b.same;
  return a;
}
