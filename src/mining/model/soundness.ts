import { fire, indexNet, isEnabled, type NetIndex, tokensOf } from './net-index.ts';
import type { PetriNet } from './petri-net.ts';

export interface WorkflowStructure {
  /** Place numbers; null where there is not exactly one. */
  source: number | null;
  sink: number | null;
  /** One sentence for each way in which the net is no workflow net; none: it is one. */
  findings: readonly string[];
}

/** Whether the net is a workflow net (van der Aalst 1997): one source place, one sink place, every node on a path between them. */
export function workflowStructure(net: PetriNet): WorkflowStructure {
  const index = indexNet(net);
  const places = net.places.keys().toArray();
  const sources = places.filter((p) => index.producers[p]!.length === 0);
  const sinks = places.filter((p) => index.consumers[p]!.length === 0);
  const findings: string[] = [];
  if (sources.length !== 1) findings.push(`It has ${sources.length} places that nothing fills, and needs exactly one.`);
  if (sinks.length !== 1) findings.push(`It has ${sinks.length} places that nothing empties, and needs exactly one.`);
  const [source, sink] = [sources.length === 1 ? sources[0]! : null, sinks.length === 1 ? sinks[0]! : null];
  if (source !== null && sink !== null) findings.push(...offPath(net, index, source, sink));
  return { source, sink, findings };
}

function offPath(net: PetriNet, index: NetIndex, source: number, sink: number): string[] {
  const forwards = reach(
    net,
    source,
    (p) => index.consumers[p]!,
    (t) => placesOf(index, t, 'output'),
  );
  const backwards = reach(
    net,
    sink,
    (p) => index.producers[p]!,
    (t) => placesOf(index, t, 'input'),
  );
  const lost = [
    ...net.places.filter((_, p) => !forwards.places.has(p) || !backwards.places.has(p)),
    ...net.transitions.filter((_, t) => !forwards.transitions.has(t) || !backwards.transitions.has(t)),
  ];
  return lost.length === 0 ? [] : [`${named(lost)} on no path from the source to the sink.`];
}

const named = (nodes: readonly { id: string }[]): string => {
  const shown = nodes.slice(0, 5).map(({ id }) => `"${id}"`);
  const more = nodes.length > 5 ? ` and ${nodes.length - 5} more` : '';
  return `${shown.join(', ')}${more} ${nodes.length === 1 ? 'is' : 'are'}`;
};

function placesOf(index: NetIndex, t: number, side: 'input' | 'output'): Uint32Array {
  return side === 'input'
    ? index.inputPlace.subarray(index.inputStart[t], index.inputStart[t + 1])
    : index.outputPlace.subarray(index.outputStart[t], index.outputStart[t + 1]);
}

function reach(
  net: PetriNet,
  from: number,
  transitionsOf: (place: number) => readonly number[],
  next: (transition: number) => Iterable<number>,
) {
  const [places, transitions] = [new Set([from]), new Set<number>()];
  const open = [from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const t of transitionsOf(place)) {
      if (transitions.has(t)) continue;
      transitions.add(t);
      for (const p of next(t)) {
        if (places.has(p)) continue;
        places.add(p);
        open.push(p);
      }
    }
    if (places.size === net.places.length && transitions.size === net.transitions.length) break;
  }
  return { places, transitions };
}

export interface SoundnessReport {
  /** `not decided`: the budget of markings ended first, and nothing wrong was met so far. */
  verdict: 'sound' | 'unsound' | 'not decided';
  workflow: WorkflowStructure;
  /** One sentence for each thing wrong, and for what could not be decided. */
  findings: readonly string[];
  /** Markings that were looked at. */
  markings: number;
}

/**
 * Classical soundness (van der Aalst 1997): from every reachable marking the final one can be reached, it is reached
 * with no token left over, and every transition can happen. The state space is walked breadth first, at most
 * `mostMarkings` of it; a marking that covers an earlier one on its way with more tokens shows that the net is unbounded.
 * Where the net names no final marking, the single sink place is taken.
 */
export function checkSoundness(net: PetriNet, mostMarkings = 100_000): SoundnessReport {
  const workflow = workflowStructure(net);
  const finals = finalMarkings(net, workflow);
  const done = (verdict: SoundnessReport['verdict'], findings: readonly string[], markings = 0) => ({
    verdict,
    workflow,
    findings: [...workflow.findings, ...findings],
    markings,
  });
  if (workflow.findings.length > 0) return done('unsound', []);
  if (finals === null) return done('unsound', ['It names no final marking.']);
  const space = explore(net, mostMarkings);
  const size = space.markings.length;
  if (space.unbounded !== null)
    return done('unsound', [`It is unbounded: tokens pile up in "${net.places[space.unbounded]!.id}".`], size);
  const findings = [...leftOver(net, space, finals), ...deadlocks(net, space, finals)];
  if (!space.complete) {
    if (findings.length > 0) return done('unsound', findings, size);
    return done('not decided', [`After ${size.toLocaleString('en')} markings the state space did not end.`], size);
  }
  const dead = net.transitions.filter((_, t) => !space.fired.has(t));
  if (dead.length > 0) findings.push(`${named(dead)} dead: no run ever gets there.`);
  const stuck = neverEnding(space, finals);
  if (stuck > 0 && findings.length === 0)
    findings.push(
      `From ${stuck.toLocaleString('en')} of ${size.toLocaleString('en')} markings no final marking can be reached.`,
    );
  return done(findings.length === 0 ? 'sound' : 'unsound', findings, size);
}

