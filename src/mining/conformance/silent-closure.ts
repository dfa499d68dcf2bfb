import type { MarkingSpace } from './marking-space.ts';

/**
 * Which markings silent steps lead to, over the whole state space: a row of bits per component of markings that lead to
 * each other, components numbered behind those that they lead to.
 */
export class SilentClosure {
  private readonly component: Int32Array;
  private readonly words: number;
  private readonly rows: Int32Array;

  private constructor(space: MarkingSpace, silent: Uint8Array) {
    const { component, components } = silentComponents(space, silent);
    this.component = component;
    this.words = (components + 31) >>> 5;
    const { words } = this;
    const rows = new Int32Array(components * words);
    const order = [...component.keys()].sort((a, b) => component[a]! - component[b]!);
    for (const marking of order) {
      const own = component[marking]!;
      rows[own * words + (own >>> 5)] = rows[own * words + (own >>> 5)]! | (1 << (own & 31));
      const steps = space.stepsFrom(marking);
      for (let s = 0; s < steps.length; s += 2) {
        const behind = component[steps[s + 1]!]!;
        if (!silent[steps[s]!] || behind === own) continue;
        // A component reaches only lower ones: what lies above its number is empty.
        for (let w = 0; w <= behind >>> 5; w++)
          rows[own * words + w] = rows[own * words + w]! | rows[behind * words + w]!;
      }
    }
    this.rows = rows;
  }

  /** Null when the net has more markings than that. */
  static of(space: MarkingSpace, silent: Uint8Array, mostMarkings: number): SilentClosure | null {
    for (let m = 0; m < space.size; m++) {
      space.stepsFrom(m);
      if (space.size > mostMarkings || space.overflowing.size > 0) return null;
    }
    return new SilentClosure(space, silent);
  }

  leadsTo(from: number, to: number): boolean {
    const bit = this.component[to]!;
    return ((this.rows[this.component[from]! * this.words + (bit >>> 5)]! >>> (bit & 31)) & 1) === 1;
  }
}

/** Strongly connected components of the silent steps (Tarjan 1972, without recursion), numbered as they are closed. */
function silentComponents(space: MarkingSpace, silent: Uint8Array) {
  const n = space.size;
  const component = new Int32Array(n).fill(-1);
  const index = new Int32Array(n);
  const low = new Int32Array(n);
  const at = new Int32Array(n);
  const [path, open]: [number[], number[]] = [[], []];
  let [components, met] = [0, 0];
  const enter = (marking: number) => {
    index[marking] = low[marking] = ++met;
    path.push(marking);
    open.push(marking);
  };
  for (let root = 0; root < n; root++) {
    if (index[root] === 0) enter(root);
    while (path.length > 0) {
      const marking = path.at(-1)!;
      const steps = space.stepsFrom(marking);
      if (at[marking]! < steps.length) {
        const [t, behind] = [steps[at[marking]!]!, steps[at[marking]! + 1]!];
        at[marking]! += 2;
        if (!silent[t]) continue;
        if (index[behind] === 0) enter(behind);
        else if (component[behind]! < 0) low[marking] = Math.min(low[marking]!, index[behind]!);
        continue;
      }
      path.pop();
      if (path.length > 0) low[path.at(-1)!] = Math.min(low[path.at(-1)!]!, low[marking]!);
      if (low[marking] !== index[marking]) continue;
      for (let last = -1; last !== marking; ) {
        last = open.pop()!;
        component[last] = components;
      }
      components++;
    }
  }
  return { component, components };
}
