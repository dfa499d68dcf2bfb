import type { Work } from '../work.ts';
import type { BitGraph } from './bit-graph.ts';
import type { NotConcurrent } from './cuts.ts';
import { type Flow, nearestBetween } from './flow.ts';
import { LeaveOneOut } from './leave-one-out.ts';
import { project, type SubLog, SubLogBuilder } from './sub-log.ts';

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
 * The first activity by name without which the rest has a cut; −1: none.
 * @param hasCut whether the rest has one; its log, numbered without the activity, is made only when asked for
 */
export async function concurrentActivity(
  log: SubLog,
  flow: Flow,
  noise: number,
  hasCut: (graph: BitGraph, notConcurrent: NotConcurrent) => boolean,
  work: Work,
): Promise<number> {
  const { n } = flow;
  if (n < 3) return -1;
  const leaveOneOut = new LeaveOneOut(log, flow, noise);
  await work.done(log.codes.length * 4 + n * n * 4);
  for (let a = 0; a < n; a++) {
    const { whole, filtered } = leaveOneOut.without(a);
    const notConcurrent = () => nearestWithout(log, a);
    if (hasCut(whole, notConcurrent) || (filtered && hasCut(filtered, notConcurrent))) return a;
    await work.done(n * n);
  }
  return -1;
}

/** The pairs of the log without an activity, in the numbers of the log with it. */
function nearestWithout(log: SubLog, left: number): [number, number][] {
  const others = Array.from({ length: log.activities.length - 1 }, (_, i) => (i < left ? i : i + 1));
  return nearestBetween(project(log, others)).map(([a, b]) => [others[a]!, others[b]!]);
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
