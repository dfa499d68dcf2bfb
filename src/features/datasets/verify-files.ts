import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checksumOf } from '../../engine/import/keep-raw.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { ImportParts } from './jobs.ts';
import { openDataset } from './use-cases.ts';
import { type LineageProblem, verifyLineage } from './verify-lineage.ts';

const EVERY = { limit: 100_000, after: null, offset: 0 };

/** The way from each version that is kept back to its raw files, which are read and compared with their checksums. */
export function verifyFiles(
  parts: ImportParts,
  actor: Actor,
  id: string,
  signal: AbortSignal,
): Promise<LineageProblem[]> {
  const { dataset } = openDataset(parts, actor, id);
  const folder = parts.storage.raw(parts.regionOf(dataset.tenant, dataset.workspace), dataset.tenant);
  const versions = parts.store.listVersions(dataset.tenant, dataset.id, EVERY).rows;
  return verifyLineage(parts.provenance.list(dataset.tenant, dataset.id), versions, async (sha256) => {
    const file = join(folder, sha256);
    if (!existsSync(file)) return 'missing';
    return (await checksumOf(file, signal)).sha256 === sha256 ? 'whole' : 'changed';
  });
}
