import { addDataset, addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { fillForm } from './data-recipes.ts';
import type { Recipe } from './recipe.ts';

const byAuditor =
  (ask: (eva: HttpClient) => Promise<Got>): Recipe =>
  async (house) => {
    await addUser(house, { login: 'eva', tenant: house.home.tenant.id, role: 'auditor' });
    return ask(await signedIn(house, 'eva'));
  };

const PSEUDONYMS = '/api/v1/admin/privacy/pseudonyms';
const POLICIES = '/api/v1/admin/row-policies';
const POLICY = { name: 'P', holderKind: 'everyone' };
/** An administrator who is signed in, which is one audit row, and a dataset, which is two. */
const withPolicy =
  (ask: (root: HttpClient, sent: { datasetId: string }) => Promise<Got>): Recipe =>
  async (house) => {
    const { tenant, project } = house.home;
    const dataset = addDataset(house, tenant.id, project.id, 'Own');
    await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    return ask(root, { datasetId: dataset, ...POLICY });
  };
const kept = async (root: HttpClient, sent: { datasetId: string }) =>
  (await root.post(POLICIES, sent)).headers.get('location')!;

/** What auditors do that is recorded, and what decides who sees which rows. */
export const AUDIT_RECIPES: Record<string, Recipe> = {
  'POST /api/v1/admin/audit-logs/verify': byAuditor((eva) => eva.post('/api/v1/admin/audit-logs/verify')),
  'POST /admin/audit/chain/verify': byAuditor((eva) =>
    fillForm(eva, '/admin/audit/chain', '/admin/audit/chain/verify', {}),
  ),
  [`POST ${POLICIES}`]: withPolicy((root, sent) => root.post(POLICIES, sent)),
  [`PUT ${POLICIES}/:id`]: withPolicy(async (root, sent) =>
    root.put(await kept(root, sent), POLICY, { 'if-match': '1' }),
  ),
  'PUT /api/v1/admin/privacy': withPolicy((root) =>
    root.put('/api/v1/admin/privacy', { personalViews: true, personalColumns: [], leastGroup: 10 }),
  ),
  'POST /admin/privacy': withPolicy((root) => fillForm(root, '/admin/privacy', '/admin/privacy', { leastGroup: '10' })),
  'POST /api/v1/admin/privacy/pseudonyms/renew': withPolicy((root) => root.post(`${PSEUDONYMS}/renew`)),
  'POST /api/v1/admin/privacy/pseudonyms/forget': withPolicy(async (root) => {
    await root.post(`${PSEUDONYMS}/renew`);
    return root.post(`${PSEUDONYMS}/forget`);
  }),
  'POST /admin/privacy/pseudonyms': withPolicy(async (root) => {
    await root.post(`${PSEUDONYMS}/renew`);
    return fillForm(root, '/admin/privacy', '/admin/privacy/pseudonyms', { do: 'renew', sure: 'on' });
  }),
  'POST /datasets/:id/policies/new': withPolicy((root, sent) => {
    const page = `/datasets/${sent.datasetId}/policies/new`;
    return fillForm(root, page, page, { name: 'P', holderKind: 'everyone' });
  }),
  'POST /datasets/:id/policies/:policy': withPolicy(async (root, sent) => {
    const page = `/datasets/${sent.datasetId}/policies/${(await kept(root, sent)).split('/').at(-1)}`;
    return fillForm(root, page, page, { name: 'Q', holderKind: 'everyone' });
  }),
  'POST /datasets/:id/policies/:policy/delete': withPolicy(async (root, sent) => {
    const page = `/datasets/${sent.datasetId}/policies/${(await kept(root, sent)).split('/').at(-1)}`;
    return fillForm(root, page, `${page}/delete`, {});
  }),
  [`DELETE ${POLICIES}/:id`]: withPolicy(async (root, sent) =>
    root.delete(await kept(root, sent), { 'if-match': '1' }),
  ),
};

/** Signing in is a row. */
export const AUDIT_PREPARED: Record<string, number> = {
  'POST /api/v1/admin/audit-logs/verify': 1,
  'POST /admin/audit/chain/verify': 1,
  [`POST ${POLICIES}`]: 3,
  [`PUT ${POLICIES}/:id`]: 4,
  [`DELETE ${POLICIES}/:id`]: 4,
  'PUT /api/v1/admin/privacy': 3,
  'POST /admin/privacy': 3,
  'POST /api/v1/admin/privacy/pseudonyms/renew': 3,
  'POST /api/v1/admin/privacy/pseudonyms/forget': 4,
  'POST /admin/privacy/pseudonyms': 4,
  'POST /datasets/:id/policies/new': 3,
  'POST /datasets/:id/policies/:policy': 4,
  'POST /datasets/:id/policies/:policy/delete': 4,
};
