import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { runInChild } from '../child-process.ts';
import { diskFull, isNoSpace } from '../disk-full.ts';
import type { ImportJob, ImportReport } from '../import/import-job.ts';
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

/** Loads of this process, whose folders no sweep takes. */
const building = new Set<string>();

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
  await mkdir(versions, { recursive: true, mode: 0o750 });
  const id = randomUUID();
  const partial = join(versions, `${PARTIAL}${id}`);
  const tempFolder = join(versions, `${PARTIAL}${id}-spill`);
  building.add(id);
  try {
    await mkdir(tempFolder, { mode: 0o700 });
    const report = await runInChild<ImportReport>(
      'import-host',
      { ...job, into: partial, tempFolder },
      limits,
      options,
    );
    await requireWhole(partial);
    failPoint('publish.beforeRename');
    const folder = join(versions, id);
    await rename(partial, folder);
    await forceFolder(versions);
    failPoint('publish.renamed');
    return { folder, report: moved(report, partial, folder) };
  } catch (error) {
    throw isNoSpace(error) && !(error instanceof AppError) ? diskFull() : error;
  } finally {
    for (const name of await readdir(versions))
      if (name.startsWith(`${PARTIAL}${id}`)) await rm(join(versions, name), { recursive: true, force: true });
    building.delete(id);
  }
}

const isBuilding = (name: string): boolean => [...building].some((id) => name.startsWith(`${PARTIAL}${id}`));

/** The report names a file of refused rows by the folder in which the version was built. */
function moved(report: ImportReport, from: string, to: string): ImportReport {
  const { file } = report.rejected;
  if (!file?.startsWith(`${from}/`)) return report;
  return { ...report, rejected: { ...report.rejected, file: join(to, file.slice(from.length + 1)) } };
}

/**
 * Removes what no version in use refers to: leftovers of interrupted builds and versions that nothing pins.
 * @param inUse final folders that must stay  @returns the folders removed
 */
export async function sweepVersions(versions: string, inUse: ReadonlySet<string>): Promise<string[]> {
  if (!existsSync(versions)) return [];
  const removed: string[] = [];
  for (const name of await readdir(versions)) {
    const folder = join(versions, name);
    if (inUse.has(folder) || isBuilding(name)) continue;
    await rm(folder, { recursive: true, force: true });
    removed.push(folder);
  }
  if (removed.length > 0) await forceFolder(versions);
  return removed;
}

/** Forces a folder's entries to disk without holding up the server. */
async function forceFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
