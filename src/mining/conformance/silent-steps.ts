import type { NetIndex } from '../model/net-index.ts';
import type { MarkingSpace } from './marking-space.ts';
import { silentCone } from './silent-cone.ts';

/** A marking and the transitions that led there. */
export interface Way {
  behind: number;
  transitions: readonly number[];
}

/** Some silent steps: rising, and 1 for each by transition. */
interface Cone {
  steps: readonly number[];
  flags: Uint8Array;
}

/** Thrown where silent steps alone lead to more markings than are looked at. */
export class TooManySilentSteps extends Error {}

/**
 * What silent steps lead to, without looking at what they need not do.
 *
 * A silent step that is the only one to take from its places, which are empty at the end, has to be done sooner or later
 * and hinders nothing: it is done at once (`settled`). On the way to a transition only steps count that can fill its
 * places, or those of such steps (its cone): others can as well be done behind it. On the way to the end, where a place
 * must be emptied and each step out of it needs that place alone, only these steps are tried (a persistent set; Valmari
 * 1989, Godefroid 1990). So steps that are independent of each other are not tried in all orders.
 */
export class SilentSteps {
  private readonly space: MarkingSpace;
  private readonly silent: Uint8Array;
  private readonly mostMarkings: number;
  private readonly eager: readonly number[];
  /** Places that are empty in every final marking and whose consumers need nothing else, with the silent ones of these. */
  private readonly choices: readonly (Cone & { place: number })[];
  private readonly cones: (Cone | undefined)[] = [];
  private readonly none: Uint8Array;
  private readonly silentSteps: readonly number[];
  /** By marking and choice. */
  private readonly fillables = new Map<number, Uint8Array>();
  /** Places by transition. */
  private readonly inputs: readonly (readonly number[])[];
  private readonly outputs: readonly (readonly number[])[];
  /** By silent step: the visible ones in whose cone it is. */
  private readonly towards: readonly (readonly number[])[];
  /** By transition: the first one that takes and gives the same. What leads through it leads through all of them. */
  private readonly twins: readonly number[];
  /** By marking and first of such transitions. */
  private readonly ways = new Map<number, readonly Way[]>();

  constructor(space: MarkingSpace, silent: Uint8Array, mostMarkings: number) {
    this.space = space;
    this.silent = silent;
    this.mostMarkings = mostMarkings;
    const { consumers, places, inputStart, inputPlace, outputStart, outputPlace } = space.index;
    this.inputs = Array.from(silent, (_, t) => [...inputPlace.subarray(inputStart[t], inputStart[t + 1])]);
    this.outputs = Array.from(silent, (_, t) => [...outputPlace.subarray(outputStart[t], outputStart[t + 1])]);
    const emptied = Array.from({ length: places }, (_, p) =>
      [...space.finals].every((m) => space.tokensOf(m)[p] === 0),
    );
    this.eager = [...silent.keys()].filter((t) => {
      const inputs = this.inputs[t]!;
      return silent[t] === 1 && inputs.length > 0 && inputs.every((p) => emptied[p] && consumers[p]!.length === 1);
    });
    this.none = new Uint8Array(silent.length);
    const mayChoose = places * silent.length <= MOST_FLAGS;
    this.choices = emptied.flatMap((is, place) => {
      if (!mayChoose) return [];
      if (!is || !consumers[place]!.every((t) => this.needsOnly(t, place))) return [];
      const steps = consumers[place]!.filter((t) => silent[t] === 1);
      return [{ place, steps, flags: this.flagsOf(steps) }];
    });
    this.silentSteps = [...silent.keys()].filter((t) => silent[t] === 1);
    const towards: number[][] = Array.from(silent, () => []);
    for (const [t, isSilent] of silent.entries())
      if (!isSilent) for (const step of silentCone(space.index, silent, [t])) towards[step]!.push(t);
    this.towards = towards;
    this.twins = twinsOf(space.index, silent);
  }

  /** The same with the steps done that have to be done anyway. */
  settled(marking: number): Way {
    const transitions: number[] = [];
    let behind = marking;
    for (let step = this.eagerAt(behind); step >= 0; step = this.eagerAt(behind)) {
      const next = this.space.fire(behind, step);
      // Steps in a circle, or tokens without end: where it stops makes no difference.
      if (next < 0 || transitions.length >= MOST_EAGER) break;
      transitions.push(step);
      behind = next;
    }
    return { behind, transitions };
  }

