import type { Tx } from '../../platform/db/index.ts';
import { type JobKind, type JobStore, PRIORITY } from '../../platform/jobs/index.ts';
import type { Directory } from './directory.ts';
import { SYNCS_SHOWN } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { countsOf, type Sync } from './sync.ts';

export const SYNC_JOB = 'directory.sync';

export interface SyncPayload {
  readonly server: string;
  readonly dryRun: boolean;
}

/** One comparison with one directory. It is not tried again when it fails: the next one is due soon enough. */
export const syncJob = (parts: Pick<DirectoryParts, 'directories'> & { sync: Sync }): JobKind<SyncPayload> => ({
  kind: SYNC_JOB,
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
  jobs.enqueue(tx, {
    ...{ kind: SYNC_JOB, payload, tenant: null, maxAttempts: 1, priority: PRIORITY.background },
    key: `${payload.server}${payload.dryRun ? ' dry-run' : ''}`,
  }).id;

/** The directories whose next comparison is due. */
export function dueSyncs({ directories, settings, store, clock }: DirectoryParts): string[] {
  if (settings.syncEveryMs === 0) return [];
  const isDue = ({ id }: Directory): boolean => {
    const last = store.listSyncs(id, SYNCS_SHOWN).find(({ outcome }) => outcome !== 'dry-run');
    return !last || clock.now() - last.startedAtMs >= settings.syncEveryMs;
  };
  return directories.filter(isDue).map(({ id }) => id);
}
