import { defineKernel } from '#sdk';
import { byBytes } from '../log/byte-order.ts';
import { firstInOrder } from '../log/first-in-order.ts';
import { eachStart, type Looked } from './earlier-ends.ts';
import { addExactly, type ExactSums, exactSums, mergeExactly } from './exact-sums.ts';

/*
 * Times between every two activity instances of a case, the first before the second in its order: from the end of the one
 * to the start of the other, on the view's clock; below 0 where the second began before the first ended. Figures are by
 * pair of activities, at `first * size + second`.
 */

export interface PairTimes {
  count: Float64Array;
  /** Cases that show the pair. */
  cases: Float64Array;
  times: ExactSums;
}

/** How often each pair occurs and the sum of its times. */
export const pairTimes = defineKernel<Looked, PairTimes>({
  id: 'pair-times',
  partial(segment, view, looked) {
    const { size } = looked;
    const found = {
      count: new Float64Array(size * size),
      cases: new Float64Array(size * size),
      times: exactSums(size * size),
    };
    const lastCase = new Int32Array(size * size).fill(-1);
    eachStart(segment, view, looked, (earlier, activity, start, c) => {
      for (let i = 0; i < earlier.distinct; i++) {
        const at = earlier.number[i]! * size + activity;
        const count = earlier.count[i]!;
        found.count[at]! += count;
        addExactly(found.times, at, count * start - earlier.sum[i]!);
        if (lastCase[at] === c) continue;
        lastCase[at] = c;
        found.cases[at]!++;
      }
    });
    return found;
  },
  merge(a, b) {
    addAll(a.count, b.count);
    addAll(a.cases, b.cases);
    mergeExactly(a.times, b.times);
    return a;
  },
});

/** The sum of the squared distances of a pair's times from its mean. @param mean by pair */
export const pairSpread = defineKernel<Looked & { mean: Float64Array }, ExactSums>({
  id: 'pair-spread',
  partial(segment, view, looked) {
    const { size, mean } = looked;
    const squares = exactSums(size * size);
    eachStart(segment, view, looked, (earlier, activity, start) => {
      for (let i = 0; i < earlier.distinct; i++) {
        const at = earlier.number[i]! * size + activity;
        const distance = start - earlier.mean[i]! - mean[at]!;
        addExactly(squares, at, earlier.squares[i]! + earlier.count[i]! * distance * distance);
      }
    });
    return squares;
  },
  merge: mergeExactly,
});

export interface PairLimits extends Looked {
  /** By pair; NaN: nothing is expected of it. Times below `low` and above `high` deviate. */
  mean: Float64Array;
  spread: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** Cases to name; 0: none. */
  most: number;
}

/** A case by its furthest deviation: how many deviations of the pair's spread (infinite where it has none). */
export interface WorstCase {
  id: string;
  deviations: number;
  pair: number;
  ms: number;
  distance: number;
}

export interface PairDeviations {
  count: Float64Array;
  cases: Float64Array;
  early: Float64Array;
  late: Float64Array;
  /** Cases with a deviation of the pair; with any deviation. */
  deviatingCases: Float64Array;
  allDeviating: number;
  /** Furthest first, then more deviations, then by id. */
  worst: WorstCase[];
  most: number;
}

/** Occurrences of pairs outside their limits, and the cases in which they lie furthest outside. */
export const pairDeviations = defineKernel<PairLimits, PairDeviations>({
  id: 'pair-deviations',
  partial(segment, view, limits) {
    const { size, low, high } = limits;
    const cells = () => new Float64Array(size * size);
    const found: PairDeviations = {
      ...{ count: cells(), cases: cells(), early: cells(), late: cells(), deviatingCases: cells() },
      ...{ allDeviating: 0, worst: [], most: limits.most },
    };
    const [seenIn, deviatesIn] = [cells().fill(-1), cells().fill(-1)];
    const worst = new CaseDistances(limits, segment.cases);
    eachStart(segment, view, limits, (earlier, activity, start, c) => {
      for (let i = 0; i < earlier.distinct; i++) {
        const at = earlier.number[i]! * size + activity;
        found.count[at]! += earlier.count[i]!;
        if (seenIn[at] !== c) {
          seenIn[at] = c;
          found.cases[at]!++;
        }
        const count = earlier.count[i]!;
        const ends = earlier.ends[i]!;
        const [least, most] = [start - ends[count - 1]!, start - ends[0]!];
        // Also where nothing is expected.
        if (!(least < low[at]! || most > high[at]!)) continue;
        // A time is small when the end is late.
        const early = count - earlier.below(i, start - low[at]!, true);
        const late = earlier.below(i, start - high[at]!, false);
        if (early + late === 0) continue;
        found.early[at]! += early;
        found.late[at]! += late;
        if (deviatesIn[at] !== c) {
          deviatesIn[at] = c;
          found.deviatingCases[at]!++;
        }
        worst.note(c, at, early + late, least, most);
      }
    });
    found.allDeviating = worst.deviating();
    found.worst = worst.first(limits.most, (c) => segment.caseId(c));
    return found;
  },
  merge(a, b) {
    for (const name of ['count', 'cases', 'early', 'late', 'deviatingCases'] as const) addAll(a[name], b[name]);
    a.allDeviating += b.allDeviating;
    a.worst = [...a.worst, ...b.worst].sort(byDistance).slice(0, a.most);
    return a;
  },
});

/** For each case of a segment its deviations and the furthest of them. */
class CaseDistances {
  private readonly limits: PairLimits;
  private readonly deviations: Uint32Array;
  private readonly distance: Float64Array;
  private readonly pair: Int32Array;
  private readonly ms: Float64Array;

  constructor(limits: PairLimits, cases: number) {
    this.limits = limits;
    this.deviations = new Uint32Array(cases);
    this.distance = new Float64Array(cases).fill(-1);
    this.pair = new Int32Array(cases);
    this.ms = new Float64Array(cases);
  }

  /** @param least shortest and longest time of the pair up to this instance */
  note(c: number, pair: number, deviations: number, least: number, most: number): void {
    const { mean, spread } = this.limits;
    this.deviations[c]! += deviations;
    const ms = mean[pair]! - least > most - mean[pair]! ? least : most;
    const distance = Math.abs(ms - mean[pair]!) / spread[pair]!;
    if (distance <= this.distance[c]!) return;
    this.distance[c] = distance;
    this.pair[c] = pair;
    this.ms[c] = ms;
  }

  deviating(): number {
    return this.deviations.reduce((cases, deviations) => cases + Number(deviations > 0), 0);
  }

  first(most: number, idOf: (c: number) => string): WorstCase[] {
    const deviating = Array.from(this.deviations.keys()).filter((c) => this.deviations[c]! > 0);
    const worst = (i: number): WorstCase => {
      const c = deviating[i]!;
      const [deviations, pair, ms, distance] = [this.deviations[c]!, this.pair[c]!, this.ms[c]!, this.distance[c]!];
      // The id is read for ties and for what is named alone.
      return {
        deviations,
        pair,
        ms,
        distance,
        get id() {
          return idOf(c);
        },
      };
    };
    const order = firstInOrder(deviating.length, most, (i, j) => byDistance(worst(i), worst(j)));
    return order.map((i) => ({ ...worst(i) }));
  }
}

function byDistance(x: WorstCase, y: WorstCase): number {
  if (x.distance !== y.distance) return y.distance - x.distance;
  return y.deviations - x.deviations || byBytes(x.id, y.id);
}

function addAll(into: Float64Array, more: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! + more[i]!;
}
