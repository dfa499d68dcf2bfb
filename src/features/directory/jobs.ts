import type { Tx } from '../../platform/db/index.ts';
import { type JobKind, type JobStore, PRIORITY } from '../../platform/jobs/index.ts';
import { everyMinutes, type ScheduleDefinition } from '../../platform/schedules/index.ts';
import { english } from '../../platform/text/texts.ts';
import type { Checks } from './checks.ts';
import type { DirectoryParts } from './parts.ts';
import { countsOf, type Sync } from './sync.ts';

export const SYNC_JOB = 'directory.sync';
const SYNC_TITLE = english('Compare accounts with a directory');

export interface SyncPayload {
  readonly server: string;
  readonly dryRun: boolean;
}

/** One comparison with one directory. It is not tried again when it fails: the next one is due soon enough. */
export const syncJob = (parts: Pick<DirectoryParts, 'directories'> & { sync: Sync }): JobKind<SyncPayload> => ({
  kind: SYNC_JOB,
  title: SYNC_TITLE,
  concurrency: 1,
  async handler({ payload, signal, finish }) {
    const directory = parts.directories.find(({ id }) => id === payload.server);
    if (!directory) return finish(() => ({ outcome: 'failed' }));
    const report = await parts.sync(directory, { dryRun: payload.dryRun, force: false }, signal);
    const { outcome, people, message } = report;
    finish(() => ({ outcome, people, message, ...countsOf(report.changes) }));
  },
});

type Queue = Pick<JobStore, 'enqueue'>;

/** Adds a comparison to the queue; one that waits or runs already is enough. */
export const enqueueSync = (jobs: Queue, tx: Tx, payload: SyncPayload): string =>
  jobs.enqueue(tx, { ...wanted(payload), tenant: null }).id;

const wanted = (payload: SyncPayload) => ({
  ...{ kind: SYNC_JOB, payload, maxAttempts: 1, priority: PRIORITY.background },
  key: `${payload.server}${payload.dryRun ? ' dry-run' : ''}`,
});

const RECHECK_JOB = 'directory.recheck';
const RECHECK_TITLE = english('Ask directories for people who are signed in');

/** Asks again for people who are signed in, before what their directory said of them is old. */
export const recheckJob = (checks: Checks): JobKind => ({
  ...{ kind: RECHECK_JOB, title: RECHECK_TITLE, concurrency: 1, isSmall: true },
  async handler({ finish }) {
    const asked = await checks.refresh();
    finish(() => ({ asked }));
  },
});

/** Comparisons as often as the configuration says, and the look at who is signed in; nothing where no directory is configured. */
export function directorySchedules({ directories, settings }: DirectoryParts): ScheduleDefinition[] {
  if (directories.length === 0) return [];
  const common = { zone: 'UTC', overlap: 'skip', isConfigured: true, atStart: true } as const;
  const minutes = settings.syncEveryMs / 60_000;
  const syncs = directories.map(
    ({ id: server }): ScheduleDefinition => ({
      ...{ ...common, id: `directory.sync.${server}`, title: SYNC_TITLE },
      ...{ job: wanted({ server, dryRun: false }), cron: everyMinutes(minutes), catchUp: 'once' },
    }),
  );
  const recheck: ScheduleDefinition = {
    ...{ ...common, id: RECHECK_JOB, title: RECHECK_TITLE },
    ...{ job: { kind: RECHECK_JOB, payload: {}, maxAttempts: 1 }, cron: '* * * * *', catchUp: 'skip' },
  };
  return [...(minutes === 0 ? [] : syncs), recheck];
}
