import type { Work } from '../work.ts';
import { bitGraph, withoutActivity } from './bit-graph.ts';
import { CUT_ORDER, findCut, unconnectedCut } from './cuts.ts';
import type { Flow } from './flow.ts';
import { type SubLog, SubLogBuilder } from './sub-log.ts';

/** The activity that occurs exactly once in each trace, the first by name; −1: none. */
export function oncePerTrace(log: SubLog): number {
  const n = log.activities.length;
  if (n < 2) return -1;
  const once = new Uint8Array(n).fill(1);
  const seen = new Int32Array(n);
  const { codes, offsets } = log;
  for (let v = 0; v < log.size; v++) {
    seen.fill(0);
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) seen[codes[i]!]!++;
    for (let a = 0; a < n; a++) if (seen[a] !== 1) once[a] = 0;
  }
  return once.indexOf(1);
}

/**
 * The activity to be put beside the rest: one without which the directly-follows graph has a cut, −1 where there is none.
 * The graph is that of the other activities; what stood before and behind the activity does not become neighbours. Of
 * several, the one whose cut comes first in the order of cuts, then the rarest, then the first by name.
 */
export async function concurrentActivity(flow: Flow, work: Work): Promise<number> {
  const { n } = flow;
  if (n < 3) return -1;
  const graph = bitGraph(flow);
  const count = occurrences(flow);
  const rarest = Array.from(count, (_, a) => a).sort((a, b) => count[a]! - count[b]! || a - b);
  let best: { activity: number; order: number } = { activity: -1, order: CUT_ORDER.length };
  for (const a of rarest) {
    const rest = withoutActivity(graph, a);
    const found = best.order <= SEQUENCE ? unconnectedCut(rest) : findCut(rest, () => []);
    const order = found ? CUT_ORDER.indexOf(found.operator) : CUT_ORDER.length;
    if (order < best.order) best = { activity: a, order };
    if (best.order === 0) break;
    await work.done(n * n);
  }
  return best.activity;
}

const SEQUENCE = CUT_ORDER.indexOf('sequence');

/** Cases × occurrences of each activity. */
function occurrences({ n, follows, start }: Flow): Float64Array {
  const count = start.slice();
  for (let i = 0; i < follows.length; i++) count[i % n]! += follows[i]!;
  return count;
}

/** Cuts the traces wherever an end is directly followed by a start, as after each round of a loop; null: nowhere. */
export function strictRounds(log: SubLog, { start, end }: Flow): SubLog | null {
  return rounds(log, (before, code) => end[before]! > 0 && start[code]! > 0);
}

/** Cuts the traces before every start; null: nowhere. */
export function startRounds(log: SubLog, { start }: Flow): SubLog | null {
  return rounds(log, (_, code) => start[code]! > 0);
}

function rounds(log: SubLog, isBorder: (before: number, code: number) => boolean): SubLog | null {
  const builder = new SubLogBuilder(log.activities, log.codes.length);
  const { codes, offsets, cases } = log;
  let cuts = 0;
  for (let v = 0; v < log.size; v++) {
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
      if (i > offsets[v]! && isBorder(codes[i - 1]!, codes[i]!)) {
        builder.trace(cases[v]!);
        cuts++;
      }
      builder.event(codes[i]!);
    }
    builder.trace(cases[v]!);
  }
  return cuts > 0 ? builder.done() : null;
}
