import { importSettings } from './assemble-settings.ts';
import type { ConnectorHost } from './engine/connect/connector-host.ts';
import type { ConnectorType } from './engine/connect/connector-types.ts';
import { type Connections, connectionsFeature, sqliteConnectionStore } from './features/connections/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';

interface ConnectingParts {
  readonly changes: Changes;
  readonly tenancy: Tenancy;
  readonly mining: {
    readonly connectors: ConnectorHost;
    readonly connectorTypes: ReadonlyMap<string, ConnectorType>;
  };
  readonly more: readonly ConnectorType[];
}

/** Sources of data, and what is asked of them. */
export const connectWith = (
  { db, clock, newId, secrets, config }: Foundations,
  { changes, tenancy, mining, more }: ConnectingParts,
): Connections =>
  connectionsFeature({
    ...{ store: sqliteConnectionStore(db), db, changes, secrets, clock, newId, host: mining.connectors },
    types: new Map([...mining.connectorTypes, ...more.map((type) => [type.id, type] as const)]),
    ...{ chooseWorkspace: tenancy.chooseWorkspace, listWorkspaces: tenancy.listWorkspaces },
    importLimits: () => importSettings(config).limits,
  });
