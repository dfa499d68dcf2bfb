import { AppError, type Static } from '#sdk';
import type { ConnectorTarget } from '../../engine/connect/connector-host.ts';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Cause } from '../../platform/egress/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import {
  type ChangeConnection,
  type Connection,
  type ConnectionUse,
  type CreateConnection,
  MAX_CONNECTIONS,
} from './model.ts';
import type { ConnectionParts, LastPush } from './parts.ts';
import { checkChange, checkSettings, forget, seal, settingsToOpen } from './sealed.ts';

/** The connection behind an id, if the actor has this permission in its workspace; foreign and unknown ids are the same `not_found`. */
export function getConnection(
  { store }: ConnectionParts,
  actor: Actor,
  id: string,
  permission: Permission = 'read:connections',
): Connection {
  const found = store.find(tenantOf(actor), id);
  if (!found || !mayEnter(actor, found)) return notFound('connection');
  guardIn(actor, permission, found);
  return found;
}

export function listConnections({ store }: ConnectionParts, actor: Actor, request: ListRequest): Listed<Connection> {
  const { rows, total } = store.list(reachOf(actor), request);
  return listed(rows, total, request, (connection) => [connection.name, connection.id]);
}

/** By title, within their groups. */
export const listTypes = ({ types }: ConnectionParts): readonly ConnectorType[] =>
  [...types.values()].toSorted((a, b) => (`${a.category} ${a.title}` < `${b.category} ${b.title}` ? -1 : 1));

export function getType({ types }: ConnectionParts, id: string): ConnectorType {
  const type = types.get(id);
  if (type) return type;
  throw new AppError(
    'conflict',
    'connection.noConnector',
    `The connector "${id.slice(0, 100)}" is not there. See "adit plugin list" for those that are.`,
  );
}

export function createConnection(
  parts: ConnectionParts,
  actor: Actor,
  sent: Static<typeof CreateConnection>,
): Connection {
  const { store, changes, clock, newId, chooseWorkspace } = parts;
  const { id: workspace } = chooseWorkspace(actor, sent.workspaceId);
  guardIn(actor, 'write:connections', { workspace });
  const { settings, secrets } = checkSettings(getType(parts, sent.connector), sent.settings);
  const connection: Connection = {
    ...{ id: newId(), tenant: tenantOf(actor), workspace, name: cleanName(sent.name), connector: sent.connector },
    ...{ settings, secrets: [...secrets.keys()], etag: '1', createdBy: actor.id, createdAtMs: clock.now() },
    ...{ updatedAtMs: null, lastTest: null },
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, connection);
    if (store.count(connection.tenant) >= MAX_CONNECTIONS)
      throw new AppError(
        'conflict',
        'connection.tooMany',
        `There are ${MAX_CONNECTIONS} connections. Delete one first.`,
      );
    store.insert(change.tx, connection);
    seal(parts, change.tx, connection, secrets);
    change.record({ action: 'connection.create', ...about(connection), event: 'created', after: facts(connection) });
    return connection;
  });
}

/** What was tested holds no longer, once settings or secrets are changed. */
export function changeConnection(
  parts: ConnectionParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeConnection>,
): Connection {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getConnection(parts, actor, id, 'write:connections');
    if (before.etag !== etag) stale();
    const checked = checkChange(parts, getType(parts, before.connector), before, sent.settings);
    const { settings, secrets } = checked;
    const after: Connection = {
      ...{ ...before, name: cleanName(sent.name), settings, secrets: [...secrets.keys()] },
      ...{
        lastTest: checked.isSame ? before.lastTest : null,
        etag: String(Number(before.etag) + 1),
        updatedAtMs: clock.now(),
      },
    };
    demandOwnName(store, after);
    if (!store.update(change.tx, after, etag)) stale();
    seal(parts, change.tx, after, secrets);
    change.record({
      ...{ action: 'connection.change', ...about(after), event: 'updated' },
      ...{ before: facts(before), after: facts(after) },
    });
    return after;
  });
}

/** What reads from it, as far as it is known; while there is something, it stays. */
export const usesOf = ({ uses }: ConnectionParts, { tenant, id }: Connection): readonly ConnectionUse[] =>
  uses.flatMap((find) => find(tenant, id));

/** What came of the last messages to it, newest first. */
export const lastPushesOf = ({ pushes }: ConnectionParts, actor: Actor, connection: Connection): readonly LastPush[] =>
  pushes
    .flatMap((find) => find(actor, connection))
    .toSorted((a, b) => b.receivedAtMs - a.receivedAtMs)
    .slice(0, MOST_PUSHES);

const MOST_PUSHES = 20;

export function deleteConnection(parts: ConnectionParts, actor: Actor, id: string, etag: string): void {
  parts.changes.make(actor, (change) => {
    const connection = getConnection(parts, actor, id, 'write:connections');
    const [use, ...more] = usesOf(parts, connection);
    if (use)
      throw new AppError(
        'conflict',
        'connection.inUse',
        `"${use.name}" reads from this connection${more.length > 0 ? `, and ${more.length} more do` : ''}. Delete what reads from it first.`,
      );
    if (!parts.store.remove(change.tx, connection, etag)) stale();
    forget(parts, change.tx, connection);
    change.record({ action: 'connection.delete', ...about(connection), event: 'deleted', before: facts(connection) });
  });
}

/** What is needed to open a connection's source; with its secrets. */
export function targetOf(parts: ConnectionParts, connection: Connection, actor: string): ConnectorTarget {
  const type = getType(parts, connection.connector);
  const cause: Cause = { purpose: `connection ${connection.id}`, tenant: connection.tenant, actor };
  const settings = settingsToOpen(parts, connection);
  return { connector: type.file, params: type.params, settings, key: connection.id, cause };
}

const demandOwnName = (store: ConnectionParts['store'], of: Connection): void =>
  demandFreeName(
    of,
    [store.findByName(of.tenant, of.workspace, of.name)],
    'connection.nameTaken',
    'A connection with this name exists in this workspace already.',
  );

export const about = ({ id, workspace }: Connection) => ({ kind: 'connection', id, workspace });

const SHOWN_CHARS = 200;

/** Settings as the audit log keeps them; long ones (certificates, lists of paths) by their beginning. */
const facts = ({ name, connector, settings, secrets }: Connection) => ({
  ...{ name, connector, secrets },
  settings: Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [key, text !== undefined && text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : value];
    }),
  ),
});
