import type { MarkingSpace } from './marking-space.ts';

/**
 * The whole state space of a net with what silent steps reach. A core marking has a visible step, or is final; what stands
 * between is passed through. `closure` has a row of bits per component of markings that reach each other silently: the
 * cores reached from there.
 */
export interface SilentClosure {
  space: MarkingSpace;
  /** Core markings, rising. */
  cores: Int32Array;
  /** Words of 32 bits a row. */
  words: number;
  /** Row by marking; components come behind those that they reach. */
  component: Int32Array;
  closure: Int32Array;
}

/** @param silent by transition  @returns null when the net has more markings than that */
export function silentClosure(space: MarkingSpace, silent: Uint8Array, mostMarkings: number): SilentClosure | null {
  for (let m = 0; m < space.size; m++) {
    space.stepsFrom(m);
    if (space.size > mostMarkings || space.overflowing.size > 0) return null;
  }
  const cores = Int32Array.from(coreMarkings(space, silent));
  const words = (cores.length + 31) >>> 5;
  const { component, components } = silentComponents(space, silent);
  const closure = new Int32Array(components * words);
  cores.forEach((marking, bit) => {
    closure[component[marking]! * words + (bit >>> 5)]! |= 1 << (bit & 31);
  });
  for (const marking of [...component.keys()].sort((a, b) => component[a]! - component[b]!)) {
    const into = component[marking]! * words;
    const steps = space.stepsFrom(marking);
    for (let s = 0; s < steps.length; s += 2) {
      if (!silent[steps[s]!] || component[steps[s + 1]!] === component[marking]) continue;
      const from = component[steps[s + 1]!]! * words;
      for (let w = 0; w < words; w++) closure[into + w]! |= closure[from + w]!;
    }
  }
  return { space, cores, words, component, closure };
}

function* coreMarkings(space: MarkingSpace, silent: Uint8Array): Generator<number> {
  for (let m = 0; m < space.size; m++) {
    const steps = space.stepsFrom(m);
    let isCore = space.finals.has(m);
    for (let s = 0; s < steps.length && !isCore; s += 2) isCore = silent[steps[s]!] === 0;
    if (isCore) yield m;
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
