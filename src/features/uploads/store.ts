import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Upload, UploadRecord } from './model.ts';

/** Where uploads are recorded. Their bytes are files (files.ts). */
export interface UploadStore {
  find(tenant: string, id: string): Upload | null;
  /** Of one person, newest first; one more than the limit where there is more. */
  list(tenant: string, user: string, request: ListRequest): { rows: Upload[]; total: number };
  /** Those of one person that are received, or wait for what their columns are. */
  countOpen(tenant: string, user: string): number;
  /** Those that share the mapping and the load of one, in their order, without it. */
  listParts(tenant: string, lead: string): Upload[];
  /** One's own, and those that others have loaded within reach, newest first; one more than the limit where there is more. */
  listRecords(reach: Reach, user: string, request: ListRequest): { rows: UploadRecord[]; total: number };
  insert(tx: Tx, upload: Upload): void;
  /** False when the upload is no longer in the state `from`. */
  update(tx: Tx, upload: Upload, from: Upload['state']): boolean;
  /** Every upload of every tenant that may have a file. For the sweeper alone. */
  everyOpen(): Upload[];
  everyTenant(): string[];
}
