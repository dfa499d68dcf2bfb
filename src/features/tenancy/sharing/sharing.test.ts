import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { ALL_WAYS } from '../../../../tests/api/inbox-recipes.ts';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../../tests/http-client.ts';

let house: Appliance;
let ann: HttpClient;
/** Works in another workspace of the same tenant, and hears nothing of this one. */
let eva: HttpClient;
let tenant: string;
let project: string;
let dataset: string;
let sibling: string;
beforeEach(async () => {
  house = await exampleAppliance();
  tenant = house.home.tenant.id;
  project = house.home.project.id;
  dataset = addDataset(house, tenant, project, 'Receipt');
  sibling = addDataset(house, tenant, project, 'Payments');
  const elsewhere = house.newId();
  house.db.run(
    sql`insert into workspaces (id, tenant_id, name, created_at) values (${elsewhere}, ${tenant}, 'Elsewhere', 0)`,
  );
  await addUser(house, { login: 'ann', tenant, role: 'analyst', workspace: house.home.workspace.id });
  await addUser(house, { login: 'eva', tenant, role: 'viewer', workspace: elsewhere });
  [ann, eva] = [await signedIn(house, 'ann'), await signedIn(house, 'eva')];
});
const at = (id = project, ds?: string) => `/api/v1/projects/${id}${ds ? `/datasets/${ds}` : ''}`;
const shareWith = (who: string, role = 'viewer', path = at()) => ann.post(`${path}/share`, { with: who, role });
const statuses = (paths: string[]) => Promise.all(paths.map(async (path) => (await eva.get(path)).status));
const apply = (datasetId: string) => eva.post('/api/v1/analysis/filters/apply', { datasetId, filters: [] });

test('a project opens to a person with all that is in it, in lists too, and closes again', async () => {
  const paths = [at(), at(project, dataset), `/projects/${project}`, `/datasets/${dataset}`, `${at()}/datasets`];
  expect(await statuses(paths)).toEqual(paths.map(() => 404));
  const made = await shareWith('EVA');
  expect(made.json).toEqual({
    ...{ id: made.json.id, role: 'viewer', createdAt: '2026-01-01T00:00:00.000Z' },
    with: { kind: 'user', id: made.json.with.id, name: 'eva', displayName: 'eva' },
  });
  expect(await statuses(paths)).toEqual(paths.map(() => 200));
  expect((await eva.get('/api/v1/projects')).json.items.map((p: { id: string }) => p.id)).toEqual([project]);
  expect((await eva.get(`${at()}/datasets`)).json.total).toBe(2);
  expect((await eva.get('/')).text).toContain('Receipt');
  expect((await apply(dataset)).status).toBe(200);
  expect((await ann.get(`${at()}/share`)).json.items).toEqual([made.json]);
  expect((await ann.delete(`${at()}/share/${made.json.id}`)).status).toBe(204);
  expect(await statuses(paths)).toEqual(paths.map(() => 404));
  expect((await ann.delete(`${at()}/share/${made.json.id}`)).json.code).toBe('share.notFound');
});

test('a viewer looks, an analyst changes; neither gets anything of the workspace', async () => {
  const rename = () => eva.put(at(), { name: 'Hers' }, { 'if-match': '1' });
  const { id } = (await shareWith('eva', 'viewer')).json;
  expect((await rename()).status).toBe(403);
  expect((await shareWith('eva', 'analyst')).json.code).toBe('share.thereAlready');
  await ann.delete(`${at()}/share/${id}`);
  await shareWith('eva', 'analyst');
  expect((await rename()).status).toBe(200);
  const { workspace } = house.home;
  const made = await ann.post('/api/v1/calendars', { name: 'C', week: { monday: [{ from: '08:00', to: '16:00' }] } });
  expect((await eva.get(made.headers.get('location')!)).status).toBe(404);
  expect((await eva.post('/api/v1/projects', { name: 'x', workspaceId: workspace.id })).json.code).toBe(
    'workspace.notFound',
  );
});

describe('a dataset', () => {
  test('opens alone: its project is seen as the way to it, its siblings are not', async () => {
    await shareWith('eva', 'viewer', at(project, dataset));
    expect(await statuses([at(project, dataset), `/datasets/${dataset}`, at(), `/projects/${project}`])).toEqual([
      ...[200, 200, 200, 200],
    ]);
    expect(await statuses([at(project, sibling), `/datasets/${sibling}`])).toEqual([404, 404]);
    const listed = (await eva.get(`${at()}/datasets`)).json;
    expect([listed.total, listed.items.map((d: { id: string }) => d.id)]).toEqual([1, [dataset]]);
    for (const page of ['/', '/projects', `/projects/${project}`])
      expect([page, (await eva.get(page)).text.includes('Payments')]).toEqual([page, false]);
    expect([(await apply(dataset)).status, (await apply(sibling)).status]).toEqual([200, 404]);
    expect((await eva.get(`${at()}/share`)).status).toBe(403);
  });

  test('shared for work can be changed, and the rest of the project cannot', async () => {
    await shareWith('eva', 'analyst', at(project, dataset));
    expect((await eva.put(at(project, dataset), { name: 'R' }, { 'if-match': '2' })).status).toBe(200);
    expect((await eva.put(at(), { name: 'P' }, { 'if-match': '1' })).status).toBe(403);
    expect((await eva.post(`${at()}/datasets`, { name: 'New' })).status).toBe(403);
    const model = { name: 'M', projectId: project, text: "->( 'a', 'b' )" };
    expect((await eva.post('/api/v1/analysis/conformance/models', model)).status).toBe(403);
    const theirs = await ann.post('/api/v1/analysis/conformance/models', model);
    expect((await eva.get(theirs.headers.get('location')!)).status).toBe(404);
  });

  test('is shared under its own project only', async () => {
    const other = (await ann.post('/api/v1/projects', { name: 'Other' })).json.id;
    const got = await shareWith('eva', 'viewer', at(other, dataset));
    expect([got.status, got.json.code]).toEqual([404, 'dataset.notFound']);
  });
});

