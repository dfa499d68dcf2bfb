import { beforeAll, describe, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { ProofCheck } from '../../platform/audit/index.ts';
import { differences } from './differences.ts';

const PATH = '/api/v1/admin/audit-logs';
let house: Appliance;
let auditor: HttpClient;
let theirs: ReturnType<typeof otherTenant>;
let ann: string;

interface Row {
  tenant: string | null;
  actor: string;
  action: string;
  object?: string;
  ip?: string;
  outcome?: 'success' | 'failure' | 'denied';
  after?: unknown;
}
const record = ({ object = 'project/p1', outcome = 'success', ip, after, ...row }: Row) =>
  house.db.transaction((tx) => house.audit.record(tx, { ...row, object, outcome, ip: ip ?? null, after }));

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  theirs = otherTenant(house, 'Other');
  ann = await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'eva', tenant, role: 'auditor' });
  const by = `user/${ann}`;
  record({ tenant, actor: by, action: 'project.rename', ip: '10.0.0.1', after: { name: 'Müller & Søn' } });
  house.clock.advance(86_400_000);
  record({ tenant, actor: by, action: 'project.delete', object: 'project/p2', ip: '10.0.0.2', outcome: 'failure' });
  record({ tenant, actor: 'system/sweeper', action: 'dataset.delete', object: 'dataset/d1' });
  record({ tenant: null, actor: 'anonymous', action: 'session.begin', object: 'user/unknown', outcome: 'failure' });
  record({ tenant: theirs.tenant, actor: 'user/x', action: 'project.rename', after: { name: 'THEIRS-4711' } });
  auditor = await signedIn(house, 'eva');
});

const found = async (query: string): Promise<string[]> => {
  const got = await auditor.get(`${PATH}?${query}`);
  expect(got.status).toBe(200);
  expect(got.text).not.toContain('THEIRS-4711');
  expect(got.json.total).toBe(got.json.items.length);
  return got.json.items.map((row: { action: string; object: string }) => `${row.action} ${row.object}`);
};
const RENAMED = 'project.rename project/p1';
const DELETED = 'project.delete project/p2';

