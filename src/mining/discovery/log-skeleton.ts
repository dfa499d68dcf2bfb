import type { KeptActivities } from '../kernels/variant-activities.ts';
import type { VariantTable } from '../kernels/variant-table.ts';
import type { PairCounts } from '../model/declare.ts';
import { PairTally } from './pair-tally.ts';
import { TracePairs } from './trace-pairs.ts';
import type { Work } from './work.ts';

/** What holds of two activities that occur in the same case. */
const EQUAL = 1;
const AFTER = 2;
const BEFORE = 4;

function verdictOf({ a, b, followed, preceded }: PairCounts): number {
  return (a === b ? EQUAL : 0) | (followed === a ? AFTER : 0) | (preceded === b ? BEFORE : 0);
}

/** From one activity to the next; −1: the start, or the end, of a case. */
export interface Step {
  from: number;
  to: number;
  count: number;
  cases: number;
}

/** Two activities by number, with the cases that show that the relation holds, and those that break it. */
export interface Relation {
  activity: number;
  other: number;
  cases: number;
  breaking: number;
}

/** What a view shows of its activities (Verbeek, Medeiros de Carvalho 2018), before noise is left out of it. */
export class SkeletonTally {
  cases = 0;
  private readonly activities: KeptActivities;
  private readonly pairs: PairTally;
  private readonly steps = new Map<number, Step>();
  /** Cases by how often the activity occurs in them, where it does. */
  private readonly counts: Map<number, number>[];

  constructor(activities: KeptActivities) {
    this.activities = activities;
    this.pairs = new PairTally(activities.names.length, verdictOf);
    this.counts = activities.names.map(() => new Map());
  }

  async read({ codes, offsets, count, size }: VariantTable, work: Work): Promise<void> {
    const { numbers, names } = this.activities;
    const trace = new TracePairs(names.length);
    for (let v = 0; v < size; v++) {
      const [begin, end, cases] = [offsets[v]!, offsets[v + 1]!, count[v]!];
      trace.read(codes, begin, end, numbers);
      this.pairs.add(trace, cases);
      for (let i = 0; i < trace.distinct; i++) add(this.counts[trace.activity[i]!]!, trace.count[i]!, cases);
      const met = new Set<Step>();
      let previous = -1;
      for (let e = begin; e <= end; e++) {
        const next = e === end ? -1 : numbers[codes[e]!]!;
        // What is not looked at is neither the start nor the end of a case.
        const seen = (e === begin || previous >= 0) && (e === end || next >= 0);
        if (seen) this.step(previous, next, cases, met);
        previous = next;
      }
      this.cases += cases;
      await work.done(trace.cost * 8 + (end - begin) * (60 + trace.distinct));
    }
  }

  private step(from: number, to: number, cases: number, met: Set<Step>): void {
    const key = (from + 1) * (this.activities.names.length + 1) + to + 1;
    const step = this.steps.get(key) ?? { from, to, count: 0, cases: 0 };
    this.steps.set(key, step);
    step.count += cases;
    if (!met.has(step)) step.cases += cases;
    met.add(step);
  }

  /** Steps that more than the share `noise` of the cases with their first activity (a start: of all) show, in order. */
  stepsAbove(noise: number): Step[] {
    const cases = (of: number) => (of < 0 ? this.cases : this.activities.cases[of]!);
    return [...this.steps.values()]
      .filter((step) => step.cases > atMost(noise, cases(step.from)))
      .sort((x, y) => x.from - y.from || x.to - y.to);
  }

  /** Least and most occurrences in a case: at most the share `noise` of all cases has fewer, and more. */
  bounds(activity: number, noise: number): { least: number; most: number; count: number } {
    const counts = [...this.counts[activity]!].sort(([x], [y]) => x - y);
    const allowed = atMost(noise, this.cases);
    const all: [times: number, cases: number][] = [[0, this.cases - this.activities.cases[activity]!], ...counts];
    const firstBeyond = (list: readonly [number, number][]) => {
      let passed = 0;
      for (const [times, cases] of list) {
        passed += cases;
        if (passed > allowed) return times;
      }
      return 0;
    };
    return {
      least: firstBeyond(all),
      most: firstBeyond(all.toReversed()),
      count: counts.reduce((sum, [times, cases]) => sum + times * cases, 0),
    };
  }

  /** Every relation that at most the share `noise` of the cases breaks in which it can be seen, in order of numbers. */
  relations(noise: number): Record<'equivalence' | 'alwaysAfter' | 'alwaysBefore' | 'neverTogether', Relation[]> {
    const found = {
      equivalence: [] as Relation[],
      alwaysAfter: [] as Relation[],
      alwaysBefore: [] as Relation[],
      neverTogether: [] as Relation[],
    };
    const { cases, names } = this.activities;
    const note = (into: Relation[], activity: number, other: number, seen: number, breaking: number, of = seen) => {
      if (breaking <= atMost(noise, of)) into.push({ activity, other, cases: seen - breaking, breaking });
    };
    for (let a = 0; a < names.length; a++) {
      for (let b = 0; b < names.length; b++) {
        if (a === b) continue;
        const { both, equal, after, before } = this.together(a, b);
        const [ofA, ofB] = [cases[a]!, cases[b]!];
        note(found.alwaysAfter, a, b, ofA, ofA - after);
        // Seen from B, so that the list is in order of the activity before which the other comes.
        note(found.alwaysBefore, a, b, ofA, ofA - before);
        if (b < a) continue;
        const either = ofA + ofB - both;
        note(found.equivalence, a, b, either, either - equal);
        note(found.neverTogether, a, b, either, both, Math.min(ofA, ofB));
      }
    }
    return found;
  }

  /** Cases in which both occur: all, as often as each other, every A followed by a B, every A preceded by a B. */
  private together(a: number, b: number) {
    const found = { both: 0, equal: 0, after: 0, before: 0 };
    for (const { verdict, cases } of this.pairs.casesOf(a, b)) {
      found.both += cases;
      if (verdict & EQUAL) found.equal += cases;
      if (verdict & AFTER) found.after += cases;
    }
    for (const { verdict, cases } of this.pairs.casesOf(b, a)) if (verdict & BEFORE) found.before += cases;
    return found;
  }
}

/** The share of some cases, so that 0.29 of a hundred is not a little less than 29. */
const atMost = (noise: number, cases: number): number => noise * cases + 1e-9;

const add = (to: Map<number, number>, key: number, value: number): void => {
  to.set(key, (to.get(key) ?? 0) + value);
};
