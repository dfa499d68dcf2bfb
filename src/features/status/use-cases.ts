import type { Actor } from '../../platform/access/actor.ts';

export interface JobCounts {
  readonly running: number;
  readonly waiting: number;
  /** Ended for good without success. */
  readonly failed: number;
}

export interface ServerStatus {
  readonly version: string;
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

/** How this server is. */
export async function getStatus(parts: StatusParts, actor: Actor): Promise<ServerStatus> {
  return {
    version: parts.version,
    ready: await parts.ready(),
    dataFolder: parts.dataFolder,
    freeBytes: parts.freeBytes(),
    datasets: parts.countDatasets(actor),
    jobs: parts.countJobs(actor),
  };
}
