import type { Bin } from './features/bin/index.ts';
import type { Calculations } from './features/calculations/index.ts';
import { type Datasets, importPayload } from './features/datasets/index.ts';
import type { DirectoryFeature } from './features/directory/index.ts';
import type { Extractions } from './features/extractions/index.ts';
import type { Inbox } from './features/inbox/index.ts';
import type { Pipelines } from './features/pipelines/index.ts';
import type { Quality } from './features/quality/index.ts';
import type { Uploads } from './features/uploads/index.ts';
import type { Webhooks } from './features/webhooks/index.ts';
import type { Foundations } from './foundations.ts';
import type { AuditKeeper } from './platform/audit/index.ts';
import type { EventBus } from './platform/events/index.ts';
import {
  type JobKind,
  type JobRunner,
  type JobRunnerParts,
  type JobStore,
  jobPayload,
  jobRunner,
  PRIORITY,
} from './platform/jobs/index.ts';
import type { Outbox } from './platform/mail/index.ts';
import { type ScheduleDefinition, type Scheduler, scheduler } from './platform/schedules/index.ts';
import { english } from './platform/text/texts.ts';

interface WorkParts {
  readonly datasets: Datasets;
  readonly jobs: JobStore;
  readonly events: EventBus;
  readonly calculations: Calculations;
  readonly uploads: Uploads;
  readonly bin: Bin;
  readonly quality: Quality;
  readonly pipelines: Pipelines;
  readonly auditKeeper: AuditKeeper;
  readonly directory: DirectoryFeature;
  readonly webhooks: Webhooks;
  readonly inbox: Inbox;
  readonly mail: Outbox;
  readonly extractions: Extractions;
}

const DAY_MS = 86_400_000;
/** Delivered events are kept this long, for pages that come back and ask what they missed. */
const KEEP_EVENTS_MS = 7 * DAY_MS;
/** Calculations in the background that ended stay on their owner’s list so long. */
const KEEP_ANALYSES_MS = 30 * DAY_MS;
/** What webhooks were sent is told so long. */
const KEEP_DELIVERIES_MS = 30 * DAY_MS;
const KEEP_INBOX_MS = 90 * DAY_MS;
const KEEP_MAIL_MS = 30 * DAY_MS;

/** One piece of the appliance's own repeated work: its job and its schedule have one name. */
interface HouseWork extends Pick<ScheduleDefinition, 'title' | 'cron' | 'atStart'> {
  readonly id: string;
  /** What is returned is the job's result. */
  readonly work: () => unknown;
}

/** What runs in the background: the kinds of jobs and who runs them, and the schedules of the appliance's own repeated work. */
export function workWith(
  { db, clock, log, config }: Foundations,
  parts: WorkParts,
): { runner: JobRunner; schedules: Scheduler } {
  const works = houseWork(parts, () => config.jobs.keep_days * DAY_MS);
  const definitions = [...works.map(scheduleOf), ...parts.directory.schedules];
  const runner = jobRunner({
    ...{ store: parts.jobs, log, clock, onProgress: tellProgress(parts.events) },
    kinds: [
      ...parts.datasets.jobKinds,
      ...parts.quality.jobKinds,
      ...parts.pipelines.jobKinds,
      ...parts.directory.jobKinds,
      ...parts.mail.jobKinds,
      ...parts.extractions.jobKinds,
      ...works.map(jobOf),
    ],
    concurrency: config.jobs.concurrency,
    pollMs: config.jobs.poll_seconds * 1000,
    timeLimitMs: config.jobs.time_limit_seconds * 1000,
  });
  return { runner, schedules: scheduler({ db, jobs: parts.jobs, clock, log, definitions }) };
}

const houseWork = (parts: WorkParts, keepJobsMs: () => number): HouseWork[] => [
  {
    ...{
      id: 'house.forget',
      title: english('Forget old jobs, events, calculations, deliveries, entries of inboxes and mails'),
      cron: '7 * * * *',
    },
    atStart: true,
    work: () => ({
      jobs: parts.jobs.prune(keepJobsMs()),
      events: parts.events.prune(KEEP_EVENTS_MS),
      calculations: parts.calculations.prune(KEEP_ANALYSES_MS),
      deliveries: parts.webhooks.prune(KEEP_DELIVERIES_MS),
      inbox: parts.inbox.prune(KEEP_INBOX_MS),
      mails: parts.mail.prune(KEEP_MAIL_MS),
    }),
  },
  {
    ...{ id: 'bin.empty', title: english('Remove for good what was deleted long ago'), cron: '*/5 * * * *' },
    atStart: true,
    work: async () => ({ removed: await parts.bin.empty() }),
  },
  {
    ...{ id: 'refused.forget', title: english('Remove refused rows that are old enough'), cron: '47 * * * *' },
    work: async () => ({ loads: await parts.datasets.forgetRefused() }),
  },
  {
    ...{ id: 'uploads.sweep', title: english('Remove uploads that nobody goes on with'), cron: '17 * * * *' },
    work: () => parts.uploads.sweep(),
  },
  {
    ...{ id: 'pipelines.sweep', title: english('Remove what failed pipelines left long ago'), cron: '37 * * * *' },
    work: async () => ({ folders: await parts.pipelines.sweep() }),
  },
  {
    ...{
      id: 'audit.retention',
      title: english('Remove rows of the audit log that are old enough'),
      cron: '27 * * * *',
    },
    work: () => parts.auditKeeper.prune(),
  },
  {
    ...{ id: 'audit.checkpoint', title: english('Seal the audit log'), cron: '0 * * * *' },
    work: () => ({ upTo: parts.auditKeeper.sealAll()?.said.seq ?? null }),
  },
];

const jobOf = ({ id, title, work }: HouseWork): JobKind => ({
  ...{ kind: id, title, concurrency: 1, isSmall: true },
  async handler({ finish }) {
    const result = await work();
    finish(() => result);
  },
});

const scheduleOf = ({ id, title, cron, atStart = false }: HouseWork): ScheduleDefinition => ({
  ...{ id, title, cron, atStart, zone: 'UTC', overlap: 'skip', catchUp: 'once' },
  job: { kind: id, payload: {}, priority: PRIORITY.background, maxAttempts: 3 },
});

/** How far a job is: told to pages that are open, and not kept. */
function tellProgress(events: EventBus): NonNullable<JobRunnerParts['onProgress']> {
  return (job, share, note) => {
    const about = { tenant: job.tenant, correlationId: job.correlationId ?? job.id };
    events.announce({ ...about, type: 'job.progress', payload: { ...jobPayload(job), share, note } });
    const load = importPayload(job);
    if (load) events.announce({ ...about, type: 'upload.progress', payload: { ...load, share, note } });
  };
}
