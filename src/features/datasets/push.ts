import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#sdk';
import { orDiskFull } from '../../engine/disk-full.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import type { ImportParts } from './jobs.ts';
import type { Dataset } from './model.ts';
import { askForPushLoad } from './push-job.ts';
import { pushMapping, pushPath } from './push-place.ts';
import { linesToKeep, type PushedRow, readRows } from './push-rows.ts';
import type { PushEntry } from './push-store.ts';
import { about, openDataset } from './use-cases.ts';

const BYTES_A_TURN = 1_048_576;

export interface PushRequest {
  /** A JSON array of rows, or one row a line. */
  readonly bytes: Buffer;
  readonly mode: 'append' | 'upsert';
  readonly upsertKey: readonly string[];
  /** Under which a repetition is the same push. */
  readonly key: string | null;
}

/**
 * Takes rows of a program. What it answers is on disk and survives a crash: the rows are forced there, then recorded with the job that
 * loads them. A repetition under the same key is the same push; other rows under it are `push.keyReused`.
 */
export async function takePush(
  parts: ImportParts,
  actor: Actor,
  id: string,
  { bytes, mode, upsertKey, key }: PushRequest,
): Promise<{ push: PushEntry; repeated: boolean }> {
  const { dataset } = openDataset(parts, actor, id, 'write:datasets');
  const sha256 = await checksum(JSON.stringify([mode, upsertKey]), bytes);
  const earlier = repetition(parts, dataset, key, sha256);
  if (earlier) return { push: earlier, repeated: true };
  const rows = await readRows(bytes, pushMapping(parts, dataset), {
    maxRows: parts.importSettings().push.maxRows,
  });
  const push = {
    ...{ id: parts.newId(), tenant: dataset.tenant, dataset: dataset.id, key, sha256, mode, upsertKey },
    ...{ rows: rows.length, bytes: bytes.length, receivedAtMs: parts.clock.now() },
    user: actor.kind === 'user' || actor.kind === 'service' ? actor.id : null,
  };
  const path = pushPath(parts, dataset, push.id);
  try {
    await orDiskFull(() => writeDurably(path, rows));
    return parts.changes.make(actor, (change) => {
      const now = openDataset(parts, actor, id, 'write:datasets').dataset;
      const meanwhile = repetition(parts, now, key, sha256);
      if (meanwhile)
        throw new AppError('conflict', 'push.underWay', 'The same push is being taken just now. Repeat it.');
      parts.store.insertPush(change.tx, push);
      askForPushLoad(parts, change.tx, now, actor);
      change.record({ action: 'dataset.push', ...about(now), after: { rows: push.rows, mode, push: push.id } });
      return { push: { ...push, state: 'waiting', version: null, by: null }, repeated: false };
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function repetition({ store }: ImportParts, { tenant, id }: Dataset, key: string | null, sha256: string) {
  const earlier = key === null ? null : store.findPushByKey(tenant, id, key);
  if (earlier && earlier.sha256 !== sha256)
    throw new AppError(
      'conflict',
      'push.keyReused',
      'Other rows were sent under this Idempotency-Key. Take a new key for new rows; nothing was taken.',
    );
  return earlier;
}

async function checksum(how: string, bytes: Buffer): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256').update(how);
  for (let at = 0; at < bytes.length; at += BYTES_A_TURN) {
    hasher.update(bytes.subarray(at, at + BYTES_A_TURN));
    await nextTurn();
  }
  return hasher.digest('hex');
}

async function writeDurably(path: string, rows: readonly PushedRow[]): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  await using file = await open(path, 'wx', 0o640);
  for await (const lines of linesToKeep(rows)) await file.writeFile(lines);
  await file.sync();
  for (const entry of [folder, dirname(folder)]) {
    await using held = await open(entry, 'r');
    await held.sync();
  }
}

/** Those whose key begins in one way, by which a sender is known; newest first. */
export function listPushesUnder(
  parts: ImportParts,
  actor: Actor,
  id: string,
  prefix: string,
  limit: number,
): PushEntry[] {
  const { dataset, policy } = openDataset(parts, actor, id);
  return policy.length > 0 ? [] : parts.store.listPushesUnder(dataset.tenant, dataset.id, prefix, limit);
}

/** The last pushes of a dataset, newest first; none for who sees only a part of its rows. */
export function listPushes(parts: ImportParts, actor: Actor, id: string, limit: number): PushEntry[] {
  const { dataset, policy } = openDataset(parts, actor, id);
  return policy.length > 0 ? [] : parts.store.listPushes(dataset.tenant, dataset.id, limit);
}
