import type { Arc, Marking, PetriNet } from '../model/petri-net.ts';

type Numbers = () => number;

/**
 * A small net made by chance, with all that makes nets hard: arc weights, duplicate labels, silent loops, dead parts,
 * transitions that take nothing, unbounded places, several final markings of which some cannot be reached.
 */
export function randomNet(random: Numbers): PetriNet {
  const below = (n: number) => Math.floor(random() * n);
  const [places, transitions] = [2 + below(4), 2 + below(6)];
  const arcs: Arc[] = [];
  for (let transition = 0; transition < transitions; transition++) {
    for (const kind of ['input', 'output'] as const) {
      const count = kind === 'input' && random() < 0.95 ? 1 + below(2) : below(3);
      for (let i = 0; i < count; i++)
        arcs.push({ kind, place: below(places), transition, weight: random() < 0.15 ? 2 : 1 });
    }
  }
  const marking = (): Marking =>
    Array.from({ length: places }, (_, p) => [p, random() < 0.3 ? 1 + below(2) : 0] as const).filter(([, n]) => n > 0);
  return {
    places: Array.from({ length: places }, (_, i) => ({ id: `p${i}` })),
    transitions: Array.from({ length: transitions }, (_, i) => ({
      id: `t${i}`,
      label: random() < 0.3 ? null : 'abc'[below(3)]!,
    })),
    arcs,
    initial: [[0, 1 + below(2)]],
    final: Array.from({ length: 1 + below(2) }, marking),
  };
}

/** A trace with some events left out, put in, or changed for another activity; `zz` is one that no model knows. */
export function disturbed(random: Numbers, trace: readonly string[]): string[] {
  return trace.flatMap((activity) => {
    const chance = random();
    if (chance < 0.1) return [];
    if (chance < 0.2) return [activity, 'abcdef'[Math.floor(random() * 6)]!];
    return chance < 0.23 ? ['zz'] : [activity];
  });
}
