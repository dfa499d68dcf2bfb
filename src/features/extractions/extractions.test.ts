/** Import jobs through the API, on an appliance that runs, over sources that stand in this process. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { type Cell, sql, type TableColumn } from '#sdk';
import type { HttpClient } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';
import { TrialSources } from '../../../tests/trial-sources.ts';

const API = '/api/v1/data-designer/import-jobs';
const COLUMNS: TableColumn[] = [
  { name: 'order_id', type: 'number' },
  { name: 'activity', type: 'text' },
  { name: 'changed_at', type: 'time' },
  { name: 'amount', type: 'number' },
];
const sources = new TrialSources();
let house: RealAppliance;
let ann: HttpClient;
let project = '';
beforeAll(async () => {
  house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' }, undefined, {
    extracting: { sources, wait: async () => {} },
  });
  sources.plant(house.appliance.db, house.appliance.tenancy.ensureHome());
  ann = await house.signIn();
  project = (await ann.get('/api/v1/projects')).json.items[0].id;
});
afterAll(() => house.end());
beforeEach(() => {
  sources.connector = { ...sources.connector, delivers: 'tables', follows: 'column' };
  sources.table = { columns: COLUMNS, rows: rowsFrom(0, 20), batchRows: () => 7 };
  sources.files_.clear();
});

/** Event `i`: a time of its own, six events a case. */
const row = (i: number): Cell[] => [
  ...[BigInt(i % 40), `step ${i % 6}`, new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString(), i / 2],
];
const rowsFrom = (first: number, n: number): Cell[][] => Array.from({ length: n }, (_, i) => row(first + i));

let made = 0;
const body = (more: object = {}) => ({
  ...{ name: `Job ${++made}`, connectionId: 'trial', projectId: project, newDatasetName: `Set ${made}` },
  ...{ source: { table: 'orders' }, follow: { by: 'column', column: 'changed_at', overlap: 0 }, mode: 'append' },
  mapping: { columns: [{ column: 'order_id', role: 'case' }] },
  ...more,
});
const create = async (more: object = {}) => {
  const got = await ann.post(API, body(more));
  if (got.status !== 201) throw new Error(got.text);
  return got.json;
};
const runsOf = async (id: string) => (await ann.get(`${API}/${id}/runs`)).json.items;
const over = new Set(['done', 'failed', 'cancelled']);

/** Runs it and waits for its end. */
async function run(id: string, sent: object = {}) {
  const { job } = (await ann.post(`${API}/${id}/run`, sent)).json;
  for (;;) {
    const [last, ...more] = await runsOf(id);
    if (over.has(last.state) && [last, ...more].some((r) => r.id === job && over.has(r.state))) return last;
    await Bun.sleep(5);
  }
}
const versionOf = async ({ datasetId }: { datasetId: string }) =>
  (await ann.get(`/api/v1/projects/${project}/datasets/${datasetId}`)).json.version;
const contentOf = async (job: { datasetId: string }) => {
  const { text } = await ann.get(`/api/v1/projects/${project}/datasets/${job.datasetId}/export?format=csv&gzip=false`);
  return text.trim().split('\n').slice(1).sort();
};

test('a first load makes the dataset; the next one reads from the watermark on', async () => {
  const job = await create();
  expect(await run(job.id)).toMatchObject({
    ...{ state: 'done', since: null, until: '2024-01-01T00:19:00.000Z', error: null, version: 1 },
    rows: { read: 20, inserted: 20, updated: 0, unchanged: 0, rejected: 0 },
  });
  sources.table = { ...sources.table, rows: rowsFrom(0, 25) };
  expect(await run(job.id)).toMatchObject({
    ...{ since: '2024-01-01T00:19:00.000Z', until: '2024-01-01T00:24:00.000Z', version: 2 },
    rows: { read: 6, inserted: 5, unchanged: 1 },
  });
  expect((await versionOf(job)).events).toBe(25);
  expect(await run(job.id)).toMatchObject({ version: null, rows: { read: 1, inserted: 0, unchanged: 1 } });
  expect((await ann.get(`${API}/${job.id}`)).json).toMatchObject({
    ...{ watermark: '2024-01-01T00:24:00.000Z', lastRun: { state: 'done' }, schedule: null, etag: '1' },
  });
});

test('with an overlap, rows that came late are found and none is doubled', async () => {
  const job = await create({ follow: { by: 'column', column: 'changed_at', overlap: 600 } });
  sources.table = { ...sources.table, rows: rowsFrom(0, 20).filter((_, i) => i !== 15) };
  await run(job.id);
  sources.table = { ...sources.table, rows: rowsFrom(0, 22) };
  expect(await run(job.id)).toMatchObject({
    ...{ since: '2024-01-01T00:09:00.000Z', rows: { read: 13, inserted: 3, unchanged: 10 } },
  });
  expect((await versionOf(job)).events).toBe(22);
});

