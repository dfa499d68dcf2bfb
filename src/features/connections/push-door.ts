import { createHmac, randomBytes } from 'node:crypto';
import { AppError, type PushedMessage, type PushedValues } from '#sdk';
import type { ConnectionParts } from './parts.ts';
import { settingsToOpen } from './sealed.ts';

/** The connection that a message is for, whose signature was right. */
export interface VerifiedPush {
  readonly connection: { readonly id: string; readonly tenant: string; readonly name: string };
  /** Under which a repetition is the same message, whichever connections send into the same dataset. */
  readonly key: string;
  readonly rows: () => readonly PushedValues[];
}

/** Below it, by its id, a connection takes what is sent to it. */
export const PUSH_PATH = '/api/v1/push';

/** What the keys of all messages of a connection begin with. */
export const keyPrefixOf = (connection: string): string => `${connection}:`;

const NOBODYS_KEY = randomBytes(32);

/**
 * Lets in a message whose signature is right. A connection that is unknown, of another kind or of a closed tenant, and a wrong
 * signature are the same fault, after the same work.
 */
export function verifyPush(parts: ConnectionParts, id: string, message: PushedMessage): VerifiedPush {
  const connection = parts.store.findAnywhere(id);
  const push = connection && parts.types.get(connection.connector)?.push;
  if (!connection || !push) {
    createHmac('sha256', NOBODYS_KEY).update(message.body).digest();
    return refuse();
  }
  const settings = settingsToOpen(parts, connection) as never;
  const proof = push.verify(settings, message, parts.clock.now());
  if (!proof) return refuse();
  const { tenant, name } = connection;
  return {
    connection: { id, tenant, name },
    key: `${keyPrefixOf(id)}${proof.id}`,
    rows: () => push.rowsOf(settings, message),
  };
}

function refuse(): never {
  throw new AppError(
    'unauthenticated',
    'push.notSigned',
    'Nothing was taken: there is no such address, or the message is not signed as it demands. Compare address, secret and clock with its connection.',
  );
}

/** Most bytes that any connector takes. */
export const mostPushBytes = ({ types }: ConnectionParts): number =>
  Math.max(0, ...[...types.values()].map(({ push }) => push?.maxBytes ?? 0));
