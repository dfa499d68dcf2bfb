import type { Measures } from '../discovery/declare/declare-tally.ts';
import { TracePairs } from '../discovery/trace-pairs.ts';
import type { Work } from '../discovery/work.ts';
import type { VariantTable } from '../kernels/variant-table.ts';
import { activationsOf, type DeclareConstraint } from '../model/declare.ts';

/** What one trace is to one constraint. */
interface Verdict {
  activations: number;
  fulfilledActivations: number;
}

/**
 * Holds the variants of a view against constraints without conditions. For each variant only the constraints on
 * activities that it shows are looked at; what the others say of it is known beforehand.
 */
export class DeclareCheck {
  readonly measures: Measures[];
  cases = 0;
  /** Cases that violate nothing. */
  conforming = 0;
  /** Constraints that each variant activates, and those of them that it violates. */
  activated = new Uint32Array(0);
  violated = new Uint32Array(0);
  private readonly constraints: readonly DeclareConstraint[];
  /** Numbers of the activities of each constraint; of each activity the constraints that name it. */
  private readonly named: readonly (readonly number[])[];
  private readonly naming: readonly (readonly number[])[];
  /** Number of each code of the dictionary; −1: no constraint names it. */
  private readonly numbers: Int32Array;
  private readonly trace: TracePairs;
  /** What a trace that shows none of its activities is to each constraint. */
  private readonly absent: readonly Verdict[];

  private readonly violatedByAbsence: readonly number[];

  /** @param dictionary names of activities by code */
  constructor(constraints: readonly DeclareConstraint[], dictionary: readonly string[]) {
    const number = new Map<string, number>();
    for (const { activities } of constraints)
      for (const name of activities) if (!number.has(name)) number.set(name, number.size);
    this.constraints = constraints;
    this.named = constraints.map(({ activities }) => activities.map((name) => number.get(name)!));
    const naming: number[][] = Array.from(number, () => []);
    this.named.forEach((activities, c) => {
      for (const activity of activities) naming[activity]!.push(c);
    });
    this.naming = naming;
    this.numbers = Int32Array.from(dictionary, (name) => number.get(name) ?? -1);
    this.trace = new TracePairs(number.size);
    this.trace.read(new Uint16Array(0), 0, 0, this.numbers);
    this.absent = constraints.map((_, c) => this.verdict(c));
    this.violatedByAbsence = this.absent.flatMap((verdict, c) => (isViolated(verdict) ? [c] : []));
    this.measures = constraints.map(() => {
      return { fulfilled: 0, violated: 0, vacuous: 0, activations: 0, fulfilledActivations: 0 };
    });
  }

  async read(table: VariantTable, work: Work): Promise<void> {
    const { size, count, offsets } = table;
    this.activated = new Uint32Array(size);
    this.violated = new Uint32Array(size);
    /** Cases that show an activity of the constraint. */
    const shown = new Float64Array(this.constraints.length);
    const activatedByAbsence = this.absent.filter(isActivated).length;
    for (let v = 0; v < size; v++) {
      this.readVariant(table, v);
      let [activated, violated] = [activatedByAbsence, this.violatedByAbsence.length];
      let looked = 0;
      this.eachShown((c) => {
        const verdict = this.verdict(c);
        this.add(c, verdict, count[v]!);
        shown[c] = shown[c]! + count[v]!;
        activated += Number(isActivated(verdict)) - Number(isActivated(this.absent[c]!));
        violated += Number(isViolated(verdict)) - Number(isViolated(this.absent[c]!));
        looked++;
      });
      this.activated[v] = activated;
      this.violated[v] = violated;
      this.cases += count[v]!;
      if (violated === 0) this.conforming += count[v]!;
      await work.done(this.trace.cost + (offsets[v + 1]! - offsets[v]!) * (4 + this.trace.distinct) + looked * 50);
    }
    this.absent.forEach((verdict, c) => {
      this.add(c, verdict, this.cases - shown[c]!);
    });
  }

  /** The constraints that a variant violates, with what they ask of it and what of that it does. */
  violationsOf(table: VariantTable, v: number): { constraint: number; activations: number; violations: number }[] {
    this.readVariant(table, v);
    const asked: number[] = [];
    this.eachShown((c) => asked.push(c));
    for (const c of this.violatedByAbsence)
      if (!this.named[c]!.some((activity) => this.trace.shows(activity))) asked.push(c);
    return asked
      .sort((x, y) => x - y)
      .flatMap((constraint) => {
        const verdict = this.verdict(constraint);
        const { activations, fulfilledActivations } = verdict;
        return isViolated(verdict) ? [{ constraint, activations, violations: activations - fulfilledActivations }] : [];
      });
  }

  private readVariant({ codes, offsets }: VariantTable, v: number): void {
    this.trace.read(codes, offsets[v]!, offsets[v + 1]!, this.numbers);
  }

  /** Constraints with an activity that the trace shows, each once. */
  private eachShown(look: (constraint: number) => void): void {
    const { distinct, activity } = this.trace;
    for (let i = 0; i < distinct; i++) {
      for (const c of this.naming[activity[i]!]!) {
        const first = this.named[c]![0]!;
        if (first === activity[i] || !this.trace.shows(first)) look(c);
      }
    }
  }

  private verdict(c: number): Verdict {
    const { template, n } = this.constraints[c]!;
    const [a, b] = this.named[c] as [number, number];
    if (template.kind === 'unary')
      return { activations: 1, fulfilledActivations: Number(template.holds(this.trace.own(a), n)) };
    const counts = this.trace.between(a, b);
    return { activations: activationsOf(template, counts), fulfilledActivations: template.fulfilled(counts) };
  }

  private add(c: number, verdict: Verdict, cases: number): void {
    const of = this.measures[c]!;
    of[isViolated(verdict) ? 'violated' : isActivated(verdict) ? 'fulfilled' : 'vacuous'] += cases;
    of.activations += cases * verdict.activations;
    of.fulfilledActivations += cases * verdict.fulfilledActivations;
  }
}

const isViolated = ({ activations, fulfilledActivations }: Verdict): boolean => fulfilledActivations < activations;
const isActivated = ({ activations }: Verdict): boolean => activations > 0;
