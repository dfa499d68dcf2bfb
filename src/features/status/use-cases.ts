import type { Actor } from '../../platform/access/actor.ts';

export interface JobCounts {
  readonly running: number;
  readonly waiting: number;
  /** Ended for good without success. */
  readonly failed: number;
}

export interface ServerStatus {
  readonly ready: boolean;
  readonly dataFolder: string;
  /** Null where it cannot be known. */
  readonly freeBytes: number | null;
  readonly datasets: number;
  readonly jobs: JobCounts;
}

/** Where the state comes from; `assemble` fills it. */
export interface StatusParts {
  readonly version: string;
  readonly dataFolder: string;
  ready(): Promise<boolean> | boolean;
  freeBytes(): number | null;
  countDatasets(actor: Actor): number;
  countJobs(actor: Actor): JobCounts;
}

/** The server's state; null for an actor who may not look at it. */
export async function getStatus(parts: StatusParts, actor: Actor): Promise<ServerStatus | null> {
  if (!actor.permissions.has('read:status')) return null;
  return {
    ready: await parts.ready(),
    dataFolder: parts.dataFolder,
    freeBytes: parts.freeBytes(),
    datasets: parts.countDatasets(actor),
    jobs: parts.countJobs(actor),
  };
}