test('types of the source speak: numbers are numbers, keys of 64 bits keep their digits', async () => {
  const big: TableColumn[] = [...COLUMNS, { name: 'key', type: 'number' }, { name: 'code', type: 'text' }];
  sources.table = {
    ...sources.table,
    columns: big,
    rows: rowsFrom(0, 3).map((r, i) => [...r, 2n ** 63n - 1n - BigInt(i), '1.50']),
  };
  const job = await create();
  await run(job.id);
  const lines = await contentOf(job);
  expect(lines.join('\n')).toContain('9223372036854775807');
  expect(lines.join('\n')).toContain('1.50');
});

test('rows with a known key are replaced; a source that gives everything each time adds what is new', async () => {
  const job = await create({ follow: { by: 'everything' }, mode: 'upsert', key: ['order_id', 'activity'] });
  sources.table = { ...sources.table, rows: rowsFrom(0, 6) };
  await run(job.id);
  const changed = rowsFrom(0, 6).map((r) => (r[1] === 'step 2' ? [...r.slice(0, 3), 99] : r));
  sources.table = { ...sources.table, rows: [...changed, ...rowsFrom(6, 1)] };
  expect((await run(job.id)).rows).toEqual({ read: 7, inserted: 1, updated: 1, unchanged: 5, rejected: 0 });
});

test('a full reload replaces what is there, and the next run goes on from it', async () => {
  const job = await create();
  await run(job.id);
  sources.table = { ...sources.table, rows: rowsFrom(100, 10) };
  expect(await run(job.id, { full: true })).toMatchObject({ since: null, rows: { read: 10 } });
  expect((await versionOf(job)).events).toBe(10);
  sources.table = { ...sources.table, rows: rowsFrom(100, 12) };
  expect(await run(job.id)).toMatchObject({ since: '2024-01-01T01:49:00.000Z', rows: { inserted: 2, unchanged: 1 } });
});

test('a limit takes the first rows, and later runs the next; one that would never move is told', async () => {
  const job = await create({ rowLimit: 8, follow: { by: 'column', column: 'changed_at', overlap: 60 } });
  for (const events of [8, 14, 20]) {
    await run(job.id);
    expect((await versionOf(job)).events).toBe(events);
  }
  const stuck = await create({ rowLimit: 3, follow: { by: 'column', column: 'changed_at', overlap: 3600 } });
  await run(stuck.id);
  expect(await run(stuck.id)).toMatchObject({ state: 'failed', error: { code: 'extraction.standsStill' } });
  expect((await versionOf(stuck)).events).toBe(3);
});

test('a stream goes on from its cursor', async () => {
  sources.connector = { ...sources.connector, follows: 'cursor' };
  const job = await create({ follow: { by: 'cursor' } });
  await run(job.id);
  sources.table = { ...sources.table, rows: rowsFrom(0, 24) };
  expect(await run(job.id)).toMatchObject({ rows: { read: 4, inserted: 4 } });
  expect(await run(job.id)).toMatchObject({ version: null, rows: { read: 0, inserted: 0 } });
  expect((await versionOf(job)).events).toBe(24);
});

const csv = (first: number, n: number) =>
  `order_id,activity,changed_at,amount\n${rowsFrom(first, n)
    .map((r) => r.join(','))
    .join('\n')}\n`;

test('files: those of one make are one load, another make is the next; new and changed ones follow', async () => {
  sources.connector = { ...sources.connector, delivers: 'files', follows: null };
  const put = (path: string, text: string, version = '1') => sources.files_.set(path, { text, version });
  put('in/a.csv', csv(0, 5));
  put('in/b.csv', csv(5, 5));
  put('in/c.csv', csv(10, 5).replace('amount', 'sum'));
  put('in/d.txt', 'not asked for');
  const job = await create({ source: { files: 'in/*.csv' }, follow: { by: 'files' } });
  await run(job.id);
  while ((await runsOf(job.id)).some((r: { state: string }) => !over.has(r.state))) await Bun.sleep(5);
  expect((await runsOf(job.id)).map((r: { rows: unknown }) => r.rows)).toMatchObject([{ read: 5 }, { read: 10 }]);
  expect((await versionOf(job)).events).toBe(15);
  put('in/b.csv', csv(5, 7), '2');
  put('in/e.csv', csv(30, 1));
  await run(job.id);
  expect((await runsOf(job.id))[0].rows).toMatchObject({ read: 8, inserted: 3, unchanged: 5 });
  expect(await run(job.id)).toMatchObject({ version: null, rows: { read: 0 } });
});

test('many files are listed once and opened once; a lost connection goes on behind what is on the disk', async () => {
  sources.connector = { ...sources.connector, delivers: 'files', follows: null };
  const put = (number: number) => sources.files_.set(`${number}.csv`, { text: csv(number * 5, 5), version: '1' });
  for (let number = 10; number < 40; number++) put(number);
  const lostAt = [40, 80];
  sources.table = { ...sources.table, drops: () => lostAt.includes(sources.piecesAsked.length) };
  const job = await create({ source: { files: '*' }, follow: { by: 'files' } });
  Object.assign(sources, { listed: 0, opened: 0, piecesAsked: [] });
  await run(job.id);
  expect([(await versionOf(job)).events, sources.listed, sources.opened]).toEqual([150, 1, 3]);
  // Only the pieces at which it was lost are asked for twice.
  expect(sources.piecesAsked.length - new Set(sources.piecesAsked).size).toBe(lostAt.length);
});

