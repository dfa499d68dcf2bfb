/** Sources of data that people of a workspace may read: their settings, their secrets, and what is asked of them. */
import { AppError, type PushedMessage, type Static } from '#sdk';
import type { ConnectorTarget } from '../../engine/connect/connector-host.ts';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { connectionRoutes } from './api.ts';
import {
  type AskingParts,
  type Preview,
  previewConnection,
  RecentLists,
  type TestOutcome,
  testConnection,
} from './ask.ts';
import { type Connection, MAX_CONNECTIONS, type PreviewRequest } from './model.ts';
import { connectionPages } from './pages.ts';
import type { ConnectionNeeds, FindOffer, FindPushes, FindUses } from './parts.ts';
import { mostPushBytes, type VerifiedPush, verifyPush } from './push-door.ts';
import { getConnection, getType, listConnections, targetOf } from './use-cases.ts';

export type { Preview, TestOutcome } from './ask.ts';
export type { Connection, ConnectionUse } from './model.ts';
export type { FindOffer, FindPushes, ReadPart } from './parts.ts';
export { keyPrefixOf, PUSH_PATH, type VerifiedPush } from './push-door.ts';
export { sqliteConnectionStore } from './store.sqlite.ts';

export interface Connections {
  readonly routes: readonly Route[];
  pages(render: Render): readonly Route[];
  /** Those that the actor may read, by name. */
  list(actor: Actor): readonly Connection[];
  test(actor: Actor, id: string, signal?: AbortSignal): Promise<TestOutcome>;
  preview(actor: Actor, id: string, asked: Static<typeof PreviewRequest>, signal?: AbortSignal): Promise<Preview>;
  /** One that the actor may read. */
  get(actor: Actor, id: string): Connection;
  typeOf(connection: Connection): ConnectorType;
  /**
   * What the host needs to open the source of a connection, with its secrets. Who may read it was asked before.
   * @param actor who it is opened for, as the audit log names them
   */
  targetOf(tenant: string, id: string, actor: string): ConnectorTarget;
  /** Lets in a message that is rightly signed; whatever else is `unauthenticated`. */
  verifyPush(id: string, message: PushedMessage): VerifiedPush;
  /** Most bytes of a message. */
  mostPushBytes(): number;
  /** Says what reads from connections: such a one cannot be deleted. */
  addUses(find: FindUses): void;
  /** Offers something to be begun with what people look at in a connection: loading it again and again, say. */
  addOffer(find: FindOffer): void;
  /** Says what came of the messages to a connection. */
  addPushes(find: FindPushes): void;
}

export function connectionsFeature(needs: ConnectionNeeds): Connections {
  const parts: AskingParts = { ...needs, uses: [], offers: [], pushes: [], lists: new RecentLists() };
  return {
    routes: connectionRoutes(parts),
    pages: (render) => connectionPages({ ...parts, render }),
    list: (actor) => listConnections(parts, actor, { limit: MAX_CONNECTIONS, after: null, offset: 0 }).items,
    test: (actor, id, signal) => testConnection(parts, actor, id, signal),
    preview: (actor, id, asked, signal) => previewConnection(parts, actor, id, asked, signal),
    get: (actor, id) => getConnection(parts, actor, id),
    typeOf: ({ connector }) => getType(parts, connector),
    targetOf: (tenant, id, actor) => targetOf(parts, findConnection(parts, tenant, id), actor),
    verifyPush: (id, message) => verifyPush(parts, id, message),
    mostPushBytes: () => mostPushBytes(parts),
    addUses: (find) => void parts.uses.push(find),
    addOffer: (find) => void parts.offers.push(find),
    addPushes: (find) => void parts.pushes.push(find),
  };
}

function findConnection({ store }: ConnectionNeeds, tenant: string, id: string): Connection {
  const found = store.find(tenant, id);
  if (found) return found;
  throw new AppError('not_found', 'connection.notFound', 'The connection that it reads from is not there any more.');
}