  /** Silent steps to a final marking; null: none leads there. */
  toEnd(from: number): readonly number[] | null {
    const cameBy = new Map<number, readonly [from: number, transition: number]>([[from, [-1, -1]]]);
    const open = [from];
    for (let marking = open.pop(); marking !== undefined; marking = open.pop()) {
      if (this.space.finals.has(marking)) return wayBack(cameBy, marking);
      if (cameBy.size > this.mostMarkings) throw new TooManySilentSteps();
      for (const t of this.stepsTowardsEnd(marking)) {
        const next = this.space.fire(marking, t);
        if (next < 0) throw new TooManySilentSteps();
        if (cameBy.has(next)) continue;
        cameBy.set(next, [marking, t]);
        open.push(next);
      }
    }
    return null;
  }

  /** Visible transitions that may be done from there, perhaps behind silent steps; rising. */
  visibleFrom(marking: number): number[] {
    const found = new Set<number>();
    const steps = this.space.stepsFrom(marking);
    for (let s = 0; s < steps.length; s += 2) {
      if (!this.silent[steps[s]!]) found.add(steps[s]!);
      else for (const t of this.towards[steps[s]!]!) found.add(t);
    }
    return [...found].sort((a, b) => a - b);
  }

  /** All that lies right behind a transition, silent steps done before it as far as they matter, and settled. */
  through(from: number, transition: number): readonly Way[] {
    const twin = this.twins[transition]!;
    const key = from * this.twins.length + twin;
    let ways = this.ways.get(key);
    if (!ways) {
      ways = this.waysThrough(from, twin);
      this.ways.set(key, ways);
    }
    if (twin === transition) return ways;
    return ways.map((way) => ({ ...way, transitions: way.transitions.map((t) => (t === twin ? transition : t)) }));
  }

  private waysThrough(from: number, transition: number): Way[] {
    const markings = [from];
    const indexes = new Map([[from, 0]]);
    const cameBy = new Map<number, readonly [from: number, transition: number]>([[from, [-1, -1]]]);
    const covered = new Set<number>();
    for (let i = 0; i < markings.length; i++) {
      const marking = markings[i]!;
      if (i > this.mostMarkings) throw new TooManySilentSteps();
      const steps = this.space.stepsFrom(marking);
      if (this.space.overflowing.has(marking)) throw new TooManySilentSteps();
      const helps = this.stepsTowards(marking, transition);
      for (let s = 0; s < steps.length; s += 2) {
        const [t, next] = [steps[s]!, steps[s + 1]!];
        if (helps[t] === 0) continue;
        let index = indexes.get(next);
        if (index === undefined) {
          index = markings.push(next) - 1;
          indexes.set(next, index);
          cameBy.set(next, [marking, t]);
        }
        if (index > i && this.canFollow(marking, transition, t)) covered.add(index);
      }
    }
    const found = new Map<number, Way>();
    for (const [i, marking] of markings.entries()) {
      if (covered.has(i) || !this.space.isEnabled(marking, transition)) continue;
      const fired = this.space.fire(marking, transition);
      if (fired < 0) throw new TooManySilentSteps();
      const { behind, transitions } = this.settled(fired);
      if (!found.has(behind))
        found.set(behind, { behind, transitions: [...wayBack(cameBy, marking), transition, ...transitions] });
    }
    return [...found.values()];
  }

  /**
   * 1 for each silent step that may help to do a transition: those of its cone. Where it cannot be done without emptying a
   * place whose steps need that place alone, only these: they can as well come first.
   */
  private stepsTowards(marking: number, transition: number): Uint8Array {
    const { flags } = this.coneOf(transition);
    if (this.space.isEnabled(marking, transition)) return flags;
    if (!this.mayEnable(marking, transition, -1)) return this.none;
    const tokens = this.space.tokensOf(marking);
    const must = this.choices.find(({ place }, c) => tokens[place]! > 0 && !this.mayEnable(marking, transition, c));
    return must ? must.flags : flags;
  }

  /** Whether silent steps without those of a choice (−1: all) can fill the places of a transition; if not, it surely cannot. */
  private mayEnable(marking: number, transition: number, without: number): boolean {
    const fillable = this.fillable(marking, without);
    return this.inputs[transition]!.every((p) => fillable[p] === 1);
  }

