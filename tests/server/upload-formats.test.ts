/** Workbooks, JSON, NDJSON and Parquet through the running server: looked at, chosen from, loaded. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { until } from '../adit-bench.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { zipped } from '../zipped.ts';

/** Each look into a file starts a process. */
const TIMEOUT_MS = 60_000;

let real: RealAppliance;
let ann: HttpClient;
let project: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  ann = await real.signIn();
  project = real.appliance.tenancy.ensureHome().project.id;
}, TIMEOUT_MS);
afterAll(() => real.end());

const made = (name: string) => new Uint8Array(readFileSync(resolve(import.meta.dir, '../files', name)));

async function uploaded(body: string | Uint8Array): Promise<string> {
  const path = `/api/v1/uploads/file?name=a.csv&projectId=${project}`;
  return (await ann.send(path, { method: 'POST', body })).json.id;
}
const preview = async (id: string, body: object) => (await ann.post(`/api/v1/uploads/${id}/preview`, body)).json;

test(
  'a workbook: its sheets, its rows with their numbers, another sheet when it is said, the choice on the page, the load',
  async () => {
    const id = await uploaded(made('openpyxl.xlsx'));
    const seen = await preview(id, { timeZone: 'Europe/Berlin' });
    expect([seen.kind, seen.question, seen.sheets.length, seen.dialect.skip]).toEqual(['xlsx', null, 2, 2]);
    const [row] = seen.rows;
    expect([row.line, ...row.cells.slice(0, 3)]).toEqual([
      ...[4, 'A-1', 'register & check'],
      '2024-03-31 00:30:00.000 UTC', // 01:30 in Berlin, half an hour before the clocks go forward
    ]);
    const notes = await preview(id, { mapping: { dialect: { sheet: 'Notes', header: true } } });
    expect(notes.sheets[0]).toEqual({ name: 'Notes', hidden: true });
    expect((await preview(id, { mapping: { dialect: { sheet: 'None' } } })).code).toBe('import.unknownSheet');
    const { text } = await ann.get(`/uploads/${id}`);
    expect(text).toContain('<option value="Notes"');
    expect(text).toContain('Rows before the table');
    expect(text).not.toContain('Between cells');
    const body = { newDatasetName: 'Book', timeZone: 'Europe/Berlin' };
    expect((await ann.post(`/api/v1/uploads/${id}/load`, body)).status).toBe(202);
    const done = await until(async () => {
      const status = (await ann.get(`/api/v1/uploads/${id}/status`)).json;
      return ['done', 'failed'].includes(status.stage) ? status : undefined;
    });
    expect(done).toMatchObject({ stage: 'done', result: { events: 4, cases: 3, rejected: 0 } });
  },
  TIMEOUT_MS,
);

test(
  'records of lines, of a JSON document and of Parquet; what is wrong with one is said with its line',
  async () => {
    const row = (n: number) => JSON.stringify({ case: n, activity: 'a', time: `2024-01-0${n}T10:00:00Z` });
    const lines = await preview(await uploaded(`${row(1)}\n{"case":\n${row(2)}\n`), {});
    expect([lines.kind, lines.question, lines.counts.read, lines.counts.refused]).toEqual(['ndjson', null, 3, 1]);
    expect(lines.problems[0]).toMatchObject({ line: 2, column: null });
    const document = await uploaded(`{"x": [{"y": 1}], "data": {"items": [${row(1)}]}}`);
    const found = await preview(document, { mapping: { dialect: { records: 'data.items' } } });
    expect([found.kind, found.question, found.counts.accepted]).toEqual(['json', null, 1]);
    const typed = await preview(await uploaded(made('pyarrow.parquet')), { timeZone: 'UTC' });
    expect([typed.kind, typed.counts.accepted]).toEqual(['parquet', 3]);
    expect(typed.columns.find((c: { name: string }) => c.name === 'decimal')).toMatchObject({
      ...{ type: 'number', reason: 'the file says so: DECIMAL(38,4)' },
    });
  },
  TIMEOUT_MS,
);

test(
  'an archive with one log in it is that log; one with several is refused with their names',
  async () => {
    const rows = 'case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,2024-01-01T09:00:00Z\n';
    for (const [body, kind, events] of [
      [zipped({ 'may.csv': rows }), 'csv', 2],
      [zipped({ 'log.ndjson': '{"case":"a","activity":"x","time":"2024-01-01T08:00:00Z"}\n' }), 'ndjson', 1],
    ] as const) {
      const id = await uploaded(body);
      const seen = await preview(id, {});
      expect([seen.kind, seen.question, seen.rows.length]).toEqual([kind, null, events]);
      expect((await ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: `Packed ${kind}` })).status).toBe(202);
      const done = await until(async () => {
        const status = (await ann.get(`/api/v1/uploads/${id}/status`)).json;
        return ['done', 'failed'].includes(status.stage) ? status : undefined;
      });
      expect(done).toMatchObject({ stage: 'done', result: { events, rejected: 0 } });
    }
    const path = `/api/v1/uploads/file?name=a.zip&projectId=${project}`;
    const refused = await ann.send(path, { method: 'POST', body: zipped({ 'a.csv': rows, 'b.csv': rows }) });
    expect([refused.status, refused.json.code]).toEqual([400, 'import.notAnEventLog']);
    expect(refused.json.detail).toContain('It holds 2 files ("a.csv", "b.csv")');
  },
  TIMEOUT_MS,
);
