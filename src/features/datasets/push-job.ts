import { open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#sdk';
import { orDiskFull } from '../../engine/disk-full.ts';
import { keepRaw } from '../../engine/import/keep-raw.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import { type JobContext, type JobKind, mayPass } from '../../platform/jobs/index.ts';
import { english } from '../../platform/text/texts.ts';
import { received } from './import-dataset.ts';
import { type ImportParts, load, serialOf } from './jobs.ts';
import type { Dataset } from './model.ts';
import { pushMapping, pushPath } from './push-place.ts';
import { csvOf, mappingForPush, type PushedRow, readRows } from './push-rows.ts';
import type { Push } from './push-store.ts';
import { removeFiles } from './remove-files.ts';
import { openDataset } from './use-cases.ts';

export const PUSH_JOB = 'dataset.push';

interface PushPayload {
  dataset: string;
}

/**
 * Asks for the load of what waits; a moment later, so that small pushes come in together.
 * @param after what this load comes after, where that may be under way still: it is asked for beside it
 */
export function askForPushLoad(parts: ImportParts, tx: Tx, dataset: Dataset, actor: Actor, after?: string): void {
  const { push, maxAttempts } = parts.importSettings();
  const waiting = parts.store.waitingPushes(dataset.tenant, dataset.id);
  const isMuch = waiting.reduce((bytes, p) => bytes + p.bytes, 0) >= push.gatherBytes;
  const { id, added } = parts.jobs.enqueue(tx, {
    ...{ kind: PUSH_JOB, payload: { dataset: dataset.id }, tenant: dataset.tenant, workspace: dataset.workspace },
    ...{
      key: after === undefined ? dataset.id : `${dataset.id} after ${after}`,
      serial: serialOf(dataset),
      maxAttempts,
    },
    runAtMs: isMuch ? parts.clock.now() : parts.clock.now() + push.gatherMs,
    correlationId: actor.requestId,
  });
  if (!added && isMuch) parts.jobs.reschedule(tx, id, { runAtMs: parts.clock.now() }, dataset.tenant);
}

/** Out of the bin: rows that waited when the dataset went there come in now. */
export function loadWaitingPushes(parts: ImportParts, tx: Tx, dataset: Dataset, actor: Actor): void {
  if (parts.store.waitingPushes(dataset.tenant, dataset.id).length === 0) return;
  // The load that was called off then may not have ended yet.
  askForPushLoad(parts, tx, dataset, actor, `bin ${dataset.etag}`);
}

/** Pushes that come in by one load: the oldest one, and those behind it that come in the same way. */
function together(waiting: readonly Push[]): Push[] {
  const [first] = waiting;
  const how = ({ mode, upsertKey }: Push) => JSON.stringify([mode, upsertKey]);
  const other = waiting.findIndex((push) => how(push) !== how(first!));
  return other === -1 ? [...waiting] : waiting.slice(0, other);
}

/** Gathers the rows that wait into one file, which is kept as every file is, and loads it. */
export const pushJob = (parts: ImportParts): JobKind<PushPayload> => ({
  kind: PUSH_JOB,
  title: english('Load of pushed rows'),
  async handler(context) {
    const { job, payload } = context;
    if (!job.tenant) throw new AppError('internal', 'dataset.noTenant', 'A load without a tenant cannot run.');
    const actor: Actor = { ...systemActor('import', job.tenant), requestId: job.correlationId };
    const { dataset } = openDataset(parts, actor, payload.dataset, 'write:datasets');
    const waiting = parts.store.waitingPushes(dataset.tenant, dataset.id);
    if (waiting.length === 0) return;
    const pushes = together(waiting);
    try {
      await loadPushes(parts, context, actor, dataset, pushes);
    } catch (error) {
      if (!mayPass(error) && !isPutOff(error)) giveUp(parts, actor, dataset, pushes);
      throw error;
    }
    for (const push of pushes) await rm(pushPath(parts, dataset, push.id), { force: true });
  },
});

/** The load was called off, or its dataset went into the bin: the rows wait for the next one. */
const isPutOff = (error: unknown): boolean =>
  error instanceof AppError && (error.fault === 'cancelled' || error.fault === 'not_found');

async function loadPushes(
  parts: ImportParts,
  context: JobContext<PushPayload>,
  actor: Actor,
  dataset: Dataset,
  pushes: readonly Push[],
): Promise<void> {
  const { storage, regionOf, pins, store, newId, provenance } = parts;
  const { tenant, id } = dataset;
  const { signal, job } = context;
  const mapping = pushMapping(parts, dataset);
  const rows: PushedRow[] = [];
  for (const push of pushes) {
    const sent = await readRows(await readFile(pushPath(parts, dataset, push.id)), null, { maxRows: push.rows });
    for (const row of sent) rows.push(row);
  }
  const folder = storage.raw(regionOf(tenant, dataset.workspace), tenant);
  const gathered = join(dirname(pushPath(parts, dataset, 'x')), `${job.id}.csv`);
  const gather = async () => {
    try {
      await writePieces(gathered, csvOf(rows, mapping));
      return await keepRaw(folder, gathered, signal);
    } finally {
      await rm(gathered, { force: true });
    }
  };
  await pins.hold(folder, async () => {
    const { sha256, bytes } = await orDiskFull(gather);
    const { mode, upsertKey, user } = pushes[0]!;
    const payload = {
      ...{ dataset: id, sha256, mode, user, timeZone: null, mapping: mapping && mappingForPush(mapping) },
      ...(mode === 'upsert' ? { key: upsertKey } : {}),
    };
    const loadId = newId();
    const ids = pushes.map((push) => push.id);
    await load(parts, context, actor, {
      ...{ payload, id: loadId, always: true },
      also(tx) {
        provenance.record(
          tx,
          { tenant, dataset: id, user, job: job.id },
          received({ sha256, bytes, name: 'pushed rows' }),
        );
        store.endPushes(tx, tenant, ids, { load: loadId });
        if (store.waitingPushes(tenant, id).length > 0) askForPushLoad(parts, tx, dataset, actor, job.id);
      },
    });
  });
  // Of which less was kept than it holds: it could not go while it was held.
  await removeFiles(parts);
}

async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  await using file = await open(path, 'w', 0o640);
  for await (const piece of pieces) await file.writeFile(piece);
}

/** Rows that no attempt will load: they stop waiting, so that later ones come in. */
function giveUp(parts: ImportParts, actor: Actor, dataset: Dataset, pushes: readonly Push[]): void {
  parts.changes.make(actor, (change) => {
    const ids = pushes.map((push) => push.id);
    parts.store.endPushes(change.tx, dataset.tenant, ids, { failedAtMs: parts.clock.now() });
    change.record({
      action: 'dataset.pushFailed',
      kind: 'dataset',
      id: dataset.id,
      outcome: 'failure',
      after: { ids },
    });
    if (parts.store.waitingPushes(dataset.tenant, dataset.id).length > 0)
      askForPushLoad(parts, change.tx, dataset, actor, pushes[0]!.id);
  });
}
