import type { Tx } from '../../platform/db/index.ts';
import type { Refusal } from './refusal.ts';

/** A file of refused rows, by where it lies. */
export interface RefusalFile {
  readonly region: string;
  readonly tenant: string;
  readonly dataset: string;
  readonly id: string;
}

/** What is known of refused rows. */
export interface RefusalStore {
  insertRefusal(tx: Tx, refusal: Refusal): void;
  findRefusal(tenant: string, dataset: string, id: string): Refusal | null;
  /** Loads that their refused rows stopped, newest first. */
  listStopped(tenant: string, dataset: string, limit: number): Refusal[];
  /** Of every tenant: those that are older. */
  refusalsBefore(timeMs: number): RefusalFile[];
  forgetRefusal(tx: Tx, tenant: string, id: string): void;
  /** Of one dataset: what files beside it are called by. */
  namesBeside(tenant: string, dataset: string): { refused: string[]; pushes: string[]; extracts: string[] };
}
