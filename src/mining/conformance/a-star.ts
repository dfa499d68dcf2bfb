import type { MarkingEquation } from './marking-equation.ts';
import { type MarkingSpace, TooManyMarkings } from './marking-space.ts';
import type { SearchBudget } from './search-budget.ts';

/** What a search came to; events are places in the trace it was given. */
export interface Found {
  moves: { event: number | null; transition: number | null }[] | null;
  lowerBound: number;
  /** `above`: every alignment costs more than was asked for. */
  verdict: 'optimal' | 'impossible' | 'spent' | 'above';
}

/** The equation for each stretch between two cuts, made when first asked for. */
export class Equations {
  /** Best lower bound of the whole known. */
  least = 0;
  private readonly make: (first: number) => MarkingEquation | null;
  private readonly begins: readonly number[];
  private readonly made = new Map<number, MarkingEquation | null>();

  constructor(make: (first: number) => MarkingEquation | null, cuts: readonly number[]) {
    this.make = make;
    this.begins = [0, ...cuts];
  }

  /** The last begin at or before the event. */
  beginOf(event: number): number {
    return this.begins.findLast((begin) => begin <= event)!;
  }

  at(event: number): MarkingEquation | null {
    const begin = this.beginOf(event);
    let equation = this.made.get(begin);
    if (equation === undefined) {
      equation = this.make(begin);
      this.made.set(begin, equation);
    }
    return equation;
  }
}

/** One run of A* with given cuts. Places of the product, marking and event, are numbered as they are met. */
export class AStar {
  private readonly space: MarkingSpace;
  private readonly labelOf: Int32Array;
  private readonly trace: readonly number[];
  private readonly equations: Equations;
  private readonly budget: SearchBudget;
  private readonly numbers = new Map<number, number>();
  private readonly marking: number[] = [];
  private readonly event: number[] = [];
  private readonly cost: number[] = [];
  private readonly left: number[] = [];
  private readonly parent: number[] = [];
  /** The transition of the step that led here; −1: a log move. */
  private readonly by: number[] = [];
  private readonly state: number[] = [];
  private readonly open: number[][] = [];
  private readonly heads: number[] = [];
  private turns = 0;
  /** What was met last when the first met was taken instead; −1: none. */
  private turned = -1;
  /** The total at which a step was first left out, as its tokens cannot be held: more is not known to be needed. */
  private known = Number.POSITIVE_INFINITY;
  private expanded = 0;
  private total = 0;
  /** Work that the budget was told of. */
  private told: number;
  private furthest = 0;

  constructor(
    space: MarkingSpace,
    labelOf: Int32Array,
    trace: readonly number[],
    equations: Equations,
    budget: SearchBudget,
  ) {
    this.space = space;
    this.labelOf = labelOf;
    this.trace = trace;
    this.equations = equations;
    this.budget = budget;
    this.told = space.work;
  }

  /**
   * @param least a lower bound known  @param mostCost what costs more is not looked at
   * @param mayCut whether, after so many places done, a cut at that event may be asked for
   * @returns what was found, or the event to cut at
   */
  run(least: number, mostCost: number, mayCut: (done: number, event: number) => boolean): Found | number {
    try {
      return this.search(least, mostCost, mayCut);
    } catch (error) {
      if (error instanceof TooManyMarkings) return this.spent(this.total);
      throw error;
    }
  }

  private search(least: number, mostCost: number, mayCut: (done: number, event: number) => boolean): Found | number {
    this.meet(0, 0, 0, least, -1, -1);
    let root = -1;
    for (let total = 0; total < this.open.length; total++) {
      this.total = total;
      if (total > mostCost)
        return {
          moves: null,
          lowerBound: Math.min(total, this.known),
          verdict: this.known < total ? 'spent' : 'above',
        };
      for (let node = this.take(total); node >= 0; node = this.take(total)) {
        if (this.state[node] === CLOSED || this.cost[node]! + this.left[node]! !== total) continue;
        if (!this.mayGoOn(node)) return this.spent(total);
        if (!this.solve(node) || this.cost[node]! + this.left[node]! > total) continue;
        if (root < 0) root = total;
        this.equations.least = total;
        if (total > root && mayCut(this.expanded, this.furthest)) return this.furthest;
        if (this.event[node] === this.trace.length && this.space.finals.has(this.marking[node]!))
          return this.end(node, total);
        this.expand(node);
        if (this.space.overflowing.has(this.marking[node]!)) this.known = Math.min(this.known, total);
      }
    }
    if (this.known < Number.POSITIVE_INFINITY) return { moves: null, lowerBound: this.known, verdict: 'spent' };
    return { moves: null, lowerBound: 0, verdict: 'impossible' };
  }

  /** Takes from the budget what was done since the last time, and the solution for this place. */
  private mayGoOn(node: number): boolean {
    const done = this.space.work - this.told;
    this.told = this.space.work;
    const solution = this.equations.at(this.event[node]!)?.states ?? 1;
    return this.budget.spend(solution + Math.floor(done / 1000)) && this.marking.length < MOST_NODES;
  }

