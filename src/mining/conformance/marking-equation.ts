import type { NetIndex } from '../model/net-index.ts';
import { DualSimplex } from './dual-simplex.ts';
import type { MarkingSpace } from './marking-space.ts';

/** A net and a trace as labels that the net has, and where the trace is cut: rising events, 0 left out. */
export interface EquationOf {
  space: MarkingSpace;
  labelOf: Int32Array;
  labels: number;
  trace: readonly number[];
  cuts: readonly number[];
}

/**
 * A lower bound of what is left to pay from a marking and event on: least cost of firing counts x that meet the marking
 * equation m + C x = m_f (Murata 1989), each event done in step or as a log move. Events of one label are one row with their
 * count, which is as tight as a row for each. Where the trace is cut, the extended marking equation (van Dongen 2018)
 * asks more: the firings before the cut must leave the tokens that the step with the event behind the cut takes.
 * Of several final markings any may be met. Serves the events from the last cut before, or at, the first to the next.
 */
export class MarkingEquation {
  /** What one solution takes without a pivot, in states of a search budget: an equation of 75 rows some ten microseconds. */
  readonly states: number;
  /** Cost left at the last marking and event asked for. */
  bound = 0;
  private readonly space: MarkingSpace;
  private readonly places: number;
  private readonly simplex: DualSimplex;
  private trace: readonly number[];
  private readonly b: Float64Array;
  /** Row of each label before the first cut. */
  private readonly labelRow: Int32Array;
  /** First row of each set of place rows: the last is that of the end. */
  private readonly placeRows: readonly number[];
  private readonly cut: number | undefined;

  /** @param first the event from which on it serves: 0 or a cut */
  constructor(of: EquationOf, first: number) {
    this.space = of.space;
    this.places = of.space.places;
    this.trace = of.trace;
    const draft = new Draft(of, [first, ...of.cuts.filter((cut) => cut > first)]);
    this.simplex = new DualSimplex(draft.program());
    this.b = Float64Array.from(draft.right);
    this.states = 1 + Math.round(this.b.length ** 2 / 500);
    this.labelRow = draft.labelRows[0]!;
    this.placeRows = draft.placeRows;
    this.cut = draft.begins[1];
  }

  /** Another trace, for an equation without cuts. */
  serve(trace: readonly number[]): void {
    this.trace = trace;
  }

  /** What pivots took so far, in states of a search budget. */
  get pivoted(): number {
    return this.simplex.work / WORK_A_STATE;
  }

  /**
   * Solves for a marking and an event; false when no run ends from there. `bound` and the duals are then those of this place.
   * @param mostStates of a search budget for pivots; where they end the bound is lower than it might be
   */
  solve(marking: number, event: number, mostStates = Number.POSITIVE_INFINITY): boolean {
    const { trace } = this;
    for (const row of this.labelRow) if (row >= 0) this.b[row] = 0;
    for (let i = event; i < (this.cut ?? trace.length); i++) this.b[this.labelRow[trace[i]!]!]!++;
    const tokens = this.space.tokensOf(marking);
    for (const row of this.placeRows) for (let p = 0; p < this.places; p++) this.b[row + p] = -tokens[p]!;
    if (this.simplex.solve(this.b, mostStates * WORK_A_STATE) === 'infeasible') return false;
    this.bound = Math.max(0, this.simplex.value);
    return true;
  }

  /** By how much the dual solution at hand changes the bound over a transition (−1: none), and an event of a label (−1: none). */
  change(transition: number, label: number): number {
    const { duals } = this.simplex;
    let change = label < 0 ? 0 : -duals[this.labelRow[label]!]!;
    if (transition < 0) return change;
    const { index } = this.space;
    for (const row of this.placeRows) {
      for (let i = index.inputStart[transition]!; i < index.inputStart[transition + 1]!; i++)
        change += duals[row + index.inputPlace[i]!]! * index.inputWeight[i]!;
      for (let i = index.outputStart[transition]!; i < index.outputStart[transition + 1]!; i++)
        change -= duals[row + index.outputPlace[i]!]! * index.outputWeight[i]!;
    }
    return change;
  }
}

