import { afterAll, beforeAll, expect, test } from 'bun:test';
import { fillForm } from '../../../tests/api/data-recipes.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';

let real: RealAppliance;
let root: HttpClient;

beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  root = await real.signIn();
});
afterAll(() => real.end());

test('the sample is one click from the empty first page to its map, and loaded once', async () => {
  const sent = await fillForm(root, '/', '/sample', {});
  const wait = sent.headers.get('location')!;
  expect([sent.status, wait]).toEqual([303, expect.stringMatching(/^\/datasets\/[0-9a-f-]{36}\/first-look$/)]);
  const id = wait.split('/')[2]!;
  expect((await root.get(wait)).headers.get('location')).toBe(`/datasets/${id}/map`);
  const project = (await root.get('/api/v1/projects')).json.items[0].id;
  const list = `/api/v1/projects/${project}/datasets`;
  // As published: 1,434 cases, 8,577 events.
  expect((await root.get(`${list}/${id}`)).json).toMatchObject({
    ...{ name: 'Receipt', status: 'ready', version: { number: 1, cases: 1434, events: 8577 } },
  });
  expect((await root.get('/')).text).toContain(`/datasets/${id}/map`);
  // A second click, perhaps from a page that was open before.
  const csrf = csrfOf((await root.get('/')).text);
  const again = await root.send('/sample', { method: 'POST', body: new URLSearchParams({ csrf, project }) });
  expect(again.headers.get('location')).toBe(wait);
  expect((await root.get(list)).json.total).toBe(1);
  expect((await root.get(`/datasets/${id}/history`)).text).toContain('Versions');
  expect((await root.get(`/datasets/${id}/columns`)).text).toContain('Confirmation of receipt');
  const part = await root.get(`/datasets/${id}/columns`, { 'hx-request': 'true', 'hx-target': 'div#columns' });
  expect(part.text.trim()).toStartWith('<div id="columns"');
}, 60_000);

test('an empty dataset leads to its page', async () => {
  const project = (await root.get('/api/v1/projects')).json.items[0].id;
  const { id } = (await root.post(`/api/v1/projects/${project}/datasets`, { name: 'Empty' })).json;
  expect((await root.get(`/datasets/${id}/first-look`)).headers.get('location')).toBe(`/datasets/${id}`);
});
