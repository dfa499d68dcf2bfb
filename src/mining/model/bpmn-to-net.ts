import { invalid } from '#sdk';
import { type Bpmn, flowsByNode } from './bpmn.ts';
import { type End, joinEnds } from './bpmn-ends.ts';
import { netWithInclusiveJoins } from './flow/inclusive-joins.ts';
import { type InclusiveBlock, inclusiveBlocks } from './inclusive-blocks.ts';
import { NetDraft } from './net-draft.ts';
import type { PetriNet } from './petri-net.ts';

/**
 * The net of a process, after Dijkman, Dumas and Ouyang (2008), from one source place to one sink place:
 *
 * - several start events begin the process each alone; a start event, task or event gives a token to every flow out of it,
 *   and a task or event is done for every token that comes to it (BPMN 2.0.2, 13.3);
 * - an exclusive gateway passes a token on by one of its flows; a parallel one takes a token of each flow into it and
 *   gives one to each out of it;
 * - an inclusive split and join of one block do one way or more (`NetDraft.someOf`), as `O` of a process tree; where inclusive
 *   gateways only join, and the rest is sound, what they wait for follows from the splits (`netWithInclusiveJoins`);
 * - an end event, and a node that nothing follows, takes its token away. A run ends when no token is left (`joinEnds`).
 *
 * Then silent steps go that decide nothing. The net is as sound as the process is.
 * @throws AppError `model.inclusiveGateway` where an inclusive gateway is of neither kind: when its join goes on then
 * depends on the state of the whole process, which no net of this size says; and what `joinEnds` throws
 */
export function bpmnToNet(bpmn: Bpmn): PetriNet {
  const draft = new NetDraft();
  const { into, out } = flowsByNode(bpmn);
  const blocks = inclusiveBlocks(bpmn);
  const other = otherInclusive(bpmn, into, out, blocks);
  if (other !== null) return netWithInclusiveJoins(bpmn) ?? refuse(bpmn, out, other);
  const joins = new Set(blocks.map(({ join }) => join));
  const splits = new Map(blocks.map((block) => [block.split, block]));
  const { place, entry } = placesOf(bpmn, into, joins, draft);
  const ends: End[] = [];
  for (const [n, { id, kind, name }] of bpmn.nodes.entries()) {
    const block = splits.get(n);
    const output = out[n]!.map((flow) => place[flow]!);
    if (output.length === 0) {
      output.push(draft.place());
      ends.push({ id, place: output[0]! });
    }
    if (kind === 'start') draft.step(null, [draft.source], output);
    else if (block) draft.someOf(entry[n]!, waysOf(block, place), entry[block.join]!);
    else if (kind === 'exclusive') for (const to of output) draft.step(null, entry[n]!, [to]);
    else draft.step(kind === 'task' ? name : null, entry[n]!, output);
  }
  joinEnds(bpmn, draft, ends);
  return draft.net();
}

/**
 * The place of each flow, and those that each node takes from. Flows into a node that does not wait for the others share
 * one; at the join of an inclusive block the block itself fills the place.
 */
function placesOf(bpmn: Bpmn, into: readonly number[][], joins: ReadonlySet<number>, draft: NetDraft) {
  const place = new Array<number>(bpmn.flows.length);
  const entry = bpmn.nodes.map(({ kind }, n): number[] => {
    const waits = kind === 'parallel' && into[n]!.length > 0;
    const own = waits ? [] : [draft.place()];
    for (const flow of into[n]!) place[flow] = waits || joins.has(n) ? draft.place() : own[0]!;
    return waits ? into[n]!.map((flow) => place[flow]!) : own;
  });
  return { place, entry };
}

const waysOf = ({ ways }: InclusiveBlock, place: readonly number[]) =>
  ways.map(({ out, into }) => ({ begin: place[out]!, end: place[into]! }));

/** The first inclusive gateway that is of no block; null: there is none. */
function otherInclusive(
  { nodes }: Bpmn,
  into: readonly number[][],
  out: readonly number[][],
  blocks: readonly InclusiveBlock[],
): number | null {
  const [splits, joins] = [new Set(blocks.map(({ split }) => split)), new Set(blocks.map(({ join }) => join))];
  const isOther = (n: number) => (out[n]!.length > 1 && !splits.has(n)) || (into[n]!.length > 1 && !joins.has(n));
  const found = nodes.findIndex(({ kind }, n) => kind === 'inclusive' && isOther(n));
  return found < 0 ? null : found;
}

function refuse({ nodes }: Bpmn, out: readonly number[][], n: number): never {
  const { id, name } = nodes[n]!;
  const what = name === null ? `"${id}"` : `"${name}" (${id})`;
  return invalid(
    'model.inclusiveGateway',
    `The inclusive gateway ${what} ${out[n]!.length > 1 ? 'splits' : 'joins'} ways that do not run from one inclusive split to one inclusive join, so that no Petri net says exactly what it does. Close each inclusive split by a join of its own, or use exclusive and parallel gateways.`,
  );
}
