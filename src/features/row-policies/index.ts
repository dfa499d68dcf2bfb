/** Which cases of a dataset people see. What is decided here bounds everything that is computed (`platform/access/row-policy.ts`). */
import type { Route } from '../../platform/http/route.ts';
import { rowPolicyRoutes } from './api.ts';
import { type RowPolicyPageParts, rowPolicyPages } from './pages.ts';

export { storedRowPolicy } from './decide.ts';
export { sqliteRowPolicyStore } from './store.sqlite.ts';

export interface RowPolicies {
  readonly routes: readonly Route[];
}

export const rowPoliciesFeature = (parts: RowPolicyPageParts): RowPolicies => ({
  routes: [...rowPolicyRoutes(parts), ...rowPolicyPages(parts)],
});
