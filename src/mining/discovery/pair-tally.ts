import type { PairCounts } from '../model/declare.ts';
import type { TracePairs } from './trace-pairs.ts';

/** What a question about pairs of activities gives for one trace: a bit for each statement that holds. */
export type PairVerdict = (pair: PairCounts) => number;

/** Counts up to here are looked up, with their verdict kept. */
const SMALL = 8;

/**
 * Adds up, over the traces of a log, what is said of each ordered pair of activities where both occur: cases by verdict,
 * and the counts themselves. One look at each pair of each trace, whatever the number of statements.
 */
export class PairTally {
  private readonly activities: number;
  private readonly verdict: PairVerdict;
  /** Distinct verdicts in the order they were met, and the cases of each by pair. */
  private readonly verdicts: number[] = [];
  private readonly cases: Float64Array[] = [];
  /** The class of a verdict, by small counts; −1: not yet asked. */
  private readonly known = new Int16Array(SMALL ** 6).fill(-1);
  private readonly sums: { readonly [name in keyof PairCounts]: Float64Array };
  private readonly counts: PairCounts = { a: 0, b: 0, followed: 0, preceded: 0, alternated: 0, adjacent: 0 };

  constructor(activities: number, verdict: PairVerdict) {
    this.activities = activities;
    this.verdict = verdict;
    const made = () => new Float64Array(activities * activities);
    this.sums = { a: made(), b: made(), followed: made(), preceded: made(), alternated: made(), adjacent: made() };
  }

  /** @param cases how many show this trace */
  add(trace: TracePairs, cases: number): void {
    const { counts, sums, activities } = this;
    const { distinct, activity } = trace;
    for (let i = 0; i < distinct; i++) {
      const row = activity[i]! * activities;
      for (let j = 0; j < distinct; j++) {
        if (i === j) continue;
        trace.pair(i, j, counts);
        const at = row + activity[j]!;
        const of = this.cases[this.classOf(counts)]!;
        of[at] = of[at]! + cases;
        sums.a[at] = sums.a[at]! + cases * counts.a;
        sums.b[at] = sums.b[at]! + cases * counts.b;
        sums.followed[at] = sums.followed[at]! + cases * counts.followed;
        sums.preceded[at] = sums.preceded[at]! + cases * counts.preceded;
        sums.alternated[at] = sums.alternated[at]! + cases * counts.alternated;
        sums.adjacent[at] = sums.adjacent[at]! + cases * counts.adjacent;
      }
    }
  }

  /** Verdicts with the cases of each, where both activities occur. */
  casesOf(a: number, b: number): { verdict: number; cases: number }[] {
    const at = a * this.activities + b;
    return this.cases.flatMap((cases, i) =>
      cases[at]! > 0 ? [{ verdict: this.verdicts[i]!, cases: cases[at]! }] : [],
    );
  }

  /** The counts of all cases in which both occur, added up. */
  sumsOf(a: number, b: number): PairCounts {
    const at = a * this.activities + b;
    const { sums } = this;
    return {
      a: sums.a[at]!,
      b: sums.b[at]!,
      followed: sums.followed[at]!,
      preceded: sums.preceded[at]!,
      alternated: sums.alternated[at]!,
      adjacent: sums.adjacent[at]!,
    };
  }

  private classOf(counts: PairCounts): number {
    const { a, b, followed, preceded, alternated, adjacent } = counts;
    if (a >= SMALL || b >= SMALL) return this.newest(this.verdict(counts));
    const key = ((((a * SMALL + b) * SMALL + followed) * SMALL + preceded) * SMALL + alternated) * SMALL + adjacent;
    const found = this.known[key]!;
    if (found >= 0) return found;
    const made = this.newest(this.verdict(counts));
    this.known[key] = made;
    return made;
  }

  /** The class of a verdict; a new verdict gets the next. */
  private newest(verdict: number): number {
    const found = this.verdicts.indexOf(verdict);
    if (found >= 0) return found;
    this.cases.push(new Float64Array(this.activities * this.activities));
    return this.verdicts.push(verdict) - 1;
  }
}
