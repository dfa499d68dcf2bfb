import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#sdk';
import { orDiskFull } from '../../engine/disk-full.ts';
import { failPoint } from '../../engine/publish/fail-point.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Change } from '../../platform/changes/changes.ts';
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

/** What came of a push: kept now, or as the repetition that it is. */
export interface TakenPush {
  readonly push: PushEntry;
  readonly repeated: boolean;
}

/** Takes rows of a program for one dataset, as {@link takePushes} does for several. */
export async function takePush(
  parts: ImportParts,
  actor: Actor,
  dataset: string,
  request: PushRequest,
): Promise<TakenPush> {
  const [taken] = await takePushes(parts, actor, [{ dataset, ...request }]);
  return taken!;
}

/**
 * Takes rows of a program, into each of the datasets or into none. What it answers is on disk and survives a crash: the rows are forced
 * there, then recorded at once with the jobs that load them. A repetition under the same key is the same push; other rows under it are
 * `push.keyReused`.
 * @param also what else belongs into the transaction that records new ones
 */
export async function takePushes(
  parts: ImportParts,
  actor: Actor,
  requests: readonly ({ readonly dataset: string } & PushRequest)[],
  also: (change: Change) => void = () => {},
): Promise<TakenPush[]> {
  const taken: TakenPush[] = [];
  const written: string[] = [];
  try {
    for (const { dataset: id, ...request } of requests) {
      const { dataset, push, rows } = await readPush(parts, actor, id, request);
      taken.push({ push, repeated: rows === null });
      if (rows === null) continue;
      const path = pushPath(parts, dataset, push.id);
      written.push(path);
      await orDiskFull(() => writeDurably(path, rows));
      failPoint('push.written');
    }
    if (written.length > 0) keepNew(parts, actor, taken, also);
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
  failPoint('push.kept');
  return taken;
}

interface ReadPush {
  readonly dataset: Dataset;
  readonly push: PushEntry;
  /** Null: it is there already. */
  readonly rows: readonly PushedRow[] | null;
}

async function readPush(
  parts: ImportParts,
  actor: Actor,
  id: string,
  { bytes, mode, upsertKey, key }: PushRequest,
): Promise<ReadPush> {
  const { dataset } = openDataset(parts, actor, id, 'write:datasets');
  const sha256 = await checksum(JSON.stringify([mode, upsertKey]), bytes);
  const earlier = repetition(parts, dataset, key, sha256);
  if (earlier) return { dataset, push: earlier, rows: null };
  const { maxRows } = parts.importSettings().push;
  const rows = await readRows(bytes, pushMapping(parts, dataset), { maxRows });
  const push: PushEntry = {
    ...{ id: parts.newId(), tenant: dataset.tenant, dataset: dataset.id, key, sha256, mode, upsertKey },
    ...{ rows: rows.length, bytes: bytes.length, receivedAtMs: parts.clock.now() },
    user: actor.kind === 'user' || actor.kind === 'service' ? actor.id : null,
    ...{ state: 'waiting', version: null, by: null },
  };
  return { dataset, push, rows };
}

function keepNew(parts: ImportParts, actor: Actor, taken: readonly TakenPush[], also: (change: Change) => void): void {
  parts.changes.make(actor, (change) => {
    for (const { push, repeated } of taken) if (!repeated) keepPush(parts, change, actor, push);
    also(change);
  });
}

function keepPush(parts: ImportParts, change: Change, actor: Actor, push: PushEntry): void {
  const now = openDataset(parts, actor, push.dataset, 'write:datasets').dataset;
  if (repetition(parts, now, push.key, push.sha256))
    throw new AppError('conflict', 'push.underWay', 'The same push is being taken just now. Repeat it.');
  parts.store.insertPush(change.tx, push);
  askForPushLoad(parts, change.tx, now, actor);
  const { rows, mode } = push;
  change.record({ action: 'dataset.push', ...about(now), after: { rows, mode, push: push.id } });
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
