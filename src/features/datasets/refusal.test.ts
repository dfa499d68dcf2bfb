/** Rows that loads refused: who sees which of them, how they are listed, saved, repaired and sent again. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import type { HttpClient } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';

let house: RealAppliance;
let ann: HttpClient;
let project = '';
beforeAll(async () => {
  house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  ann = await house.signIn();
  project = (await ann.get('/api/v1/projects')).json.items[0].id;
});
afterAll(() => house.end());

const HEAD = 'case,activity,time,amount';
const ROWS = [
  ...['a,create,2026-05-01T08:00:00Z,10', 'a,pay,yesterday,20', 'b,create,2026-05-03T08:00:00Z,=1+1', ',pay,soon,40'],
  ...['c,create,2026-05-04T08:00:00Z', 'c,pay,yesterday,60'],
];
const csv = (rows: readonly string[]) => `${[HEAD, ...rows].join('\n')}\n`;
const MAPPING = {
  columns: [
    { column: 'amount', role: 'attribute', type: 'text' },
    { column: 'time', role: 'timestamp', format: 'iso' },
  ],
};

let files = 0;
const load = (dataset: string, text: string, how: object = {}) => {
  const file = join(house.folder, `refused-${++files}.csv`);
  writeFileSync(file, text);
  const command = { do: 'import', file, dataset, mapping: MAPPING, timeZone: 'UTC', mode: 'replace', ...how };
  return house.operate(command as never) as Promise<{ dataset: { id: string }; report: Record<string, never> }>;
};
const at = (id: string) => `/api/v1/projects/${project}/datasets/${id}`;
const loadsOf = async (id: string) => (await ann.get(`${at(id)}/loads`)).json.items;

/** A dataset with one load that refused rows. */
async function refusing(name: string, text = csv(ROWS), how: object = {}) {
  const { dataset } = await load(name, text, how);
  const [last] = await loadsOf(dataset.id);
  return { id: dataset.id, load: last.id as string, refused: `${at(dataset.id)}/loads/${last.id}/refused` };
}

test('refused rows are listed with line, column, value and reason, and counted by reason', async () => {
  const { refused } = await refusing('listed');
  const { json } = await ann.get(refused);
  expect([json.total, json.headers]).toEqual([4, ['case', 'activity', 'time', 'amount']]);
  const told = json.items.map((r: { line: number; problems: { column: string | null; value: string | null }[] }) => [
    r.line,
    ...r.problems.map(({ column, value }) => [column, value]),
  ]);
  expect(told.sort()).toEqual([
    [3, ['time', 'yesterday']],
    [5, ['case', null], ['time', 'soon']],
    [6, [null, null]],
    [7, ['time', 'yesterday']],
  ]);
  const [most] = json.reasons;
  expect([most.column, most.rows]).toEqual(['time', 3]);
  const byReason = (await ann.get(`${refused}?reason=${encodeURIComponent(most.reason)}&column=time`)).json;
  expect([byReason.total, byReason.items.length]).toEqual([3, 3]);
  expect((await ann.get(`${refused}?column=`)).json.items.map((r: { line: number }) => r.line)).toEqual([6]);
});

test('steps by cursor and by page see every row once, with and without a filter', async () => {
  const { refused } = await refusing('steps');
  for (const filter of ['', '&column=time']) {
    const all = (await ann.get(`${refused}?limit=100${filter}`)).json.items.map((r: { row: number }) => r.row);
    const byCursor: number[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { json }: { json: { items: { row: number }[]; next: string | null } } = await ann.get(
        `${refused}?limit=1${filter}${next === '' ? '' : `&cursor=${next}`}`,
      );
      byCursor.push(...json.items.map((r) => r.row));
      next = json.next;
    }
    const pages = await Promise.all(
      all.map((_: unknown, i: number) => ann.get(`${refused}?limit=1${filter}&page=${i + 1}`)),
    );
    const byPage = pages.flatMap(({ json }) => json.items.map((r: { row: number }) => r.row));
    expect([filter, byCursor, byPage]).toEqual([filter, all, all]);
  }
  const bad = Buffer.from(JSON.stringify(['1', '3'])).toString('base64url');
  expect((await ann.get(`${refused}?cursor=${bad}`)).json.code).toBe('list.badCursor');
});

test('looking and saving are recorded; the file has the columns of the source, and no formula runs in it', async () => {
  const { refused, load: of } = await refusing('saved', csv([...ROWS, 'd,pay,never,=1+1']));
  await ann.get(refused);
  const { status, text } = await ann.get(`${refused}/file`);
  expect(status).toBe(200);
  const lines = text.replace('\ufeff', '').split('\r\n');
  expect(lines[0]).toBe('adit row,adit file,adit line,adit column,adit reason,adit text,case,activity,time,amount');
  expect(lines.find((line) => line.includes('never'))).toEndWith(`,d,pay,never,'=1+1`);
  expect(lines.filter((line) => line !== '')).toHaveLength(6);
  const rows = house.appliance.db.all<{ action: string }>(
    sql`select action from audit_log where after like ${`%${of}%`} order by seq`,
  );
  expect(rows.map(({ action }) => action)).toEqual(['dataset.readRefused', 'dataset.exportRefused']);
});

