import { analystViews } from '../../engine/analyst-sql/views.ts';
import type { BroughtDecision } from '../../engine/import/brought-decisions.ts';
import type { Privacy } from '../../engine/import/privacy-schema.ts';
import {
  decisionsOf,
  lastDecisions,
  type StandingDecisions,
  standingOf,
} from '../../engine/import/standing-decisions.ts';
import { CASE_ID, roleOf } from '../../engine/import/xes-names.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import type { FileMode } from './load.ts';
import type { Dataset } from './model.ts';
import type { DatasetStorage } from './storage.ts';
import type { DatasetStore } from './store.ts';

interface Places {
  readonly store: DatasetStore;
  readonly storage: DatasetStorage;
}

/**
 * What was decided about people in the rows that a dataset holds, for its next load; null: nothing.
 * @param brought decisions that the rows of the load bring along from where they come
 */
export function standingDecisions(
  { store, storage }: Places,
  { tenant, id, version }: Dataset,
  mode: FileMode,
  brought: readonly BroughtDecision[] = [],
): StandingDecisions | null {
  const loads = store.listSaid(tenant, id);
  const columns = lastDecisions(
    loads.map(({ mapping, people }) =>
      mapping ? decisionsOf(mapping, false) : decisionsOf({ columns: [...(people ?? [])] }, true),
    ),
  );
  if (columns.length + brought.length === 0) return null;
  const known =
    version === null ? [] : readManifest(storage.folderOf(version.manifestPath)).columns.map(({ name }) => name);
  return { columns, known, mayChange: mode === 'replace', ...(brought.length > 0 ? { brought } : {}) };
}

const NOTHING: StandingDecisions = { columns: [], known: [], mayChange: false };

/** Of the events of a dataset, by the names that pipelines call their columns by: what was decided, where that is not to keep them. */
export function decidedColumns(parts: Places, dataset: Dataset): ReadonlyMap<string, Privacy> {
  if (dataset.version === null) return new Map();
  const standing = standingDecisions(parts, dataset, 'append') ?? NOTHING;
  const { events } = analystViews(readManifest(parts.storage.folderOf(dataset.version.manifestPath)));
  const decided = events.flatMap(({ name, spec }): [string, Privacy][] => {
    const stands = spec
      ? standingOf(standing, [spec.name], roleOf(spec))
      : name === 'case_id'
        ? standingOf(standing, [CASE_ID], 'case')
        : null;
    const privacy = stands?.privacy ?? null;
    if (spec?.masked && privacy?.action !== 'mask-on-view')
      return [[name, { class: privacy?.class ?? 'sensitive', action: 'mask-on-view' }]];
    return privacy && privacy.action !== 'keep' && privacy.action !== 'drop' ? [[name, privacy]] : [];
  });
  return new Map(decided);
}
