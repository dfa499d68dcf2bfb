/** Files of a connection through the API: which are one load, which wait for the next one, what is new. */
import { afterAll, beforeEach, expect, test } from 'bun:test';
import { COLUMNS, EXTRACTIONS, extractionHouse, row, rowsFrom } from '../../../tests/extraction-house.ts';
import { workbookOf } from '../../../tests/zipped.ts';

const { sources, ann, create, run, runsOf, allOver, versionOf, end } = await extractionHouse();
afterAll(end);
beforeEach(() => {
  sources.reset();
  sources.connector = { ...sources.connector, delivers: 'files', follows: null };
});

const csv = (first: number, n: number) =>
  `order_id,activity,changed_at,amount\n${rowsFrom(first, n)
    .map((r) => r.join(','))
    .join('\n')}\n`;

test('files: those of one make are one load, another make is the next; new and changed ones follow', async () => {
  const put = (path: string, text: string, version = '1') => sources.files_.set(path, { text, version });
  put('in/a.csv', csv(0, 5));
  put('in/b.csv', csv(5, 5));
  put('in/c.csv', csv(10, 5).replace('amount', 'sum'));
  put('in/d.txt', 'not asked for');
  const job = await create({ source: { files: 'in/*.csv' }, follow: { by: 'files' } });
  await run(job.id);
  await allOver(job.id);
  expect((await runsOf(job.id)).map((r: { rows: unknown }) => r.rows)).toMatchObject([{ read: 5 }, { read: 10 }]);
  expect((await versionOf(job)).events).toBe(15);
  put('in/b.csv', csv(5, 7), '2');
  put('in/e.csv', csv(30, 1));
  await run(job.id);
  expect((await runsOf(job.id))[0].rows).toMatchObject({ read: 8, inserted: 3, unchanged: 5 });
  expect(await run(job.id)).toMatchObject({ version: null, rows: { read: 0 } });
});

test('many files are listed once and opened once; a lost connection goes on behind what is on the disk', async () => {
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

const sheet = (first: number, n: number, ...more: string[]) =>
  workbookOf([
    [...COLUMNS.map(({ name }) => name), ...more],
    ...rowsFrom(first, n).map((r) => [...r.map(String), ...more.map(() => 'x')]),
  ]);

test('workbooks with the same columns are one load, and only new ones the next; what differs is named', async () => {
  const put = (path: string, text: Uint8Array) => sources.files_.set(path, { text, version: '1' });
  put('2024/orders.xlsx', sheet(0, 5));
  put('2025/orders.xlsx', sheet(5, 5));
  const job = await create({ source: { files: '**/*.xlsx' }, follow: { by: 'files' } });
  expect((await run(job.id)).rows).toMatchObject({ read: 10, inserted: 10 });
  put('2026/orders.xlsx', sheet(10, 3));
  expect((await run(job.id)).rows).toMatchObject({ read: 3, inserted: 3 });
  expect((await versionOf(job)).events).toBe(13);
  put('2025/priced.xlsx', sheet(20, 5, 'price'));
  const whole = await create({ source: { files: '**/*.xlsx' }, follow: { by: 'everything' }, mode: 'replace' });
  const { error } = await run(whole.id);
  expect(error.code).toBe('extraction.manyMakes');
  expect(error.message).toContain(
    '"2025/priced.xlsx" cannot be read as one with "2024/orders.xlsx": it has "price" besides.',
  );
});

test('what differs only far behind the beginning is found by the load, which leaves it to the next one', async () => {
  sources.pieceBytes = 1 << 16;
  const line = (i: number, more: object = {}) => {
    const [order_id, activity, changed_at] = row(i).map(String);
    return JSON.stringify({ order_id, activity, changed_at, ...more });
  };
  const lines = (first: number, n: number) => Array.from({ length: n }, (_, i) => line(first + i));
  const put = (path: string, ...text: string[]) => sources.files_.set(path, { text: text.join('\n'), version: '1' });
  put('a.ndjson', ...lines(0, 5));
  put('b.ndjson', ...lines(5, 30_000), line(40_000, { price: 5 }));
  put('c.ndjson', ...lines(50_000, 5));
  const job = await create({ source: { files: '*' }, follow: { by: 'files' } });
  await run(job.id);
  await allOver(job.id);
  const reads = (await runsOf(job.id)).map((r: { rows: { read: number } | null }) => r.rows?.read).toReversed();
  expect(reads).toEqual([5, 30_001, 5]);
  expect((await versionOf(job)).events).toBe(30_011);
  const whole = await create({ source: { files: '*' }, follow: { by: 'everything' }, mode: 'replace' });
  expect((await run(whole.id)).error).toMatchObject({
    code: 'extraction.manyMakes',
    message: expect.stringContaining('"b.ndjson" cannot be read as one with "a.ndjson": it has "price" besides.'),
  });
});

test('a file that became another one since it was listed ends the run, and nothing of it is loaded', async () => {
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

test('a file that cannot be loaded is named; left out by the pattern, the others go on, and none is read twice', async () => {
  const put = (path: string, text: string) => sources.files_.set(path, { text, version: '1' });
  put('a.csv', csv(0, 5));
  put('b-broken.csv', 'ticket,activity\n1,open\n');
  const job = await create({ source: { files: '*.csv' }, follow: { by: 'files' } });
  await run(job.id);
  await allOver(job.id);
  put('c.csv', csv(5, 5));
  const { error } = await run(job.id);
  expect(error.message).toMatch(
    /^The file "b-broken\.csv" was not loaded: .* Correct it, or leave it out by the pattern\.$/,
  );
  const page = `/extractions/${job.id}`;
  expect((await ann.get(page)).text).toContain('value="*.csv"');
  const { etag } = (await ann.get(`${EXTRACTIONS}/${job.id}`)).json;
  const fields = { name: job.name, mode: 'append', zone: 'UTC', whenBusy: 'skip', catchUp: 'once', etag };
  expect((await ann.submit(page, { ...fields, files: '{a,c}.csv' })).status).toBe(303);
  sources.piecesAsked = [];
  expect((await run(job.id)).rows).toMatchObject({ read: 5, inserted: 5 });
  expect(sources.piecesAsked.filter((piece) => piece.startsWith('a.csv'))).toEqual([]);
  expect((await versionOf(job)).events).toBe(10);
});
