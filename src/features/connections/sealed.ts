import { AppError, invalid, Value } from '#sdk';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import { leadTheSameWay, secretsIn, withoutSecrets, withSecrets } from '../../engine/connect/secret-settings.ts';
import { checkParams } from '../../mining/views/check-params.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Connection } from './model.ts';
import type { ConnectionParts } from './parts.ts';

type Settings = Record<string, unknown>;
type Secrets = ReadonlyMap<string, string>;

/** Settings that were looked at: as they are kept, and what is sealed. */
export interface CheckedSettings {
  readonly settings: Settings;
  readonly secrets: Secrets;
}
/** `isSame`: what was tested before holds still. */
export interface CheckedChange extends CheckedSettings {
  readonly isSame: boolean;
}

const secretName = (id: string): string => `connection.${id}`;

/** What is sealed says for which connection it is: a row that was given the name of another does not open it. */
interface Sealed {
  readonly connection: string;
  readonly values: Readonly<Record<string, string>>;
}

export function seal({ secrets }: ConnectionParts, tx: Tx, { tenant, id }: Connection, values: Secrets): void {
  if (values.size === 0) {
    secrets.remove(tx, tenant, secretName(id));
    return;
  }
  const sealed: Sealed = { connection: id, values: Object.fromEntries(values) };
  secrets.put(tx, tenant, secretName(id), JSON.stringify(sealed));
}

export const forget = ({ secrets }: ConnectionParts, tx: Tx, { tenant, id }: Connection): void =>
  void secrets.remove(tx, tenant, secretName(id));

function unsealed({ secrets, db }: ConnectionParts, connection: Connection): Secrets {
  if (connection.secrets.length === 0) return new Map();
  const sealed = JSON.parse(secrets.read(db, connection.tenant, secretName(connection.id))) as Sealed;
  if (sealed.connection === connection.id) return new Map(Object.entries(sealed.values));
  throw new AppError(
    'internal',
    'connection.foreignSecret',
    'What is sealed for this connection belongs to another. Restore the database from a backup.',
  );
}

/** The settings with which the source is opened. They go to the connector's child, and nowhere else. */
export const settingsToOpen = (parts: ConnectionParts, connection: Connection): Settings =>
  withSecrets(connection.settings, unsealed(parts, connection));

/** Settings of a new connection. */
export function checkSettings(type: ConnectorType, sent: Settings): CheckedSettings {
  const complete = checkParams(type.params, withoutNulls(sent), '/settings', 'settings') as Settings;
  return split(type, complete);
}

/**
 * Changed settings. Secrets that were not typed are kept, but only where they go where they went: whoever may change a host must not
 * by that get to read what somebody else typed.
 */
export function checkChange(
  parts: ConnectionParts,
  type: ConnectorType,
  before: Connection,
  sent: Settings,
): CheckedChange {
  const stored = unsealed(parts, before);
  const typed = new Set(secretsIn(type.params, sent).map(({ pointer }) => pointer));
  const kept = new Map([...stored].filter(([pointer]) => !typed.has(pointer) && !isNull(sent, pointer)));
  const filled = withSecrets(withoutNulls(sent), kept);
  const checked = split(type, checkParams(type.params, filled, '/settings', 'settings') as Settings);
  if (kept.size > 0 && !leadTheSameWay(type.params, before.settings, checked.settings)) demandAgain([...kept.keys()]);
  const sameSecrets = kept.size === stored.size && checked.secrets.size === stored.size;
  return { ...checked, isSame: sameSecrets && Value.Equal(before.settings, checked.settings) };
}

function split(type: ConnectorType, complete: Settings): CheckedSettings {
  const secrets = new Map(secretsIn(type.params, complete).map(({ pointer, value }) => [pointer, value]));
  return { settings: withoutSecrets(type.params, complete), secrets };
}

const demandAgain = (pointers: readonly string[]): never =>
  invalid(
    'connection.secretAgain',
    'Type the secrets again: what you changed could lead them elsewhere, so those that are kept are not sent there.',
    pointers.map((pointer) => ({ pointer: `/settings${pointer}`, message: 'is needed again' })),
  );

const isNull = (settings: unknown, pointer: string): boolean => {
  const value = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Settings | null | undefined)?.[name], settings);
  return value === null;
};

/** Null says that there shall be none. */
const withoutNulls = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
