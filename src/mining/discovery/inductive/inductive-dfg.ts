import { activity, type ProcessTree, SILENT, tree } from '../../model/process-tree.ts';
import { reduceTree } from '../../model/reduce-tree.ts';
import type { Work } from '../work.ts';
import { bitGraph } from './bit-graph.ts';
import { type Cut, findCut } from './cuts.ts';
import { type Flow, frequentFlow } from './flow.ts';
import type { InductiveOptions } from './inductive-miner.ts';

/** A part of the graph, and which of the whole graph's activities it holds. */
interface Part {
  readonly activities: readonly number[];
  readonly flow: Flow;
}

/**
 * Inductive Miner on the directly-follows graph alone (IMd; Leemans, Fahland, van der Aalst 2018, "Scalable process
 * discovery and conformance checking"): cuts as in IM, found and applied on the graph, never on traces. Its cost does not
 * grow with the log, and it promises no fitness: a part of a sequence may be skipped when an arc, a start or an end
 * passes it by, and where no cut is found, or at `maxDepth`, every sequence of the activities is allowed. `noise` filters
 * as in IMf.
 */
export async function inductiveDfgTree(
  flow: Flow,
  names: readonly string[],
  { noise, maxDepth = Number.POSITIVE_INFINITY }: InductiveOptions,
  work: Work,
): Promise<ProcessTree> {
  const mine = async ({ activities, flow: part }: Part, depth: number): Promise<ProcessTree> => {
    await work.done(part.n * part.n * 16);
    if (part.n === 0) return SILENT;
    if (part.n === 1) {
      const leaf = activity(names[activities[0]!]!);
      const again = noise === 0 ? part.follows[0]! > 0 : frequentFlow(part, noise).follows[0]! > 0;
      return again ? tree('loop', [leaf, SILENT]) : leaf;
    }
    const flower = () => flowerOf(activities.map((a) => activity(names[a]!)));
    if (depth >= maxDepth) return flower();
    const cut =
      findCut(bitGraph(part), () => []) ?? (noise > 0 ? findCut(bitGraph(frequentFlow(part, noise)), () => []) : null);
    if (!cut) return flower();
    const parts = splitFlow(part, cut);
    const children: ProcessTree[] = [];
    for (const [i, { codes, flow: inner, skipped }] of parts.entries()) {
      if (isUnused(inner) && cut.operator !== 'sequence' && i > 0) continue;
      const child = await mine({ activities: codes.map((code) => activities[code]!), flow: inner }, depth + 1);
      children.push(skipped > noise * casesOf(part) ? tree('choice', [SILENT, child]) : child);
    }
    return tree(cut.operator, children);
  };
  return reduceTree(await mine({ activities: names.map((_, a) => a), flow }, 0));
}

const flowerOf = (labels: readonly ProcessTree[]) => tree('loop', [tree('choice', labels), SILENT]);
const sum = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0);
const casesOf = (flow: Flow) => sum(flow.start);
const isUnused = (flow: Flow) => sum(flow.start) === 0 && sum(flow.end) === 0;

interface FlowPart {
  codes: readonly number[];
  flow: Flow;
  /** Cases that pass the part by. */
  skipped: number;
}

/** The graph of each part: its own arcs, and as starts and ends what comes in and goes out across the cut. */
function splitFlow(flow: Flow, { operator, parts }: Cut): FlowPart[] {
  const of = new Int32Array(flow.n);
  for (const [p, members] of parts.entries()) for (const code of members) of[code] = p;
  return parts.map((codes, p) => {
    const n = codes.length;
    const part = { n, follows: new Float64Array(n * n), start: new Float64Array(n), end: new Float64Array(n) };
    for (const [i, a] of codes.entries()) {
      part.start[i] = flow.start[a]!;
      part.end[i] = flow.end[a]!;
      for (const [k, b] of codes.entries()) part.follows[i * n + k] = flow.follows[a * flow.n + b]!;
      if (operator === 'parallel' || operator === 'choice') continue;
      for (let b = 0; b < flow.n; b++) {
        if (of[b] === p) continue;
        // In a sequence what goes backwards was filtered away; in a loop every way between two parts counts.
        const forwards = operator === 'loop' || of[b]! > p;
        const backwards = operator === 'loop' || of[b]! < p;
        if (backwards) part.start[i]! += flow.follows[b * flow.n + a]!;
        if (forwards) part.end[i]! += flow.follows[a * flow.n + b]!;
      }
    }
    return { codes, flow: part, skipped: operator === 'sequence' ? passing(flow, of, p) : 0 };
  });
}

function passing({ n, follows, start, end }: Flow, of: Int32Array, p: number): number {
  let cases = 0;
  for (let a = 0; a < n; a++) {
    if (of[a]! > p) cases += start[a]!;
    if (of[a]! < p) {
      cases += end[a]!;
      for (let b = 0; b < n; b++) if (of[b]! > p) cases += follows[a * n + b]!;
    }
  }
  return cases;
}
