import type { Pins } from '../../engine/publish/pins.ts';
import type { TransformSource } from '../../mining/pipelines/flow.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JobStore } from '../../platform/jobs/index.ts';
import type { WorkspaceSchedules } from '../../platform/schedules/index.ts';
import type { Turns } from '../../platform/turns.ts';
import type { Datasets, ImportSettings } from '../datasets/index.ts';
import type { Uploads } from '../uploads/index.ts';
import type { PipelineStore } from './store.ts';

export interface PipelineParts {
  readonly store: PipelineStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly jobs: JobStore;
  readonly pins: Pins;
  readonly datasets: Pick<Datasets, 'openDataset' | 'folderOf' | 'loadMadeFiles' | 'decidedColumns' | 'seesAll'>;
  readonly uploads: Pick<Uploads, 'fileOf'>;
  readonly transforms: TransformSource;
  /** The workspace that is meant: the one that was named, or the one in which the actor works. */
  readonly chooseWorkspace: (actor: Actor, wanted: string | undefined) => { readonly id: string };
  /** A folder for what runs in a workspace, on the disk of its region. */
  readonly folderOf: (tenant: string, workspace: string) => string;
  readonly settings: () => ImportSettings;
  /** Children that look into tables for people: few at a time. */
  readonly looks: Turns;
  /** When what is published runs by itself. */
  readonly schedules: () => WorkspaceSchedules;
  /** Who an account stands for at this moment; null: nothing may be done in its name. */
  readonly ownerOf: (tenant: string, user: string) => Promise<Actor | null>;
}