interface StateSpace {
  markings: Uint32Array[];
  /** Numbers of the markings that follow each. */
  next: number[][];
  fired: Set<number>;
  complete: boolean;
  /** A place that fills without end; null: none was met. */
  unbounded: number | null;
}

function finalMarkings(net: PetriNet, { sink }: WorkflowStructure): Uint32Array[] | null {
  if (net.final.length > 0) return net.final.map((marking) => tokensOf(marking, net.places.length));
  return sink === null ? null : [tokensOf([[sink, 1]], net.places.length)];
}

function explore(net: PetriNet, most: number): StateSpace {
  const index = indexNet(net);
  const first = tokensOf(net.initial, net.places.length);
  const space: StateSpace = { markings: [first], next: [], fired: new Set(), complete: true, unbounded: null };
  const known = new Map([[first.join(' '), 0]]);
  const parent = [-1];
  for (let at = 0; at < space.markings.length; at++) {
    const tokens = space.markings[at]!;
    const next: number[] = [];
    for (let t = 0; t < index.transitions; t++) {
      if (!isEnabled(index, tokens, t)) continue;
      space.fired.add(t);
      const made = fire(index, tokens, t);
      const key = made.join(' ');
      let number = known.get(key);
      if (number === undefined) {
        if (space.markings.length >= most) {
          space.complete = false;
          continue;
        }
        number = space.markings.push(made) - 1;
        known.set(key, number);
        parent.push(at);
        space.unbounded = grownOver(space.markings, parent, number);
        if (space.unbounded !== null) return space;
      }
      next.push(number);
    }
    space.next.push(next);
  }
  return space;
}

/** A place in which this marking has more tokens than one before it on its way that it covers; null: there is none. */
function grownOver(markings: readonly Uint32Array[], parent: readonly number[], number: number): number | null {
  const tokens = markings[number]!;
  for (let at = parent[number]!; at >= 0; at = parent[at]!) {
    const before = markings[at]!;
    if (!tokens.every((count, p) => count >= before[p]!)) continue;
    return tokens.findIndex((count, p) => count > before[p]!);
  }
  return null;
}

const equal = (a: Uint32Array, b: Uint32Array): boolean => a.every((count, p) => count === b[p]);
const isOneOf = (tokens: Uint32Array, finals: readonly Uint32Array[]) => finals.some((final) => equal(final, tokens));

function leftOver(net: PetriNet, space: StateSpace, finals: readonly Uint32Array[]): string[] {
  for (const tokens of space.markings) {
    const over = finals.find((final) => final.every((count, p) => tokens[p]! >= count) && !equal(final, tokens));
    if (!over || isOneOf(tokens, finals)) continue;
    const place = tokens.findIndex((count, p) => count > over[p]!);
    return [`It can end with tokens left over, as in "${net.places[place]!.id}".`];
  }
  return [];
}

function deadlocks(net: PetriNet, space: StateSpace, finals: readonly Uint32Array[]): string[] {
  // Behind a spent budget a marking without successors may only look like one.
  if (!space.complete) return [];
  for (const [i, tokens] of space.markings.entries()) {
    if (space.next[i]!.length > 0 || finals.some((final) => final.every((count, p) => tokens[p]! >= count))) continue;
    const marked = net.places.filter((_, p) => tokens[p]! > 0).map(({ id }) => `"${id}"`);
    return [`It can get stuck with tokens in ${marked.slice(0, 5).join(', ') || 'no place'}.`];
  }
  return [];
}

/** Markings from which no final one can be reached. */
function neverEnding(space: StateSpace, finals: readonly Uint32Array[]): number {
  const before: number[][] = space.markings.map(() => []);
  for (const [from, next] of space.next.entries()) for (const to of next) before[to]!.push(from);
  const open = space.markings
    .keys()
    .filter((i) => isOneOf(space.markings[i]!, finals))
    .toArray();
  const ending = new Set(open);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const from of before[at]!) {
      if (ending.has(from)) continue;
      ending.add(from);
      open.push(from);
    }
  }
  return space.markings.length - ending.size;
}