/** A state of a search budget is about a microsecond, a multiplication a nanosecond. */
const WORK_A_STATE = 1_000;

/** Rows and columns as they are put together. */
class Draft {
  readonly right: number[] = [];
  readonly labelRows: Int32Array[] = [];
  readonly placeRows: number[];
  readonly begins: readonly number[];
  private readonly of: EquationOf;
  private readonly cost: number[] = [];
  private readonly columns: number[][] = [];
  private readonly index: NetIndex;

  constructor(of: EquationOf, begins: readonly number[]) {
    this.of = of;
    this.begins = begins;
    this.index = of.space.index;
    this.placeRows = begins.map(() => this.rows(of.space.places));
    // The end comes last: the firings of every part count there.
    for (const [part, begin] of begins.entries()) this.part(part, begin, begins[part + 1] ?? of.trace.length);
    this.ends();
  }

  program() {
    return { rows: this.right.length, cost: this.cost, columns: this.columns };
  }

  private part(part: number, begin: number, end: number): void {
    const { trace, labels, labelOf } = this.of;
    const events = trace.slice(part > 0 ? begin + 1 : begin, end);
    // An equation without cuts serves every trace, and needs all labels.
    const met = new Set(this.begins.length > 1 ? events : Array(labels).keys());
    const labelRow = Int32Array.from({ length: labels }, (_, label) => (met.has(label) ? this.rows(1) : -1));
    this.labelRows.push(labelRow);
    for (const label of events) this.right[labelRow[label]!]!++;
    for (const row of labelRow) if (row >= 0) this.column(1, [row, 1]);
    for (const [t, label] of labelOf.entries()) {
      this.column(label < 0 ? 0 : 1, this.firing(t, part));
      if (met.has(label)) this.column(0, [labelRow[label]!, 1, ...this.firing(t, part)]);
    }
    if (part > 0) this.behindCut(part, trace[begin]!);
  }

  /** The event right behind a cut: done in step it takes tokens that must be there; as a log move it asks for nothing. */
  private behindCut(part: number, first: number): void {
    const rows = this.placeRows[part - 1]!;
    for (let p = 0; p < this.of.space.places; p++) this.column(0, [rows + p, -1]);
    const row = this.rows(1);
    this.right[row] = 1;
    this.column(1, [row, 1]);
    for (const [t, label] of this.of.labelOf.entries()) {
      if (label !== first) continue;
      const column = [row, 1, ...this.firing(t, part)];
      for (let i = this.index.inputStart[t]!; i < this.index.inputStart[t + 1]!; i++)
        column.push(rows + this.index.inputPlace[i]!, -this.index.inputWeight[i]!);
      this.column(0, column);
    }
  }

  /** What a firing in one part does to the places at each later cut, and at the end. */
  private firing(transition: number, part: number): number[] {
    const { inputStart, inputPlace, inputWeight, outputStart, outputPlace, outputWeight } = this.index;
    const change = new Map<number, number>();
    for (let i = inputStart[transition]!; i < inputStart[transition + 1]!; i++)
      change.set(inputPlace[i]!, -inputWeight[i]!);
    for (let i = outputStart[transition]!; i < outputStart[transition + 1]!; i++)
      change.set(outputPlace[i]!, (change.get(outputPlace[i]!) ?? 0) + outputWeight[i]!);
    const column: number[] = [];
    for (const row of this.placeRows.slice(part))
      for (const [place, by] of change) if (by !== 0) column.push(row + place, by);
    return column;
  }

  private ends(): void {
    const row = this.rows(1);
    this.right[row] = 1;
    const last = this.placeRows.at(-1)!;
    for (const final of this.of.space.finals) {
      const column = [row, 1];
      this.of.space.tokensOf(final).forEach((tokens, p) => {
        if (tokens > 0) column.push(last + p, -tokens);
      });
      this.column(0, column);
    }
  }

  private rows(count: number): number {
    for (let i = 0; i < count; i++) this.right.push(0);
    return this.right.length - count;
  }

  private column(cost: number, entries: number[]): void {
    this.cost.push(cost);
    this.columns.push(entries);
  }
}
