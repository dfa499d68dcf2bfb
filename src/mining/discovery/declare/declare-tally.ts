import type { KeptActivities } from '../../kernels/variant-activities.ts';
import type { VariantTable } from '../../kernels/variant-table.ts';
import { activationsOf, BINARY, isMet, type OwnCounts, type PairCounts, UNARY } from '../../model/declare.ts';
import { PairTally } from '../pair-tally.ts';
import { TracePairs } from '../trace-pairs.ts';
import type { Work } from '../work.ts';

/** Numbers of Existence, Absence and Exactly that are tried, as in the papers. */
const NUMBERS = [1, 2, 3];

/** Every template of one activity with every number it is tried with. */
export const OWN_FORMS = UNARY.flatMap((template) => (template.numbered ? NUMBERS : [1]).map((n) => ({ template, n })));

/** How the cases of a log stand to a constraint. */
export interface Measures {
  /** Cases that activate it and meet it every time; that do not meet it; that do not activate it. */
  fulfilled: number;
  violated: number;
  vacuous: number;
  activations: number;
  fulfilledActivations: number;
}

const NOTHING: PairCounts = { a: 0, b: 0, followed: 0, preceded: 0, alternated: 0, adjacent: 0 };

/** What cases with the one activity, or with neither, are to each template of two. */
const ALONE = BINARY.map((template) => {
  const of = (pair: PairCounts) => ({
    met: isMet(template, pair),
    activated: activationsOf(template, pair) > 0,
  });
  return { a: of({ ...NOTHING, a: 1 }), b: of({ ...NOTHING, b: 1 }), neither: of(NOTHING) };
});

/** All that discovery needs of a log, from one look at each variant. */
export class DeclareTally {
  readonly activities: KeptActivities;
  cases = 0;
  private readonly events: Float64Array;
  /** Cases in which each form of one activity holds, of those in which the activity occurs. */
  private readonly own: readonly Float64Array[];
  private readonly pairs: PairTally;

  constructor(activities: KeptActivities) {
    const size = activities.names.length;
    this.activities = activities;
    this.events = new Float64Array(size);
    this.own = OWN_FORMS.map(() => new Float64Array(size));
    this.pairs = new PairTally(size, verdictOf);
  }

  async read({ codes, offsets, count, size }: VariantTable, work: Work): Promise<void> {
    const trace = new TracePairs(this.activities.names.length);
    for (let v = 0; v < size; v++) {
      trace.read(codes, offsets[v]!, offsets[v + 1]!, this.activities.numbers);
      this.cases += count[v]!;
      this.addOwn(trace, count[v]!);
      this.pairs.add(trace, count[v]!);
      await work.done(trace.cost * 8 + (offsets[v + 1]! - offsets[v]!) * (4 + trace.distinct));
    }
  }

  private addOwn(trace: TracePairs, cases: number): void {
    for (let i = 0; i < trace.distinct; i++) {
      const of = trace.activity[i]!;
      const own: OwnCounts = { count: trace.count[i]!, first: trace.first === i, last: trace.last === i };
      this.events[of] = this.events[of]! + cases * own.count;
      OWN_FORMS.forEach(({ template, n }, form) => {
        if (template.holds(own, n)) this.own[form]![of] = this.own[form]![of]! + cases;
      });
    }
  }

  /** @param form place in `OWN_FORMS` */
  ownMeasures(form: number, activity: number): Measures {
    const { template, n } = OWN_FORMS[form]!;
    const without = this.cases - this.activities.cases[activity]!;
    const absent = template.holds({ count: 0, first: false, last: false }, n) ? without : 0;
    return ofCases(this.own[form]![activity]! + absent, this.cases);
  }

  /** Measures of each template of `BINARY`, in its order. */
  pairMeasures(a: number, b: number): Measures[] {
    const { cases, events, pairs } = this;
    const together = pairs.casesOf(a, b);
    const both = together.reduce((sum, of) => sum + of.cases, 0);
    const [onlyA, onlyB] = [this.activities.cases[a]! - both, this.activities.cases[b]! - both];
    const sums = pairs.sumsOf(a, b);
    const [restA, restB] = [
      { ...NOTHING, a: events[a]! - sums.a },
      { ...NOTHING, b: events[b]! - sums.b },
    ];
    const apart = { a: onlyA, b: onlyB, neither: cases - both - onlyA - onlyB };
    return BINARY.map((template, t) => {
      let met = 0;
      for (const { verdict, cases: some } of together) if (verdict & (1 << t)) met += some;
      const measures = { fulfilled: met, violated: both - met, vacuous: 0 };
      for (const which of ['a', 'b', 'neither'] as const) {
        const of = ALONE[t]![which];
        measures[of.met ? (of.activated ? 'fulfilled' : 'vacuous') : 'violated'] += apart[which];
      }
      if (template.activatedBy === 'case') return ofCases(measures.fulfilled, cases);
      const fulfilledActivations = template.fulfilled(sums) + template.fulfilled(restA) + template.fulfilled(restB);
      const activations = activationsOf(template, { ...NOTHING, a: events[a]!, b: events[b]! });
      return { ...measures, activations, fulfilledActivations };
    });
  }
}

/** Of a constraint that every case activates once. */
const ofCases = (fulfilled: number, cases: number): Measures => ({
  ...{ fulfilled, violated: cases - fulfilled, vacuous: 0 },
  ...{ activations: cases, fulfilledActivations: fulfilled },
});

/** A bit for each template of two activities that is met. */
function verdictOf(pair: PairCounts): number {
  let verdict = 0;
  for (let t = 0; t < BINARY.length; t++) if (isMet(BINARY[t]!, pair)) verdict |= 1 << t;
  return verdict;
}