  private spent(total: number): Found {
    return { moves: null, lowerBound: Math.min(total, this.known), verdict: 'spent' };
  }

  private end(node: number, total: number): Found {
    const lowerBound = Math.min(total, this.known);
    return { moves: this.wayTo(node), lowerBound, verdict: lowerBound < total ? 'spent' : 'optimal' };
  }

  /** Makes the estimate of a place exact, and its dual solution the one at hand; false: no run ends from there. */
  private solve(node: number): boolean {
    const [marking, event] = [this.marking[node]!, this.event[node]!];
    const equation = this.equations.at(event);
    if (equation === null) return true;
    const before = equation.pivoted;
    const ends = equation.solve(marking, event, this.budget.left);
    this.budget.spend(Math.round(equation.pivoted - before));
    if (!ends) {
      this.state[node] = CLOSED;
      return false;
    }
    const left = wholeAbove(equation.bound);
    if (left <= this.left[node]!) return true;
    this.left[node] = left;
    this.push(node);
    return true;
  }

  private expand(node: number): void {
    this.state[node] = CLOSED;
    this.expanded++;
    const [marking, event, cost] = [this.marking[node]!, this.event[node]!, this.cost[node]!];
    if (event > this.furthest) this.furthest = event;
    const label = event < this.trace.length ? this.trace[event]! : -2;
    if (label >= 0) this.follow(node, -1, marking, event + 1, cost + 1);
    const steps = this.space.stepsFrom(marking);
    this.space.work += 150 * steps.length;
    for (let s = steps.length - 2; s >= 0; s -= 2) {
      const [t, behind] = [steps[s]!, steps[s + 1]!];
      this.follow(node, t, behind, event, cost + (this.labelOf[t]! < 0 ? 0 : 1));
      if (this.labelOf[t] === label) this.follow(node, t, behind, event + 1, cost);
    }
  }

  private follow(node: number, transition: number, marking: number, event: number, cost: number): void {
    const before = this.event[node]!;
    let left = Math.max(0, this.left[node]! + this.cost[node]! - cost);
    const equation = this.equations.at(before);
    // The dual solution speaks for its own stretch of the trace only.
    if (equation !== null && (event === before || this.equations.beginOf(event) === this.equations.beginOf(before)))
      left = Math.max(
        left,
        wholeAbove(equation.bound + equation.change(transition, event > before ? this.trace[before]! : -1)),
      );
    this.meet(marking, event, cost, left, node, transition);
  }

  private meet(marking: number, event: number, cost: number, left: number, parent: number, by: number): void {
    const key = marking * (this.trace.length + 1) + event;
    let node = this.numbers.get(key);
    if (node === undefined) {
      node = this.marking.push(marking) - 1;
      this.numbers.set(key, node);
      this.event.push(event);
      this.cost.push(cost);
      this.left.push(left);
      this.parent.push(parent);
      this.by.push(by);
      this.state.push(OPEN);
      this.push(node);
      return;
    }
    if (cost >= this.cost[node]!) return;
    this.cost[node] = cost;
    this.parent[node] = parent;
    this.by[node] = by;
    if (left > this.left[node]!) this.left[node] = left;
    // Rounded estimates need not be consistent: a place may have to be done again.
    this.state[node] = OPEN;
    this.push(node);
  }

  /**
   * The next of the places with this total, −1 for none: what was met last goes straight for the end. Now and then the
   * first met, so that silent steps that go on for ever do not keep the search; behind it the way is gone on with.
   */
  private take(total: number): number {
    const open = this.open[total];
    const head = this.heads[total] ?? 0;
    if (!open || head >= open.length) return -1;
    if (this.turned >= 0) {
      const turned = this.turned;
      this.turned = -1;
      if (this.state[turned] === OPEN && this.cost[turned]! + this.left[turned]! === total) return turned;
    }
    if (++this.turns % 16 !== 0) return open.pop()!;
    this.heads[total] = head + 1;
    this.turned = open.at(-1)!;
    return open[head]!;
  }

  private push(node: number): void {
    const total = this.cost[node]! + this.left[node]!;
    while (this.open.length <= total) this.open.push([]);
    this.open[total]!.push(node);
  }

  private wayTo(last: number): Found['moves'] {
    const moves: NonNullable<Found['moves']> = [];
    for (let node = last; this.parent[node]! >= 0; node = this.parent[node]!) {
      const parent = this.parent[node]!;
      const event = this.event[node]! > this.event[parent]! ? this.event[parent]! : null;
      moves.push({ event, transition: this.by[node]! < 0 ? null : this.by[node]! });
    }
    return moves.reverse();
  }
}

/** Costs are whole numbers; what a solution in floating point lacks of one is put down to rounding. */
const wholeAbove = (value: number): number => Math.ceil(value - 1e-3);

/** Places of the product that are kept, about a hundred bytes each. */
const MOST_NODES = 2_000_000;

const OPEN = 0;
const CLOSED = 1;
