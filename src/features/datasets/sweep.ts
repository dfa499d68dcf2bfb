import { sweepRaw } from '../../engine/import/keep-raw.ts';
import { endOrphans } from '../../engine/orphans.ts';
import { sweepVersions } from '../../engine/publish/place-version.ts';
import type { DatasetStorage } from './storage.ts';
import type { DatasetStore } from './store.ts';
import { sweepBeside } from './sweep-refused.ts';

/**
 * Removes what nothing refers to: leftovers of interrupted loads and pushes. Runs at the start, before any job, so that
 * nothing is being built.
 * @returns what was removed
 */
export async function sweepDatasets(
  store: Pick<DatasetStore, 'everyDataset' | 'namesBeside'>,
  storage: DatasetStorage,
): Promise<string[]> {
  await endOrphans();
  const removed: string[] = [];
  const raw = new Set<string>();
  for (const { region, tenant, dataset, manifestPaths } of store.everyDataset()) {
    const inUse = new Set(manifestPaths.map((path) => storage.folderOf(path)));
    removed.push(...(await sweepVersions(storage.versions(region, tenant, dataset), inUse)));
    removed.push(...(await sweepBeside(store, storage, { region, tenant, dataset })));
    raw.add(storage.raw(region, tenant));
  }
  for (const folder of raw) removed.push(...(await sweepRaw(folder)));
  return removed;
}
