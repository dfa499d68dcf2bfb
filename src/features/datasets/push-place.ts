import { join } from 'node:path';
import type { Mapping } from '../../engine/import/mapping.ts';
import type { ImportParts } from './jobs.ts';
import type { Dataset } from './model.ts';

/** Where the rows of a push wait. */
export function pushPath({ storage, regionOf }: ImportParts, dataset: Dataset, push: string): string {
  const region = regionOf(dataset.tenant, dataset.workspace);
  return join(storage.pushes(region, dataset.tenant, dataset.id), `${push}.ndjson`);
}

/** The mapping by which the dataset was loaded last; null: its next rows say themselves what they are. */
export const pushMapping = ({ store }: ImportParts, { tenant, id }: Dataset): Mapping | null =>
  store.lastMapping(tenant, id) as Mapping | null;
