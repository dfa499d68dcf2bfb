import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineParts } from './parts.ts';

const DAY_MS = 86_400_000;
/** What the steps of a run that failed made is kept for so long after it was last written to: the next run goes on there. */
const KEEP_STEPS_MS = 7 * DAY_MS;
/** Of a pipeline that was deleted, and of a look that a crash ended. */
const KEEP_LOST_MS = DAY_MS;

/**
 * Removes what runs left that failed, and that nobody went on with.
 * @returns how many folders went
 */
export async function sweepRuns(parts: PipelineParts): Promise<number> {
  const { store, jobs, clock, folderOf } = parts;
  const folders = new Map(store.everyWorkspace().map(({ tenant, id }) => [folderOf(tenant, id), tenant]));
  let removed = 0;
  for (const [folder, tenant] of folders)
    for (const name of await namesIn(folder)) {
      if (jobs.underWay(tenant, [name]).length > 0) continue;
      const path = join(folder, name);
      const keepMs = store.find(tenant, name) ? KEEP_STEPS_MS : KEEP_LOST_MS;
      if (clock.now() - (await lastChangeMs(path)) < keepMs) continue;
      await rm(path, { recursive: true, force: true });
      removed++;
    }
  return removed;
}

/** Of a folder, and of the files in it. */
async function lastChangeMs(folder: string): Promise<number> {
  const paths = [folder, ...(await namesIn(folder)).map((name) => join(folder, name))];
  const times = await Promise.all(paths.map((path) => stat(path).then(({ mtimeMs }) => mtimeMs, gone)));
  return Math.max(...times.map((time) => time ?? 0));
}

const namesIn = async (folder: string): Promise<readonly string[]> => (await readdir(folder).catch(gone)) ?? [];

function gone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
