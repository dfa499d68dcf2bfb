import { beforeEach, describe, expect, test } from 'bun:test';
import { AppError, type Step, sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { type PolicyRule, stepsOfRules } from '../../platform/access/row-policy.ts';

const PATH = '/api/v1/admin/row-policies';
let house: Appliance;
let root: HttpClient;
let dataset: string;
let ann: string;

beforeEach(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  dataset = addDataset(house, tenant, house.home.project.id, 'Orders');
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  ann = await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  root = await signedIn(house, 'root');
});

const own = { column: 'case:region', values: [{ attribute: 'Region' }] };
const create = (sent: object, of = dataset) => root.post(PATH, { datasetId: of, ...sent });
const policyFor = async (client: HttpClient): Promise<readonly Step[]> => {
  const got = await client.post('/api/v1/analysis/calculators/execute', {
    datasetId: dataset,
    id: 'echo',
    params: { word: 'x' },
  });
  expect(got.status).toBe(200);
  return house.engine.asked.at(-1)!.policy;
};
const NOTHING = [{ not: { id: 'case-length', params: { min: 1 } } }];
const oneOf = (...values: string[]) => ({
  id: 'case-attribute',
  params: { attribute: 'case:region', operator: 'one-of', values },
});
const vouchFor = (user: string, attributes: object) =>
  house.db.run(sql`insert into identities (tenant_id, provider, subject, user_id, login, attributes, seen_at)
    values (${house.home.tenant.id}, 'ldap:corp', ${user}, ${user}, 'x', ${JSON.stringify(attributes)}, 0)`);

describe('what a rule means', () => {
  const person = new Map([['region', ['north', 'south']]]);
  const rule = (...conditions: Partial<PolicyRule[number]>[]): PolicyRule =>
    conditions.map((c) => ({ column: 'case:region', level: 'case', not: false, values: ['west'], ...c }));
  test.each<[string, PolicyRule[], readonly Step[]]>([
    ['no rule is for the person', [], NOTHING],
    ['a rule without conditions', [rule({}), rule()], []],
    ['a value that is written', [rule({})], [oneOf('west')]],
    ['an attribute with several values', [rule({ values: [{ attribute: 'REGION' }] })], [oneOf('north', 'south')]],
    ['an attribute that is missing', [rule({ values: [{ attribute: 'team' }] })], NOTHING],
    ['and a value beside it', [rule({ values: [{ attribute: 'team' }, 'west'] })], [oneOf('west')]],
    ['a missing attribute, excluded', [rule({ not: true, values: [{ attribute: 'team' }, 'west'] })], NOTHING],
    ['a value, excluded', [rule({ not: true })], [{ not: oneOf('west') }]],
    ['two conditions', [rule({}, { values: ['east'] })], [oneOf('west'), oneOf('east')]],
    [
      'two rules',
      [rule({}), rule({ values: ['east'] })],
      [{ or: [{ and: [oneOf('west')] }, { and: [oneOf('east')] }] }],
    ],
    ['of two rules one shows nothing', [rule({}), rule({ values: [{ attribute: 'team' }] })], [oneOf('west')]],
    [
      'of events',
      [rule({ level: 'event', not: true, column: 'org:group' })],
      [
        {
          id: 'event-attribute',
          params: { attribute: 'org:group', operator: 'one-of', values: ['west'], mode: 'none' },
        },
      ],
    ],
  ])('%s', (_name, rules, steps) => {
    expect(stepsOfRules(rules, person)).toEqual(steps);
  });
});

