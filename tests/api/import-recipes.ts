import type { Appliance } from '../example-appliance.ts';
import { csrfOf, type Got, type HttpClient } from '../http-client.ts';
import type { Recipe } from './recipe.ts';

const ROWS = 'case,activity,time\na,x,2024-01-01T08:00:00Z\n';
const BYTES = new TextEncoder().encode(ROWS);
const present = (etag: string) => ({ 'if-match': etag });

const begin = async (house: Appliance, ann: HttpClient) =>
  ann.post('/api/v1/uploads', { name: 'a.csv', bytes: BYTES.length, projectId: house.home.project.id });
const sendBytes = async (house: Appliance, ann: HttpClient, method: string) =>
  ann.send(`/api/v1/uploads/${(await begin(house, ann)).json.id}/content`, { method, body: BYTES });

const sendTwo = async (house: Appliance, ann: HttpClient): Promise<string[]> => [
  (await sendBytes(house, ann, 'PUT')).json.id,
  (await sendBytes(house, ann, 'PUT')).json.id,
];
const twoAsOne = async (house: Appliance, ann: HttpClient): Promise<string> =>
  (await ann.post('/api/v1/uploads/together', { uploadIds: await sendTwo(house, ann) })).json.id;

const MAPPING = { name: 'M', mapping: { columns: [{ column: 'case', role: 'case' }] } };
const keep = async (ann: HttpClient): Promise<string> => (await ann.post('/api/v1/column-mappings', MAPPING)).json.id;
const kept = async (ann: HttpClient) => `/api/v1/column-mappings/${await keep(ann)}`;

const token = async (ann: HttpClient) => csrfOf((await ann.get('/profile')).text);

/** Sends a form with a file behind its fields, as a page does. */
export async function byFileForm(
  ann: HttpClient,
  at: string,
  fields: object,
  text: string,
  name: string,
): Promise<Got> {
  const body = new FormData();
  for (const [field, value] of Object.entries({ csrf: await token(ann), ...fields })) body.append(field, value);
  body.append('file', new Blob([text]), name);
  const form = new Response(body);
  const headers = { 'content-type': form.headers.get('content-type')! };
  return ann.send(at, { method: 'POST', body: new Uint8Array(await form.arrayBuffer()), headers });
}

const exported = (name: string) =>
  JSON.stringify({ format: 'adit.column-mapping', version: 1, fingerprint: null, profile: null, ...MAPPING, name });

/** How the routes of uploads and kept mappings are called rightly. */
export const IMPORT_RECIPES: Record<string, Recipe> = {
  'POST /uploads': (house, ann) => byFileForm(ann, '/uploads', { project: house.home.project.id }, ROWS, 'a.csv'),
  'POST /uploads/:id': async (house, ann) => {
    const { id } = (await sendBytes(house, ann, 'PUT')).json;
    return ann.submit(`/uploads/${id}`, { do: 'load', name: 'D' });
  },
  'POST /uploads/:id/cancel': async (house, ann) => ann.submit(`/uploads/${(await begin(house, ann)).json.id}/cancel`),
  'POST /api/v1/uploads': begin,
  'POST /api/v1/uploads/file': (house, ann) =>
    ann.send(`/api/v1/uploads/file?name=a.csv&projectId=${house.home.project.id}`, { method: 'POST', body: BYTES }),
  'PUT /api/v1/uploads/:id/content': (house, ann) => sendBytes(house, ann, 'PUT'),
  'PATCH /api/v1/uploads/:id/content': (house, ann) => sendBytes(house, ann, 'PATCH'),
  'POST /api/v1/uploads/:id/load': async (house, ann) =>
    ann.post(`/api/v1/uploads/${(await sendBytes(house, ann, 'PUT')).json.id}/load`, { newDatasetName: 'D' }),
  'DELETE /api/v1/uploads/:id': async (house, ann) =>
    ann.delete(`/api/v1/uploads/${(await begin(house, ann)).json.id}`),
  'POST /api/v1/uploads/together': async (house, ann) =>
    ann.post('/api/v1/uploads/together', { uploadIds: await sendTwo(house, ann) }),
  'POST /api/v1/uploads/:id/apart': async (house, ann) =>
    ann.post(`/api/v1/uploads/${await twoAsOne(house, ann)}/apart`),
  'POST /uploads/together': async (house, ann) => {
    const body = new URLSearchParams([['csrf', await token(ann)]]);
    for (const id of await sendTwo(house, ann)) body.append('id', id);
    return ann.send('/uploads/together', { method: 'POST', body });
  },
  'POST /uploads/:id/apart': async (house, ann) => ann.submit(`/uploads/${await twoAsOne(house, ann)}/apart`),
  'POST /api/v1/column-mappings': (_, ann) => ann.post('/api/v1/column-mappings', MAPPING),
  'PUT /api/v1/column-mappings/:id': async (_, ann) => ann.put(await kept(ann), MAPPING, present('1')),
  'DELETE /api/v1/column-mappings/:id': async (_, ann) => ann.delete(await kept(ann), present('1')),
  'POST /mappings/:id': async (_, ann) => ann.submit(`/mappings/${await keep(ann)}`, { name: 'N', etag: '1' }),
  'POST /mappings/:id/delete': async (_, ann) => ann.submit(`/mappings/${await keep(ann)}/delete`, { etag: '1' }),
  'POST /mappings/import': (_, ann) => byFileForm(ann, '/mappings/import', {}, exported('taken'), 'm.json'),
};

/** Rows of the audit log that these recipes write before the call that is meant. */
export const IMPORT_PREPARED: Record<string, number> = {
  'POST /uploads': 1,
  'POST /uploads/:id': 4,
  'POST /uploads/:id/cancel': 1,
  'POST /api/v1/uploads/file': 1,
  'PUT /api/v1/uploads/:id/content': 1,
  'PATCH /api/v1/uploads/:id/content': 1,
  'POST /api/v1/uploads/:id/load': 4,
  'DELETE /api/v1/uploads/:id': 1,
  'PUT /api/v1/column-mappings/:id': 1,
  'DELETE /api/v1/column-mappings/:id': 1,
  'POST /api/v1/uploads/together': 4,
  'POST /api/v1/uploads/:id/apart': 5,
  'POST /uploads/together': 4,
  'POST /uploads/:id/apart': 5,
  'POST /mappings/:id': 1,
  'POST /mappings/:id/delete': 1,
};
