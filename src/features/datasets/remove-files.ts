import { existsSync, readdirSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#sdk';
import type { Pins } from '../../engine/publish/pins.ts';
import { sweepVersions } from '../../engine/publish/place-version.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import type { DatasetBinStore, FileRemoval } from './bin-store.ts';
import type { DatasetStorage } from './storage.ts';

interface RemovalParts {
  readonly store: DatasetBinStore;
  readonly storage: DatasetStorage;
  readonly pins: Pins;
  readonly forgetVersion: ForgetVersion;
}

/** Closes a version wherever it is open, and removes what was made from it elsewhere on the disk. */
export type ForgetVersion = (version: { readonly folder: string; readonly hash: string }) => Promise<void>;

/**
 * Removes the files of what was removed for good. What somebody reads or builds at this moment stays until the next call; what a
 * crash left is done by the next start.
 * @returns how many are still to be removed
 */
export async function removeFiles(parts: RemovalParts): Promise<number> {
  const all = parts.store.listRemovals();
  let left = 0;
  for (const removal of all) {
    const gone = await (removal.kind === 'dataset' ? removeFolder(parts, removal) : removeRaw(parts, removal));
    if (gone) parts.store.endRemoval(removal);
    else left++;
  }
  return left;
}

/** The folder of a dataset; false while a version is being read or built. */
async function removeFolder(
  { storage, pins, forgetVersion }: RemovalParts,
  { region, tenant, name }: FileRemoval,
): Promise<boolean> {
  const versions = storage.versions(region, tenant, name);
  for (const version of versionsIn(versions, pins.held())) await forgetVersion(version);
  await sweepVersions(versions, pins.held());
  try {
    if (existsSync(versions)) await rmdir(versions);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOTEMPTY') return false;
    throw error;
  }
  await rm(dirname(versions), { recursive: true, force: true });
  return true;
}

/** Those that can be read: nothing is open of a version that is damaged, or half removed by a crash. */
function versionsIn(versions: string, held: ReadonlySet<string>): { folder: string; hash: string }[] {
  if (!existsSync(versions)) return [];
  const folders = readdirSync(versions).map((name) => join(versions, name));
  return folders
    .filter((folder) => !held.has(folder))
    .flatMap((folder) => {
      try {
        return [{ folder, hash: readManifest(folder).hash }];
      } catch (error) {
        if (error instanceof AppError) return [];
        throw error;
      }
    });
}

/** A file as it came, unless another dataset was loaded from it too; false while a file arrives that may be the same. */
async function removeRaw(
  { store, storage, pins }: RemovalParts,
  { region, tenant, name }: FileRemoval,
): Promise<boolean> {
  const folder = storage.raw(region, tenant);
  if (pins.held().has(folder)) return false;
  if (!store.needsRaw({ tenant, region }, name)) await rm(join(folder, name), { force: true });
  return true;
}
