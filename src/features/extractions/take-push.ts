import { AppError, type PushedMessage, type PushedValues } from '#sdk';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { type FindPushes, keyPrefixOf, type VerifiedPush } from '../connections/index.ts';
import type { PushEntry } from '../datasets/index.ts';
import { leaveOut } from './missed-pushes.ts';
import type { Source } from './model.ts';
import type { ExtractionParts } from './parts.ts';

/**
 * Takes a message for every import job of its connection: for all of them, or for none. Those whose dataset is in the bin are left out,
 * and what they miss is counted. What it answers is on disk; a repetition is the same push, so that a sender that heard no answer sends it
 * again, and no dataset has it twice.
 */
export async function takeMessage(
  parts: ExtractionParts,
  { ip, requestId }: Actor,
  connection: string,
  message: PushedMessage,
): Promise<PushEntry[]> {
  const verified = parts.verifyPush(connection, message);
  const { tenant, name } = verified.connection;
  const actor = { ...systemActor(`connection ${name}`, tenant), ip, requestId };
  try {
    return await takeNow(parts, actor, verified);
  } catch (error) {
    // A dataset went into the bin just then: it is left out now.
    if (error instanceof AppError && error.fault === 'not_found') return takeNow(parts, actor, verified);
    throw error;
  }
}

async function takeNow(parts: ExtractionParts, actor: Actor, verified: VerifiedPush): Promise<PushEntry[]> {
  const { id, tenant } = verified.connection;
  const all = parts.store.ofConnection(tenant, id);
  const into = all.flatMap((one) => parts.store.find(tenant, one.id) ?? []);
  if (into.length === 0) nobodyTakes(all.length > 0);
  const rows = verified.rows();
  await nextTurn();
  const requests = into.map(({ dataset, source, mode, key }) => ({
    ...{ dataset, bytes: linesOf(source, rows), key: verified.key },
    ...{ mode: mode === 'upsert' ? mode : ('append' as const), upsertKey: key },
  }));
  const taken = await parts.datasets.takePushes(actor, requests, (change) => {
    for (const one of all) leaveOut(parts, change, { ...one, tenant, connection: id }, rows.length);
  });
  return taken.map(({ push }) => push);
}

function nobodyTakes(areInBin: boolean): never {
  if (areInBin)
    throw new AppError(
      'conflict',
      'push.datasetInBin',
      'The signature is right, but the dataset into which the rows go is in the bin. Restore it, or make another import job, and send them again; nothing was taken.',
    );
  throw new AppError(
    'conflict',
    'push.noImportJob',
    'The signature is right, but no import job says into which dataset the rows go. Make one; nothing was taken.',
  );
}

/** The rows with the columns that an import job takes. */
function linesOf(source: Source, rows: readonly PushedValues[]): Buffer {
  const columns = 'columns' in source && source.columns ? new Set(source.columns) : null;
  const chosen = columns ? rows.map((row) => only(row, columns)) : rows;
  return Buffer.from(chosen.map((row) => JSON.stringify(row)).join('\n'));
}

/** Of one dataset so many are looked up. */
const MOST_LISTED = 20;

/** What came of the last messages to a connection, in the datasets that the actor may read. */
export const lastPushes =
  ({ store, datasets }: ExtractionParts): FindPushes =>
  (actor, connection) =>
    store.ofConnection(connection.tenant, connection.id).flatMap((one) => {
      const dataset = store.find(connection.tenant, one.id)?.dataset;
      if (dataset === undefined || !mayIn(actor, 'read:datasets', connection)) return [];
      const { id, name } = datasets.openDataset(actor, dataset).dataset;
      return datasets
        .listPushesUnder(actor, id, keyPrefixOf(connection.id), MOST_LISTED)
        .map(({ receivedAtMs, rows, state }) => ({ receivedAtMs, rows, state, dataset: { id, name } }));
    });

const only = (row: PushedValues, columns: ReadonlySet<string>): PushedValues =>
  Object.fromEntries(Object.entries(row).filter(([name]) => columns.has(name)));
