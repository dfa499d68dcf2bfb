import { auditKeys, type ChainReport, verifyChain } from '../../platform/audit/index.ts';
import { openReader, type Reader } from '../../platform/db/index.ts';
import { answerTasks } from '../../platform/threads/index.ts';
import type { AuditSearch, FoundRow, FoundRows } from './model.ts';
import { rowsInOrder, searchRows } from './search.ts';

export type AuditTask = { readonly file: string } & (
  | { readonly do: 'search'; readonly search: AuditSearch; readonly before: number | null; readonly limit: number }
  | {
      readonly do: 'rows';
      readonly search: AuditSearch;
      readonly after: number;
      readonly upTo: number;
      readonly limit: number;
    }
  | { readonly do: 'verify'; readonly key: Uint8Array; readonly witnesses: readonly string[] }
);

let reader: Reader | null = null;

answerTasks<AuditTask, FoundRows | FoundRow[] | ChainReport>((task) => {
  reader ??= openReader(task.file);
  if (task.do === 'verify') return verifyChain(reader, auditKeys(task.key), task.witnesses);
  return task.do === 'search'
    ? searchRows(reader, task.search, task.before, task.limit)
    : rowsInOrder(reader, task.search, task.after, task.upTo, task.limit);
});