  /** 1 for each place that is marked or that silent steps could fill, were tokens never used up. */
  private fillable(marking: number, without: number): Uint8Array {
    const key = marking * (this.choices.length + 1) + without + 1;
    const known = this.fillables.get(key);
    if (known) return known;
    if (this.fillables.size * this.space.places > MOST_FLAGS) this.fillables.clear();
    const flags = without < 0 ? this.none : this.choices[without]!.flags;
    const marked = Uint8Array.from(this.space.tokensOf(marking), (count) => (count > 0 ? 1 : 0));
    let open = this.silentSteps.filter((t) => flags[t] === 0);
    for (let before = -1; before !== open.length; ) {
      before = open.length;
      this.space.work += 60 * before;
      open = open.filter((t) => {
        if (!this.inputs[t]!.every((p) => marked[p] === 1)) return true;
        for (const p of this.outputs[t]!) marked[p] = 1;
        return false;
      });
    }
    this.fillables.set(key, marked);
    return marked;
  }

  /** Whether a silent step can as well be done behind the transition. */
  private canFollow(marking: number, transition: number, silent: number): boolean {
    if (!this.space.isEnabled(marking, transition)) return false;
    const fired = this.space.fire(marking, transition);
    return fired >= 0 && this.space.isEnabled(fired, silent);
  }

  /** Of the places that must be emptied by one of some steps, the one with fewest of them decides: none, and it is no way. */
  private stepsTowardsEnd(marking: number): readonly number[] {
    const tokens = this.space.tokensOf(marking);
    let fewest: readonly number[] | null = null;
    for (const { place, steps } of this.choices)
      if (tokens[place]! > 0 && (fewest === null || steps.length < fewest.length)) fewest = steps;
    return fewest ?? [...this.silent.keys()].filter((t) => this.silent[t] === 1 && this.space.isEnabled(marking, t));
  }

  private eagerAt(marking: number): number {
    return this.eager.find((t) => this.space.isEnabled(marking, t)) ?? -1;
  }

  /** Silent steps that can fill the places of a transition, or those of such steps: rising, and 1 for each. */
  private coneOf(transition: number): Cone {
    let cone = this.cones[transition];
    if (!cone) {
      const steps = silentCone(this.space.index, this.silent, [transition]);
      cone = { steps, flags: this.flagsOf(steps) };
      this.cones[transition] = cone;
    }
    return cone;
  }

  private flagsOf(steps: readonly number[]): Uint8Array {
    if (steps.length === 0) return this.none;
    const flags = new Uint8Array(this.silent.length);
    for (const t of steps) flags[t] = 1;
    return flags;
  }

  private needsOnly(t: number, place: number): boolean {
    const { inputStart, inputPlace, inputWeight } = this.space.index;
    const at = inputStart[t]!;
    return inputStart[t + 1] === at + 1 && inputPlace[at] === place && inputWeight[at] === 1;
  }
}

/** The transitions of the way to a marking, each marking given with the one before it and the step between. */
export function wayBack(
  cameBy: ReadonlyMap<number, readonly [from: number, transition: number]>,
  to: number,
): number[] {
  const way: number[] = [];
  for (let [from, t] = cameBy.get(to)!; from >= 0; [from, t] = cameBy.get(from)!) way.push(t);
  return way.reverse();
}

function twinsOf(index: NetIndex, silent: Uint8Array): number[] {
  const { inputStart, inputPlace, inputWeight, outputStart, outputPlace, outputWeight } = index;
  const first = new Map<string, number>();
  return Array.from(silent, (isSilent, t) => {
    const [i, k] = [inputStart[t], inputStart[t + 1]];
    const [o, q] = [outputStart[t], outputStart[t + 1]];
    const sides = [inputPlace.subarray(i, k), inputWeight.subarray(i, k), outputPlace.subarray(o, q)];
    const key = `${isSilent} ${[...sides, outputWeight.subarray(o, q)].join(' | ')}`;
    const twin = first.get(key) ?? t;
    first.set(key, twin);
    return twin;
  });
}

const MOST_EAGER = 1_000;

/** Bytes of flags that are kept; what they are for can as well be done without. */
const MOST_FLAGS = 2 ** 26;
