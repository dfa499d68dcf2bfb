import { systemActor } from '../../platform/access/actor.ts';
import type { Upload } from './model.ts';
import { outcomeOf } from './status.ts';
import { about, type UploadParts } from './use-cases.ts';

/** A file of which not all has come is kept for so long after its last byte. */
const KEEP_PARTIAL_MS = 86_400_000;
/** A file that nobody loads is kept for so long. */
const KEEP_COMPLETE_MS = 7 * 86_400_000;

/**
 * Ends uploads that nobody goes on with, and removes files that are no longer needed: of loads that succeeded (the raw file stays under
 * its checksum), and of uploads that ended in a crash. At the start, and again from time to time.
 * @returns how many files went
 */
export async function sweepUploads(parts: UploadParts): Promise<number> {
  const { store, files, receivers } = parts;
  const needed = new Set<string>();
  for (const upload of store.everyOpen()) {
    const end = await endOf(parts, upload);
    if (end === null) needed.add(upload.id);
    else finish(parts, upload, end);
  }
  let removed = 0;
  for (const tenant of store.everyTenant()) {
    for (const { path, name } of await files.list(tenant)) {
      if (needed.has(name) || receivers.has(name) || store.find(tenant, name)?.state === 'receiving') continue;
      if (name.startsWith('.tmp-')) {
        await removeOldTemp(parts, path);
        continue;
      }
      await files.remove(path);
      parts.checksums.delete(name);
      removed++;
    }
  }
  return removed;
}

/** What has become of an upload; null: it is still open and its file needed. */
async function endOf({ files, clock, jobs, receivers }: UploadParts, upload: Upload): Promise<Upload['state'] | null> {
  const nowMs = clock.now();
  if (upload.state === 'receiving') {
    const lastMs = (await files.find(files.path(upload)))?.changedAtMs ?? 0;
    const idleMs = nowMs - Math.max(lastMs, upload.createdAtMs);
    return receivers.has(upload.id) || idleMs < KEEP_PARTIAL_MS ? null : 'expired';
  }
  const job = upload.job === null ? null : jobs.find(upload.job, upload.tenant);
  if (upload.state === 'loading' && job?.state === 'done') return 'loaded';
  if (job && (job.state === 'ready' || job.state === 'running')) return null;
  if (upload.state === 'refused') return nowMs - upload.updatedAtMs < KEEP_PARTIAL_MS ? null : 'expired';
  return nowMs - upload.updatedAtMs < KEEP_COMPLETE_MS ? null : 'expired';
}

function finish({ store, changes, clock, jobs }: UploadParts, upload: Upload, state: Upload['state']): void {
  const job = state === 'loaded' && upload.job !== null ? jobs.find(upload.job, upload.tenant) : null;
  const after: Upload = { ...upload, ...outcomeOf(upload, job), state, updatedAtMs: clock.now() };
  changes.make(systemActor('uploads', upload.tenant), (change) => {
    // It went on meanwhile: the next sweep looks again.
    if (!store.update(change.tx, after, upload.state)) return;
    const before = { state: upload.state };
    change.record({ action: 'upload.end', ...about(upload), event: 'updated', before, after: { state } });
  });
}

/** Folders of looks into files: they go with their child; what a crash left goes here. */
async function removeOldTemp({ files, clock }: UploadParts, path: string): Promise<void> {
  const found = await files.find(path);
  if (found && clock.now() - found.changedAtMs > 3_600_000) await files.remove(path);
}
