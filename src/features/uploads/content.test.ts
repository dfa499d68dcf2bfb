import { expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BYTES, UploadHouse } from '../../../tests/upload-house.ts';

const at = new UploadHouse();
const mine = async () => (await at.ann.get('/api/v1/uploads')).json.items;

const magic = (...bytes: number[]) => new Uint8Array([...bytes, ...new Uint8Array(64)]);
test.each([
  ['a PNG image', magic(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['a ZIP archive', magic(0x50, 0x4b, 3, 4)],
  ['a PDF document', new TextEncoder().encode('%PDF-1.7\n1 0 obj')],
  ['a workbook with macros', new TextEncoder().encode('PK\u0003\u0004…[Content_Types].xml…xl/vbaProject.bin')],
  ['an HTML page', new TextEncoder().encode('<!doctype html><html><body>Sign in</body></html>')],
])('%s called .csv is named by its content, and nothing of it stays', async (what, bytes) => {
  const got = await at.ann.send(`/api/v1/uploads/file?name=a.csv&projectId=${at.house.home.project.id}`, {
    ...{ method: 'POST', body: bytes },
  });
  expect([got.status, got.json.code]).toEqual([400, 'import.notAnEventLog']);
  expect(got.json.detail).toContain(what);
  expect(got.json.detail).toContain('Accepted are: CSV');
  const [upload] = await mine();
  expect(upload).toMatchObject({ state: 'refused', error: { code: 'import.notAnEventLog' } });
  expect(existsSync(at.pathOf(upload.id))).toBe(false);
  expect((await at.ann.post(`/api/v1/uploads/${upload.id}/load`, { newDatasetName: 'D' })).json.detail).toContain(what);
});

test('a file that is no log is refused after its first part, not at its end', async () => {
  const id = await at.begin({ bytes: 150_000 });
  const png = new Uint8Array(70_000);
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect((await at.send(id, png, 0)).json.code).toBe('import.notAnEventLog');
  expect((await at.send(id, png, 70_000)).json.detail).toContain('a PNG image');
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
  const id = await at.begin({ name });
  expect((await at.get(id)).name).toBe(shown);
  await at.send(id, BYTES, 0);
  expect(readdirSync(join(at.folder, 'tenants', at.house.home.tenant.id, 'uploads'))).toEqual([id]);
});
