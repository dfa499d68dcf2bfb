/** Import jobs through the API, on an appliance that runs, over sources that stand in this process. */
import { afterAll, beforeEach, expect, test } from 'bun:test';
import { sql, type TableColumn } from '#sdk';
import { EXTRACTIONS as API, COLUMNS, extractionHouse, rowsFrom } from '../../../tests/extraction-house.ts';

const { sources, house, ann, project, create, run, versionOf, contentOf, end } = await extractionHouse();
afterAll(end);
beforeEach(() => sources.reset());

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
