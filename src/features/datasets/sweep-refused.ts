import { readdir, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { aboutPath } from '../../engine/import/refused-file.ts';
import { systemActor } from '../../platform/access/actor.ts';
import type { ImportParts } from './jobs.ts';
import { refusedPath } from './keep-refused.ts';
import type { DatasetStorage } from './storage.ts';
import type { DatasetStore } from './store.ts';

/** Removes refused rows that are old enough. @returns of how many loads */
export async function forgetRefused(parts: ImportParts): Promise<number> {
  const old = parts.store.refusalsBefore(parts.clock.now() - parts.importSettings().keepRefusedMs);
  for (const { region, tenant, dataset, id } of old) {
    // First the files: what a crash leaves is done by the next call.
    const path = refusedPath(parts, { region, tenant, id: dataset }, id);
    for (const file of [path, aboutPath(path)]) await rm(file, { force: true });
    parts.changes.make(systemActor('retention', tenant), (change) => {
      parts.store.forgetRefusal(change.tx, tenant, id);
      change.record({ action: 'dataset.forgetRefused', kind: 'dataset', id: dataset, after: { load: id } });
    });
  }
  return old.length;
}

/** Removes files of a dataset that nothing is known of: of loads and pushes that a crash ended. @returns what was removed */
export async function sweepBeside(
  store: Pick<DatasetStore, 'namesBeside'>,
  storage: DatasetStorage,
  { region, tenant, dataset }: { region: string; tenant: string; dataset: string },
): Promise<string[]> {
  const names = store.namesBeside(tenant, dataset);
  return [
    ...(await sweepFolder(storage.refused(region, tenant, dataset), new Set(names.refused))),
    ...(await sweepFolder(storage.pushes(region, tenant, dataset), new Set(names.pushes))),
    ...(await sweepFolder(storage.extracts(region, tenant, dataset), new Set(names.extracts))),
  ];
}

async function sweepFolder(folder: string, known: ReadonlySet<string>): Promise<string[]> {
  const files = await readdir(folder).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const unknown = files.filter((file) => !known.has(parse(file).name)).map((file) => join(folder, file));
  for (const path of unknown) await rm(path, { force: true });
  return unknown;
}
