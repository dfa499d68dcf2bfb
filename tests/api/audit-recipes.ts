import { type Appliance, addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { fillForm } from './data-recipes.ts';

type Recipe = (house: Appliance, ann: HttpClient) => Promise<Got>;

const byAuditor =
  (ask: (eva: HttpClient) => Promise<Got>): Recipe =>
  async (house) => {
    await addUser(house, { login: 'eva', tenant: house.home.tenant.id, role: 'auditor' });
    return ask(await signedIn(house, 'eva'));
  };

/** What auditors do that is recorded. */
export const AUDIT_RECIPES: Record<string, Recipe> = {
  'POST /api/v1/admin/audit-logs/verify': byAuditor((eva) => eva.post('/api/v1/admin/audit-logs/verify')),
  'POST /admin/audit/chain/verify': byAuditor((eva) =>
    fillForm(eva, '/admin/audit/chain', '/admin/audit/chain/verify', {}),
  ),
};

/** Signing in is a row. */
export const AUDIT_PREPARED: Record<string, number> = {
  'POST /api/v1/admin/audit-logs/verify': 1,
  'POST /admin/audit/chain/verify': 1,
};
