import { type AuditKeys, type ChainReport, verifyChain } from '../../platform/audit/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { AskedThread } from '../../platform/threads/index.ts';
import type { AuditTask } from './audit-worker.ts';
import type { AuditSearch, FoundRow, FoundRows } from './model.ts';
import { rowsInOrder, searchRows } from './search.ts';

/** Reads the audit log: a million rows are a second's work, and nobody else shall wait for it. */
export interface AuditReader {
  search(search: AuditSearch, before: number | null, limit: number): Promise<FoundRows>;
  /** Rows behind `after` up to `upTo`, oldest first. */
  rows(search: AuditSearch, after: number, upTo: number, limit: number): Promise<FoundRow[]>;
  verify(witnesses: readonly string[]): Promise<ChainReport>;
}

export const auditReader = (db: Db, keys: AuditKeys): AuditReader =>
  db.file === ':memory:' ? readerHere(db, keys) : readerOnThreads(db.file, keys);

type Answer = FoundRows | FoundRow[] | ChainReport;
const newThread = () => new AskedThread<AuditTask, Answer>(new URL('./audit-worker.ts', import.meta.url), 'audit');

function readerOnThreads(file: string, keys: AuditKeys): AuditReader {
  let searching: AskedThread<AuditTask, Answer> | null = null;
  const ask = async <D extends Answer>(task: AuditTask): Promise<D> => {
    if (!searching || searching.ended) searching = newThread();
    return (await searching.ask(task)) as D;
  };
  return {
    search: (search, before, limit) => ask({ do: 'search', file, search, before, limit }),
    rows: (search, after, upTo, limit) => ask({ do: 'rows', file, search, after, upTo, limit }),
    async verify(witnesses) {
      // On a thread of its own: searches go on beside it.
      const thread = newThread();
      try {
        return (await thread.ask({ do: 'verify', file, key: keys.chain, witnesses })) as ChainReport;
      } finally {
        thread.stop(new Error('the verification is over'));
      }
    },
  };
}

/** A database in memory belongs to this thread alone. */
const readerHere = (db: Db, keys: AuditKeys): AuditReader => ({
  search: async (search, before, limit) => searchRows(db, search, before, limit),
  rows: async (search, after, upTo, limit) => rowsInOrder(db, search, after, upTo, limit),
  verify: async (witnesses) => verifyChain(db, keys, witnesses),
});
