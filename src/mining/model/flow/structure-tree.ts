import type { Fragment, TwoTerminalGraph } from './fragment.ts';
import { Core, type Part } from './fragment-core.ts';
import { type SeparationPair, SeparationPairs } from './separation-pairs.ts';

/**
 * The refined process structure tree (Vanhatalo, Völzer, Koehler 2009) of a graph in which every node lies on a path from
 * the source to the sink and has at most one edge in or at most one edge out: there its fragments are the triconnected
 * components of the graph with an edge from the sink back to the source (Polyvyanyy, Vanhatalo, Völzer 2010).
 *
 * The components are found by what defines them rather than by Hopcroft and Tarjan's palm trees: edges side by side become a
 * bond, nodes of two edges a sequence, until neither is left; then what two nodes separate from the rest is cut off and divided
 * likewise, and what no two nodes divide is a rigid. Nested rigids cost nodes × edges each, everything else is linear.
 */
export function structureTree(graph: TwoTerminalGraph): Fragment {
  const core = new Core(graph);
  for (const [edge, { from, to }] of graph.edges.entries()) core.addEdge(edge, from, to);
  return divide(core, graph.source, graph.sink);
}

/** The fragment that the core is, seen from two of its nodes to which the rest of the graph is attached. */
function divide(core: Core, first: number, last: number): Part {
  const [before, after]: [Part[], Part[]] = [[], []];
  let [a, b] = [first, last];
  const open = core.nodes();
  for (;;) {
    core.reduce(a, b);
    for (let end = core.endAt(a); end; end = core.endAt(a)) {
      before.push(core.remove(end));
      a = end.other(a);
    }
    for (let end = core.endAt(b); end; end = core.endAt(b)) {
      after.unshift(core.remove(end));
      b = end.other(b);
    }
    const direct = core.between(a, b);
    const whole = core.size === 1 ? direct! : direct ? core.bond(core.remove(direct), divide(core, a, b)) : null;
    const pair = whole ? null : nextPair(core, open, a, b);
    if (!pair) return core.sequence([...before, whole ?? core.rigid(a, b), ...after], first);
    for (const part of pair.parts) core.add(divide(core.cutOff(part, pair.nodes), ...pair.nodes));
  }
}

/** The first pair that separates parts of the core. A node without one never gets one, and is taken from the list. */
function nextPair(core: Core, open: number[], a: number, b: number): SeparationPair | null {
  const pairs = new SeparationPairs(core.nodes(), (node) => core.next(node), [a, b]);
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const pair = core.has(node) ? pairs.of(node) : null;
    if (pair) return pair;
    open.pop();
  }
  return null;
}
