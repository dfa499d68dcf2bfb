import type { Arc, PetriNet, Place, Transition } from './petri-net.ts';

/** A transition of a draft: places by number, one that is listed twice is taken from or given to twice. */
interface Step {
  label: string | null;
  input: number[];
  output: number[];
}

/** A net that is being made, from the place `source` (which nothing fills) to the place `sink` (which nothing empties). */
export class NetDraft {
  private places = 0;
  private steps: Step[] = [];
  readonly source = this.place();
  readonly sink = this.place();

  place(): number {
    return this.places++;
  }

  step(label: string | null, input: number[], output: number[]): void {
    this.steps.push({ label, input, output });
  }

  /**
   * One way or more, beside each other: the split leaves a token in a place "nothing yet"; the first way takes it to
   * "something", without which no other way can be skipped and the join cannot be done.
   */
  someOf(from: number[], ways: readonly { begin: number; end: number }[], to: number[]): void {
    const [nothing, something] = [this.place(), this.place()];
    const waits = ways.map(() => this.place());
    this.step(null, from, [nothing, ...waits]);
    for (const [i, { begin, end }] of ways.entries()) {
      this.step(null, [waits[i]!, nothing], [begin, something]);
      this.step(null, [waits[i]!, something], [begin, something]);
      this.step(null, [waits[i]!, something], [end, something]);
    }
    this.step(null, [something, ...ways.map(({ end }) => end)], to);
  }

  /**
   * Takes silent steps out that decide nothing, until none is left: one that is the only way on from its place is done by
   * what fills the place; one that alone fills its place is done by what empties it. The language stays.
   */
  contract(): void {
    const around = new Surroundings(this.places, this.steps);
    const gone = new Set<Step>();
    for (let changed = true; changed; ) {
      changed = false;
      for (const step of this.steps) {
        if (step.label !== null || gone.has(step)) continue;
        changed = this.doneBefore(step, around) || this.doneAfter(step, around);
        if (!changed) continue;
        gone.add(step);
        break;
      }
    }
    this.steps = this.steps.filter((step) => !gone.has(step));
  }

  /** The only step out of its only input place: whatever fills that place fills the step's outputs at once. */
  private doneBefore(step: Step, around: Surroundings): boolean {
    const [place] = step.input as [number];
    if (step.input.length !== 1 || place === this.source || around.emptiedBy[place]!.length !== 1) return false;
    const before = [...new Set(around.filledBy[place]!)];
    if (before.length === 0 || before.includes(step)) return false;
    if (before.some((other) => overlap(other.output, step.output))) return false;
    around.take(step);
    for (const other of before) {
      around.take(other);
      other.output = other.output.flatMap((p) => (p === place ? step.output : [p]));
      around.add(other);
    }
    return true;
  }

  /** The only step into its only output place: whatever empties that place empties the step's inputs instead. */
  private doneAfter(step: Step, around: Surroundings): boolean {
    const [place] = step.output as [number];
    if (step.output.length !== 1 || place === this.sink || around.filledBy[place]!.length !== 1) return false;
    const behind = [...new Set(around.emptiedBy[place]!)];
    if (behind.length === 0 || behind.includes(step)) return false;
    // Several inputs handed to several steps would cost more arcs than the step.
    if (step.input.length > 1 && behind.length > 1) return false;
    if (behind.some((other) => overlap(other.input, step.input))) return false;
    around.take(step);
    for (const other of behind) {
      around.take(other);
      other.input = other.input.flatMap((p) => (p === place ? step.input : [p]));
      around.add(other);
    }
    return true;
  }

  /** The net, its places numbered anew: the source first, the sink last, those that nothing touches left out. */
  net(): PetriNet {
    const used = [...new Set([this.source, this.sink, ...this.steps.flatMap((s) => [...s.input, ...s.output])])];
    used.sort((a, b) => Number(a === this.sink) - Number(b === this.sink) || a - b);
    const last = used.length - 1;
    const places = used.map((_, i): Place => ({ id: i === 0 ? 'source' : i === last ? 'sink' : `p${i}` }));
    return this.over(places, new Map(used.map((place, i) => [place, i])));
  }

  /** The net as far as it is made, its places numbered as in the draft. */
  unfinished(): PetriNet {
    const places = Array.from({ length: this.places }, (_, p): Place => ({ id: `p${p}` }));
    return this.over(places, new Map(places.map((_, p) => [p, p])));
  }

  private over(places: Place[], number: ReadonlyMap<number, number>): PetriNet {
    const transitions = this.steps.map((step, i): Transition => ({ id: `t${i + 1}`, label: step.label }));
    const arcs = this.steps.flatMap(({ input, output }, transition): Arc[] => [
      ...input.map((p): Arc => ({ kind: 'input', place: number.get(p)!, transition, weight: 1 })),
      ...output.map((p): Arc => ({ kind: 'output', place: number.get(p)!, transition, weight: 1 })),
    ]);
    const [first, last] = [number.get(this.source)!, number.get(this.sink)!];
    return { places, transitions, arcs, initial: [[first, 1]], final: [[[last, 1]]] };
  }
}

/** The steps that fill and empty each place, once for each token. */
class Surroundings {
  readonly filledBy: Step[][];
  readonly emptiedBy: Step[][];

  constructor(places: number, steps: readonly Step[]) {
    this.filledBy = Array.from({ length: places }, () => []);
    this.emptiedBy = Array.from({ length: places }, () => []);
    for (const step of steps) this.add(step);
  }

  add(step: Step): void {
    for (const place of step.input) this.emptiedBy[place]!.push(step);
    for (const place of step.output) this.filledBy[place]!.push(step);
  }

  take(step: Step): void {
    for (const place of step.input) without(this.emptiedBy[place]!, step);
    for (const place of step.output) without(this.filledBy[place]!, step);
  }
}

function without(steps: Step[], step: Step): void {
  const at = steps.indexOf(step);
  if (at >= 0) steps.splice(at, 1);
}

const overlap = (a: readonly number[], b: readonly number[]): boolean => a.some((place) => b.includes(place));
