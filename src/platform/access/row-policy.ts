import type { Step } from '#sdk';
import type { Actor } from './actor.ts';

/** What a row policy is decided on. */
export interface PolicedDataset {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
}

/**
 * The steps that bound what this actor may see of this dataset: predicates over base columns that keep whole cases. They are folded
 * into the log's live cases before anything is counted, and are part of every cache key. There are none yet; every calculation
 * already passes them on, so that adding policies changes this function only.
 */
export type RowPolicy = (actor: Actor, dataset: PolicedDataset) => readonly Step[];

export const rowPolicy: RowPolicy = () => [];
