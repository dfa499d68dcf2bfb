import { AppError, invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound } from '../../platform/access/guard.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { EventBus } from '../../platform/events/index.ts';
import type { Job, JobLine, JobName, JobState, JobStore, JobTimes } from '../../platform/jobs/index.ts';
import { type ListRequest, listed } from '../../platform/listing/page.ts';
import type { Realm } from './realm.ts';

export interface JobParts {
  readonly jobs: JobStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly events: Pick<EventBus, 'subscribe'>;
}

type Access = Pick<Realm, 'read' | 'change' | 'scopeOf' | 'holds'>;

export interface JobFilter {
  readonly states?: readonly JobState[];
  readonly kind?: string;
  readonly workspace?: string;
  readonly schedule?: string;
}

/** What is asked for of the jobs that the actor sees, newest first, and how many there are in each state. */
export function listJobs(
  { jobs }: JobParts,
  realm: Access,
  actor: Actor,
  { states, kind, workspace, schedule }: JobFilter,
  request: ListRequest,
) {
  guard(actor, realm.read);
  const seen = realm.scopeOf(actor);
  const workspaces =
    workspace === undefined ? seen.workspaces : [workspace].filter((id) => seen.workspaces?.includes(id) ?? true);
  const scope = {
    ...seen,
    ...(kind === undefined ? {} : { kind }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(workspaces === undefined ? {} : { workspaces }),
  };
  const counts = jobs.count(scope);
  const { limit, offset, after } = request;
  const from = after && { createdAtMs: Number(after[0]), id: after[1]! };
  const rows = jobs.list({ ...scope, limit: limit + 1, offset, after: from, ...(states ? { states } : {}) });
  const total = (states ?? (Object.keys(counts) as JobState[])).reduce((sum, state) => sum + counts[state], 0);
  const list = listed(rows, total, request, (job) => [String(job.createdAtMs), job.id]);
  return { ...list, counts, kinds: jobs.kinds(seen) };
}

export interface JobDetail {
  readonly job: Job;
  readonly parents: readonly JobName[];
  readonly children: readonly JobName[];
  readonly lines: readonly JobLine[];
  /** Whether the actor may change it. */
  readonly mayChange: boolean;
}

export function getJob({ jobs }: JobParts, realm: Access, actor: Actor, id: string): JobDetail {
  const job = open(jobs, realm, actor, id, realm.read);
  return {
    ...{ job, ...jobs.relatives(job), lines: jobs.lines(id) },
    mayChange: actor.permissions.has(realm.change) && realm.holds(actor, job, realm.change),
  };
}

export const cancelJob = (parts: JobParts, realm: Access, actor: Actor, id: string): Job =>
  act(parts, realm, actor, id, 'cancel', ({ tx }) => parts.jobs.cancel(tx, id) !== null);

export const retryJob = (parts: JobParts, realm: Access, actor: Actor, id: string): Job =>
  act(parts, realm, actor, id, 'retry', ({ tx }) => parts.jobs.retry(tx, id));

export function rescheduleJob(parts: JobParts, realm: Access, actor: Actor, id: string, times: JobTimes): Job {
  open(parts.jobs, realm, actor, id, realm.change);
  if (times.runAtMs === undefined && times.priority === undefined)
    invalid('job.nothingToChange', 'Say when it shall run, or which priority it has.');
  if (Number.isNaN(times.runAtMs))
    invalid('job.badInstant', 'There is no such time. Write it as 2026-11-27T08:00:00Z.');
  return act(parts, realm, actor, id, 'reschedule', ({ tx }) => parts.jobs.reschedule(tx, id, times));
}

/** Deletes a job that came to nothing. */
export function discardJob(parts: JobParts, realm: Access, actor: Actor, id: string): void {
  act(parts, realm, actor, id, 'discard', ({ tx }) => parts.jobs.discard(tx, id));
}

type Act = 'cancel' | 'retry' | 'reschedule' | 'discard';

const NEEDED: Readonly<Record<Act, string>> = {
  cancel: 'Only a job that waits or runs can be cancelled',
  retry: 'Only a job that is dead, quarantined or cancelled can run again',
  reschedule: 'Only a job that waits can be given another time',
  discard: 'Only a job that is dead or quarantined can be discarded',
};

/** Changes a job and records it; a fault where its state does not allow that. Gives what has become of it. */
function act(
  { jobs, changes }: JobParts,
  realm: Access,
  actor: Actor,
  id: string,
  what: Act,
  work: (change: Change) => boolean,
): Job {
  const job = open(jobs, realm, actor, id, realm.change);
  return changes.make(actor, (change) => {
    if (!work(change))
      throw new AppError('conflict', 'job.otherState', `${NEEDED[what]}; this one is ${job.state}. Look at it again.`);
    const after = jobs.find(id);
    change.record({
      ...{ action: `job.${what}`, kind: 'job', id, before: stateOf(job) },
      after: after ? stateOf(after) : null,
      ...(job.tenant === null ? {} : { tenant: job.tenant }),
    });
    return after ?? job;
  });
}

const stateOf = ({ kind, state, priority, runAtMs, cancelRequested }: Job) => ({
  ...{ kind, state, priority, runAt: new Date(runAtMs).toISOString() },
  ...(cancelRequested ? { cancelRequested } : {}),
});

function open(jobs: JobStore, realm: Access, actor: Actor, id: string, permission: Realm['read']): Job {
  guard(actor, permission);
  const job = jobs.find(id);
  return job && realm.holds(actor, job, permission) ? job : notFound('job');
}

/** What is told of a job while it goes on. */
export interface JobNewsSink {
  changed(job: Job): void;
  progress(share: number, note: string | null): void;
  /** It has ended: there is nothing more to come. */
  ended(): void;
}

const IS_OPEN: ReadonlySet<JobState> = new Set(['ready', 'running']);

/** Tells how a job goes on until it has ended; null where it has ended already. */
export function watchJob(
  { jobs, events }: JobParts,
  realm: Access,
  actor: Actor,
  id: string,
): ((sink: JobNewsSink) => () => void) | null {
  if (!IS_OPEN.has(open(jobs, realm, actor, id, realm.read).state)) return null;
  return (sink) => {
    const tell = () => {
      const job = jobs.find(id);
      if (job) sink.changed(job);
      if (!job || !IS_OPEN.has(job.state)) sink.ended();
    };
    const unwatch = jobs.watch((changed) => changed === id && tell());
    const leave = events.subscribe(
      ({ event: { payload } }) => payload.job === id && sink.progress(Number(payload.share), noteOf(payload.note)),
      { types: ['job.progress'] },
    );
    tell();
    return () => {
      unwatch();
      leave();
    };
  };
}

const noteOf = (note: unknown): string | null => (typeof note === 'string' ? note : null);
