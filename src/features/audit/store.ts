import type { AuditRow, ChainHead, Checkpoint, Signed } from '../../platform/audit/index.ts';

/** What was last found by reading the whole chain. */
export interface LastVerification {
  readonly atMs: number;
  readonly ok: boolean;
  readonly rows: number;
  /** The row that records it. */
  readonly seq: number;
}

export interface SealedState {
  readonly checkpoint: Signed<Checkpoint> | null;
  readonly removedUpTo: number;
  readonly verified: LastVerification | null;
}

export interface AuditStore {
  head(): ChainHead | null;
  sealedState(): SealedState;
  /** Every row of a segment, in order. */
  segment(from: number, to: number): AuditRow[];
  checkpointsAfter(seq: number, limit: number): Signed<Checkpoint>[];
  tombstoneLines(): string[];
}
