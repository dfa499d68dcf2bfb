import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

const ROWS = 'case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,2024-01-01T09:00:00Z\nb,x,2024-01-02T08:00:00Z\n';
const BYTES = new TextEncoder().encode(ROWS);
const LIMITS = {
  ADIT__DATA__MIN_FREE_BYTES: '0',
  ADIT__SERVER__MAX_UPLOAD_BYTES: '200000',
  ADIT__SERVER__MAX_OPEN_UPLOADS: '5',
};

let folder: string;
let house: Appliance;
let ann: HttpClient;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-uploads-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  house = await exampleAppliance({ foundations: exampleFoundations(LIMITS, folder) });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});

const begin = async (more: object = {}) =>
  (await ann.post('/api/v1/uploads', { name: 'a.csv', bytes: BYTES.length, projectId: house.home.project.id, ...more }))
    .json.id as string;
const send = (id: string, body: Uint8Array | ReadableStream, offset: number | null, by = ann, method = 'PUT') =>
  by.send(`/api/v1/uploads/${id}/content`, {
    method,
    body,
    headers: offset === null ? {} : { 'upload-offset': String(offset) },
  });
const pathOf = (id: string) => join(folder, 'tenants', house.home.tenant.id, 'uploads', id);
const get = async (id: string, what = '') => (await ann.get(`/api/v1/uploads/${id}${what}`)).json;
const mine = async () => (await ann.get('/api/v1/uploads')).json.items;

const magic = (...bytes: number[]) => new Uint8Array([...bytes, ...new Uint8Array(64)]);
test.each([
  ['a PNG image', magic(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['a ZIP archive', magic(0x50, 0x4b, 3, 4)],
  ['a PDF document', new TextEncoder().encode('%PDF-1.7\n1 0 obj')],
  ['an XLSX workbook', new TextEncoder().encode('PK\u0003\u0004…[Content_Types].xml…xl/workbook.xml')],
  ['an HTML page', new TextEncoder().encode('<!doctype html><html><body>Sign in</body></html>')],
])('%s called .csv is named by its content, and nothing of it stays', async (what, bytes) => {
  const got = await ann.send(`/api/v1/uploads/file?name=a.csv&projectId=${house.home.project.id}`, {
    ...{ method: 'POST', body: bytes },
  });
  expect([got.status, got.json.code]).toEqual([400, 'import.notAnEventLog']);
  expect(got.json.detail).toContain(what);
  expect(got.json.detail).toContain('Accepted are: CSV');
  const [upload] = await mine();
  expect(upload).toMatchObject({ state: 'refused', error: { code: 'import.notAnEventLog' } });
  expect(existsSync(pathOf(upload.id))).toBe(false);
  expect((await ann.post(`/api/v1/uploads/${upload.id}/load`, { newDatasetName: 'D' })).json.detail).toContain(what);
});

test('a file that is no log is refused after its first part, not at its end', async () => {
  const id = await begin({ bytes: 150_000 });
  const png = new Uint8Array(70_000);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect((await send(id, png, 0)).json.code).toBe('import.notAnEventLog');
  expect((await send(id, png, 70_000)).json.detail).toContain('a PNG image');
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\logs\\may.csv', 'may.csv'],
  ['\u202egpj.exe\u202c.csv', 'gpj.exe.csv'],
  ['<script>alert(1)</script>.csv', 'script>.csv'],
  ['a\u0000b\nc.csv', 'abc.csv'],
  ['..', 'file'],
  ['\ud800.csv', '\ufffd.csv'],
  [`${'x'.repeat(300)}.xes.gz`, `${'x'.repeat(192)}….xes.gz`],
])('the name %j is shown as %j and is no path', async (name, shown) => {
  const id = await begin({ name });
  expect((await get(id)).name).toBe(shown);
  await send(id, BYTES, 0);
  expect(readdirSync(join(folder, 'tenants', house.home.tenant.id, 'uploads'))).toEqual([id]);
});
