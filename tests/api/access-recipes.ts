import { type Appliance, addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { fillForm } from './data-recipes.ts';
import type { Recipe } from './recipe.ts';

const ADMIN = '/api/v1/admin';
const first = { 'if-match': '1' };
const ROLE = { name: 'planner', permissions: ['read:projects', 'write:calendars'] };

/** An administrator who is signed in, which is one audit row, and another account. */
const administrator =
  (ask: (root: HttpClient, ben: string, house: Appliance) => Promise<Got>): Recipe =>
  async (house) => {
    const tenant = house.home.tenant.id;
    await addUser(house, { login: 'root', tenant, role: 'administrator' });
    const ben = await addUser(house, { login: 'ben', tenant, role: 'viewer' });
    return ask(await signedIn(house, 'root'), ben, house);
  };

const group = async (root: HttpClient) =>
  `${ADMIN}/groups/${(await root.post(`${ADMIN}/groups`, { name: 'Claims' })).json.id}`;
const give = (root: HttpClient, principalId: string) =>
  root.post(`${ADMIN}/grants`, { principalId, role: 'auditor', workspaceId: null });

const groupPage = async (root: HttpClient) => (await group(root)).replace('/api/v1', '');

/** What the pages of groups and roles change. */
const PAGES: Record<string, Recipe> = {
  'POST /admin/roles': administrator((root) =>
    fillForm(root, '/admin/roles/new', '/admin/roles', { name: 'planner', permissions: 'read:projects' }),
  ),
  'POST /admin/roles/:id': administrator(async (root) => {
    await root.post(`${ADMIN}/roles`, ROLE);
    return fillForm(root, '/admin/roles/planner', '/admin/roles/planner', { permissions: 'read:projects' });
  }),
  'POST /admin/roles/:id/delete': administrator(async (root) => {
    await root.post(`${ADMIN}/roles`, ROLE);
    return fillForm(root, '/admin/roles/planner', '/admin/roles/planner/delete', {});
  }),
  'POST /admin/groups': administrator((root) => fillForm(root, '/admin/groups', '/admin/groups', { name: 'Claims' })),
  'POST /admin/groups/:id': administrator(async (root) => {
    const at = await groupPage(root);
    return fillForm(root, at, at, { name: 'Payments' });
  }),
  'POST /admin/groups/:id/delete': administrator(async (root) => {
    const at = await groupPage(root);
    return fillForm(root, at, `${at}/delete`, { typed: 'claims' });
  }),
  'POST /admin/groups/:id/members': administrator(async (root) => {
    const at = await groupPage(root);
    return fillForm(root, at, `${at}/members`, { who: 'ben' });
  }),
  'POST /admin/groups/:id/members/:user/end': administrator(async (root, ben) => {
    const at = await groupPage(root);
    await root.put(`/api/v1${at}/members/${ben}`);
    return fillForm(root, at, `${at}/members/${ben}/end`, {});
  }),
  'POST /admin/groups/:id/roles': administrator(async (root) => {
    const at = await groupPage(root);
    return fillForm(root, at, `${at}/roles`, { role: 'auditor', workspace: '' });
  }),
  'POST /admin/groups/:id/roles/:grant/end': administrator(async (root) => {
    const at = await groupPage(root);
    const { id } = (await give(root, at.split('/').at(-1)!)).json;
    return fillForm(root, at, `${at}/roles/${id}/end`, {});
  }),
};

/** How each route about groups, roles and grants that changes something is called rightly. */
export const ACCESS_RECIPES: Record<string, Recipe> = {
  ...PAGES,
  [`POST ${ADMIN}/roles`]: administrator((root) => root.post(`${ADMIN}/roles`, ROLE)),
  [`PUT ${ADMIN}/roles/:id`]: administrator(async (root) => {
    await root.post(`${ADMIN}/roles`, ROLE);
    return root.put(`${ADMIN}/roles/planner`, { permissions: ['read:projects'] }, first);
  }),
  [`DELETE ${ADMIN}/roles/:id`]: administrator(async (root) => {
    await root.post(`${ADMIN}/roles`, ROLE);
    return root.delete(`${ADMIN}/roles/planner`, first);
  }),
  [`POST ${ADMIN}/groups`]: administrator((root) => root.post(`${ADMIN}/groups`, { name: 'Claims' })),
  [`PUT ${ADMIN}/groups/:id`]: administrator(async (root) => root.put(await group(root), { name: 'Claims 2' }, first)),
  [`DELETE ${ADMIN}/groups/:id`]: administrator(async (root) => root.delete(await group(root), first)),
  [`PUT ${ADMIN}/groups/:id/members/:user`]: administrator(async (root, ben) =>
    root.put(`${await group(root)}/members/${ben}`),
  ),
  [`DELETE ${ADMIN}/groups/:id/members/:user`]: administrator(async (root, ben) => {
    const at = `${await group(root)}/members/${ben}`;
    await root.put(at);
    return root.delete(at);
  }),
  [`POST ${ADMIN}/grants`]: administrator(give),
  [`DELETE ${ADMIN}/grants/:id`]: administrator(async (root, ben) =>
    root.delete(`${ADMIN}/grants/${(await give(root, ben)).json.id}`),
  ),
};

/** Audit rows of what the recipes prepare. */
export const ACCESS_PREPARED: Record<string, number> = {
  ...Object.fromEntries(
    Object.keys(ACCESS_RECIPES).map((name) => [name, name.startsWith('POST') && !/:id/.test(name) ? 1 : 2]),
  ),
  'POST /admin/groups/:id/members/:user/end': 3,
  'POST /admin/groups/:id/roles/:grant/end': 3,
  [`DELETE ${ADMIN}/groups/:id/members/:user`]: 3,
};
