import { sweepVersions } from '../../engine/publish/place-version.ts';
import type { DatasetStorage } from './storage.ts';
import type { DatasetStore } from './store.ts';

/**
 * Removes what no published version refers to: leftovers of interrupted loads. Runs at the start, before any job, so that
 * nothing is being built.
 * @returns folders removed
 */
export function sweepDatasets(store: Pick<DatasetStore, 'everyDataset'>, storage: DatasetStorage): string[] {
  return store.everyDataset().flatMap(({ region, tenant, dataset, manifestPaths }) => {
    const inUse = new Set(manifestPaths.map((path) => storage.folderOf(path)));
    return sweepVersions(storage.versions(region, tenant, dataset), inUse);
  });
}
