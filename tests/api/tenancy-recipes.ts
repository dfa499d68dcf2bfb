import { type Appliance, addDataset, addUser, otherTenant, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { fillForm } from './data-recipes.ts';
import type { Recipe } from './recipe.ts';

const ADMIN = '/api/v1/admin';
const first = { 'if-match': '1' };

/** Somebody who holds this role and is signed in, which is one audit row. */
const by =
  (
    role: 'administrator' | 'appliance-administrator',
    ask: (boss: HttpClient, house: Appliance) => Promise<Got>,
  ): Recipe =>
  async (house) => {
    await addUser(house, { login: 'boss', tenant: house.home.tenant.id, role });
    return ask(await signedIn(house, 'boss'), house);
  };
const tenants = (ask: (boss: HttpClient, at: string) => Promise<Got>): Recipe =>
  by('appliance-administrator', (boss, house) => ask(boss, `${ADMIN}/tenants/${otherTenant(house).tenant}`));
const workspaces = (ask: (boss: HttpClient, at: string) => Promise<Got>): Recipe =>
  by('administrator', async (boss) => {
    const { id } = (await boss.post(`${ADMIN}/workspaces`, { name: 'Claims' })).json;
    return ask(boss, `${ADMIN}/workspaces/${id}`);
  });

const GIVEN = { with: 'vic', role: 'viewer' };
const sharing =
  (ask: (ann: HttpClient, at: string) => Promise<Got>, ofDataset: boolean): Recipe =>
  async (house, ann) => {
    const { project, tenant } = house.home;
    await addUser(house, { login: 'vic', tenant: tenant.id, role: 'auditor' });
    const below = ofDataset ? `/datasets/${addDataset(house, tenant.id, project.id, 'Own')}` : '';
    return ask(ann, `/api/v1/projects/${project.id}${below}/share`);
  };
const endShare = async (ann: HttpClient, at: string) => ann.delete(`${at}/${(await ann.post(at, GIVEN)).json.id}`);

const PROJECT = '/api/v1/projects/:id';

/** A form of the page of one tenant, or of one workspace. */
const onPage =
  (below: string, typed: Record<string, string>) =>
  (boss: HttpClient, at: string): Promise<Got> => {
    const page = at.replace('/api/v1', '');
    return fillForm(boss, page, page + below, typed);
  };
const sharePage =
  (ofDataset: boolean, ends: boolean): Recipe =>
  (house, ann) =>
    sharing(async (_, at) => {
      const made = ends ? (await ann.post(at, GIVEN)).json.id : null;
      const page = at.replace('/api/v1', '').replace(/.*(?=\/datasets)/, '');
      return fillForm(ann, page, made ? `${page}/${made}/end` : page, made ? {} : GIVEN);
    }, ofDataset)(house, ann);

/** What the pages of tenants, workspaces and sharing change. */
const PAGES: Record<string, Recipe> = {
  'POST /admin/tenants': tenants((boss) => fillForm(boss, '/admin/tenants/new', '/admin/tenants', { name: 'Acme' })),
  'POST /admin/tenants/:id': tenants(onPage('', { name: 'Acme' })),
  'POST /admin/tenants/:id/status': tenants(onPage('/status', { status: 'disabled' })),
  'POST /admin/tenants/:id/administrators': tenants(onPage('/administrators', { login: 'eva' })),
  'POST /admin/workspaces': by('administrator', (boss) =>
    fillForm(boss, '/admin/workspaces', '/admin/workspaces', { name: 'Claims' }),
  ),
  'POST /admin/workspaces/:id': workspaces(onPage('', { name: 'Payments' })),
  'POST /admin/workspaces/:id/archive': workspaces(onPage('/archive', { typed: 'claims' })),
  'POST /admin/workspaces/:id/open': workspaces(async (boss, at) => {
    await boss.post(`${at}/archive`, undefined, first);
    return onPage('/open', {})(boss, at);
  }),
  'POST /admin/workspaces/:id/members': workspaces(onPage('/members', { who: 'boss', role: 'viewer' })),
  'POST /admin/workspaces/:id/members/:grant/end': workspaces(async (boss, at) => {
    const { id } = (await boss.get('/api/v1/auth/me')).json;
    const given = { principalId: id, role: 'viewer', workspaceId: at.split('/').at(-1) };
    const grant = (await boss.post(`${ADMIN}/grants`, given)).json.id;
    return onPage(`/members/${grant}/end`, {})(boss, at);
  }),
  'POST /projects/:id/share': sharePage(false, false),
  'POST /projects/:id/share/:share/end': sharePage(false, true),
  'POST /datasets/:id/share': sharePage(true, false),
  'POST /datasets/:id/share/:share/end': sharePage(true, true),
};

/** How each route about tenants, workspaces and sharing that changes something is called rightly. */
export const TENANCY_RECIPES: Record<string, Recipe> = {
  ...PAGES,
  [`POST ${ADMIN}/tenants`]: tenants((boss) => boss.post(`${ADMIN}/tenants`, { name: 'Acme' })),
  [`PUT ${ADMIN}/tenants/:id`]: tenants((boss, at) => boss.put(at, { name: 'Acme' }, first)),
  [`POST ${ADMIN}/tenants/:id/administrators`]: tenants((boss, at) =>
    boss.post(`${at}/administrators`, { login: 'eva' }),
  ),
  ...Object.fromEntries(
    ['enable', 'disable', 'archive'].map((verb) => [
      `POST ${ADMIN}/tenants/:id/${verb}`,
      tenants((boss, at) => boss.post(`${at}/${verb}`, undefined, first)),
    ]),
  ),
  [`POST ${ADMIN}/workspaces`]: by('administrator', (boss) => boss.post(`${ADMIN}/workspaces`, { name: 'Claims' })),
  [`PUT ${ADMIN}/workspaces/:id`]: workspaces((boss, at) => boss.put(at, { name: 'Payments' }, first)),
  ...Object.fromEntries(
    ['archive', 'open'].map((verb) => [
      `POST ${ADMIN}/workspaces/:id/${verb}`,
      workspaces((boss, at) => boss.post(`${at}/${verb}`, undefined, first)),
    ]),
  ),
  [`POST ${PROJECT}/share`]: sharing((ann, at) => ann.post(at, GIVEN), false),
  [`DELETE ${PROJECT}/share/:share`]: sharing(endShare, false),
  [`POST ${PROJECT}/datasets/:ds/share`]: sharing((ann, at) => ann.post(at, GIVEN), true),
  [`DELETE ${PROJECT}/datasets/:ds/share/:share`]: sharing(endShare, true),
};

/** Audit rows of what the recipes prepare; a dataset is made and then loaded. */
export const TENANCY_PREPARED: Record<string, number> = {
  ...Object.fromEntries(
    Object.keys(TENANCY_RECIPES)
      .filter((name) => name.includes('/admin/'))
      .map((name) => [name, name.includes('/workspaces/') ? 2 : 1]),
  ),
  'POST /admin/workspaces/:id/open': 3,
  // The boss gives itself a role, so its session goes on under a new name.
  'POST /admin/workspaces/:id/members/:grant/end': 4,
  'POST /projects/:id/share/:share/end': 1,
  'POST /datasets/:id/share': 2,
  'POST /datasets/:id/share/:share/end': 3,
  [`DELETE ${PROJECT}/share/:share`]: 1,
  [`POST ${PROJECT}/datasets/:ds/share`]: 2,
  [`DELETE ${PROJECT}/datasets/:ds/share/:share`]: 3,
};