test('a group is shared with as one: who comes in sees it, who goes sees it no more', async () => {
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  const root = await signedIn(house, 'root');
  const group = (await root.post('/api/v1/admin/groups', { name: 'Auditors of claims' })).json.id;
  expect((await shareWith('auditors OF claims')).json.with).toMatchObject({ kind: 'group', id: group });
  const me = (await eva.get('/api/v1/auth/me')).json.id;
  const member = `/api/v1/admin/groups/${group}/members/${me}`;
  expect(await statuses([at()])).toEqual([404]);
  await root.put(member);
  expect(await statuses([at()])).toEqual([200]);
  await root.delete(member);
  expect(await statuses([at()])).toEqual([404]);
});

test('nobody shares what is not theirs, more than they hold, or with somebody who is not there', async () => {
  const theirs = otherTenant(house);
  await addUser(house, { login: 'mia', tenant: theirs.tenant, role: 'viewer' });
  for (const who of ['mia', 'nobody-at-all', ' ', theirs.tenant])
    expect((await shareWith(who)).json.code).toMatch(/share.nobody|http.invalidBody/);
  for (const id of [theirs.project, house.newId()])
    expect((await shareWith('eva', 'viewer', at(id))).json.code).toBe('project.notFound');
  await addUser(house, { login: 'max', tenant, role: 'viewer', workspace: house.home.workspace.id });
  const role = ['read:projects', 'read:datasets', 'read:analyses', 'write:sharing'];
  house.db.run(sql`insert into roles (tenant_id, name, permissions, created_at)
    values (${tenant}, 'sharer', ${JSON.stringify(role)}, 0)`);
  house.db.run(
    sql`update grants set role = 'sharer' where role = 'viewer' and workspace_id = ${house.home.workspace.id}`,
  );
  const max = await signedIn(house, 'max');
  const given = (level: string) => max.post(`${at()}/share`, { with: 'eva', role: level });
  expect((await given('analyst')).json.code).toBe('access.beyondOwn');
  expect((await given('administrator')).status).toBe(400);
  expect((await given('viewer')).status).toBe(201);
});

test('what is shared goes with what it was about, and sleeps while that is in the bin', async () => {
  await shareWith('eva', 'viewer', at(project, dataset));
  await ann.delete(at(project, dataset), { 'if-match': '2' });
  expect(await statuses([at(project, dataset)])).toEqual([404]);
  expect((await ann.post(`/api/v1/bin/${dataset}/restore`)).status).toBe(200);
  expect(await statuses([at(project, dataset)])).toEqual([200]);
  await ann.delete(at(project, dataset), { 'if-match': '4' });
  expect((await ann.delete(`/api/v1/bin/${dataset}`, { 'if-match': '5' })).status).toBe(204);
  expect(house.db.all(sql`select 1 from shares`)).toEqual([]);
});

describe('who is given a share is told', () => {
  const inboxOf = async (who: HttpClient) =>
    (await who.get('/api/v1/inbox')).json.items.map(({ title, link }: { title: string; link: string }) => [
      title,
      link,
    ]);

  test('a person of a project or dataset, once, in the own language; not who shares, nor who does not want to know', async () => {
    await shareWith('eva', 'viewer', at(project, dataset));
    await house.bus.settle();
    expect(await inboxOf(eva)).toEqual([['“Receipt” was shared with you.', `/datasets/${dataset}`]]);
    house.db.run(sql`update outbox_cursors set seq = 0 where consumer = 'inbox'`);
    await house.bus.settle();
    expect(await inboxOf(eva)).toHaveLength(1);
    const page = await eva.send('/inbox', { headers: { 'accept-language': 'de' } });
    expect(page.text).toContain('„Receipt“ wurde mit Ihnen geteilt.');
    await eva.put('/api/v1/inbox/preferences', { ...ALL_WAYS, share: 'none' });
    await shareWith('eva');
    await house.bus.settle();
    expect([await inboxOf(eva), await inboxOf(ann)]).toEqual([[expect.anything()], []]);
  });

  test('everybody of a group but who shares', async () => {
    const group = house.newId();
    house.db.run(sql`insert into groups (id, tenant_id, name, created_at) values (${group}, ${tenant}, 'Team', 0)`);
    house.db.run(sql`insert into group_members (tenant_id, group_id, user_id, created_at)
      select tenant_id, ${group}, id, 0 from users where tenant_id = ${tenant} and login in ('ann', 'eva')`);
    expect((await shareWith('Team')).status).toBe(201);
    await house.bus.settle();
    const title = `“${house.home.project.name}” was shared with you.`;
    expect([await inboxOf(eva), await inboxOf(ann)]).toEqual([[[title, `/projects/${project}`]], []]);
  });
});