describe('for whom', () => {
  test('without a policy everything; from the first one on only what one’s own show', async () => {
    const browser = await signedIn(house, 'ann');
    expect(await policyFor(browser)).toEqual([]);
    expect((await create({ name: 'All', holderKind: 'role', holder: 'administrator' })).status).toBe(201);
    expect(await policyFor(browser)).toEqual(NOTHING);
    expect(await policyFor(root)).toEqual([]);
    await create({
      name: 'West',
      holderKind: 'user',
      holder: 'ann',
      conditions: [{ column: 'case:region', values: ['west'] }],
    });
    expect(await policyFor(browser)).toEqual([oneOf('west')]);
  });

  test('role, group, person and everyone add up; attributes are the directory’s, from one question to the next', async () => {
    const browser = await signedIn(house, 'ann');
    await create({ name: 'Own', holderKind: 'role', holder: 'analyst', conditions: [own] });
    expect(await policyFor(browser)).toEqual(NOTHING);
    vouchFor(ann, { region: ['north'] });
    expect(await policyFor(browser)).toEqual([oneOf('north')]);
    house.db.run(sql`update identities set attributes = '{"region":["south"]}'`);
    expect(await policyFor(browser)).toEqual([oneOf('south')]);
    const group = (await root.post('/api/v1/admin/groups', { name: 'Auditors' })).json;
    const sent = {
      name: 'Group',
      holderKind: 'group',
      holder: 'auditors',
      conditions: [{ column: 'case:region', values: ['east'] }],
    };
    expect((await create(sent)).status).toBe(201);
    expect(await policyFor(browser)).toEqual([oneOf('south')]);
    house.db.run(sql`insert into group_members (tenant_id, group_id, user_id, created_at)
      values (${house.home.tenant.id}, ${group.id}, ${ann}, 0)`);
    expect(await policyFor(browser)).toEqual([{ or: [{ and: [oneOf('east')] }, { and: [oneOf('south')] }] }]);
    await create({ name: 'Everyone', holderKind: 'everyone' });
    expect(await policyFor(browser)).toEqual([]);
  });

  test('a role held in another workspace does not count; the appliance itself sees everything', async () => {
    const workspace = (await root.post('/api/v1/admin/workspaces', { name: 'Elsewhere' })).json.id;
    await create({ name: 'All', holderKind: 'role', holder: 'administrator' });
    const grant = { role: 'administrator', workspaceId: workspace, principalId: ann };
    house.db.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
      values ('g', ${house.home.tenant.id}, 'user', ${ann}, ${grant.role}, ${workspace}, 0)`);
    expect(await policyFor(await signedIn(house, 'ann'))).toEqual(NOTHING);
  });
});

test('who sees a part is not told how much there is, nor what loads did', async () => {
  const browser = await signedIn(house, 'ann');
  const project = house.home.project.id;
  const at = `/api/v1/projects/${project}/datasets`;
  const paths = [at, `${at}/${dataset}`, `${at}/${dataset}/versions`];
  const told = async () =>
    Promise.all(paths.map(async (path) => /"cases":(\w+)/.exec((await browser.get(path)).text)![1]));
  expect(await told()).toEqual(['6', '6', '6']);
  await create({ name: 'All', holderKind: 'role', holder: 'administrator' });
  expect(await told()).toEqual(['null', 'null', 'null']);
  expect((await browser.get(`${at}/${dataset}/loads`)).json).toMatchObject({ items: [], total: 0 });
  for (const page of ['/', `/projects/${project}`, `/datasets/${dataset}`]) {
    const { text } = await browser.get(page);
    expect([page, /22 events|>22<|>6</.test(text)]).toEqual([page, false]);
  }
});

describe('the API', () => {
  test('makes, shows, changes and deletes; each is recorded with before and after', async () => {
    const made = await create({ name: ' Own region ', holderKind: 'user', holder: 'ANN', conditions: [own] });
    expect(made.json).toMatchObject({
      name: 'Own region',
      holder: 'ann',
      conditions: [{ ...own, level: 'case', not: false }],
    });
    const path = made.headers.get('location')!;
    expect((await root.get(path)).json).toEqual(made.json);
    const changed = { name: 'Own', holderKind: 'everyone', conditions: [own] };
    expect((await root.put(path, changed, { 'if-match': '7' })).json.code).toBe('change.stale');
    expect((await root.put(path, changed, { 'if-match': '1' })).json).toMatchObject({ name: 'Own', etag: '2' });
    expect((await root.get(`${PATH}?datasetId=${dataset}`)).json.items).toHaveLength(1);
    expect((await root.delete(path, { 'if-match': '2' })).status).toBe(204);
    expect((await root.get(path)).status).toBe(404);
    const actions = house.auditRows().map(({ action }) => action);
    expect(actions.slice(-3)).toEqual(['row-policy.create', 'row-policy.change', 'row-policy.delete']);
  });

  test.each([
    [{ name: 'x', holderKind: 'user', holder: 'nobody' }, 'row-policy.unknownHolder'],
    [{ name: 'x', holderKind: 'group', holder: 'ann' }, 'row-policy.unknownHolder'],
    [{ name: 'x', holderKind: 'role', holder: 'king' }, 'row-policy.unknownHolder'],
    [{ name: 'x', holderKind: 'everyone', holder: 'ann' }, 'row-policy.unknownHolder'],
    [{ name: 'x', holderKind: 'everyone', conditions: [{ column: 'a', values: [] }] }, 'http.invalidBody'],
    [
      { name: 'x', holderKind: 'everyone', conditions: [{ column: 'a', values: [{ attribute: 'a b' }] }] },
      'http.invalidBody',
    ],
    [{ name: 'x', holderKind: 'everyone', steps: [] }, 'http.invalidBody'],
  ])('refuses %j', async (sent, code) => {
    const got = await create(sent);
    expect([got.status, got.json.code]).toEqual([400, code]);
  });

  test('a column that does not fit the data is refused where it is named', async () => {
    house.engine.applyFilters = async () => {
      throw new AppError('invalid', 'filter.wrongOperator', 'Column "amount" holds numbers.');
    };
    const got = await create({ name: 'x', holderKind: 'everyone', conditions: [{ column: 'amount', values: ['1'] }] });
    expect(got.json).toMatchObject({ code: 'row-policy.unfitColumn', errors: [{ pointer: '/conditions/0/column' }] });
  });

  test('a second policy of a name, and one of another tenant’s dataset', async () => {
    const sent = { name: 'A', holderKind: 'everyone' };
    const first = await create(sent);
    expect((await create({ ...sent, name: 'a' })).json.code).toBe('row-policy.nameTaken');
    const theirs = otherTenant(house);
    const foreign = addDataset(house, theirs.tenant, theirs.project, 'Theirs');
    expect((await create(sent, foreign)).status).toBe(404);
    await addUser(house, { login: 'otto', tenant: theirs.tenant, role: 'administrator' });
    const otto = await signedIn(house, 'otto');
    expect((await otto.get(first.headers.get('location')!)).status).toBe(404);
  });

  test('goes with its dataset', async () => {
    await create({ name: 'A', holderKind: 'everyone' });
    const at = `/api/v1/projects/${house.home.project.id}/datasets/${dataset}`;
    await root.delete(at, { 'if-match': '2' });
    expect((await root.delete(`/api/v1/bin/${dataset}`, { 'if-match': '3' })).status).toBe(204);
    expect(house.db.all(sql`select 1 from row_policies`)).toEqual([]);
  });
});

test('a preview says what somebody would see, by which policies and attributes', async () => {
  const made = (await create({ name: 'Own', holderKind: 'role', holder: 'analyst', conditions: [own] })).json;
  vouchFor(ann, { Region: ['north'] });
  const preview = (await root.get(`${PATH}/preview?datasetId=${dataset}&person=ann`)).json;
  expect(preview).toMatchObject({
    ...{ person: { id: ann, login: 'ann' }, policies: [made.id], everything: false, steps: [oneOf('north')] },
    ...{ attributes: { region: ['north'], login: ['ann'] }, cases: { total: 6 }, fault: null },
  });
  expect((await root.get(`${PATH}/preview?datasetId=${dataset}&person=nobody`)).json.code).toBe(
    'row-policy.unknownHolder',
  );
});

describe('pages', () => {
  const form = async (path: string, typed: Record<string, string | string[]>) => {
    const csrf = csrfOf((await root.get(path)).text);
    const body = new URLSearchParams({ csrf });
    for (const [name, value] of Object.entries(typed)) for (const one of [value].flat()) body.append(name, one);
    return root.send(path, { method: 'POST', body });
  };
  const typed = {
    ...{ name: 'Own region', holderKind: 'role', holder: 'analyst', column: ['case:region', '', 'org:group'] },
    ...{ level: ['case', 'case', 'event'], asks: ['one', 'one', 'none'], values: ['north\r\n south ', '', 'X'] },
    attributes: ['region, team', '', ''],
  };

  test('a policy is made by a form, shown in words, and changed', async () => {
    const at = `/datasets/${dataset}/policies`;
    expect((await root.get(`/datasets/${dataset}`)).text).toContain(`href="${at}"`);
    const made = await form(`${at}/new`, typed);
    expect([made.status, made.headers.get('location')]).toEqual([303, at]);
    const [policy] = (await root.get(`${PATH}?datasetId=${dataset}`)).json.items;
    expect(policy.conditions).toEqual([
      {
        ...{ column: 'case:region', level: 'case', not: false },
        values: ['north', 'south', { attribute: 'region' }, { attribute: 'team' }],
      },
      { column: 'org:group', level: 'event', not: true, values: ['X'] },
    ]);
    const page = (await root.get(`${at}/${policy.id}`)).text;
    for (const word of ['value="case:region"', 'north\nsouth', 'value="region, team"', 'value="org:group"'])
      expect(page).toContain(word);
    expect((await root.get(at)).text).toContain('the person’s region');
    const changed = await form(`${at}/${policy.id}`, { ...typed, name: 'Other', etag: '1' });
    expect(changed.status).toBe(303);
    expect((await form(`${at}/${policy.id}`, { ...typed, etag: '1' })).status).toBe(409);
    const other = addDataset(house, house.home.tenant.id, house.home.project.id, 'Other');
    expect((await root.get(`/datasets/${other}/policies/${policy.id}`)).status).toBe(404);
  });

  test('what is wrong stands at its field, with what was typed', async () => {
    const at = `/datasets/${dataset}/policies/new`;
    const got = await form(at, { ...typed, holder: 'king', name: '"><b>' });
    expect(got.status).toBe(400);
    expect(got.text).toContain('value="king"');
    expect(got.text).toContain('&quot;&gt;&lt;b&gt;');
    expect((await form(at, { ...typed, values: ['', '', ''], attributes: ['', '', ''] })).text).toContain(
      'needs a column',
    );
    expect((await form(at, { ...typed, attributes: ['a b', '', ''] })).status).toBe(400);
  });

  test('a preview tells what somebody would see', async () => {
    const at = `/datasets/${dataset}/policies`;
    expect((await root.get(`${at}?person=ann`)).text).toContain('<strong>6</strong> of 6 cases');
    const unknown = await root.get(`${at}?person=%3Cb%3E`);
    expect([unknown.status, unknown.text.includes('&lt;b&gt;')]).toEqual([400, true]);
  });
});
