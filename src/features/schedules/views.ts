import { Choice, Nullable, type Static, Type } from '#sdk';
import { JOB_STATES, type Job } from '../../platform/jobs/index.ts';
import { CATCH_UPS, cronInWords, OVERLAPS, type Schedule } from '../../platform/schedules/index.ts';
import type { ScheduleState } from './use-cases.ts';

const Instant = Nullable(Type.String({ description: 'ISO 8601, UTC' }));
const policy = {
  cron: Type.String({
    ...{ minLength: 1, maxLength: 100, examples: ['30 2 * * 1-5'] },
    description: 'Minute, hour, day of the month, month, day of the week; in the zone',
  }),
  zone: Type.String({ minLength: 1, maxLength: 60, description: 'IANA name', examples: ['Europe/Berlin'] }),
  overlap: Choice(OVERLAPS, {
    description: 'While its job still waits or runs: leave out, wait for it, or run at once',
  }),
  catchUp: Choice(CATCH_UPS, {
    description: 'Times missed while the server was down: none, one run, or each (at most 100)',
  }),
};

export const ChangeScheduleBody = Type.Object(policy);

const LastRun = Type.Object({
  job: Type.String(),
  state: Choice(JOB_STATES),
  finishedAt: Instant,
  error: Nullable(Type.String()),
});

export const ScheduleView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  ...policy,
  inWords: Type.String(),
  isConfigured: Type.Boolean({ description: 'Its times stand in the configuration of the server' }),
  isChanged: Type.Boolean({ description: 'Differs from how the program declares it' }),
  isPaused: Type.Boolean(),
  nextRunAt: Instant,
  lastRunAt: Instant,
  lastRun: Nullable(LastRun),
  etag: Type.String(),
});

export const RunAnswer = Type.Object({
  job: Type.String(),
  added: Type.Boolean({ description: 'False: one waits or runs already, and that is its id' }),
});

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export const isChanged = ({ declared, cron, zone, overlap, catchUp }: Schedule): boolean =>
  JSON.stringify(declared) !== JSON.stringify({ cron, zone, overlap, catchUp });

export const presentSchedule = (schedule: Schedule | ScheduleState): Static<typeof ScheduleView> => {
  const { id, title, cron, zone, overlap, catchUp, isConfigured = false, pausedAtMs, nextRunAtMs, etag } = schedule;
  return {
    ...{ id, title, cron, zone, overlap, catchUp, inWords: cronInWords(cron, 'en'), isConfigured },
    ...{ isChanged: isChanged(schedule), isPaused: pausedAtMs !== null, nextRunAt: iso(nextRunAtMs) },
    ...{ lastRunAt: iso(schedule.lastRunAtMs), lastRun: 'last' in schedule ? lastRunOf(schedule.last) : null, etag },
  };
};

const lastRunOf = (job: Job | null): Static<typeof LastRun> | null =>
  job && {
    ...{ job: job.id, state: job.state, finishedAt: iso(job.finishedAtMs) },
    error: job.state === 'done' ? null : (job.errors.at(-1)?.message ?? null),
  };
