import type { Arc, Marking, PetriNet } from './petri-net.ts';

/**
 * The arcs of a net by node, as typed arrays: what transition `t` takes stands at `inputStart[t] … inputStart[t + 1] - 1` of
 * `inputPlace` and `inputWeight`, places rising; what it gives likewise. Several arcs between the same two nodes count as one.
 */
export interface NetIndex {
  readonly places: number;
  readonly transitions: number;
  readonly inputStart: Uint32Array;
  readonly inputPlace: Uint32Array;
  readonly inputWeight: Uint32Array;
  readonly outputStart: Uint32Array;
  readonly outputPlace: Uint32Array;
  readonly outputWeight: Uint32Array;
  /** Transitions that take from the place (`consumers`) and that give to it (`producers`), rising. */
  readonly consumers: readonly (readonly number[])[];
  readonly producers: readonly (readonly number[])[];
}

export function indexNet(net: PetriNet): NetIndex {
  const [places, transitions] = [net.places.length, net.transitions.length];
  const [input, output] = [sideOf(net, 'input'), sideOf(net, 'output')];
  const byPlace = (side: Side) => {
    const found: number[][] = Array.from({ length: places }, () => []);
    for (let t = 0; t < transitions; t++)
      for (let i = side.start[t]!; i < side.start[t + 1]!; i++) found[side.place[i]!]!.push(t);
    return found;
  };
  return {
    places,
    transitions,
    inputStart: input.start,
    inputPlace: input.place,
    inputWeight: input.weight,
    outputStart: output.start,
    outputPlace: output.place,
    outputWeight: output.weight,
    consumers: byPlace(input),
    producers: byPlace(output),
  };
}

interface Side {
  start: Uint32Array;
  place: Uint32Array;
  weight: Uint32Array;
}

function sideOf(net: PetriNet, kind: Arc['kind']): Side {
  const weights = net.transitions.map(() => new Map<number, number>());
  for (const arc of net.arcs) {
    if (arc.kind !== kind) continue;
    const of = weights[arc.transition]!;
    of.set(arc.place, (of.get(arc.place) ?? 0) + arc.weight);
  }
  const lists = weights.map((of) => [...of].sort(([a], [b]) => a - b));
  const start = new Uint32Array(lists.length + 1);
  lists.forEach((list, t) => {
    start[t + 1] = start[t]! + list.length;
  });
  const flat = lists.flat();
  return { start, place: Uint32Array.from(flat, ([p]) => p), weight: Uint32Array.from(flat, ([, w]) => w) };
}

/** Places that a transition takes from, and gives to, rising. */
export const inputPlaces = ({ inputStart, inputPlace }: NetIndex, t: number): number[] => [
  ...inputPlace.subarray(inputStart[t], inputStart[t + 1]),
];
export const outputPlaces = ({ outputStart, outputPlace }: NetIndex, t: number): number[] => [
  ...outputPlace.subarray(outputStart[t], outputStart[t + 1]),
];

/** Tokens by place number. */
export function tokensOf(marking: Marking, places: number): Uint32Array {
  const tokens = new Uint32Array(places);
  for (const [place, count] of marking) tokens[place] = tokens[place]! + count;
  return tokens;
}

export function isEnabled(index: NetIndex, tokens: Uint32Array, transition: number): boolean {
  for (let i = index.inputStart[transition]!; i < index.inputStart[transition + 1]!; i++)
    if (tokens[index.inputPlace[i]!]! < index.inputWeight[i]!) return false;
  return true;
}

/** The marking after an enabled transition. */
export function fire(index: NetIndex, tokens: Uint32Array, transition: number): Uint32Array {
  const next = tokens.slice();
  for (let i = index.inputStart[transition]!; i < index.inputStart[transition + 1]!; i++)
    next[index.inputPlace[i]!]! -= index.inputWeight[i]!;
  for (let i = index.outputStart[transition]!; i < index.outputStart[transition + 1]!; i++)
    next[index.outputPlace[i]!]! += index.outputWeight[i]!;
  return next;
}
