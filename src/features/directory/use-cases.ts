import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound } from '../../platform/access/guard.ts';
import type { JobStore } from '../../platform/jobs/index.ts';
import type { Directory, DirectoryReport } from './directory.ts';
import { type Explanation, explainLogin } from './explain.ts';
import { enqueueSync, SYNC_JOB } from './jobs.ts';
import { SYNCS_SHOWN, type SyncReport } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import type { Sync, SyncOptions } from './sync.ts';

export interface DirectoryUseCases extends DirectoryParts {
  readonly sync: Sync;
  readonly jobs: Pick<JobStore, 'enqueue' | 'list'>;
}

/** A directory, and how it was compared lately. */
export interface DirectoryState {
  readonly id: string;
  /** A comparison waits or runs. */
  readonly isSyncing: boolean;
  /** Newest first, without their changes. */
  readonly syncs: readonly SyncReport[];
}

const permission = 'admin:directory';

export function listDirectories(parts: DirectoryUseCases, actor: Actor): DirectoryState[] {
  guard(actor, permission);
  const underWay = parts.jobs
    .list({ kind: SYNC_JOB, states: ['ready', 'running'] })
    .map(({ payload }) => (payload as { server: string }).server);
  return parts.directories.map(({ id }) => ({
    ...{ id, isSyncing: underWay.includes(id) },
    syncs: parts.store.listSyncs(id, SYNCS_SHOWN),
  }));
}

/** One comparison with its changes, those of the actor's own tenant. */
export function getSync({ store }: DirectoryUseCases, actor: Actor, id: string): SyncReport {
  guard(actor, permission);
  return ownChanges(actor, store.findSync(id) ?? notFound('sync'));
}

/** Puts a comparison into the queue. What would go beyond `sync.max_shrink` can be forced by the operator alone, who sees all tenants. */
export function requestSync(parts: DirectoryUseCases, actor: Actor, server: string, dryRun: boolean): { job: string } {
  guard(actor, permission);
  const { id } = getDirectory(parts, server);
  return parts.changes.make(actor, (change) => {
    const job = enqueueSync(parts.jobs, change.tx, { server: id, dryRun });
    change.record({ action: 'directory.request-sync', kind: 'directory', id, after: { dryRun } });
    return { job };
  });
}

/** Compares at once, one directory or all, and waits for it. */
export async function syncNow(
  parts: DirectoryUseCases,
  actor: Actor,
  server: string | null,
  options: SyncOptions,
  signal: AbortSignal,
): Promise<SyncReport[]> {
  guard(actor, permission);
  const chosen = server === null ? parts.directories : [getDirectory(parts, server)];
  if (chosen.length === 0) noDirectory();
  const reports: SyncReport[] = [];
  for (const directory of chosen) reports.push(await parts.sync(directory, options, signal, actor));
  return reports;
}

export async function explain(
  parts: DirectoryUseCases,
  actor: Actor,
  login: string,
  signal: AbortSignal,
): Promise<Explanation> {
  guard(actor, permission);
  return explainLogin(parts, actor, login, signal);
}

/** What each replica, its certificate and the configuration look like now. */
export async function testDirectory(
  parts: DirectoryUseCases,
  actor: Actor,
  server: string,
  signal: AbortSignal,
): Promise<DirectoryReport> {
  guard(actor, permission);
  return getDirectory(parts, server).test(signal);
}

function getDirectory({ directories }: DirectoryParts, server: string): Directory {
  return directories.find(({ id }) => id === server) ?? unknown(server);
}

const ownChanges = (actor: Actor, report: SyncReport): SyncReport => ({
  ...report,
  changes: report.changes.filter(({ tenant }) => actor.kind === 'system' || tenant === actor.tenant),
});

function unknown(server: string): never {
  throw new AppError(
    'not_found',
    'directory.unknown',
    `There is no directory "${server.slice(0, 32)}" in "ldap.servers".`,
  );
}

function noDirectory(): never {
  throw new AppError('conflict', 'directory.none', 'No directory is configured: there is nothing in "ldap.servers".');
}
