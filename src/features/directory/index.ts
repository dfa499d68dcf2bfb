/** People of directories (LDAP, Active Directory): how they sign in, what their groups give them, and when they are gone. */

import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobKind } from '../../platform/jobs/index.ts';
import type { ScheduleDefinition } from '../../platform/schedules/index.ts';
import type { Directories } from '../sign-in/index.ts';
import { directoryRoutes } from './api.ts';
import { sessionChecks } from './checks.ts';
import type { Explanation } from './explain.ts';
import { directorySchedules, recheckJob, type SyncPayload, syncJob } from './jobs.ts';
import type { SyncReport } from './model.ts';
import { directoryPages } from './pages.ts';
import type { DirectoryParts } from './parts.ts';
import { proveByDirectory } from './sign-in.ts';
import { oneAtATime, type SyncOptions } from './sync.ts';
import { type DirectoryUseCases, explain, syncNow } from './use-cases.ts';

export { openDirectory } from './client/ldap-directory.ts';
export { profileOf } from './client/profile.ts';
export type { BeforeBind, Directory, DirectoryGroup, DirectoryPerson, DirectoryReport } from './directory.ts';
export type { Explanation } from './explain.ts';
export type { DirectorySettings, SyncChange, SyncReport } from './model.ts';
export { sqliteDirectoryStore } from './store.sqlite.ts';

export interface DirectoryFeature {
  readonly routes: readonly Route[];
  readonly jobKinds: readonly [JobKind<SyncPayload>, JobKind];
  readonly schedules: readonly ScheduleDefinition[];
  /** For signing in; null where none is configured. */
  readonly directories: Directories | null;
  /** Compares one directory, or all, and waits for it. */
  syncNow(actor: Actor, server: string | null, options: SyncOptions, signal: AbortSignal): Promise<SyncReport[]>;
  explain(actor: Actor, login: string, signal: AbortSignal): Promise<Explanation>;
}

type Given = DirectoryParts & Pick<DirectoryUseCases, 'jobs'>;

export function directoryFeature(given: Given, render: Render): DirectoryFeature {
  const parts: DirectoryUseCases = { ...given, sync: oneAtATime(given) };
  const checks = sessionChecks(parts);
  return {
    routes: [...directoryRoutes(parts), ...directoryPages(parts, render)],
    jobKinds: [syncJob(parts), recheckJob(checks)],
    schedules: directorySchedules(parts),
    directories:
      parts.directories.length === 0
        ? null
        : { prove: (asked) => proveByDirectory(parts, asked), isVouchedFor: checks.isVouchedFor },
    syncNow: (actor, server, options, signal) => syncNow(parts, actor, server, options, signal),
    explain: (actor, login, signal) => explain(parts, actor, login, signal),
  };
}
