import type { Tx } from '../../platform/db/index.ts';
import type { AnalysisState } from './state.ts';

/** Lists of filters that are too long for an address. */
export interface KeptFilters {
  find(tenant: string, name: string): AnalysisState | null;
  keep(tx: Tx, tenant: string, name: string, state: AnalysisState, nowMs: number): void;
}
