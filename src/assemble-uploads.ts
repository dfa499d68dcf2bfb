import { join } from 'node:path';
import { scannerSettings, uploadSettings } from './assemble-settings.ts';
import { columnMappingsFeature, sqliteColumnMappingStore } from './features/column-mappings/index.ts';
import type { DatasetStorage, Datasets } from './features/datasets/index.ts';
import type { Tenancy } from './features/tenancy/index.ts';
import { sqliteUploadStore, uploadsFeature } from './features/uploads/index.ts';
import type { Foundations } from './foundations.ts';
import type { Changes } from './platform/changes/changes.ts';
import type { JobStore } from './platform/jobs/index.ts';
import { scannersOf } from './platform/scanner/index.ts';

interface UploadNeeds {
  readonly changes: Changes;
  readonly datasets: Datasets;
  readonly tenancy: Tenancy;
  readonly jobs: JobStore;
  readonly storage: DatasetStorage;
}

/** Files on their way in, and what their columns are. */
export function uploadWith({ db, clock, newId, config, log, egress }: Foundations, needs: UploadNeeds) {
  const { changes, datasets, tenancy, jobs, storage } = needs;
  const base = { changes, clock, newId };
  const mappings = columnMappingsFeature({
    ...{ store: sqliteColumnMappingStore(db), ...base, chooseWorkspace: tenancy.chooseWorkspace },
  });
  const uploads = uploadsFeature({
    ...{ store: sqliteUploadStore(db), ...base, jobs, datasets, mappings, getProject: tenancy.getProject },
    listProjects: tenancy.listProjects,
    rootOf: ({ tenant, workspace }) => storage.root(tenancy.regionOf(tenant, workspace)),
    roots: storage.roots,
    rawPath: ({ tenant, workspace }, sha256) => join(storage.raw(tenancy.regionOf(tenant, workspace), tenant), sha256),
    settings: () => uploadSettings(config),
    scanners: () => scannersOf(scannerSettings(config), egress.as({ purpose: 'scanner of uploads' })),
    log,
  });
  return { uploads, mappings };
}
