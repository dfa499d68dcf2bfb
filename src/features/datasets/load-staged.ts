import { mkdir } from 'node:fs/promises';
import type { Actor } from '../../platform/access/actor.ts';
import type { Job } from '../../platform/jobs/index.ts';
import { demandSpace } from './import-dataset.ts';
import type { ImportParts } from './jobs.ts';
import { openDataset } from './use-cases.ts';

/** The folder of a dataset for files that a job gathers, and what must stay free on its disk. */
export interface StageFolder {
  readonly folder: string;
  readonly minFreeBytes: number;
}

/** Name of a job's file there; what is left of jobs that are over is removed at the start. */
export const stagedName = (job: Pick<Job, 'id'>, number: number): string => `${job.id}.${number}`;

/** Makes it, where there is room on the disk of the dataset. */
export async function prepareStage(parts: ImportParts, actor: Actor, datasetId: string): Promise<StageFolder> {
  const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
  const region = parts.regionOf(dataset.tenant, dataset.workspace);
  const { minFreeBytes } = parts.importSettings();
  await demandSpace(parts.storage.root(region), minFreeBytes);
  const folder = parts.storage.extracts(region, dataset.tenant, dataset.id);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  return { folder, minFreeBytes };
}
