/** Projects, datasets and the bin as a browser without scripts uses them. */
import { beforeAll, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { fillForm, plain } from '../api/data-recipes.ts';
import { type Appliance, addDataset, addUser, exampleAppliance, otherTenant, signedIn } from '../example-appliance.ts';
import { csrfOf, type HttpClient } from '../http-client.ts';

const HOSTILE = `<script>alert(1)</script> & "q" 'n'`;
const CANARY = 'FOREIGN-CANARY-31';
let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let theirs: { project: string; dataset: string };

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
  const other = otherTenant(house);
  theirs = { project: other.project, dataset: addDataset(house, other.tenant, other.project, CANARY) };
});

const project = () => `/projects/${house.home.project.id}`;
const add = (name: string) => addDataset(house, house.home.tenant.id, house.home.project.id, name);
const send = (browser: HttpClient, page: string, typed: Record<string, string> = {}) =>
  fillForm(browser, page, page, typed);
/** What is said once after a change. */
const said = (html: string) => plain(/<p class="said"[^>]*>.*?<\/svg>(.*?)<\/p>/s.exec(html)?.[1]?.trim() ?? '');
const errorAt = (html: string, field: string) =>
  plain(new RegExp(`id="field-${field}-error">([^<]*)<`).exec(html)?.[1] ?? '');

describe('the first page', () => {
  test('opens three doors while there is nothing, and none for those who may not load', async () => {
    const empty = await exampleAppliance();
    for (const [login, role] of [
      ['ann', 'analyst'],
      ['vic', 'viewer'],
      ['aud', 'auditor'],
    ] as const)
      await addUser(empty, { login, tenant: empty.home.tenant.id, role });
    const home = (await (await signedIn(empty, 'ann')).get('/')).text;
    for (const shown of ['Load the sample process', 'Choose a file', 'come with a later release'])
      expect(home).toContain(shown);
    const looking = (await (await signedIn(empty, 'vic')).get('/')).text;
    expect(looking).toContain('There is no data here yet');
    expect(looking).not.toContain('action="/sample"');
    expect((await (await signedIn(empty, 'aud')).get('/')).text).toContain('Your roles include no projects');
  });

  test('lists what changed last, newest first', async () => {
    const [old, fresh] = [add('Older log'), add('Fresh log')];
    house.db.run(sql`update datasets set updated_at = 5 where id = ${old}`);
    const { text } = await vic.get('/');
    expect(text.indexOf('Fresh log')).toBeGreaterThan(0);
    expect(text.indexOf('Fresh log')).toBeLessThan(text.indexOf('Older log'));
    expect(text).toContain(`/datasets/${fresh}/map`);
    expect(text).not.toContain(CANARY);
  });
});

describe('projects', () => {
  test('are made, found, renamed and deleted by forms', async () => {
    const made = await send(ann, '/projects/new', { name: HOSTILE, description: 'first\r\nsecond' });
    expect(made.status).toBe(303);
    const at = made.headers.get('location')!;
    const { text } = await ann.get(at);
    expect(said(text)).toBe(`The project "${HOSTILE}" is there.`);
    expect(text).not.toContain('<script>alert');
    expect(plain(/<h1[^>]*>(.*?)<\/h1>/.exec(text)![1]!)).toBe(HOSTILE);
    expect((await ann.get(at)).text).not.toContain('class="said"');
    expect((await ann.get('/projects?q=ALERT')).text).toContain(at);
    expect((await ann.get('/projects?q=none-such')).text).toContain('No project has this in its name');
    expect((await ann.get('/projects?sort=-name&page=9')).status).toBe(200);
    expect((await ann.get('/projects?sort=evil')).status).toBe(400);
    expect((await send(ann, `${at}/edit`, { name: 'Renamed' })).headers.get('location')).toBe(at);
    expect((await ann.get(at)).text).toContain('second');

    const wrong = await send(ann, `${at}/delete`, { typed: 'Renamd' });
    expect([wrong.status, errorAt(wrong.text, 'typed')]).toEqual([
      ...[400, 'Nothing was deleted: the name that was typed is another one.'],
    ]);
    expect((await ann.get(at)).status).toBe(200);
    expect((await send(ann, `${at}/delete`, { typed: ' renamed ' })).headers.get('location')).toBe('/projects');
    expect((await ann.get(at)).status).toBe(404);
    expect((await ann.get('/bin')).text).toContain('Renamed');
  });

  test('a name that is taken is said at its field, with what was typed', async () => {
    await send(ann, '/projects/new', { name: 'Claims' });
    const again = await send(ann, '/projects/new', { name: 'CLAIMS', description: 'typed by me' });
    expect([again.status, errorAt(again.text, 'name')]).toEqual([
      ...[409, 'A project with this name exists in this workspace already.'],
    ]);
    expect(again.text).toContain('value="CLAIMS"');
    expect(again.text).toContain('typed by me');
    for (const [name, error] of [
      ['  ', 'at least one letter'],
      ['a\u202Eb', 'direction characters'],
      ['x'.repeat(121), '120'],
    ])
      expect(errorAt((await send(ann, '/projects/new', { name: name! })).text, 'name')).toContain(error!);
    const long = await send(ann, '/projects/new', { name: 'Long', description: 'x'.repeat(2001) });
    expect(errorAt(long.text, 'description')).toContain('2000');
  });

  test('who changed it meanwhile is told apart from what was typed', async () => {
    const id = add('Shared');
    const at = `/datasets/${id}`;
    const [etag, open] = ['2', (await ann.get(`${at}/edit`)).text];
    expect(open).toContain(`name="etag" value="${etag}"`);
    const token = csrfOf(open);
    await send(ann, `${at}/edit`, { name: 'Theirs', description: 'new words' });
    const stale = await ann.send(`${at}/edit`, {
      method: 'POST',
      body: new URLSearchParams({
        csrf: token,
        etag,
        was: 'Shared',
        wasDescription: '',
        name: 'Mine',
        description: '',
      }),
    });
    expect(stale.status).toBe(409);
    const text = plain(stale.text);
    expect(text).toContain('The name was "Shared" and is now "Theirs".');
    expect(text).toContain('The description is now: "new words".');
    expect(text).toContain('value="Mine"');
    expect((await ann.get(at)).text).toContain('Theirs');
    // The form that came back knows the present version: sent again, it is taken.
    const etagNow = /name="etag" value="(\d+)"/.exec(stale.text)![1]!;
    const again = await ann.send(`${at}/edit`, {
      method: 'POST',
      body: new URLSearchParams({ csrf: token, etag: etagNow, was: 'Theirs', name: 'Mine', description: '' }),
    });
    expect(again.status).toBe(303);
  });
});