test('who may not see single cases gets none; nor who sees a part of the rows', async () => {
  const { refused, id } = await refusing('closed');
  const vic = await house.signInViewer();
  expect((await vic.get(refused)).status).toBe(403);
  expect((await ann.get(refused.replace(/loads\/[^/]+/, 'loads/unknown'))).status).toBe(404);
  expect((await ann.get(`${at(id)}/stopped-loads`)).json.items).toEqual([]);
});

test('what privacy changed or removed is not in refused rows, however they were refused', async () => {
  const columns = [
    { column: 'person', privacy: { class: 'direct', action: 'hash' } },
    { column: 'street', privacy: { class: 'quasi', action: 'drop' } },
  ];
  const text = [
    'case,activity,time,person,street',
    'a,create,2026-05-01T08:00:00Z,Secretta,Lane 1',
    'a,pay,never,Secretta,Lane 1',
    'a,pay,2026-05-01T08:00:00Z,Secretta',
    '"a,pay,2026-05-01T08:00:00Z,Secretta,Lane 1',
    '',
  ].join('\n');
  const asJson = ['{"case":"a","activity":"x","time":"2026-05-01T08:00:00Z","person":"Secretta","street":"Lane 1"}']
    .concat([
      '{"case":"a","activity":"x","time":"never","person":"Secretta","street":"Lane\\u0000 1"}',
      '{"person":"Secretta"',
    ])
    .join('\n');
  for (const [name, content] of [
    ['private csv', text],
    ['private json', asJson],
  ] as const) {
    const { refused } = await refusing(name, content, { mapping: { columns } });
    const list = await ann.get(refused);
    expect([name, list.json.total > 0, /Secretta|Lane/.test(list.text)]).toEqual([name, true, false]);
    expect((await ann.get(`${refused}/file`)).text).not.toMatch(/Secretta|Lane/);
  }
});

test('rows of a load that they stopped are kept, and go when they are old enough', async () => {
  const { id } = await refusing('stopped', csv(ROWS.slice(0, 1)));
  await ann.put(`${at(id)}/load-policy`, { drift: 'warn', rejects: { stop: 'share', above: 0.1 } });
  const stopped = await load('stopped', csv(ROWS), { mode: 'append' }).catch((error) => error);
  expect(stopped.code).toBe('import.tooManyBadRows');
  const { items } = (await ann.get(`${at(id)}/stopped-loads`)).json;
  expect(items.map((s: { rows: number }) => s.rows)).toEqual([4]);
  const refused = `${at(id)}/loads/${items[0].id}/refused`;
  expect((await ann.get(refused)).json.total).toBe(4);
  const { db, datasets } = house.appliance;
  const folder = join(
    house.folder,
    'tenants',
    house.appliance.tenancy.ensureHome().tenant.id,
    'datasets',
    id,
    'refused',
  );
  expect(readdirSync(folder)).toHaveLength(2);
  db.run(sql`update refusals set at = 0 where id = ${items[0].id}`);
  expect(await datasets.forgetRefused()).toBe(1);
  expect([readdirSync(folder), (await ann.get(refused)).status]).toEqual([[], 404]);
});

test('files that nothing is known of go with the next start, others stay', async () => {
  const { id, refused } = await refusing('swept');
  const folder = join(house.folder, 'tenants', house.appliance.tenancy.ensureHome().tenant.id, 'datasets', id);
  writeFileSync(join(folder, 'refused', 'crashed.ndjson'), '{}\n');
  mkdirSync(join(folder, 'pushes'), { recursive: true });
  writeFileSync(join(folder, 'pushes', 'crashed.ndjson'), '{}\n');
  const removed = await house.appliance.datasets.sweep();
  expect(removed.filter((path) => path.includes('crashed'))).toHaveLength(2);
  expect((await ann.get(refused)).json.total).toBe(4);
});

test('who sees a part of the dataset by a row policy sees no refused row, in no list, file, page or upload', async () => {
  const { id, load: loadId, refused } = await refusing('with a policy');
  expect((await ann.get(refused)).json.total).toBe(4);
  const conditions = [{ column: 'activity', level: 'event', not: false, values: ['create'] }];
  const policy = { datasetId: id, name: 'Created ones', holderKind: 'everyone', conditions };
  expect((await ann.post('/api/v1/admin/row-policies', policy)).status).toBe(201);
  const page = `/datasets/${id}/history/${loadId}`;
  for (const path of [refused, `${refused}/file`, `${page}/refused`, `${at(id)}/stopped-loads`]) {
    const got = await ann.get(path);
    expect([path, got.status === 404 || got.text.includes('"items":[]')]).toEqual([path, true]);
    for (const planted of ['yesterday', 'soon', '=1+1']) expect(got.text.includes(planted)).toBe(false);
  }
  expect((await ann.get(page)).status).toBe(404);
});
