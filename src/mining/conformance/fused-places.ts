import { indexNet, type NetIndex } from '../model/net-index.ts';
import type { Arc, Marking, PetriNet } from '../model/petri-net.ts';

export interface FusedNet {
  /** A net with the same language, never larger. */
  net: PetriNet;
  /** By its transitions: those of the net it was made from. */
  originals: readonly (readonly number[])[];
}

/**
 * Joins places in which a token can do the same: those whose transitions need nothing else, and have the same labels and
 * outputs, joined likewise (a bisimulation of places; Autant, Schnoebelen 1992). The place before an optional loop and the
 * one behind its body are such. A step of the fused net can be done in the other by one of its originals, wherever the
 * tokens stand. Places of final markings stay as they are.
 */
export function fusePlaces(net: PetriNet): FusedNet {
  const index = indexNet(net);
  const classes = equalPlaces(net, index);
  const places = [...new Set(classes)].length;
  const merged = new Map<string, number[]>();
  for (const t of net.transitions.keys()) {
    const [input, output] = [sideOf(index, classes, t, 'input'), sideOf(index, classes, t, 'output')];
    if (net.transitions[t]!.label === null && input === output) continue;
    const key = JSON.stringify([net.transitions[t]!.label, input, output]);
    merged.set(key, [...(merged.get(key) ?? []), t]);
  }
  const originals = [...merged.values()];
  const first = new Map<number, number>();
  for (const [p, of] of classes.entries()) if (!first.has(of)) first.set(of, p);
  return {
    net: {
      places: Array.from({ length: places }, (_, of) => net.places[first.get(of)!]!),
      transitions: originals.map(([t]) => net.transitions[t!]!),
      arcs: originals.flatMap(([t], transition) => arcsOf(index, classes, t!, transition)),
      initial: fusedMarking(net.initial, classes),
      final: net.final.map((marking) => fusedMarking(marking, classes)),
    },
    originals,
  };
}

/** Class by place, numbered by first place. */
function equalPlaces(net: PetriNet, index: NetIndex): readonly number[] {
  const inFinal = new Set(net.final.flatMap((marking) => marking.map(([place]) => place)));
  const alone = net.places.map((_, p) => inFinal.has(p) || index.consumers[p]!.some((t) => sumOf(index, t) !== 1));
  let classes: readonly number[] = numbered(alone.map((is, p) => (is ? `${p}` : 'joined')));
  // Where a difference has far to travel this takes long: such a net stays as it is.
  for (let compared = 0; compared < MOST_COMPARED; compared += net.places.length) {
    const before = classes;
    const step = (t: number) => JSON.stringify([net.transitions[t]!.label, sideOf(index, before, t, 'output')]);
    classes = numbered(
      alone.map((is, p) =>
        is ? `${p}` : JSON.stringify([before[p], [...new Set(index.consumers[p]!.map(step))].sort()]),
      ),
    );
    if (new Set(classes).size === new Set(before).size) return classes;
  }
  return [...net.places.keys()];
}

/** Places compared, of all rounds together: some tenths of a second. */
const MOST_COMPARED = 100_000;

function numbered(keys: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return keys.map((key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

/** Tokens that the transition takes in all. */
const sumOf = ({ inputStart, inputWeight }: NetIndex, t: number): number =>
  inputWeight.subarray(inputStart[t], inputStart[t + 1]).reduce((a, b) => a + b, 0);

function weightsOf(
  index: NetIndex,
  classes: readonly number[],
  t: number,
  side: 'input' | 'output',
): [number, number][] {
  const start = side === 'input' ? index.inputStart : index.outputStart;
  const [place, weight] =
    side === 'input' ? [index.inputPlace, index.inputWeight] : [index.outputPlace, index.outputWeight];
  const weights = new Map<number, number>();
  for (let i = start[t]!; i < start[t + 1]!; i++) {
    const of = classes[place[i]!]!;
    weights.set(of, (weights.get(of) ?? 0) + weight[i]!);
  }
  return [...weights].sort(([a], [b]) => a - b);
}

const sideOf = (index: NetIndex, classes: readonly number[], t: number, side: 'input' | 'output'): string =>
  JSON.stringify(weightsOf(index, classes, t, side));

const arcsOf = (index: NetIndex, classes: readonly number[], t: number, transition: number): Arc[] =>
  (['input', 'output'] as const).flatMap((kind) =>
    weightsOf(index, classes, t, kind).map(([place, weight]) => ({ kind, place, transition, weight })),
  );

function fusedMarking(marking: Marking, classes: readonly number[]): Marking {
  const tokens = new Map<number, number>();
  for (const [place, count] of marking) tokens.set(classes[place]!, (tokens.get(classes[place]!) ?? 0) + count);
  return [...tokens].sort(([a], [b]) => a - b);
}
