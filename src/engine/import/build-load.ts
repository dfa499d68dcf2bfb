import type { DuckDBConnection } from '@duckdb/node-api';
import { buildVersion } from '../publish/build-version.ts';
import { ALL_INSERTED, loadPeriods } from '../publish/load-periods.ts';
import { rebuild } from '../publish/rebuild.ts';
import { replayRecipe } from '../publish/replay-recipe.ts';
import { keepNewest, type RowKey } from '../publish/upsert-rows.ts';
import { createRegistry } from '../registry.ts';
import { openVersion } from '../segments/open-version.ts';
import type { ImportJob, ImportReport } from './import-job.ts';
import type { StagedLog } from './staged-log.ts';

type BuiltLoad = Pick<
  ImportReport,
  | 'hash'
  | 'built'
  | 'replayed'
  | 'cases'
  | 'events'
  | 'start'
  | 'end'
  | 'inserted'
  | 'updated'
  | 'unchanged'
  | 'duplicates'
  | 'periods'
>;

/** The version that a load leads to: a new log, or the one that it is added to with its recipe replayed. */
export async function buildLoad(
  job: ImportJob,
  staged: StagedLog,
  key: RowKey | null,
  archiving: DuckDBConnection,
  onProgress: (share: number) => void,
): Promise<BuiltLoad> {
  const { connection } = staged;
  if (!job.base) {
    const duplicates = key === null ? 0 : await keepNewest(connection, staged.columns, key);
    const manifest = await buildVersion(staged, archiving, job.into, { onProgress });
    const { hash, cases, events, start, end } = manifest;
    const periods = await loadPeriods(connection, ALL_INSERTED, manifest.zone);
    const counts = { inserted: events, updated: 0, unchanged: 0, duplicates };
    return { hash, built: hash, replayed: [], cases, events, start, end, ...counts, periods };
  }
  const base = openVersion(job.base);
  const change = key === null ? { load: staged } : { load: staged, key };
  const rebuilt = await rebuild(base, change, { connection, archiving }, job.into, { onProgress });
  const { inserted, updated, unchanged, duplicates, periods } = rebuilt;
  const recipe = await replayRecipe(job.into, rebuilt.manifest, base, createRegistry());
  const { hash, cases, events, start, end } = recipe.manifest;
  const counts = { inserted, updated, unchanged, duplicates };
  return {
    ...{ hash, built: rebuilt.manifest.hash, replayed: recipe.replayed, cases, events, start, end },
    ...counts,
    periods,
  };
}
