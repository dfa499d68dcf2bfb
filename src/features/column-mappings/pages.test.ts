import { beforeEach, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';

let house: Appliance;
let ann: HttpClient;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});

const MAPPING = {
  columns: [
    { column: 'order', role: 'case' as const },
    { column: 'note', drop: true },
  ],
  events: [{ time: 'created', activity: 'Create' }, { time: 'paid' }],
};
const keep = async (name: string) =>
  (await ann.post('/api/v1/column-mappings', { name, mapping: MAPPING })).json.id as string;
const token = async () => csrfOf((await ann.get('/profile')).text);
const send = async (at: string, fields: Record<string, string>) =>
  ann.send(at, { method: 'POST', body: new URLSearchParams({ csrf: await token(), ...fields }) });

async function importFile(text: string) {
  const body = new FormData();
  body.append('csrf', await token());
  body.append('file', new Blob([text]), 'mapping.json');
  const form = new Response(body);
  const headers = { 'content-type': form.headers.get('content-type')! };
  return ann.send('/mappings/import', { method: 'POST', body: new Uint8Array(await form.arrayBuffer()), headers });
}

test('the list and the page of one say what it is about; hostile names stay text', async () => {
  expect((await ann.get('/mappings')).text).toContain('No mapping is kept yet');
  const id = await keep('<b>Orders</b>');
  const list = (await ann.get('/mappings')).text;
  expect(list).toContain('&lt;b&gt;Orders&lt;/b&gt;');
  expect(list).toContain('2 events a row');
  const { text } = await ann.get(`/mappings/${id}`);
  expect(text).not.toContain('<b>Orders');
  for (const part of ['Create', 'paid', 'Left out', 'No dataset that you may see was loaded with it.'])
    expect(text).toContain(part);
});

test('it is renamed, and not to a name that is taken', async () => {
  await keep('Taken');
  const id = await keep('Orders');
  const taken = await send(`/mappings/${id}`, { name: 'taken', etag: '1' });
  expect([taken.status, taken.text.includes('exists in this workspace already')]).toEqual([409, true]);
  const renamed = await send(`/mappings/${id}`, { name: 'Orders of the shop', etag: '1' });
  expect([renamed.status, renamed.headers.get('location')]).toEqual([303, `/mappings/${id}`]);
  const { name, mapping, etag } = (await ann.get(`/api/v1/column-mappings/${id}`)).json;
  expect([name, mapping, etag]).toEqual(['Orders of the shop', MAPPING, '2']);
});

test('saved as a file and taken from it, it is the same; what is no mapping is refused in words', async () => {
  const id = await keep('Orders');
  const file = await ann.get(`/mappings/${id}/mapping.json`);
  expect(file.headers.get('content-disposition')).toContain('Orders.json');
  expect((await importFile(file.text)).status).toBe(409);
  await send(`/mappings/${id}/delete`, { etag: '1' });
  const taken = await importFile(file.text);
  expect(taken.status).toBe(303);
  const again = (await ann.get(`/api/v1${taken.headers.get('location')!.replace('/mappings', '/column-mappings')}`))
    .json;
  expect([again.name, again.mapping]).toEqual(['Orders', MAPPING]);
  for (const [text, word] of [
    ['{', 'The file is no JSON'],
    ['{"name":"x"}', 'no kept mapping'],
    [file.text.replace('"version": 1', '"version": 2'), 'version'],
    [file.text.replace('"case"', '"queen"'), 'role'],
  ] as const) {
    const { status, text: shown } = await importFile(text);
    expect([status, shown.includes(word)]).toEqual([400, true]);
  }
});

test('who may only read sees no form, and may change nothing', async () => {
  const id = await keep('Orders');
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  const vic = await signedIn(house, 'vic');
  const { status, text } = await vic.get(`/mappings/${id}`);
  expect([status, text.includes('Rename')]).toEqual([200, false]);
  expect((await vic.get(`/mappings/${id}/delete`)).status).toBe(403);
});
