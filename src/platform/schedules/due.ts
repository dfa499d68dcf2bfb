import { nextRunMs, runsBetween } from './cron.ts';
import type { Policy } from './schedule.ts';

/** What is to be done about a schedule now. */
export interface Decision {
  /** Times for which a job is due, oldest first. */
  readonly runs: readonly number[];
  /** Times that are left out. */
  readonly missed: number;
  /** Everything up to here is decided; null: nothing new was. */
  readonly notedAtMs: number | null;
  readonly nextRunAtMs: number | null;
}

/** So much later than its time a run is not late: the timer of a busy server. */
export const PUNCTUAL_MS = 60_000;
/** Of many missed times so many are caught up at most, the last ones. */
export const MOST_CAUGHT_UP = 100;
/** What was decided further ahead than this was decided by a clock that went wrong; the present one holds, as with cron(8). */
export const CLOCK_CORRECTED_MS = 3 * 3_600_000;

/**
 * Which times of a schedule are due. No time is decided twice: also when the clock is set back by less than three hours, in which case
 * those that ran already do not run again.
 * @param notedAtMs the last time that was decided
 */
export function decide(policy: Policy, notedAtMs: number, nowMs: number): Decision {
  const decidedMs = notedAtMs - nowMs > CLOCK_CORRECTED_MS ? nowMs : notedAtMs;
  const times = runsBetween(policy, decidedMs, nowMs, MOST_CAUGHT_UP);
  const noted = times.at(-1);
  const runs = noted === undefined ? [] : runsOf(policy, times, nowMs);
  return {
    ...{ runs, missed: times.length - runs.length, notedAtMs: noted ?? (decidedMs === notedAtMs ? null : decidedMs) },
    nextRunAtMs: nextRunMs(policy, Math.max(decidedMs, nowMs)),
  };
}

function runsOf({ catchUp }: Policy, times: readonly number[], nowMs: number): readonly number[] {
  if (catchUp === 'all') return times;
  const punctual = times.filter((time) => nowMs - time <= PUNCTUAL_MS);
  if (catchUp === 'once' && punctual.length < times.length) return times.slice(-1);
  return punctual;
}
