import { addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { ALL_KEYS, NEW_KEY, OWN_KEYS, SERVICE_ACCOUNTS } from '../key-house.ts';
import type { Recipe } from './recipe.ts';

const OWN_PAGE = '/profile/tokens';
const ADMIN_PAGE = '/admin/service-accounts';
const FIELDS = { name: 'Export', scopes: 'read:projects', networks: '', days: '30' };

const ownKey = async (ann: HttpClient): Promise<string> => (await ann.post(OWN_KEYS, NEW_KEY)).json.key.id;

/** An administrator who is signed in and a service account, which are two audit rows. */
const withAccount =
  (ask: (root: HttpClient, account: string) => Promise<Got>): Recipe =>
  async (house) => {
    await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    return ask(root, (await root.post(SERVICE_ACCOUNTS, { name: 'Robot', roles: ['viewer'] })).json.id);
  };
const withKey = (ask: (root: HttpClient, key: string) => Promise<Got>): Recipe =>
  withAccount(async (root, account) =>
    ask(root, (await root.post(`${SERVICE_ACCOUNTS}/${account}/keys`, NEW_KEY)).json.key.id),
  );

const ON_ACCOUNTS: Record<string, Recipe> = {
  [`POST ${SERVICE_ACCOUNTS}`]: withAccount((root) => root.post(SERVICE_ACCOUNTS, { name: 'Second', roles: [] })),
  [`PUT ${SERVICE_ACCOUNTS}/:id/roles`]: withAccount((root, id) =>
    root.put(`${SERVICE_ACCOUNTS}/${id}/roles`, { roles: [] }),
  ),
  [`POST ${SERVICE_ACCOUNTS}/:id/disable`]: withAccount((root, id) => root.post(`${SERVICE_ACCOUNTS}/${id}/disable`)),
  [`POST ${SERVICE_ACCOUNTS}/:id/enable`]: withAccount((root, id) => root.post(`${SERVICE_ACCOUNTS}/${id}/enable`)),
  [`POST ${SERVICE_ACCOUNTS}/:id/keys`]: withAccount((root, id) =>
    root.post(`${SERVICE_ACCOUNTS}/${id}/keys`, NEW_KEY),
  ),
  [`POST ${ADMIN_PAGE}`]: withAccount((root) => root.submit(ADMIN_PAGE, { name: 'Second', roles: 'viewer' })),
  [`POST ${ADMIN_PAGE}/:id/roles`]: withAccount((root, id) =>
    root.submit(`${ADMIN_PAGE}/${id}/roles`, { roles: 'auditor' }),
  ),
  [`POST ${ADMIN_PAGE}/:id/status`]: withAccount((root, id) =>
    root.submit(`${ADMIN_PAGE}/${id}/status`, { status: 'disabled' }),
  ),
  [`POST ${ADMIN_PAGE}/:id/keys`]: withAccount((root, id) => root.submit(`${ADMIN_PAGE}/${id}/keys`, FIELDS)),
};
const ON_KEYS: Record<string, Recipe> = {
  [`POST ${ALL_KEYS}/:id/rotate`]: withKey((root, id) => root.post(`${ALL_KEYS}/${id}/rotate`, { overlapHours: 0 })),
  [`DELETE ${ALL_KEYS}/:id`]: withKey((root, id) => root.delete(`${ALL_KEYS}/${id}`)),
  [`POST ${ADMIN_PAGE}/keys/:id/rotate`]: withKey((root, id) =>
    root.submit(`${ADMIN_PAGE}/keys/${id}/rotate`, { overlapHours: '0' }),
  ),
  [`POST ${ADMIN_PAGE}/keys/:id/revoke`]: withKey((root, id) => root.submit(`${ADMIN_PAGE}/keys/${id}/revoke`)),
};
const ON_OWN: Record<string, Recipe> = {
  [`POST ${OWN_KEYS}/:id/rotate`]: async (_, ann) =>
    ann.post(`${OWN_KEYS}/${await ownKey(ann)}/rotate`, { overlapHours: 0 }),
  [`DELETE ${OWN_KEYS}/:id`]: async (_, ann) => ann.delete(`${OWN_KEYS}/${await ownKey(ann)}`),
  [`POST ${OWN_PAGE}/:id/rotate`]: async (_, ann) =>
    ann.submit(`${OWN_PAGE}/${await ownKey(ann)}/rotate`, { overlapHours: '0' }),
  [`POST ${OWN_PAGE}/:id/revoke`]: async (_, ann) => ann.submit(`${OWN_PAGE}/${await ownKey(ann)}/revoke`),
};

/** How each route about service accounts and keys that changes something is called rightly. */
export const KEY_RECIPES: Record<string, Recipe> = {
  [`POST ${OWN_KEYS}`]: (_, ann) => ann.post(OWN_KEYS, NEW_KEY),
  [`POST ${OWN_PAGE}`]: (_, ann) => ann.submit(OWN_PAGE, FIELDS),
  ...ON_OWN,
  ...ON_ACCOUNTS,
  ...ON_KEYS,
};

const each = (recipes: Record<string, Recipe>, rows: number) =>
  Object.fromEntries(Object.keys(recipes).map((name) => [name, rows]));

/** Audit rows of what the recipes prepare. */
export const KEY_PREPARED: Record<string, number> = {
  ...each(ON_OWN, 1),
  ...each(ON_ACCOUNTS, 2),
  ...each(ON_KEYS, 3),
};
