import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Pipeline, PipelineRun, PipelineVersion } from './model.ts';

/** Drafts that can be gone back to, and those that were gone back from. */
export type DraftSide = 'undo' | 'redo';

/** Where pipelines, their versions and runs are kept. */
export interface PipelineStore {
  find(tenant: string, id: string): Pipeline | null;
  /** By name, then id; one more than the limit where there is more. */
  list(reach: Reach, request: ListRequest): { rows: Pipeline[]; total: number };
  findByName(tenant: string, workspace: string, name: string): Pipeline | null;
  insert(tx: Tx, pipeline: Pipeline): void;
  /** False when it is no longer at `expectedEtag`. */
  update(tx: Tx, pipeline: Pipeline, expectedEtag: string): boolean;
  remove(tx: Tx, pipeline: Pipeline, expectedEtag: string): boolean;
  /** Those of a tenant that run after their inputs. */
  runningAfterInputs(tenant: string): Pipeline[];
  /** Keeps a draft on top of its side; the oldest ones go. */
  pushDraft(tx: Tx, pipeline: Pipeline, side: DraftSide, document: PipelineDocument): void;
  /** Takes the draft on top away; null: there is none. */
  takeDraft(tx: Tx, pipeline: Pipeline, side: DraftSide): PipelineDocument | null;
  forgetDrafts(tx: Tx, pipeline: Pipeline, side: DraftSide): void;
  countDrafts(tenant: string, pipeline: string): Readonly<Record<DraftSide, number>>;
  findVersion(tenant: string, pipeline: string, number: number): PipelineVersion | null;
  /** The last ones first. */
  listVersions(tenant: string, pipeline: string): PipelineVersion[];
  insertVersion(tx: Tx, version: PipelineVersion): void;
  insertRun(tx: Tx, run: PipelineRun): void;
  endRun(tx: Tx, run: PipelineRun): void;
  findRun(tenant: string, id: string): PipelineRun | null;
  findRunOfJob(tenant: string, job: string): PipelineRun | null;
  /** The last ones first. */
  listRuns(tenant: string, pipeline: string, request: ListRequest): { rows: PipelineRun[]; total: number };
  /** Of every tenant. */
  everyWorkspace(): { readonly tenant: string; readonly id: string }[];
}
