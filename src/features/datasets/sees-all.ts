import { AppError } from '#sdk';
import { readManifest } from '../../engine/segments/manifest.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { DatasetStorage } from './storage.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

/** Whether somebody sees single cases, every row, and no column as stars; not of a dataset that is not there for them. */
export function seesAll(parts: DatasetParts & { readonly storage: DatasetStorage }, actor: Actor, id: string): boolean {
  try {
    const { version, policy, veil } = openDataset(parts, actor, id, 'read:cases');
    if (policy.length > 0) return false;
    if (!veil.masks || !version) return true;
    return !readManifest(parts.storage.folderOf(version.manifestPath)).columns.some(({ masked }) => masked);
  } catch (error) {
    if (error instanceof AppError && (error.fault === 'not_found' || error.fault === 'forbidden')) return false;
    throw error;
  }
}
