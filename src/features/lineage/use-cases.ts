import type { Actor } from '../../platform/access/actor.ts';
import type { ProvenanceLog, RecordedStep } from '../../platform/provenance/index.ts';
import type { Dataset, Datasets } from '../datasets/index.ts';

export interface LineageParts {
  readonly provenance: ProvenanceLog;
  readonly openDataset: Datasets['openDataset'];
}

export interface Lineage {
  readonly dataset: Dataset;
  /** The first one first. */
  readonly steps: readonly RecordedStep[];
  /** False for who sees a part of the rows only: what was done to the others is not theirs to know. */
  readonly whole: boolean;
}

/** How the data of a dataset came to be, and what became of it. */
export function lineageOf({ provenance, openDataset }: LineageParts, actor: Actor, id: string): Lineage {
  const { dataset, policy } = openDataset(actor, id);
  const whole = policy.length === 0;
  return { dataset, whole, steps: whole ? provenance.list(dataset.tenant, dataset.id) : [] };
}
