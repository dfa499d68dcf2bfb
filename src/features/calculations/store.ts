import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Analysis } from './model.ts';

/** Where analyses are on record; their results are not: those are in the engine's cache. */
export interface AnalysisStore {
  find(tenant: string, id: string): Analysis | null;
  /** Those of one person, newest first; one more than the limit where there is more. */
  list(of: { tenant: string; owner: string }, request: ListRequest): { rows: Analysis[]; total: number };
  insert(tx: Tx, analysis: Analysis): void;
  remove(tx: Tx, analysis: Analysis): void;
  /** How far an analysis got is nobody's deed: it is kept without an audit row. */
  keepState(analysis: Analysis): void;
  /** Those that were under way when the server stopped: they have failed. Gives how many. */
  failUnfinished(error: NonNullable<Analysis['error']>, nowMs: number): number;
  /** Forgets what ended before. */
  prune(beforeMs: number): number;
  countByCalendar(tenant: string, calendar: string): number;
}
