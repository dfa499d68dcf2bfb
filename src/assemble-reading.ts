import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connectWith } from './assemble-connections.ts';
import { importSettings } from './assemble-settings.ts';
import type { ConnectorHost } from './engine/connect/connector-host.ts';
import type { ConnectorType } from './engine/connect/connector-types.ts';
import type { ColumnMappings } from './features/column-mappings/index.ts';
import type { Connections } from './features/connections/index.ts';
import { type DatasetStorage, type Datasets, importEvents } from './features/datasets/index.ts';
import {
  type ExtractionStore,
  type Extractions,
  extractionEvents,
  extractionsFeature,
  hostSources,
  noteRun,
  type Sources,
} from './features/extractions/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Foundations } from './foundations.ts';
import type { Actor } from './platform/access/actor.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { EventBus } from './platform/events/index.ts';
import { type JobStore, jobEvents, jobStore } from './platform/jobs/index.ts';
import type { Scheduler } from './platform/schedules/index.ts';

/** From what is read, and how long is waited before a lost connection is made again. */
export interface Extracting {
  readonly sources: Sources;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface ReadNeeds {
  readonly changes: Changes;
  readonly datasets: Datasets;
  readonly tenancy: Tenancy;
  readonly mappings: ColumnMappings;
  readonly jobs: JobStore;
  readonly storage: DatasetStorage;
  readonly mining: Parameters<typeof connectWith>[1]['mining'];
  readonly extractionStore: ExtractionStore;
  /** Made of what the features bring, once they are there. */
  readonly schedules: () => Scheduler;
  /** What a test puts in the place of, or beside, the real thing. */
  readonly extracting?: Extracting;
  readonly connectorTypes?: readonly ConnectorType[];
}

/** Connections to sources elsewhere, and what is read of them into datasets again and again. */
export function readWith(
  foundations: Foundations,
  needs: ReadNeeds,
): { connections: Connections; extractions: Extractions } {
  const { clock, newId, config } = foundations;
  const { changes, datasets, tenancy, mappings, jobs, storage, mining, extracting, connectorTypes = [] } = needs;
  const connections = connectWith(foundations, { changes, tenancy, mining, more: connectorTypes });
  const extractions = extractionsFeature({
    ...{ store: needs.extractionStore, changes, clock, newId, jobs, datasets, mappings },
    sources: extracting?.sources ?? sourcesOf(connections, mining.connectors),
    ...{
      getProject: tenancy.getProject,
      listProjects: tenancy.listProjects,
      schedules: () => needs.schedules().ofWorkspaces,
    },
    ...{ verifyPush: connections.verifyPush, mostPushBytes: connections.mostPushBytes },
    importSettings: () => importSettings(config),
    sampleFolder: ({ tenant, workspace }) =>
      join(storage.root(tenancy.regionOf(tenant, workspace)), 'tenants', tenant, 'uploads'),
    wait: extracting?.wait ?? ((ms, signal) => setTimeout(ms, undefined, { signal })),
  });
  connections.addUses((tenant, connection) => extractions.usesOf(tenant, connection));
  connections.addOffer(extractions.offerFor);
  connections.addPushes(extractions.lastPushes);
  return { connections, extractions };
}

/** Saved connections, each opened in a child process of its own when something is read. */
function sourcesOf(connections: Connections, host: ConnectorHost): Sources {
  const get = (actor: Actor, id: string) => {
    const connection = connections.get(actor, id);
    const { workspace, name } = connection;
    return { id, workspace, name, connector: connections.typeOf(connection) };
  };
  const targetOf = (actor: Actor, id: string) => {
    const { tenant } = connections.get(actor, id);
    return connections.targetOf(tenant, id, `${actor.kind}/${actor.kind === 'system' ? actor.name : actor.id}`);
  };
  return hostSources({ get, targetOf }, host);
}

/** Jobs, whose changes are told as events and kept as runs, with the very transaction of the change. */
export function jobsWith(
  { db, clock, newId, bootId }: Foundations,
  events: EventBus,
  store: ExtractionStore,
): JobStore {
  const tell = jobEvents(events, (job) => [...importEvents(job), ...extractionEvents(job)]);
  return jobStore({
    ...{ db, clock, newId, bootId },
    changed(tx, job) {
      noteRun(store, tx, job);
      tell(tx, job);
    },
  });
}
