import { CONNECTIONS, newConnection, newPushConnection, PUSH_TOKEN } from '../connection-house.ts';
import { addDataset, addUser, signedIn } from '../example-appliance.ts';
import { csrfOf, type Got, type HttpClient } from '../http-client.ts';
import { bearer, TokenClient } from '../token-client.ts';
import { fillForm } from './data-recipes.ts';
import type { Recipe } from './recipe.ts';

const API = '/api/v1/data-designer/import-jobs';
const PAGE = '/extractions';
const PUSH = 'POST /api/v1/push/:connection';
const WHAT = { name: 'Numbers', source: { table: 'numbers' }, follow: { by: 'everything' }, mode: 'append' };
const SCHEDULE = { cron: '0 2 * * *', zone: 'UTC', overlap: 'skip', catchUp: 'once' };
const FIELDS = {
  ...{ name: 'Other', mode: 'append', key: '', rowLimit: '', overlap: '', cron: '', zone: 'UTC' },
  ...{ whenBusy: 'skip', catchUp: 'once', etag: '1' },
};

/** An administrator who is signed in, a connection, and a dataset with a version: four audit rows. */
const withConnection =
  (ask: (root: HttpClient, what: object) => Promise<Got>): Recipe =>
  async (house) => {
    const { tenant, project } = house.home;
    await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    const connectionId = (await root.post(CONNECTIONS, newConnection())).json.id;
    const datasetId = addDataset(house, tenant.id, project.id, 'Own');
    return ask(root, { ...WHAT, connectionId, datasetId, schedule: SCHEDULE });
  };
const withExtraction = (ask: (root: HttpClient, id: string) => Promise<Got>): Recipe =>
  withConnection(async (root, what) => ask(root, (await root.post(API, what)).json.id));

const press = (what: string, fields: Record<string, string> = {}): Recipe =>
  withExtraction(async (root, id) => {
    if (what === '/resume') await root.post(`${API}/${id}/pause`);
    return fillForm(root, `${PAGE}/${id}`, `${PAGE}/${id}${what}`, fields);
  });

const begin = (root: HttpClient, what: object): Promise<Got> => {
  const { connectionId, datasetId } = what as { connectionId: string; datasetId: string };
  const typed = { name: 'Begun', dataset: datasetId, follow: 'everything', mode: 'append', do: 'look' };
  const page = `${PAGE}/new?connection=${connectionId}&table=numbers`;
  return fillForm(root, page, `${PAGE}/new`, typed);
};

const MADE: Record<string, Recipe> = {
  [`POST ${PAGE}/new`]: withConnection(begin),
  [`POST ${PAGE}/new/:draft`]: withConnection(async (root, what) => {
    const page = (await begin(root, what)).headers.get('location')!;
    const columns = [
      { column: 'id', role: 'case' },
      { column: 'note', role: 'activity' },
    ];
    const csrf = csrfOf((await root.get(page)).text);
    const body = new URLSearchParams({ csrf, base: JSON.stringify({ columns }), do: 'load' });
    return root.send(page, { method: 'POST', body });
  }),
  [`POST ${API}`]: withConnection((root, what) => root.post(API, what)),
  [`POST ${API}/preview`]: withConnection((root, what) => {
    const { connectionId } = what as { connectionId: string };
    return root.post(`${API}/preview`, { connectionId, source: WHAT.source });
  }),
};
const KEPT: Record<string, Recipe> = {
  [`PUT ${API}/:id`]: withExtraction((root, id) => root.put(`${API}/${id}`, WHAT, { 'if-match': '1' })),
  [`DELETE ${API}/:id`]: withExtraction((root, id) => root.delete(`${API}/${id}`)),
  [`DELETE ${API}/:id/missed`]: withExtraction((root, id) => root.delete(`${API}/${id}/missed`)),
  [`POST ${API}/:id/run`]: withExtraction((root, id) => root.post(`${API}/${id}/run`, {})),
  [`POST ${API}/:id/pause`]: withExtraction((root, id) => root.post(`${API}/${id}/pause`)),
  [`POST ${API}/:id/resume`]: withExtraction((root, id) => root.post(`${API}/${id}/resume`)),
  [`POST ${PAGE}/:id`]: press('', FIELDS),
  [`POST ${PAGE}/:id/run`]: press('/run'),
  // Its button is there when something was missed.
  [`POST ${PAGE}/:id/missed`]: withExtraction(async (root, id) => {
    const csrf = csrfOf((await root.get(`${PAGE}/${id}`)).text);
    return root.send(`${PAGE}/${id}/missed`, { method: 'POST', body: new URLSearchParams({ csrf }) });
  }),
  [`POST ${PAGE}/:id/pause`]: press('/pause'),
  [`POST ${PAGE}/:id/resume`]: press('/resume'),
  [`POST ${PAGE}/:id/delete`]: press('/delete', { typed: WHAT.name }),
};

/** An administrator who is signed in, a connection, a dataset with a version, and an import job: five audit rows. */
const push: Recipe = async (house) => {
  const { tenant, project } = house.home;
  await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
  const root = await signedIn(house, 'root');
  const connectionId = (await root.post(CONNECTIONS, newPushConnection())).json.id;
  const datasetId = addDataset(house, tenant.id, project.id, 'Own');
  await root.post(API, { ...WHAT, name: 'Pushed', source: { pushes: true }, connectionId, datasetId });
  const row = { case: 'a', activity: 'pay', time: '2026-05-02T08:00:00Z' };
  return new TokenClient(house).post(`/api/v1/push/${connectionId}`, row, bearer(PUSH_TOKEN));
};

/** How each route about import jobs that changes something, or reads a source, is called rightly. */
export const EXTRACTION_RECIPES: Record<string, Recipe> = { ...MADE, ...KEPT, [PUSH]: push };

/** Audit rows of what the recipes prepare. */
export const EXTRACTION_PREPARED: Record<string, number> = {
  ...Object.fromEntries(Object.keys(MADE).map((name) => [name, 4])),
  ...Object.fromEntries(Object.keys(KEPT).map((name) => [name, 5])),
  [PUSH]: 5,
  [`POST ${PAGE}/:id/resume`]: 6,
  // Its first rows were read before, and its first run is asked for.
  [`POST ${PAGE}/new/:draft`]: 6,
};
