import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Extraction, LoadedFile, Progress, Run } from './model.ts';

export interface ExtractionStore {
  /** By name, of what is within reach; one more than the limit. */
  list(reach: Reach, request: ListRequest): { rows: Extraction[]; total: number };
  find(tenant: string, id: string): Extraction | null;
  /** Names and ids of those of a connection, so that none loses it. */
  ofConnection(tenant: string, connection: string): { readonly id: string; readonly name: string }[];
  /** The one of the workspace that has the name. */
  findByName(tenant: string, workspace: string, name: string): Pick<Extraction, 'id' | 'name'> | null;
  insert(tx: Tx, extraction: Extraction): void;
  /** False when it was changed meanwhile. */
  update(tx: Tx, extraction: Extraction, etag: string): boolean;
  remove(tx: Tx, extraction: Extraction): void;
  setProgress(tx: Tx, extraction: Pick<Extraction, 'tenant' | 'id'>, progress: Progress): void;

  /** Newest first; one more than the limit. */
  listRuns(extraction: Extraction, request: ListRequest): { rows: Run[]; total: number };
  lastRuns(tenant: string, extractions: readonly string[]): ReadonlyMap<string, Run>;
  /** What a run is by now; of each extraction the last ones are kept. */
  keepRun(tx: Tx, run: Omit<Run, 'since' | 'until' | 'version'>): void;
  /** From where to where a run read. */
  noteRange(tx: Tx, run: Pick<Run, 'tenant' | 'id' | 'since' | 'until'>): void;

  loadedFiles(extraction: Extraction): ReadonlyMap<string, LoadedFile>;
  keepFiles(tx: Tx, extraction: Extraction, files: readonly LoadedFile[], nowMs: number): void;
  forgetFiles(tx: Tx, extraction: Pick<Extraction, 'tenant' | 'id'>): void;
}
