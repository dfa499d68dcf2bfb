import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { ModelScore, ModelVersion, ProcessModel } from './model.ts';

/** Which models a list is about. */
export interface ModelReach {
  readonly tenant: string;
  readonly workspaces: readonly string[];
  readonly project: string | null;
  readonly dataset: string | null;
}

/** Where models are kept. Those of a deleted project are not there. */
export interface ModelStore {
  find(tenant: string, id: string): ProcessModel | null;
  /** By name, then id; one more than the limit where there is more. */
  list(reach: ModelReach, request: ListRequest): { rows: ProcessModel[]; total: number };
  /** Of a project, those about this dataset first, then those about none; the newest first. */
  listFor(of: { tenant: string; project: string; dataset: string }, limit: number): ProcessModel[];
  listNames(tenant: string, project: string): readonly { id: string; name: string }[];
  findVersion(tenant: string, id: string, number: number): ModelVersion | null;
  /** Newest first. */
  listVersions(tenant: string, id: string): ModelVersion[];
  /** Null: there is no such version. */
  text(tenant: string, id: string, number: number): string | null;
  /** With its first version. */
  insert(tx: Tx, model: ProcessModel, text: string): void;
  addVersion(tx: Tx, model: ProcessModel, text: string): void;
  /** False when the model is no longer at `expectedEtag`; so with `remove`. */
  update(tx: Tx, model: ProcessModel, expectedEtag: string): boolean;
  remove(tx: Tx, model: ProcessModel, expectedEtag: string): boolean;
  /** Takes the place of an earlier score of the same question. */
  keepScore(tx: Tx, tenant: string, score: ModelScore): void;
  /** Newest first; those of deleted datasets are not there. */
  listScores(tenant: string, id: string): ModelScore[];
}
