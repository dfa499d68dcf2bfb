import type { EventBus, EventType, NewEvent } from '../events/index.ts';
import type { Job } from './job.ts';
import type { JobStoreParts } from './store.sqlite.ts';

/** What a kind of job tells beside `job.*`. */
export type MoreJobEvents = (job: Job) => readonly Pick<NewEvent, 'type' | 'payload'>[];

/**
 * The store's `changed` hook that publishes, with the very transaction of the change: `job.started` for each run, `job.completed`, and
 * `job.failed` when a job ended for good without success (dead, quarantined, cancelled). A run that will be repeated is no event.
 */
export function jobEvents(
  events: Pick<EventBus, 'publish'>,
  more: MoreJobEvents = () => [],
): NonNullable<JobStoreParts['changed']> {
  return (tx, job) => {
    const type = typeOf(job);
    // The repeated work of the house is seen on its page; only what fails is an event.
    if (!type || (job.schedule !== null && job.tenant === null && type !== 'job.failed')) return;
    const about = { tenant: job.tenant, correlationId: job.correlationId ?? job.id };
    for (const event of [{ type, payload: jobPayload(job) }, ...more(job)]) events.publish(tx, { ...about, ...event });
  };
}

const EVENT_OF: Readonly<Record<string, EventType>> = {
  running: 'job.started',
  done: 'job.completed',
  dead: 'job.failed',
  quarantined: 'job.failed',
  cancelled: 'job.failed',
};

const typeOf = (job: Job): EventType | undefined => EVENT_OF[job.state];

/** Who looks at a job's events may look at the job: its result and its input are not told here. */
export function jobPayload(job: Job): Readonly<Record<string, unknown>> {
  const { id, kind, state, attempt, workspace, userId } = job;
  const last = state === 'dead' || state === 'quarantined' ? job.errors.at(-1) : undefined;
  const error = last && { fault: last.fault, code: last.code, message: last.message };
  return { job: id, kind, state, attempt, workspace, user: userId, ...(error ? { error } : {}) };
}
