import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Upload } from './model.ts';

/** Where uploads are recorded. Their bytes are files (files.ts). */
export interface UploadStore {
  find(tenant: string, id: string): Upload | null;
  /** Of one person, newest first; one more than the limit where there is more. */
  list(tenant: string, user: string, request: ListRequest): { rows: Upload[]; total: number };
  /** Those of one person that are received, or wait for what their columns are. */
  countOpen(tenant: string, user: string): number;
  insert(tx: Tx, upload: Upload): void;
  /** False when the upload is no longer in the state `from`. */
  update(tx: Tx, upload: Upload, from: Upload['state']): boolean;
  /** Every upload of every tenant that may have a file. For the sweeper alone. */
  everyOpen(): Upload[];
  everyTenant(): string[];
}
