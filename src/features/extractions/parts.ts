import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JobStore } from '../../platform/jobs/index.ts';
import type { WorkspaceSchedules } from '../../platform/schedules/index.ts';
import type { ColumnMappings } from '../column-mappings/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Datasets, ImportSettings } from '../datasets/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import type { Sources } from './sources.ts';
import type { ExtractionStore } from './store.ts';

export interface ExtractionParts {
  readonly store: ExtractionStore;
  readonly sources: Sources;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly jobs: JobStore;
  readonly schedules: () => WorkspaceSchedules;
  readonly datasets: Pick<
    Datasets,
    | 'openDataset'
    | 'seesAll'
    | 'listRecent'
    | 'createDataset'
    | 'prepareStage'
    | 'loadMadeFiles'
    | 'takePushes'
    | 'listPushesUnder'
  >;
  readonly mappings: Pick<ColumnMappings, 'get' | 'matching' | 'create'>;
  readonly verifyPush: Connections['verifyPush'];
  readonly mostPushBytes: Connections['mostPushBytes'];
  readonly getProject: Tenancy['getProject'];
  readonly listProjects: Tenancy['listProjects'];
  readonly importSettings: () => ImportSettings;
  /** Where samples of connections lie while they are looked at, on the disk of their workspace. What a crash leaves is swept there. */
  readonly sampleFolder: (place: { readonly tenant: string; readonly workspace: string }) => string;
  /** Waits for a while; ends at once when it is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}
