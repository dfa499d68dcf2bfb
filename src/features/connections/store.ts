import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Connection, ConnectionTest } from './model.ts';

export interface ConnectionStore {
  find(tenant: string, id: string): Connection | null;
  /** Whosever it is; null for those of a closed tenant or workspace. Only for who proves to know its secret. */
  findAnywhere(id: string): Connection | null;
  findByName(tenant: string, workspace: string, name: string): Connection | null;
  list(reach: Reach, request: ListRequest): { rows: Connection[]; total: number };
  count(tenant: string): number;
  insert(tx: Tx, connection: Connection): void;
  /** False when its version is another one by now. */
  update(tx: Tx, connection: Connection, expectedEtag: string): boolean;
  remove(tx: Tx, connection: Connection, expectedEtag: string): boolean;
  /** Keeps what a test came to, unless the settings were changed meanwhile. */
  noteTest(tx: Tx, connection: Connection, test: ConnectionTest): void;
}