test('a file that became another one since it was listed ends the run, and nothing of it is loaded', async () => {
  sources.connector = { ...sources.connector, delivers: 'files', follows: null };
  sources.files_.set('a.csv', { text: csv(0, 5), version: '1' });
  sources.files_.set('b.csv', { text: csv(5, 5), version: '1' });
  const changing = () => {
    sources.files_.set('b.csv', { text: csv(5, 6), version: '2' });
    return false;
  };
  sources.table = { ...sources.table, drops: changing };
  const job = await create({ source: { files: '*' }, follow: { by: 'files' } });
  expect(await run(job.id)).toMatchObject({ state: 'failed', error: { code: 'connector.changed' } });
  expect(await versionOf(job)).toBeNull();
});

test.each([
  ['a table that is gone', { source: { table: 'gone' } }, 'connector.notThere'],
  ['a column that is not there', { follow: { by: 'column', column: 'at', overlap: 0 } }, 'connector.notThere'],
  [
    'nothing in the place of something',
    { follow: { by: 'everything' }, mode: 'replace', source: { table: 'empty' } },
    'extraction.nothingThere',
  ],
])('%s ends the run, in words, and leaves nothing behind', async (_, more, code) => {
  sources.tables = ['orders', 'empty'];
  if (code === 'extraction.nothingThere') sources.table = { ...sources.table, rows: [] };
  const job = await create(more);
  expect(await run(job.id)).toMatchObject({ state: 'failed', attempt: 1, rows: null, error: { code } });
  expect(await versionOf(job)).toBeNull();
});

test('a run that is cancelled changes nothing', async () => {
  const job = await create();
  const { jobs, db } = house.appliance;
  const cancelled = () => {
    const [running] = jobs.underWay(house.appliance.tenancy.ensureHome().tenant.id, [job.id]);
    db.transaction((tx) => jobs.cancel(tx, running!));
    return false;
  };
  sources.table = { ...sources.table, drops: cancelled };
  expect((await run(job.id)).state).toBe('cancelled');
  expect([await versionOf(job), (await ann.get(`${API}/${job.id}`)).json.watermark]).toEqual([null, null]);
});

test('what was read waits on no disk once the run is over', async () => {
  const left = () => [...new Bun.Glob('**/{extracts/*,.tmp-sample*}').scanSync({ cwd: house.folder, dot: true })];
  while (left().length > 0) await Bun.sleep(5);
});

test('a sample says what the mapping is shown with, and is not kept', async () => {
  const asked = { connectionId: 'trial', source: { table: 'orders' }, sample: 10, rows: 3 };
  const { status, json } = await ann.post(`${API}/preview`, asked);
  expect([status, json.counts?.read ?? json.question?.code, json.rows.length]).toEqual([200, 10, 3]);
  expect(json.columns.map(({ name, role, type }: Record<string, string>) => [name, role, type])).toEqual([
    ...[
      ['order_id', 'case', 'category'],
      ['activity', 'activity', 'category'],
    ],
    ...[
      ['changed_at', 'timestamp', 'time'],
      ['amount', 'attribute', 'number'],
    ],
  ]);
  expect(json).toMatchObject({ key: [], kept: [], dialect: { delimiter: ',', missing: [] } });
  const wrong = await ann.post(`${API}/preview`, { ...asked, source: { files: '*' } });
  expect(wrong.json.code).toBe('extraction.otherSource');
});

test('the lineage names connection, table, columns, and from where to where; events are told', async () => {
  const job = await create();
  await run(job.id);
  const at = `/api/v1/projects/${project}/datasets/${job.datasetId}/lineage`;
  const { items } = (await ann.get(at)).json;
  const received = items.find((step: { step: string }) => step.step === 'receive');
  expect(received.parameters).toMatchObject({
    ...{ connectionName: 'ERP', connector: 'trial', table: 'orders', follows: 'changed_at', rows: 20 },
    ...{ columns: COLUMNS.map(({ name }) => name), since: null, until: '2024-01-01T00:19:00.000Z' },
  });
  expect((await ann.get(`/datasets/${job.datasetId}/lineage`)).text).toContain('ERP: orders');
  const [event] = (await ann.get(`${at}/open-lineage`)).json.events;
  expect(event.inputs).toMatchObject([{ name: 'orders', facets: { dataSource: { name: 'ERP' } } }]);
  const told = house.appliance.db.all<{ type: string }>(
    sql`select event_type as type from outbox where json_extract(payload, '$.extraction') = ${job.id}`,
  );
  expect(told).toEqual([{ type: 'ingestion.completed' }]);
});