describe('datasets', () => {
  test('without data say what to do next; hostile names are only names', async () => {
    const list = `/api/v1/projects/${house.home.project.id}/datasets`;
    const at = `/datasets/${(await ann.post(list, { name: HOSTILE, description: HOSTILE })).json.id}`;
    const { text } = await ann.get(at);
    expect(text).toContain('There is no data in this dataset yet');
    expect(text).toContain(`${at}/load`);
    const pages = [at, `${at}/edit`, `${at}/delete`, `${project()}?q=script`, '/'];
    for (const page of pages) {
      const { text } = await ann.get(page);
      expect(plain(text)).toContain(HOSTILE);
      expect(text).not.toContain('<script>alert');
    }
    const renamed = await send(ann, `/datasets/${add('Other name')}/edit`, { name: HOSTILE.toUpperCase() });
    expect(errorAt(renamed.text, 'name')).toContain('exists in this project already');
  });

  test('tell their versions and loads; to the bin and back', async () => {
    const at = `/datasets/${add('Permits')}`;
    const { text } = await ann.get(at);
    for (const page of ['columns', 'history', 'lineage', 'push', 'load']) expect(text).toContain(`${at}/${page}`);
    const history = (await ann.get(`${at}/history`)).text;
    for (const shown of ['Versions', 'Loads', 'replaced all']) expect(history).toContain(shown);
    expect((await send(ann, `${at}/delete`, { typed: 'Permits' })).headers.get('location')).toBe(project());
    const bin = await ann.get('/bin');
    expect(said(bin.text)).toBe('The dataset "Permits" is in the bin.');
    add('Permits');
    const back = await fillForm(ann, '/bin', `/bin/${at.split('/')[2]}/restore`, {});
    expect(back.headers.get('location')).toBe(at);
    expect(said((await ann.get(at)).text)).toBe(
      '"Permits" is back as "Permits (2)": another one has its former name by now.',
    );
    await send(ann, `${at}/delete`, { typed: 'Permits (2)' });
    const purge = `/bin/${at.split('/')[2]}/purge`;
    expect((await send(ann, purge, { typed: 'no' })).status).toBe(400);
    expect((await send(ann, purge, { typed: 'Permits (2)' })).headers.get('location')).toBe('/bin');
    expect((await ann.get(purge)).status).toBe(404);
  });

  test('a viewer sees figures and no way to change them', async () => {
    const at = `/datasets/${add('To look at')}`;
    for (const page of [at, project(), '/projects', '/']) {
      const { status, text } = await vic.get(page);
      expect(status).toBe(200);
      for (const way of ['/edit"', '/delete"', '/load"', '/datasets/new', 'action="/sample"'])
        expect(text).not.toContain(way);
    }
    for (const page of [`${at}/edit`, `${at}/delete`, `${project()}/edit`, '/projects/new', '/bin', '/status']) {
      const got = await vic.get(page);
      expect([page, got.status]).toEqual([page, 403]);
      expect(got.text).toContain(got.headers.get('x-request-id')!);
    }
  });

  test('those of others are not there, in the layout and with a request id', async () => {
    const { dataset, project: foreign } = theirs;
    for (const page of [
      `/projects/${foreign}`,
      `/projects/${foreign}/edit`,
      `/datasets/${dataset}`,
      `/datasets/${dataset}/edit`,
      `/datasets/${dataset}/columns`,
      `/datasets/${dataset}/first-look`,
      `/bin/${dataset}/purge`,
      "/datasets/' or 1=1 --",
    ]) {
      const got = await ann.get(encodeURI(page));
      expect([page, got.status]).toEqual([page, 404]);
      expect(got.text).not.toContain(CANARY);
      expect(got.text).toContain('id="nav"');
      expect(got.text).toContain(got.headers.get('x-request-id')!);
    }
  });

  test('without its token no form is taken', async () => {
    const at = `/datasets/${add('Guarded')}`;
    const got = await ann.send(`${at}/delete`, {
      method: 'POST',
      body: new URLSearchParams({ typed: 'Guarded', etag: '2' }),
    });
    expect(got.status).toBe(403);
    expect((await ann.get(at)).status).toBe(200);
  });
});
