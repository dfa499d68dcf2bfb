import { Choice, Nullable, type Static, Type } from '#sdk';
import { JOB_STATES, type Job, type JobLine, type JobName } from '../../platform/jobs/index.ts';
import { ListOf, ListQuery } from '../../platform/listing/page.ts';
import { redacted } from './redact.ts';
import type { JobDetail } from './use-cases.ts';

const State = Choice(JOB_STATES, { description: 'ready: it waits' });
const Count = Type.Integer({ minimum: 0 });
const Instant = (description: string) => Nullable(Type.String({ description: `${description}; ISO 8601, UTC` }));

export const JobsQuery = Type.Object({
  ...ListQuery.properties,
  state: Type.Optional(State),
  kind: Type.Optional(Type.String({ maxLength: 100 })),
  workspaceId: Type.Optional(Type.String({ maxLength: 64 })),
  schedule: Type.Optional(Type.String({ maxLength: 100, description: 'Those that this schedule asked for' })),
});

const ErrorView = Type.Object({
  attempt: Type.Integer(),
  at: Type.String(),
  code: Type.String(),
  message: Type.String(),
});

const summary = {
  id: Type.String(),
  kind: Type.String({ examples: ['dataset.import'] }),
  state: State,
  workspaceId: Nullable(Type.String()),
  priority: Type.Integer({ description: 'A smaller one runs sooner' }),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  note: Nullable(Type.String()),
  attempt: Type.Integer({ description: 'Which run this is; 0 before the first' }),
  maxAttempts: Type.Integer(),
  waitsFor: Type.Integer({ description: 'Jobs that must be done before it' }),
  cancelRequested: Type.Boolean(),
  schedule: Nullable(Type.String()),
  runAt: Type.String({ description: 'Not before; ISO 8601, UTC' }),
  createdAt: Type.String(),
  startedAt: Instant('Of the last run'),
  finishedAt: Instant('When it ended for good'),
  error: Nullable(ErrorView),
};
export const JobView = Type.Object(summary);

export const JobListView = Type.Object({
  ...ListOf(JobView).properties,
  counts: Type.Object(
    { ready: Count, running: Count, done: Count, cancelled: Count, dead: Count, quarantined: Count },
    { description: 'Jobs in each state, whatever state was asked for' },
  ),
});

const NameView = Type.Object({ id: Type.String(), kind: Type.String(), state: State });
const LineView = Type.Object({
  at: Type.String(),
  attempt: Type.Integer(),
  level: Choice(['debug', 'info', 'warn', 'error']),
  event: Type.String(),
  fields: Type.Record(Type.String(), Type.Unknown()),
});

export const JobDetailView = Type.Object({
  ...summary,
  errors: Type.Array(ErrorView, { description: 'Of every attempt that failed, the last 20' }),
  payload: Type.Unknown({ description: 'What it was asked to do; texts that may be data are not shown' }),
  result: Type.Unknown({ description: 'What it came to, in the same way' }),
  dependsOn: Type.Array(NameView),
  dependents: Type.Array(NameView),
  lines: Type.Array(LineView, { description: 'What it said, the last 500 lines' }),
});

const INSTANT = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$`;
export const RescheduleBody = Type.Object({
  runAt: Type.Optional(Type.String({ pattern: INSTANT, description: 'Not before; ISO 8601 with its offset' })),
  priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
});

export const ProgressView = Type.Object({
  id: Type.String(),
  state: Type.Optional(State),
  progress: Type.Number(),
  note: Nullable(Type.String()),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentJob = (job: Job): Static<typeof JobView> => {
  const { id, kind, state, priority, progress, attempt, maxAttempts, waitsFor, cancelRequested, schedule } = job;
  const error = job.errors.at(-1);
  return {
    ...{ id, kind, state, priority, progress, attempt, maxAttempts, waitsFor, cancelRequested, schedule },
    ...{ workspaceId: job.workspace, note: job.progressNote, runAt: iso(job.runAtMs), createdAt: iso(job.createdAtMs) },
    ...{ startedAt: isoOrNull(job.startedAtMs), finishedAt: isoOrNull(job.finishedAtMs) },
    error: error ? presentError(error) : null,
  };
};

const presentError = ({ attempt, at, code, message }: Job['errors'][number]) => ({ attempt, at, code, message });
const presentName = ({ id, kind, state }: JobName) => ({ id, kind, state });
const presentLine = ({ atMs, attempt, level, event, fields }: JobLine) => ({
  ...{ at: iso(atMs), attempt, level, event, fields: { ...fields } },
});

export const presentDetail = ({ job, parents, children, lines }: JobDetail): Static<typeof JobDetailView> => ({
  ...presentJob(job),
  errors: job.errors.map(presentError),
  ...{ payload: redacted(job.payload), result: redacted(job.result) },
  ...{ dependsOn: parents.map(presentName), dependents: children.map(presentName), lines: lines.map(presentLine) },
});
