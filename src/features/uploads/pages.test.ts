import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';

const ROWS = 'case,activity,time\na,x,2024-01-01T08:00:00Z\n';

let folder: string;
let house: Appliance;
let ann: HttpClient;
let project: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-upload-pages-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  const limits = { ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__SERVER__MAX_UPLOAD_BYTES: '200000' };
  house = await exampleAppliance({ foundations: exampleFoundations(limits, folder) });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
  project = house.home.project.id;
});

const tokenOn = async (browser: HttpClient, path: string) => csrfOf((await browser.get(path)).text);

/** Sends the form of the upload page as a browser without scripts does. */
async function sendForm(fields: [string, string | Blob, string?][], browser = ann) {
  const data = new FormData();
  for (const [name, value, file] of fields)
    value instanceof Blob ? data.append(name, value, file ?? 'a.csv') : data.append(name, value);
  const form = new Response(data);
  const headers = { 'content-type': form.headers.get('content-type')! };
  return browser.send('/uploads', { method: 'POST', body: new Uint8Array(await form.arrayBuffer()), headers });
}
const csrf = () => tokenOn(ann, `/datasets/new?project=${project}`);
const kept = () => {
  const path = join(folder, 'tenants', house.home.tenant.id, 'uploads');
  return existsSync(path) ? readdirSync(path) : [];
};

test('a file from a form is received, and its page is next', async () => {
  const got = await sendForm([
    ['csrf', await csrf()],
    ['project', project],
    ['file', new Blob([ROWS]), 'may.csv'],
  ]);
  expect(got.status).toBe(303);
  const id = got.headers.get('location')!.split('/').at(-1)!;
  expect((await ann.get(`/api/v1/uploads/${id}`)).json).toMatchObject({ name: 'may.csv', state: 'complete' });
  const listed = (await ann.get(`/datasets/new?project=${project}`)).text;
  expect(listed).toContain('may.csv');
  expect(listed).toContain('Waits for what its columns are');
});

test('without our token, or with one behind the file, nothing is received', async () => {
  const file: [string, Blob] = ['file', new Blob([ROWS])];
  for (const fields of [
    [['project', project], file],
    [['csrf', 'made up'], ['project', project], file],
    [['project', project], file, ['csrf', await csrf()]],
  ])
    expect((await sendForm(fields as [string, string | Blob][])).status).toBe(403);
  expect(kept()).toEqual([]);
  expect((await ann.get('/api/v1/uploads')).json.total).toBe(0);
});

test('no file, a picture, too large a file: said inside the layout, and nothing stays', async () => {
  const token = await csrf();
  const none = await sendForm([
    ['csrf', token],
    ['project', project],
    ['file', new Blob([]), ''],
  ]);
  expect([none.status, none.text.includes('No file was chosen')]).toEqual([400, true]);
  const picture = new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])]);
  const refused = await sendForm([
    ['csrf', token],
    ['project', project],
    ['file', picture, 'log.csv'],
  ]);
  expect([refused.status, refused.text.includes('By its content this file is a PNG image')]).toEqual([400, true]);
  expect(refused.text).toContain('<nav id="nav"');
  const large = await sendForm([
    ['csrf', token],
    ['project', project],
    ['file', new Blob([ROWS.padEnd(300_000, 'x')]), 'log.csv'],
  ]);
  expect(large.status).toBeOneOf([400, 413]);
  expect(large.text).toContain('<nav id="nav"');
  expect(kept()).toEqual([]);
});

test('hostile names stay text', async () => {
  const name = '"><img src=x onerror=alert(1)>\u202egpj.csv';
  const { id } = (await ann.post('/api/v1/uploads', { name, bytes: 10, projectId: project })).json;
  for (const path of [`/uploads/${id}`, `/datasets/new?project=${project}`]) {
    const { text, status } = await ann.get(path);
    expect(status).toBe(200);
    expect(text).not.toContain('<img');
    expect(text).not.toContain('\u202e');
    expect(text).toContain('&lt;img');
  }
});

test('what is foreign, unknown or not allowed', async () => {
  const them = otherTenant(house);
  const theirs = addDataset(house, them.tenant, them.project, 'Theirs');
  expect((await ann.get(`/datasets/new?project=${them.project}`)).status).toBe(404);
  expect((await ann.get(`/datasets/${theirs}/load`)).status).toBe(404);
  expect((await ann.get('/uploads/nothing')).status).toBe(404);
  expect((await ann.get('/datasets/new?color=red')).status).toBe(400);
  const token = await csrf();
  const sent = await sendForm([
    ['csrf', token],
    ['dataset', theirs],
    ['file', new Blob([ROWS])],
  ]);
  expect(sent.status).toBe(404);
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  const vic = await signedIn(house, 'vic');
  expect((await vic.get(`/datasets/new?project=${project}`)).status).toBe(403);
  const { id } = (await ann.post('/api/v1/uploads', { name: 'a', bytes: 10, projectId: project })).json;
  await addUser(house, { login: 'bob', tenant: house.home.tenant.id, role: 'analyst' });
  expect((await (await signedIn(house, 'bob')).get(`/uploads/${id}`)).status).toBe(404);
});

test('each end has its page: broken off, refused, cancelled', async () => {
  const { id } = (await ann.post('/api/v1/uploads', { name: 'a.csv', bytes: 10, projectId: project })).json;
  expect((await ann.get(`/uploads/${id}`)).text).toContain('Not all of this file has come');
  const body = new URLSearchParams({ csrf: await csrf() });
  const cancelled = await ann.send(`/uploads/${id}/cancel`, { method: 'POST', body });
  expect([cancelled.status, cancelled.headers.get('location')]).toEqual([303, `/datasets/new?project=${project}`]);
  expect((await ann.get(`/uploads/${id}`)).text).toContain('Nothing was changed');
  const html = new TextEncoder().encode('<!doctype html><html></html>');
  await ann.send(`/api/v1/uploads/file?name=b.csv&projectId=${project}`, { method: 'POST', body: html });
  const refused = (await ann.get('/api/v1/uploads')).json.items[0].id;
  expect((await ann.get(`/uploads/${refused}`)).text).toContain('an HTML page');
});

test('a load under way: the form of another tab leads to its page, and Back too', async () => {
  const bytes = new TextEncoder().encode(ROWS);
  const { id } = (await ann.post('/api/v1/uploads', { name: 'a.csv', bytes: bytes.length, projectId: project })).json;
  await ann.send(`/api/v1/uploads/${id}/content`, { method: 'PUT', body: bytes, headers: { 'upload-offset': '0' } });
  await ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' });
  const body = new URLSearchParams({ csrf: await csrf(), do: 'load', name: 'D' });
  const again = await ann.send(`/uploads/${id}`, { method: 'POST', body });
  expect([again.status, again.headers.get('location')]).toEqual([303, `/uploads/${id}`]);
  const { text } = await ann.get(`/uploads/${id}`);
  expect(text).toContain('The file is being loaded');
  expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
  expect((await ann.get(`/projects/${project}`)).text.match(/The file is being loaded/g)).toBeNull();
});
