import { AppError } from '#sdk';
import type { Bpmn } from './bpmn.ts';
import { flowsByNode } from './bpmn.ts';

/** An inclusive split with the join that waits for exactly its ways: flows out of the split, and into the join. */
export interface InclusiveBlock {
  readonly split: number;
  readonly join: number;
  readonly ways: readonly { readonly out: number; readonly into: number }[];
}

/** Flows that may be walked to find all blocks. */
const MOST_STEPS = 2_000_000;

/**
 * The inclusive splits of a process that have a join of their own: all ways out of the split lead to one inclusive join,
 * without meeting before, without entry from elsewhere, without an end, and no other flow goes into the join. Splits
 * without one, and joins of none, are not in the answer. In the order of splits.
 */
export function inclusiveBlocks(bpmn: Bpmn): InclusiveBlock[] {
  const around = { bpmn, ...flowsByNode(bpmn), steps: 0 };
  const blocks: InclusiveBlock[] = [];
  for (const [split, { kind }] of bpmn.nodes.entries()) {
    if (kind !== 'inclusive' || around.out[split]!.length < 2) continue;
    for (const [join, node] of bpmn.nodes.entries()) {
      if (node.kind !== 'inclusive' || join === split || around.into[join]!.length !== around.out[split]!.length)
        continue;
      const ways = waysBetween(around, split, join);
      if (ways === null) continue;
      blocks.push({ split, join, ways });
      break;
    }
  }
  return blocks;
}

interface Around {
  readonly bpmn: Bpmn;
  readonly into: readonly number[][];
  readonly out: readonly number[][];
  steps: number;
}

function waysBetween(around: Around, split: number, join: number): InclusiveBlock['ways'] | null {
  const ways: { out: number; into: number }[] = [];
  for (const out of around.out[split]!) {
    const into = endOfWay(around, out, split, join);
    if (into === null) return null;
    ways.push({ out, into });
  }
  return ways;
}

/** The flow by which the way that begins with this flow comes to the join; null where it is no way of such a block. */
function endOfWay(around: Around, first: number, split: number, join: number): number | null {
  const { bpmn, into, out } = around;
  const inside = new Set<number>();
  const walked = [first];
  let last: number | null = null;
  for (let flow = walked.pop(); flow !== undefined; flow = walked.pop()) {
    if (++around.steps > MOST_STEPS)
      throw new AppError('too_large', 'model.tooLarge', 'The process has too many inclusive gateways to match them.');
    const { to } = bpmn.flows[flow]!;
    if (to === join) {
      if (last !== null) return null;
      last = flow;
      continue;
    }
    if (inside.has(to)) continue;
    if (to === split || out[to]!.length === 0) return null;
    inside.add(to);
    walked.push(...out[to]!);
  }
  for (const node of inside)
    for (const flow of into[node]!) if (flow !== first && !inside.has(bpmn.flows[flow]!.from)) return null;
  return last;
}
