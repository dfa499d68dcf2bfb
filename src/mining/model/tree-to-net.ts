import type { Arc, PetriNet, Place, Transition } from './petri-net.ts';
import type { ProcessTree } from './process-tree.ts';

/**
 * The net of a tree: a sound, safe workflow net with the same language, from the place `source` to the place `sink`. Each
 * node runs between two places (van der Aalst, Buijs, van Dongen 2011):
 *
 * - an activity or `tau`: one transition; `->`: one behind the other; `X`: side by side;
 * - `+`: a silent split into and a silent join out of all children;
 * - a loop: a silent step in, the body, each redo part back, a silent step out;
 * - `O`: the split leaves a token in a place "nothing yet"; the first child takes it to "something", without which no
 *   other child can be skipped and the join cannot be done.
 *
 * Then silent steps go that decide nothing: one that is the only way on from its place is done by what fills the place;
 * one that alone fills its place is done by what empties it. Numbers follow the order of the tree.
 */
export function treeToNet(root: ProcessTree): PetriNet {
  const draft = new Draft();
  draft.build(root, draft.source, draft.sink);
  draft.contract();
  return draft.net();
}

interface Step {
  label: string | null;
  input: number[];
  output: number[];
}

class Draft {
  private places = 0;
  private steps: Step[] = [];
  readonly source = this.place();
  readonly sink = this.place();

  build(node: ProcessTree, from: number, to: number): void {
    if (node.kind === 'silent') this.step(null, [from], [to]);
    else if (node.kind === 'activity') this.step(node.label, [from], [to]);
    else if (node.kind === 'choice') for (const child of node.children) this.build(child, from, to);
    else this[node.kind](node.children, from, to);
  }

  private sequence(children: readonly ProcessTree[], from: number, to: number): void {
    let at = from;
    for (const [i, child] of children.entries()) {
      const next = i === children.length - 1 ? to : this.place();
      this.build(child, at, next);
      at = next;
    }
  }

  private parallel(children: readonly ProcessTree[], from: number, to: number): void {
    const ends = children.map(() => [this.place(), this.place()] as const);
    this.step(
      null,
      [from],
      ends.map(([begin]) => begin),
    );
    for (const [i, child] of children.entries()) this.build(child, ...ends[i]!);
    this.step(
      null,
      ends.map(([, end]) => end),
      [to],
    );
  }

  private loop(children: readonly ProcessTree[], from: number, to: number): void {
    const [begin, end] = [this.place(), this.place()];
    this.step(null, [from], [begin]);
    this.build(children[0]!, begin, end);
    for (const redo of children.slice(1)) this.build(redo, end, begin);
    this.step(null, [end], [to]);
  }

  private or(children: readonly ProcessTree[], from: number, to: number): void {
    const [nothing, something] = [this.place(), this.place()];
    const ways = children.map(() => ({ wait: this.place(), begin: this.place(), end: this.place() }));
    this.step(null, [from], [nothing, ...ways.map((way) => way.wait)]);
    for (const [i, child] of children.entries()) {
      const { wait, begin, end } = ways[i]!;
      this.step(null, [wait, nothing], [begin, something]);
      this.step(null, [wait, something], [begin, something]);
      this.step(null, [wait, something], [end, something]);
      this.build(child, begin, end);
    }
    this.step(null, [something, ...ways.map((way) => way.end)], [to]);
  }

  private place(): number {
    return this.places++;
  }

  private step(label: string | null, input: number[], output: number[]): void {
    this.steps.push({ label, input, output });
  }

  /** Takes silent steps out until none is left that decides nothing. */
  contract(): void {
    for (let changed = true; changed; ) {
      changed = false;
      const { filledBy, emptiedBy } = this.neighbours();
      for (const step of this.steps) {
        if (step.label !== null) continue;
        changed = this.doneBefore(step, filledBy, emptiedBy) || this.doneAfter(step, filledBy, emptiedBy);
        if (changed) break;
      }
    }
  }

  private neighbours() {
    const filledBy: Step[][] = Array.from({ length: this.places }, () => []);
    const emptiedBy: Step[][] = Array.from({ length: this.places }, () => []);
    for (const step of this.steps) {
      for (const place of step.input) emptiedBy[place]!.push(step);
      for (const place of step.output) filledBy[place]!.push(step);
    }
    return { filledBy, emptiedBy };
  }

  /** The only step out of its only input place: whatever fills that place fills the step's outputs at once. */
  private doneBefore(step: Step, filledBy: readonly Step[][], emptiedBy: readonly Step[][]): boolean {
    const [place] = step.input as [number];
    if (step.input.length !== 1 || place === this.source || emptiedBy[place]!.length !== 1) return false;
    const before = filledBy[place]!;
    if (before.length === 0 || before.includes(step)) return false;
    if (before.some((other) => overlap(other.output, step.output))) return false;
    for (const other of before) other.output = other.output.flatMap((p) => (p === place ? step.output : [p]));
    this.steps = this.steps.filter((other) => other !== step);
    return true;
  }

  /** The only step into its only output place: whatever empties that place empties the step's inputs instead. */
  private doneAfter(step: Step, filledBy: readonly Step[][], emptiedBy: readonly Step[][]): boolean {
    const [place] = step.output as [number];
    if (step.output.length !== 1 || place === this.sink || filledBy[place]!.length !== 1) return false;
    const behind = emptiedBy[place]!;
    if (behind.length === 0 || behind.includes(step)) return false;
    // Several inputs handed to several steps would cost more arcs than the step.
    if (step.input.length > 1 && behind.length > 1) return false;
    if (behind.some((other) => overlap(other.input, step.input))) return false;
    for (const other of behind) other.input = other.input.flatMap((p) => (p === place ? step.input : [p]));
    this.steps = this.steps.filter((other) => other !== step);
    return true;
  }

  net(): PetriNet {
    const used = [...new Set([this.source, this.sink, ...this.steps.flatMap((s) => [...s.input, ...s.output])])];
    used.sort((a, b) => Number(a === this.sink) - Number(b === this.sink) || a - b);
    const number = new Map(used.map((place, i) => [place, i]));
    const last = used.length - 1;
    const places = used.map((_, i): Place => ({ id: i === 0 ? 'source' : i === last ? 'sink' : `p${i}` }));
    const transitions = this.steps.map((step, i): Transition => ({ id: `t${i + 1}`, label: step.label }));
    const arcs = this.steps.flatMap(({ input, output }, transition): Arc[] => [
      ...input.map((p): Arc => ({ kind: 'input', place: number.get(p)!, transition, weight: 1 })),
      ...output.map((p): Arc => ({ kind: 'output', place: number.get(p)!, transition, weight: 1 })),
    ]);
    return { places, transitions, arcs, initial: [[0, 1]], final: [[[last, 1]]] };
  }
}

const overlap = (a: readonly number[], b: readonly number[]): boolean => a.some((place) => b.includes(place));
