import { AppError, type PushedMessage, type PushedValues } from '#sdk';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { type FindPushes, keyPrefixOf } from '../connections/index.ts';
import type { PushEntry } from '../datasets/index.ts';
import type { Source } from './model.ts';
import type { ExtractionParts } from './parts.ts';

/**
 * Takes a message for every import job of its connection: for all of them, or for none. What it answers is on disk; a repetition is the
 * same push, so that a sender that heard no answer sends it again, and no dataset has it twice.
 */
export async function takeMessage(
  parts: ExtractionParts,
  { ip, requestId }: Actor,
  connection: string,
  message: PushedMessage,
): Promise<PushEntry[]> {
  const verified = parts.verifyPush(connection, message);
  const { id, tenant, name } = verified.connection;
  const into = parts.store.ofConnection(tenant, id).flatMap((one) => parts.store.find(tenant, one.id) ?? []);
  if (into.length === 0)
    throw new AppError(
      'conflict',
      'push.noImportJob',
      'The signature is right, but no import job says into which dataset the rows go. Make one; nothing was taken.',
    );
  const rows = verified.rows();
  await nextTurn();
  const actor: Actor = { ...systemActor(`connection ${name}`, tenant), ip, requestId };
  const taken = await parts.datasets.takePushes(
    actor,
    into.map(({ dataset, source, mode, key }) => ({
      ...{ dataset, bytes: linesOf(source, rows), key: verified.key },
      ...{ mode: mode === 'upsert' ? mode : 'append', upsertKey: key },
    })),
  );
  return taken.map(({ push }) => push);
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
