import type { Work } from '../work.ts';
import { type Flow, LeaveOneOut } from './flow.ts';
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
 * The first activity without which the rest has a cut; −1: none. `order` says in which order they are tried.
 * @param hasCut whether the rest's flow has one; its log is made only when asked for
 */
export async function concurrentActivity(
  log: SubLog,
  flow: Flow,
  order: readonly number[],
  hasCut: (rest: Flow, restLog: () => SubLog) => boolean,
  work: Work,
): Promise<number> {
  const n = log.activities.length;
  if (n < 3) return -1;
  const leaveOneOut = new LeaveOneOut(log, flow);
  await work.done(log.codes.length);
  for (const a of order) {
    const rest = leaveOneOut.without(a);
    const others = Array.from({ length: n - 1 }, (_, i) => (i < a ? i : i + 1));
    if (hasCut(rest, () => project(log, others))) return a;
    await work.done(n * n * 8);
  }
  return -1;
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
