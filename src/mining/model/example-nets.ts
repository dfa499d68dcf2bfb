import type { Arc, PetriNet } from './petri-net.ts';

/**
 * A net for tests and samples, a transition a line: `p,q check r s` takes from p and q, gives to r and s. A name that
 * begins with `tau` is silent. One token in `i`, and `o` is final, where there are such places.
 */
export function netOf(lines: readonly string[]): PetriNet {
  const names: string[] = [];
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.push(name) - 1);
  const arcs: Arc[] = [];
  const transitions = lines.map((line, transition) => {
    const [inputs, label, ...outputs] = line.split(' ') as [string, string, ...string[]];
    for (const name of inputs.split(',').filter(Boolean))
      arcs.push({ kind: 'input', place: place(name), transition, weight: 1 });
    for (const name of outputs) arcs.push({ kind: 'output', place: place(name), transition, weight: 1 });
    return { id: label, label: label.startsWith('tau') ? null : label };
  });
  const [first, last] = [names.indexOf('i'), names.indexOf('o')];
  return {
    places: names.map((id) => ({ id })),
    transitions,
    arcs,
    initial: first < 0 ? [] : [[first, 1]],
    final: last < 0 ? [] : [[[last, 1]]],
  };
}
