import { decisionsOf, lastDecisions, type StandingDecisions } from '../../engine/import/standing-decisions.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import type { FileMode } from './load.ts';
import type { Dataset } from './model.ts';
import type { DatasetStorage } from './storage.ts';
import type { DatasetStore } from './store.ts';

/** What was decided about people in the rows that a dataset holds, for its next load; null: nothing. */
export function standingDecisions(
  { store, storage }: { readonly store: DatasetStore; readonly storage: DatasetStorage },
  { tenant, id, version }: Dataset,
  mode: FileMode,
): StandingDecisions | null {
  if (!version) return null;
  const loads = store.listSaid(tenant, id);
  const columns = lastDecisions(
    loads.map(({ mapping, people }) =>
      mapping ? decisionsOf(mapping, false) : decisionsOf({ columns: [...(people ?? [])] }, true),
    ),
  );
  if (columns.length === 0) return null;
  const known = readManifest(storage.folderOf(version.manifestPath)).columns.map(({ name }) => name);
  return { columns, known, mayChange: mode === 'replace' };
}
