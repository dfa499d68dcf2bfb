import {
  decisionsOf,
  lastDecisions,
  type StandingDecision,
  type StandingDecisions,
} from '../../engine/import/standing-decisions.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import type { FileMode } from './load.ts';
import type { Dataset } from './model.ts';
import type { DatasetStorage } from './storage.ts';
import type { DatasetStore } from './store.ts';

/**
 * What was decided about people in the rows that a dataset holds, for its next load; null: nothing.
 * @param brought decisions that the rows of the load bring along from where they come
 */
export function standingDecisions(
  { store, storage }: { readonly store: DatasetStore; readonly storage: DatasetStorage },
  { tenant, id, version }: Dataset,
  mode: FileMode,
  brought: readonly StandingDecision[] = [],
): StandingDecisions | null {
  const loads = store.listSaid(tenant, id);
  const own = lastDecisions(
    loads.map(({ mapping, people }) =>
      mapping ? decisionsOf(mapping, false) : decisionsOf({ columns: [...(people ?? [])] }, true),
    ),
  );
  const columns = [...own, ...brought];
  if (columns.length === 0) return null;
  const known =
    version === null ? [] : readManifest(storage.folderOf(version.manifestPath)).columns.map(({ name }) => name);
  return { columns, known, mayChange: mode === 'replace' };
}
