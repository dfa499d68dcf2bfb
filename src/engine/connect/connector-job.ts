import type { ChildEgress } from '../../platform/egress/index.ts';

/** The plug-in that a job runs. */
export interface ConnectorFile {
  readonly id: string;
  readonly path: string;
  /** What a customer's file was allowed by; null: it is of this release. */
  readonly sha256: string | null;
}

/** What connectors may reach, as the configuration says. */
export interface ConnectorAccess {
  readonly egress: ChildEgress;
  readonly folders: readonly string[];
  /** Paths by name. */
  readonly programs: Readonly<Record<string, string>>;
}

export interface ConnectorLimits {
  /** For opening, a check, a list, a description, a preview. */
  readonly answerMs: number;
  /** For the next batch of a table or the next bytes of a file. */
  readonly batchMs: number;
  readonly maxCellBytes: number;
  readonly maxBatchBytes: number;
}

/** What a child gets to do with one source. `folder`: private to the job; the parent removes it, however the child ends. */
export interface ConnectorJob {
  readonly connector: ConnectorFile;
  /** With the secrets as they are: they go in by standard input, and nowhere else. */
  readonly settings: unknown;
  readonly access: ConnectorAccess;
  readonly limits: ConnectorLimits;
  readonly folder: string;
  /** A name in the table of works, and what it asks for. */
  readonly work: string;
  readonly asked: unknown;
}

/** After being asked to stop, a child closes what it has open at the source; what takes longer is cut off. */
export const CLOSE_MS = 2000;
/** Then it is killed. */
export const GRACE_MS = 4000;
