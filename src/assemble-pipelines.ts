import { join } from 'node:path';
import { AppError } from '#sdk';
import type { IdentityFeatures } from './assemble-identity.ts';
import { ownersOf } from './assemble-owners.ts';
import { importSettings } from './assemble-settings.ts';
import type { Pins } from './engine/publish/pins.ts';
import { createRegistry } from './engine/registry.ts';
import type { DatasetStorage, Datasets } from './features/datasets/index.ts';
import { type Pipelines, pipelinesFeature, sqlitePipelineStore } from './features/pipelines/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import type { Uploads } from './features/uploads/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { EventBus } from './platform/events/index.ts';
import type { JobStore } from './platform/jobs/index.ts';
import type { Scheduler } from './platform/schedules/index.ts';
import { Turns } from './platform/turns.ts';

interface PipelineNeeds {
  readonly changes: Changes;
  readonly events: EventBus;
  readonly jobs: JobStore;
  readonly pins: Pins;
  readonly storage: DatasetStorage;
  readonly tenancy: Tenancy;
  readonly datasets: Datasets;
  readonly uploads: Uploads;
  readonly schedules: () => Scheduler;
  readonly identity: () => Pick<IdentityFeatures, 'signIn'>;
}

/** Children that look at tables for people at a time, and those who wait for one. */
const LOOKS = 2;
const WAITING_LOOKS = 40;

const tooBusy = () =>
  new AppError(
    'rate_limited',
    'pipeline.tooBusy',
    'Many pipelines are being looked at just now. Try again in a moment.',
  );

/** Pipelines: they read what datasets and uploads have, and load as any file is loaded. */
export function pipelineWith({ db, clock, newId, config }: Foundations, needs: PipelineNeeds): Pipelines {
  const { changes, events, jobs, pins, storage, tenancy, datasets, uploads, identity, schedules } = needs;
  const pipelines = pipelinesFeature({
    ...{ store: sqlitePipelineStore(db), changes, clock, newId, jobs, pins, datasets, uploads },
    transforms: createRegistry().transforms,
    chooseWorkspace: tenancy.chooseWorkspace,
    folderOf: (tenant, workspace) =>
      join(storage.root(tenancy.regionOf(tenant, workspace)), 'tenants', tenant, 'pipelines'),
    settings: () => importSettings(config),
    looks: new Turns(LOOKS, WAITING_LOOKS, tooBusy),
    schedules: () => schedules().ofWorkspaces,
    ownerOf: (tenant, user) => ownersOf(identity())(tenant, user),
  });
  events.consume('pipelines', pipelines.afterLoad);
  return pipelines;
}