describe('search', () => {
  test.each([
    ['actor=ann', [DELETED, RENAMED]],
    ['actor=nobody', []],
    ['actor=system/sweeper', ['dataset.delete dataset/d1']],
    ['action=project', [DELETED, RENAMED]],
    ['action=project.ren', [RENAMED]],
    ['action=roject', []],
    ['object=project/p2', [DELETED]],
    ['address=10.0.0.', [DELETED, RENAMED]],
    ['address=10.0.0.2', [DELETED]],
    ['outcome=failure', ['session.begin user/unknown', DELETED]],
    ['text=m%C3%BCller', [RENAMED]],
    ['text=MULLER+s%C3%B8n', [RENAMED]],
    ['text=muller+nothing', []],
    ['text=rena', [RENAMED]],
    ['text=%22+OR+%22*+NEAR(a)+--', []],
    ['action=project&outcome=failure&text=p2', [DELETED]],
    ['from=2026-01-02T00:00:00Z&actor=ann', [DELETED]],
    ['to=2026-01-02T00:00:00Z&actor=ann', [RENAMED]],
    ['action=%25&object=%25', []],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('goes on by cursor, newest first, and counts the whole', async () => {
    const first = (await auditor.get(`${PATH}?limit=2`)).json;
    const second = (await auditor.get(`${PATH}?limit=500&cursor=${first.next}`)).json;
    const seqs = [...first.items, ...second.items].map((row: { seq: number }) => row.seq);
    expect([first.total, second.total, second.next]).toEqual([seqs.length, seqs.length, null]);
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
  });

  test('says what is wrong with a question', async () => {
    expect((await auditor.get(`${PATH}?from=yesterday`)).json).toMatchObject({ code: 'audit.badInstant' });
    expect((await auditor.get(`${PATH}?cursor=xyz`)).json).toMatchObject({ code: 'list.badCursor' });
    expect((await auditor.get(`${PATH}?who=ann`)).status).toBe(400);
  });

  test('names people, and shows one row', async () => {
    const [row] = (await auditor.get(`${PATH}?text=m%C3%BCller`)).json.items;
    expect(row).toMatchObject({
      actor: `user/${ann}`,
      actorName: 'ann',
      after: { name: 'Müller & Søn' },
      before: null,
    });
    expect((await auditor.get(`${PATH}/${row.seq}`)).json).toEqual(row);
  });
});

describe('whose rows', () => {
  test('another tenant sees its own alone: neither the rows of the house nor of the appliance', async () => {
    await addUser(house, { login: 'otto', tenant: theirs.tenant, role: 'auditor' });
    const browser = await signedIn(house, 'otto');
    const { items } = (await browser.get(PATH)).json;
    expect(new Set(items.map((row: { tenant: string }) => row.tenant))).toEqual(new Set([theirs.tenant]));
    const [foreign] = (await auditor.get(`${PATH}?actor=ann`)).json.items;
    const [unknown, notMine] = [await browser.get(`${PATH}/999999`), await browser.get(`${PATH}/${foreign.seq}`)];
    expect([unknown.status, notMine.status]).toEqual([404, 404]);
    expect({ ...notMine.json, requestId: '' }).toEqual({ ...unknown.json, requestId: '' });
    const proof = (await browser.get(`${PATH}/export?format=proof`)).text;
    expect(proof).toContain('THEIRS-4711');
    expect(proof).not.toContain('Müller');
    expect(proof).not.toContain(ann);
  });

  test('who may not read the audit log is refused', async () => {
    const analyst = await signedIn(house, 'ann');
    for (const path of [PATH, `${PATH}/1`, `${PATH}/chain`, `${PATH}/export`, '/admin/audit', '/admin/audit/chain'])
      expect([path, (await analyst.get(path)).status]).toEqual([path, 403]);
  });
});

describe('export', () => {
  const bodyOf = async (format: string, query = '') =>
    (await auditor.get(`${PATH}/export?format=${format}&${query}`)).text;

  test('CSV: one line a row, oldest first, no formula runs', async () => {
    record({ tenant: house.home.tenant.id, actor: '=cmd()', action: 'x', after: 'a "b",\nc' });
    const text = await bodyOf('csv');
    expect(text).toContain('seq,at,actor,actorName,ip,method,tenant,action,object,outcome,before,after,requestId');
    expect(text).toContain(`'=cmd()`);
    expect(text).toContain('"""a \\""b\\"",\\nc"""');
    expect(text).toContain(',audit.export,');
    expect(text).not.toContain('THEIRS-4711');
  });

  test('JSON: the rows as the API shows them, also where there is none', async () => {
    const rows = JSON.parse(await bodyOf('json', 'actor=ann'));
    expect(rows.map((row: { action: string }) => row.action)).toContain('project.delete');
    expect(JSON.parse(await bodyOf('json', 'actor=nobody'))).toEqual([]);
  });

  test('with proof: complete to the row that tells of the export, and genuine', async () => {
    const lines = (await bodyOf('proof')).trimEnd().split('\n');
    const check = new ProofCheck(house.audit.keys.signer.publicKey);
    for (const line of lines) check.add(line);
    const report = check.end();
    expect(report).toMatchObject({ ok: true, findings: [] });
    expect(report.rows + report.leftOut).toBe(house.audit.head(house.db)!.seq);
    expect(report.leftOut).toBeGreaterThan(0);
    expect(lines.some((line) => line.includes('"audit.export"'))).toBe(true);
  });

  test('is recorded with what was asked for', async () => {
    await bodyOf('csv', 'action=project');
    const [row] = (await auditor.get(`${PATH}?action=audit.export&limit=1`)).json.items;
    expect(row).toMatchObject({ actorName: 'eva', after: { format: 'csv', filter: { action: 'project' } } });
  });
});

test('the chain: verified on demand, recorded, and its state told', async () => {
  const before = (await auditor.get(`${PATH}/chain`)).json;
  const report = (await auditor.post(`${PATH}/verify`)).json;
  expect(report).toMatchObject({ ok: true, findings: [] });
  const state = (await auditor.get(`${PATH}/chain`)).json;
  expect(state.head.seq).toBe(before.head.seq + 1);
  expect(state.verified).toMatchObject({ ok: true, rows: report.rows, seq: state.head.seq });
  expect(state.publicKey.id).toBe(house.audit.keys.signer.publicKey.id);
});

describe('pages', () => {
  test('the list keeps what was typed; days are those of the reader', async () => {
    const page = (await auditor.get('/admin/audit?actor=ann&from=2026-01-02&outcome=')).text;
    expect(page).toContain('project.delete');
    expect(page).not.toContain('project.rename');
    expect(page).toContain('value="2026-01-02"');
    expect(page).toContain('/admin/audit/export.proof?actor=ann&amp;from=2026-01-02"');
    const none = (await auditor.get('/admin/audit?text=nothinglikethis')).text;
    expect(none).toContain('No row is like this');
  });

  test('a hostile value is text', async () => {
    const seq = record({
      ...{ tenant: house.home.tenant.id, actor: '<script>alert(1)</script>', action: '"><img src=x>' },
      after: { '<b>k</b>': '\u001b[31m<i>v</i>' },
    });
    const text = (await auditor.get('/admin/audit')).text + (await auditor.get(`/admin/audit/${seq}`)).text;
    expect(text).not.toMatch(/<script>alert|<img src|<b>k|<i>v/);
    expect(text).toContain('&lt;i&gt;v&lt;/i&gt;');
  });

  test('older rows are a link away', async () => {
    for (let i = 0; i < 60; i++) record({ tenant: house.home.tenant.id, actor: 'system/many', action: `many.${i}` });
    const first = (await auditor.get('/admin/audit?actor=system/many')).text;
    const href = /href="([^"]*before=\d+)"/.exec(first)![1]!.replaceAll('&amp;', '&');
    const second = (await auditor.get(href)).text;
    expect([first.includes('many.59'), first.includes('many.9<'), second.includes('many.9<')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(second).toContain('Newest');
  });
});

test('before and after side by side', () => {
  expect(differences('{"a":1,"b":{"c":[1,2]},"d":"x"}', '{"a":2,"b":{"c":[1,3]},"e":null}')).toEqual([
    { path: 'a', before: '1', after: '2', changed: true },
    { path: 'b.c.0', before: '1', after: '1', changed: false },
    { path: 'b.c.1', before: '2', after: '3', changed: true },
    { path: 'd', before: 'x', after: null, changed: true },
    { path: 'e', before: null, after: 'null', changed: true },
  ]);
  expect(differences(null, 'no JSON')).toEqual([{ path: '', before: null, after: 'no JSON', changed: true }]);
  expect(differences(null, null)).toEqual([]);
});
