import { beforeAll, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let theirs: { tenant: string; workspace: string; project: string };
const PATH = '/api/v1/projects';

beforeAll(async () => {
  house = await exampleAppliance();
  theirs = otherTenant(house);
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
});

test('home is made once and found again, whatever it is called by then', () => {
  const rows = house.auditRows().length;
  house.db.run(sql`update projects set name = 'Renamed' where id = ${house.home.project.id}`);
  const again = house.tenancy.ensureHome();
  expect([again.tenant.id, again.workspace.id, again.project.id]).toEqual([
    house.home.tenant.id,
    house.home.workspace.id,
    house.home.project.id,
  ]);
  expect(house.auditRows().length).toBe(rows);
  house.db.run(sql`update projects set name = 'First project' where id = ${house.home.project.id}`);
});

describe('projects', () => {
  test('are made, changed with their etag, and hidden; each leaves one audit row and one event', async () => {
    const [rows, events] = [house.auditRows().length, house.events().length];
    const made = await ann.post(PATH, { name: 'Claims', description: 'of 2026' });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      ...{ id: made.json.id, workspaceId: house.home.workspace.id, name: 'Claims', description: 'of 2026', etag: '1' },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null },
    });
    const at = made.headers.get('location') as string;
    expect((await ann.put(at, { name: 'Claims 2' })).json.code).toBe('change.versionMissing');
    expect((await ann.put(at, { name: 'Claims 2' }, { 'if-match': '"1"' })).headers.get('etag')).toBe('"2"');
    expect((await ann.put(at, { name: 'Claims 3' }, { 'if-match': '"1"' })).json.code).toBe('change.stale');
    expect((await vic.get(at)).json.name).toBe('Claims 2');
    expect((await ann.send(at, { method: 'DELETE', headers: { 'if-match': '1' } })).status).toBe(412);
    expect((await ann.send(at, { method: 'DELETE', headers: { 'if-match': '2' } })).status).toBe(204);
    expect((await ann.get(at)).json.code).toBe('project.notFound');
    const audited = house.auditRows().slice(rows);
    expect(audited.map((r) => r.action)).toEqual(['project.create', 'project.change', 'project.delete']);
    expect(new Set(audited.map((r) => r.tenant_id))).toEqual(new Set([house.home.tenant.id]));
    expect(house.events().slice(events)).toHaveLength(3);
  });

  test('those of another tenant do not exist', async () => {
    for (const id of [theirs.project, house.newId()]) {
      const answers = await Promise.all([
        ann.get(`${PATH}/${id}`),
        ann.put(`${PATH}/${id}`, { name: 'mine' }, { 'if-match': '1' }),
        ann.send(`${PATH}/${id}`, { method: 'DELETE', headers: { 'if-match': '1' } }),
        ann.get(`${PATH}/${id}/datasets`),
        ann.post(`${PATH}/${id}/datasets`, { name: 'mine' }),
      ]);
      for (const got of answers) expect([got.status, got.json.code]).toEqual([404, 'project.notFound']);
    }
    expect((await ann.get(PATH)).text).not.toContain('Their project');
    expect((await ann.post(PATH, { name: 'x', workspaceId: theirs.workspace })).json.code).toBe('workspace.notFound');
  });

  test('a viewer reads and changes nothing', async () => {
    const at = `${PATH}/${house.home.project.id}`;
    expect((await vic.get(at)).status).toBe(200);
    expect((await vic.post(PATH, { name: 'x' })).status).toBe(403);
    expect((await vic.put(at, { name: 'x' }, { 'if-match': '1' })).status).toBe(403);
  });

  const names: [string, string, number][] = [
    ['spaces only', '   ', 400],
    ['a line break', 'a\nb', 400],
    ['text that runs backwards', 'invoice\u202Efdp', 400],
    ['a zero-width space', 'a\u200Bb', 400],
    ['too long', 'x'.repeat(121), 400],
    ['markup is only a name', '<script>alert(1)</script>', 201],
    ['quotes too', `'; drop table projects; --`, 201],
    ['other scripts, joiners', 'سفارش\u200Cها 👩\u200D🔬', 201],
  ];
  test.each(names)('named by %s', async (_, name, status) => {
    const got = await ann.post(PATH, { name });
    expect(got.status).toBe(status);
    if (status === 201) expect((await ann.get(`${PATH}/${got.json.id}`)).json.name).toBe(name);
  });
});
