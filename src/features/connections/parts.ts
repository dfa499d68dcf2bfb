import type { ConnectorHost } from '../../engine/connect/connector-host.ts';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import type { ImportLimits } from '../../engine/import/import-job.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { SecretStore } from '../../platform/secrets/index.ts';
import type { Connection, ConnectionUse } from './model.ts';
import type { ConnectionStore } from './store.ts';

/** What reads from a connection, as far as there is somebody who says so. */
export type FindUses = (tenant: string, connection: string) => readonly ConnectionUse[];

/** What can be begun with a table, a query or a file of a connection. */
export type FindOffer = (actor: Actor, connection: Connection, what: ReadPart) => Offer | null;
export interface ReadPart {
  readonly table?: string;
  readonly query?: string;
  readonly file?: string;
}
export interface Offer {
  readonly text: string;
  /** Where the form of it goes, and what it says. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What came of the last messages to a connection, newest first, as far as the actor may see where they went. */
export type FindPushes = (actor: Actor, connection: Connection) => readonly LastPush[];
export interface LastPush {
  readonly receivedAtMs: number;
  readonly rows: number;
  readonly state: 'waiting' | 'loaded' | 'failed';
  readonly dataset: { readonly id: string; readonly name: string };
}

export interface ConnectionNeeds {
  readonly store: ConnectionStore;
  readonly db: Reader;
  readonly changes: Changes;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly host: Pick<ConnectorHost, 'run'>;
  readonly types: ReadonlyMap<string, ConnectorType>;
  /** The workspace that is meant: the one that was named, or the one in which the actor works. */
  readonly chooseWorkspace: (actor: Actor, wanted: string | undefined) => { readonly id: string };
  readonly listWorkspaces: (actor: Actor) => readonly { readonly id: string; readonly name: string }[];
  readonly importLimits: () => ImportLimits;
}

export interface ConnectionParts extends ConnectionNeeds {
  /** Grows while the appliance is assembled. */
  readonly uses: FindUses[];
  readonly offers: FindOffer[];
  readonly pushes: FindPushes[];
}
