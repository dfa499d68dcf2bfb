import { CONNECTIONS, newConnection } from '../connection-house.ts';
import { addUser, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';
import type { Recipe } from './recipe.ts';

const PAGE = '/connections';
const first = { 'if-match': '1' };
const FIELDS = { name: 'Second', user: 'reader', password: 'hush' };

/** An administrator who is signed in and a connection, which are two audit rows. */
const withConnection =
  (ask: (root: HttpClient, id: string) => Promise<Got>): Recipe =>
  async (house) => {
    await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    return ask(root, (await root.post(CONNECTIONS, newConnection())).json.id);
  };

/** How each route about connections that changes something, or reads a source, is called rightly. */
export const CONNECTION_RECIPES: Record<string, Recipe> = {
  [`POST ${CONNECTIONS}`]: withConnection((root) => root.post(CONNECTIONS, newConnection({ name: 'Second' }))),
  [`PUT ${CONNECTIONS}/:id`]: withConnection((root, id) => {
    const { settings } = newConnection();
    return root.put(`${CONNECTIONS}/${id}`, { name: 'Other', settings }, first);
  }),
  [`DELETE ${CONNECTIONS}/:id`]: withConnection((root, id) => root.delete(`${CONNECTIONS}/${id}`, first)),
  [`POST ${CONNECTIONS}/:id/test`]: withConnection((root, id) => root.post(`${CONNECTIONS}/${id}/test`)),
  [`POST ${CONNECTIONS}/:id/preview`]: withConnection((root, id) =>
    root.post(`${CONNECTIONS}/${id}/preview`, { table: 'numbers' }),
  ),
  [`POST ${PAGE}`]: withConnection((root) => root.submit(PAGE, { type: 'trial-connector', ...FIELDS })),
  [`POST ${PAGE}/:id`]: withConnection((root, id) => root.submit(`${PAGE}/${id}`, { etag: '1', ...FIELDS })),
  [`POST ${PAGE}/:id/test`]: withConnection((root, id) => root.submit(`${PAGE}/${id}/test`)),
  [`POST ${PAGE}/:id/delete`]: withConnection((root, id) => root.submit(`${PAGE}/${id}/delete`, { etag: '1' })),
  [`POST ${PAGE}/:id/preview`]: withConnection((root, id) =>
    root.submit(`${PAGE}/${id}/preview`, { query: 'numbers' }),
  ),
};

/** Audit rows of what the recipes prepare. */
export const CONNECTION_PREPARED: Record<string, number> = Object.fromEntries(
  Object.keys(CONNECTION_RECIPES).map((name) => [name, 2]),
);
