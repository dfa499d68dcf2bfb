import { type Appliance, addDataset, addUser, otherTenant, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';

type Recipe = (house: Appliance, ann: HttpClient) => Promise<Got>;

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

/** How each route about tenants, workspaces and sharing that changes something is called rightly. */
export const TENANCY_RECIPES: Record<string, Recipe> = {
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
  [`DELETE ${PROJECT}/share/:share`]: 1,
  [`POST ${PROJECT}/datasets/:ds/share`]: 2,
  [`DELETE ${PROJECT}/datasets/:ds/share/:share`]: 3,
};
