import { type Appliance, addUser, PASSWORD, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { giveSecondFactor, shownByApp } from '../second-factor.ts';
import { TokenClient } from '../token-client.ts';
import type { Recipe } from './recipe.ts';

const USERS = '/api/v1/admin/users';
const FACTOR = '/api/v1/auth/second-factor';
const FACTOR_PAGE = '/profile/second-factor';
const WORDS = 'an orchard full of quiet bees';

/** An administrator who is signed in, which is one audit row, and another account. */
async function administrator(house: Appliance): Promise<{ root: HttpClient; ben: string }> {
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  const ben = await addUser(house, { login: 'ben', tenant, role: 'viewer' });
  return { root: await signedIn(house, 'root'), ben };
}

export const byAdministrator =
  (ask: (root: HttpClient, ben: string) => Promise<Got>): Recipe =>
  async (house) => {
    const { root, ben } = await administrator(house);
    return ask(root, ben);
  };

/** Ben is signed in as well, which is another audit row. */
const withBenIn =
  (ask: (root: HttpClient, ben: string, session: string) => Promise<Got>): Recipe =>
  async (house) => {
    const { root, ben } = await administrator(house);
    await signedIn(house, 'ben');
    const [session] = (await root.get(`${USERS}/${ben}/sessions`)).json.items;
    return ask(root, ben, session.id);
  };
/** Ben has a second factor, which is three more. */
const withBenProtected =
  (ask: (root: HttpClient, ben: string) => Promise<Got>): Recipe =>
  async (house) => {
    const { root, ben } = await administrator(house);
    await giveSecondFactor(await signedIn(house, 'ben'), house.clock.now());
    return ask(root, ben);
  };
/** Eva has a link, which is another one. */
const withInvitation = (ask: (root: HttpClient, user: string) => Promise<Got>): Recipe =>
  byAdministrator(async (root) => ask(root, (await root.post(USERS, { login: 'eva', roles: [] })).json.user.id));

const look = { displayName: 'Ann', displayZone: '', language: '', density: 'compact', theme: 'dark' };

/** How each route about accounts that changes something is called rightly. */
export const ACCOUNT_RECIPES: Record<string, Recipe> = {
  'POST /api/v1/auth/token': (house) => new TokenClient(house).signIn(),
  'POST /api/v1/auth/refresh': async (house) => {
    const program = new TokenClient(house);
    return program.refresh((await program.signIn()).json.refreshToken);
  },
  'POST /api/v1/auth/password': (_, ann) => ann.post('/api/v1/auth/password', { current: PASSWORD, password: WORDS }),
  'POST /api/v1/auth/confirm': (_, ann) => ann.post('/api/v1/auth/confirm', { password: PASSWORD }),
  [`POST ${FACTOR}`]: (_, ann) => ann.post(FACTOR),
  [`POST ${FACTOR}/activate`]: async (house, ann) => {
    const { secret } = (await ann.post(FACTOR)).json;
    return ann.post(`${FACTOR}/activate`, { code: shownByApp(secret, house.clock.now()) });
  },
  [`POST ${FACTOR}/recovery-codes`]: async (house, ann) => {
    await giveSecondFactor(ann, house.clock.now());
    return ann.post(`${FACTOR}/recovery-codes`);
  },
  [`DELETE ${FACTOR}`]: (_, ann) => ann.delete(FACTOR),
  'POST /profile/confirm': (_, ann) => ann.submit('/profile/confirm', { password: PASSWORD, next: '/' }),
  [`POST ${FACTOR_PAGE}`]: (_, ann) => ann.submit(FACTOR_PAGE),
  [`POST ${FACTOR_PAGE}/activate`]: async (house, ann) => {
    const code = shownByApp((await ann.post(FACTOR)).json.secret, house.clock.now());
    return ann.submit(`${FACTOR_PAGE}/activate`, { code });
  },
  [`POST ${FACTOR_PAGE}/recovery-codes`]: async (house, ann) => {
    await giveSecondFactor(ann, house.clock.now());
    return ann.submit(`${FACTOR_PAGE}/recovery-codes`);
  },
  [`POST ${FACTOR_PAGE}/remove`]: async (house, ann) => {
    await giveSecondFactor(ann, house.clock.now());
    return ann.submit(`${FACTOR_PAGE}/remove`);
  },
  'POST /sign-in/code': async (house, ann) => {
    const { recoveryCodes } = await giveSecondFactor(ann, house.clock.now());
    const browser = house.client();
    const begun = await browser.submit('/sign-in', { login: 'ann', password: PASSWORD }, '/sign-in');
    const pending = /name="pending" value="([^"]+)"/.exec(begun.text)?.[1] ?? '';
    return browser.submit('/sign-in/code', { pending, code: recoveryCodes[0]! }, '/sign-in');
  },
  'DELETE /api/v1/auth/sessions': (_, ann) => ann.delete('/api/v1/auth/sessions'),
  'POST /api/v1/auth/workspace': (house, ann) =>
    ann.post('/api/v1/auth/workspace', { workspaceId: house.home.workspace.id }),
  'POST /workspace': (house, ann) => ann.submit('/workspace', { workspace: house.home.workspace.id }),
  'PATCH /api/v1/auth/me/settings': (_, ann) =>
    ann.send('/api/v1/auth/me/settings', { method: 'PATCH', body: { theme: 'dark' } }),
  [`POST ${USERS}`]: byAdministrator((root) => root.post(USERS, { login: 'eva', roles: [] })),
  [`PUT ${USERS}/:id/roles`]: byAdministrator((root, ben) => root.put(`${USERS}/${ben}/roles`, { roles: [] })),
  [`POST ${USERS}/:id/disable`]: byAdministrator((root, ben) => root.post(`${USERS}/${ben}/disable`)),
  [`POST ${USERS}/:id/enable`]: byAdministrator((root, ben) => root.post(`${USERS}/${ben}/enable`)),
  [`POST ${USERS}/:id/reset-password`]: byAdministrator((root, ben) => root.post(`${USERS}/${ben}/reset-password`)),
  [`POST ${USERS}/:id/unlock`]: byAdministrator((root, ben) => root.post(`${USERS}/${ben}/unlock`)),
  [`DELETE ${USERS}/:id/sessions`]: byAdministrator((root, ben) => root.delete(`${USERS}/${ben}/sessions`)),
  [`DELETE ${USERS}/:id/sessions/:session`]: withBenIn((root, ben, session) =>
    root.delete(`${USERS}/${ben}/sessions/${session}`),
  ),
  [`POST ${USERS}/:id/reset-second-factor`]: withBenProtected((root, ben) =>
    root.post(`${USERS}/${ben}/reset-second-factor`),
  ),
  'DELETE /api/v1/admin/invitations/:id': withInvitation((root, user) =>
    root.delete(`/api/v1/admin/invitations/${user}`),
  ),
  'POST /admin/users/:id/unlock': byAdministrator((root, ben) => root.submit(`/admin/users/${ben}/unlock`)),
  'POST /admin/users/:id/sessions/end': byAdministrator((root, ben) => root.submit(`/admin/users/${ben}/sessions/end`)),
  'POST /admin/users/:id/sessions/:session/end': withBenIn((root, ben, session) =>
    root.submit(`/admin/users/${ben}/sessions/${session}/end`),
  ),
  'POST /admin/users/:id/reset-second-factor': withBenProtected((root, ben) =>
    root.submit(`/admin/users/${ben}/reset-second-factor`),
  ),
  'POST /admin/users/invitations/:id/withdraw': withInvitation((root, user) =>
    root.submit(`/admin/users/invitations/${user}/withdraw`),
  ),
  'PUT /api/v1/auth/me/email': (_, ann) => ann.put('/api/v1/auth/me/email', { email: 'ann@example.org' }),
  'POST /profile/email': (_, ann) => ann.submit('/profile/email', { email: 'ann@example.org' }),
  'POST /welcome': async (house) => {
    const { root, ben } = await administrator(house);
    const token = (await root.post(`${USERS}/${ben}/reset-password`)).json.path.split('/').at(-1);
    return house.client().submit('/welcome', { token, password: WORDS, again: WORDS }, `/welcome/${token}`);
  },
  'POST /profile': (_, ann) => ann.submit('/profile', look),
  'POST /profile/password': (_, ann) =>
    ann.submit('/profile/password', { current: PASSWORD, password: WORDS, again: WORDS }),
  'POST /profile/sessions/:id/end': async (_, ann) => {
    const [session] = (await ann.get('/api/v1/auth/sessions')).json.items;
    return ann.submit(`/profile/sessions/${session.id}/end`);
  },
  'POST /profile/sign-out-everywhere': (_, ann) => ann.submit('/profile/sign-out-everywhere'),
  'POST /admin/users': byAdministrator((root) =>
    root.submit('/admin/users', { login: 'eva', displayName: 'Eva', email: '', roles: 'viewer' }),
  ),
  'POST /admin/users/:id/roles': byAdministrator((root, ben) =>
    root.submit(`/admin/users/${ben}/roles`, { roles: 'analyst' }),
  ),
  'POST /admin/users/:id/status': byAdministrator((root, ben) =>
    root.submit(`/admin/users/${ben}/status`, { status: 'disabled' }),
  ),
  'POST /admin/users/:id/link': byAdministrator((root, ben) => root.submit(`/admin/users/${ben}/link`)),
};

/** Audit rows of what the recipes prepare. */
export const ACCOUNT_PREPARED: Record<string, number> = {
  ...Object.fromEntries(
    Object.keys(ACCOUNT_RECIPES)
      .filter((name) => name.includes('/admin/users'))
      .map((name) => [name, 1]),
  ),
  'POST /api/v1/auth/refresh': 1,
  'POST /welcome': 2,
  [`DELETE ${USERS}/:id/sessions/:session`]: 2,
  'POST /admin/users/:id/sessions/:session/end': 2,
  [`POST ${USERS}/:id/reset-second-factor`]: 4,
  'POST /admin/users/:id/reset-second-factor': 4,
  'DELETE /api/v1/admin/invitations/:id': 2,
  'POST /admin/users/invitations/:id/withdraw': 2,
  [`POST ${FACTOR}/activate`]: 1,
  [`POST ${FACTOR}/recovery-codes`]: 2,
  [`POST ${FACTOR_PAGE}/activate`]: 1,
  [`POST ${FACTOR_PAGE}/recovery-codes`]: 2,
  [`POST ${FACTOR_PAGE}/remove`]: 2,
  'POST /sign-in/code': 3,
};
