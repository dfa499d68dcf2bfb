import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInChild } from '../child-process.ts';
import type { ImportJob, ImportReport } from '../import/import-job.ts';
import { syncFolder } from '../segments/column-files.ts';
import { failPoint } from './fail-point.ts';
import { requireWhole } from './verify-version.ts';

export interface LoadLimits {
  memoryBytes: number;
  timeoutMs: number;
}

export interface PlacedVersion {
  /** Folder of the version; nothing refers to it until the caller's transaction commits. */
  folder: string;
  report: ImportReport;
}

const PARTIAL = '.tmp-';

/**
 * Reads a file in a child process, builds a version in a temporary folder beside the others, and renames it into place.
 * Whatever happens on the way, either the whole version stands under its final name or nothing does.
 */
export async function loadVersion(
  versions: string,
  job: Omit<ImportJob, 'into' | 'tempFolder'>,
  limits: LoadLimits,
  options: { signal?: AbortSignal | undefined; onProgress?: ((share: number) => void) | undefined } = {},
): Promise<PlacedVersion> {
  mkdirSync(versions, { recursive: true, mode: 0o750 });
  const id = randomUUID();
  const partial = join(versions, `${PARTIAL}${id}`);
  const tempFolder = join(versions, `${PARTIAL}${id}-spill`);
  try {
    mkdirSync(tempFolder, { mode: 0o700 });
    const report = await runInChild<ImportReport>(
      'import-host',
      { ...job, into: partial, tempFolder },
      limits,
      options,
    );
    requireWhole(partial);
    failPoint('publish.beforeRename');
    const folder = join(versions, id);
    renameSync(partial, folder);
    syncFolder(versions);
    failPoint('publish.renamed');
    return { folder, report };
  } finally {
    rmSync(partial, { recursive: true, force: true });
    rmSync(tempFolder, { recursive: true, force: true });
  }
}

/**
 * Removes what no version in use refers to: leftovers of interrupted builds and versions that nothing pins.
 * @param inUse final folders that must stay  @returns the folders removed
 */
export function sweepVersions(versions: string, inUse: ReadonlySet<string>): string[] {
  if (!existsSync(versions)) return [];
  const removed: string[] = [];
  for (const name of readdirSync(versions)) {
    const folder = join(versions, name);
    if (inUse.has(folder)) continue;
    rmSync(folder, { recursive: true, force: true });
    removed.push(folder);
  }
  if (removed.length > 0) syncFolder(dirname(versions));
  return removed;
}
