import type { Actor } from '../../platform/access/actor.ts';
import type { RelayHealth } from '../../platform/mail/index.ts';

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
  /** Null: this server sends no mail. */
  readonly mail: MailStatus | null;
}

export interface MailStatus extends RelayHealth {
  /** `relay.corp.example:587` */
  readonly relay: string;
}

/** Where the state comes from; `assemble` fills it. */
export interface StatusParts {
  readonly version: string;
  readonly dataFolder: string;
  ready(): Promise<boolean> | boolean;
  freeBytes(): number | null;
  countDatasets(actor: Actor): number;
  countJobs(actor: Actor): JobCounts;
  mail(): MailStatus | null;
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
    mail: parts.mail(),
  };
}
