import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Extraction, LoadedFile, MissedPushes, OfConnection, Progress, Run } from './model.ts';

export interface ExtractionStore {
  /** By name, of what is within reach; one more than the limit. */
  list(reach: Reach, request: ListRequest): { rows: Extraction[]; total: number };
  find(tenant: string, id: string): Extraction | null;
  /** All of a connection, also those whose dataset is in the bin: none of them loses it. */
  ofConnection(tenant: string, connection: string): OfConnection[];
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

  findMissed(extraction: Pick<Extraction, 'tenant' | 'id'>): MissedPushes | null;
  /** Counts a message that was not taken. @returns whether it is the first one since the dataset went into the bin */
  countMissed(
    tx: Tx,
    extraction: Pick<Extraction, 'tenant' | 'id'>,
    message: { readonly rows: number; readonly atMs: number; readonly binSinceMs: number },
  ): boolean;
  forgetMissed(tx: Tx, extraction: Pick<Extraction, 'tenant' | 'id'>): void;

  loadedFiles(extraction: Extraction): ReadonlyMap<string, LoadedFile>;
  keepFiles(tx: Tx, extraction: Extraction, files: readonly LoadedFile[], nowMs: number): void;
  forgetFiles(tx: Tx, extraction: Pick<Extraction, 'tenant' | 'id'>): void;
}
