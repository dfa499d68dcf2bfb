/** SQL of analysts on a running server: by API, on its page without scripts, as a file; audited, and refused to who sees no cases. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

let real: RealAppliance;
let browser: HttpClient;
let dataset: string;
const API = '/api/v1/analysis/sql';

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  const rows = Array.from(
    { length: 250 },
    (_, i) => `c${i},${i % 2 ? 'pay' : 'check'},2024-01-01 08:00:00,<b>${i}</b>`,
  );
  dataset = await real.load('log', `case,activity,time,note\n${rows.join('\n')}\nc0,pay,2024-01-03 08:00:00,=1+1\n`);
});
afterAll(() => real.end());

const ask = (statement: string, filters: object[] = []) =>
  browser.post(API, { datasetId: dataset, statement, filters });
const pageOf = (statement: string, more: Record<string, string> = {}, file = '') =>
  browser.get(`/datasets/${dataset}/sql${file}?${new URLSearchParams({ ...more, sql: statement })}`);
const audited = () =>
  real.appliance.db
    .all<{ after: string }>(sql`select after from audit_log where action = 'dataset.readBySql' order by seq`)
    .map(({ after }) => JSON.parse(after));
const PAY = [{ id: 'has-activity', params: { activities: ['pay'] } }];
const f = Buffer.from(JSON.stringify(PAY)).toString('base64url');

test('the API answers with columns, rows, and whether that is all', async () => {
  const { status, json } = await ask('select activity, count(*) as n from events group by activity order by n');
  expect(status).toBe(200);
  expect(json.columns).toEqual([
    { name: 'activity', kind: 'text' },
    { name: 'n', kind: 'number' },
  ]);
  expect([json.rows, json.cut]).toEqual([
    [
      ['check', 125],
      ['pay', 126],
    ],
    false,
  ]);
  expect((await ask('select count(*) from cases', PAY)).json.rows).toEqual([[126]]);
  const { views } = (await browser.get(`${API}?datasetId=${dataset}`)).json;
  expect(views.map(({ name, columns }: { name: string; columns: object[] }) => [name, columns.length])).toEqual([
    ['cases', 5],
    ['events', 5],
  ]);
});

test('a statement is recorded with its text, also one that is refused; nothing of it stays on the disk', async () => {
  const before = audited().length;
  const refused = await ask("select * from read_csv('/etc/passwd')", PAY);
  expect([refused.status, refused.json.code]).toEqual([400, 'sql.function']);
  expect(refused.json.detail).toBe('Line 1, column 15: The function read_csv cannot be used as a table.');
  const rows = audited();
  expect(rows).toHaveLength(before + 1);
  expect(rows.at(-1)).toEqual({
    ...{ statement: "select * from read_csv('/etc/passwd')", version: 1, filters: PAY, narrowed: false },
  });
  const folder = join(real.appliance.cacheFolder, 'analyst-sql');
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  expect([...real.appliance.pins.held()]).toEqual([]);
});

test('the page lists what there is, runs, turns pages and keeps the filters, all without scripts', async () => {
  const empty = await browser.get(`/datasets/${dataset}/sql`);
  expect(empty.status).toBe(200);
  for (const word of ['duration_ms', 'event_count', 'position', 'note', 'The longest cases'])
    expect(empty.text).toContain(word);
  expect(empty.text).not.toContain('class="table"');
  const statement = 'select case_id, note from events order by position, case_id';
  const first = await pageOf(statement);
  expect(first.text).toContain('251 rows');
  expect(first.text).toContain('Page 1 of 3');
  expect(first.text).toContain('&lt;b&gt;0&lt;/b&gt;');
  expect(first.text).not.toContain('<b>0</b>');
  const last = await pageOf(statement, { page: '3' });
  expect(last.text.split('<tbody>')[1]!.match(/<tr>/g)).toHaveLength(51);
  const kept = await pageOf('select count(*) as n from cases', { f });
  expect(kept.text.split('<tbody>')[1]).toContain('>126</td>');
  expect(kept.text).toContain(`name="f" value="${f}"`);
});

test('each example runs', async () => {
  const { text } = await browser.get(`/datasets/${dataset}/sql`);
  const hrefs = [
    ...text
      .split('sql-examples')[1]!
      .split('</ul>')[0]!
      .matchAll(/href="([^"]+)"/g),
  ].map(([, href]) => href!.replaceAll('&amp;', '&'));
  expect(hrefs.length).toBeGreaterThanOrEqual(5);
  for (const href of hrefs) expect((await browser.get(href)).text).toContain('<tbody>');
});

test('a mistake stands on the page, and the text is still there', async () => {
  const { status, text } = await pageOf('select\n  chanel\nfrom cases');
  expect(status).toBe(200);
  expect(text).toContain('Line 2, column 3: There is no column');
  expect(text).toContain('select\n  chanel\nfrom cases</textarea>');
});

test('the rows as a file, in which no text is a formula', async () => {
  const { headers, text } = await pageOf("select case_id, note from events where note like '=%'", {}, '.csv');
  expect(headers.get('content-disposition')).toContain('log SQL.csv');
  expect(text.replace('\ufeff', '')).toBe("case_id,note\r\nc0,'=1+1\r\n");
});

test('whoever sees no single cases gets no SQL, and is offered none', async () => {
  const vic = await real.signInViewer();
  const before = audited().length;
  const refused = await vic.post(API, { datasetId: dataset, statement: 'select 1', filters: [] });
  expect(refused.status).toBe(403);
  for (const path of [
    `/datasets/${dataset}/sql`,
    `/datasets/${dataset}/sql.csv?sql=select+1`,
    `${API}?datasetId=${dataset}`,
  ])
    expect((await vic.get(path)).status).toBe(403);
  expect((await vic.get(`/datasets/${dataset}/variants`)).text).not.toContain(`/datasets/${dataset}/sql`);
  expect(audited()).toHaveLength(before);
});
