/** Refused rows repaired and sent again: what is taken, that it is taken once, and that privacy is not done to them twice. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
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

const MAPPING = { columns: [{ column: 'time', role: 'timestamp', format: 'iso' }] };
const at = (id: string) => `/api/v1/projects/${project}/datasets/${id}`;
const loadsOf = async (id: string) => (await ann.get(`${at(id)}/loads`)).json.items;
const eventsOf = async (id: string) => (await ann.get(at(id))).json.version.events;

let files = 0;
async function refusing(name: string, text: string, how: object = {}) {
  const file = join(house.folder, `resend-${++files}.csv`);
  writeFileSync(file, text);
  const command = { do: 'import', file, dataset: name, mapping: MAPPING, timeZone: 'UTC', mode: 'replace', ...how };
  const { dataset } = (await house.operate(command as never)) as { dataset: { id: string } };
  const { id } = dataset;
  const [{ id: load }] = await loadsOf(id);
  const refused = `${at(id)}/loads/${load}/refused`;
  const file0 = (await ann.get(`${refused}/file`)).text as string;
  return { id, load: load as string, refused, file: file0 };
}

const send = (refused: string, body: string) => ann.send(`${refused}/resend`, { method: 'POST', body });

/** Sends rows and waits until their load has ended. */
async function resent(refused: string, body: string) {
  const answer = await send(refused, body);
  expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
  const ended = () => ['done', 'dead'].includes(house.appliance.jobs.find(answer.json.job)!.state);
  await untilJobs(ended);
  const { state, result } = house.appliance.jobs.find(answer.json.job)!;
  return { ...answer.json, state, result };
}

/** Waits until something holds that jobs bring about. */
async function untilJobs(holds: () => boolean): Promise<void> {
  while (!holds())
    await new Promise<void>((resolve) => {
      const end = house.appliance.jobs.watch(() => {
        end();
        resolve();
      });
    });
}

const ORDERS = [
  ...['case,activity,time,note', 'a,create,2026-05-01T08:00:00Z,x', 'a,pay,yesterday,=1+1'],
  ...['b,pay,never,y', 'c,pay,2026-05-03T08:00:00Z', ''],
].join('\n');

test('the saved file with changed cells comes in as a load that leads back to the first one; counts stand on both', async () => {
  const { id, load, refused, file } = await refusing('resent', ORDERS);
  const repaired = file.replace('yesterday', '2026-05-02T08:00:00Z').replace('never', 'still wrong');
  expect(await resent(refused, repaired)).toMatchObject({ rows: 2, state: 'done', result: { accepted: 1 } });
  expect(await eventsOf(id)).toBe(2);
  const [again, first] = await loadsOf(id);
  expect([again.resentOf, again.mode, again.inserted, again.rejected]).toEqual([load, 'append', 1, 1]);
  expect(first.resent).toEqual({ taken: 1, rejected: 1 });
  // Refused again: they are refused rows of the load that they were sent by.
  const left = await ann.get(`${at(id)}/loads/${again.id}/refused`);
  expect(left.json.items.map((r: { cells: string[] }) => r.cells)).toEqual([['b', 'pay', 'still wrong', 'y']]);
});

test('sent twice they come in once; nothing changed is nothing to send', async () => {
  const { id, refused, file } = await refusing('twice', ORDERS);
  const repaired = file.replace('yesterday', '2026-05-02T08:00:00Z');
  await resent(refused, repaired);
  expect((await resent(refused, repaired)).result).toEqual({ applied: true });
  // Other reasons and another order say nothing.
  const [head, ...rows] = repaired.trimEnd().split('\r\n');
  expect((await resent(refused, [head, ...rows.reverse()].join('\n'))).result).toEqual({ applied: true });
  expect([await eventsOf(id), (await loadsOf(id)).length]).toEqual([2, 2]);
  expect((await send(refused, file)).json.code).toBe('refused.nothingChanged');
});

test('as spreadsheets save it: semicolons, Windows-1252, columns about reasons changed or gone', async () => {
  const { id, refused } = await refusing('spreadsheet', ORDERS);
  const bytes = Buffer.from('adit row;time;note\r\n2;2026-05-02T08:00:00Z;Größe\r\n', 'latin1');
  const { items } = (await ann.get(refused)).json;
  expect(items[1].problems[0].value).toBe('yesterday');
  const answer = await ann.send(`${refused}/resend`, { method: 'POST', body: bytes as never });
  expect([answer.status, answer.json.rows]).toEqual([202, 1]);
  await resent(refused, bytes.toString('latin1'));
  expect(await eventsOf(id)).toBe(2);
});

test('a row with too few cells is repaired by its cells; one that is not there is named', async () => {
  const { id, refused, file } = await refusing('cells', ORDERS);
  const repaired = file.replace(/c,pay,2026-05-03T08:00:00Z,\r\n/, 'c,pay,2026-05-03T08:00:00Z,z\r\n');
  expect(await resent(refused, repaired)).toMatchObject({ rows: 1, result: { accepted: 1 } });
  expect(await eventsOf(id)).toBe(2);
  for (const [body, code] of [
    ['', 'refused.notThatFile'],
    ['case,activity\na,b\n', 'refused.notThatFile'],
    ['adit row,colour\n1,red\n', 'refused.unknownColumn'],
    ['adit row,time\nx,red\n', 'refused.badRows'],
    ['adit row,time\n99,red\n', 'refused.badRows'],
    ['adit row,time\n1,red\n1,blue\n', 'refused.badRows'],
    ['adit row,time\n1,"red\n', 'refused.badRows'],
  ] as const)
    expect([body, (await send(refused, body)).json.code]).toEqual([body, code]);
});

test('pseudonyms and moved times stay as they are: done once, whatever is sent for them', async () => {
  const columns = [
    { column: 'case', privacy: { class: 'direct', action: 'hash' } },
    { column: 'time', role: 'timestamp', format: 'iso', privacy: { class: 'quasi', action: 'shift', days: 30 } },
    { column: 'at', role: 'attribute', type: 'time', format: 'iso' },
  ];
  const text = [
    ...['case,activity,time,at', 'Smith,create,2026-05-01T08:00:00Z,2026-05-01T08:00:00Z'],
    ...['Smith,pay,2026-05-02T08:00:00Z,soon', ''],
  ].join('\n');
  const { id, refused, file } = await refusing('pseudonyms', text, { mapping: { columns } });
  expect(file).not.toMatch(/Smith|2026-05-02T08/);
  const repaired = file.replace('soon', '2026-05-02T08:00:00Z').replace(/anon-\w+/, 'Miller');
  expect(await resent(refused, repaired)).toMatchObject({ result: { accepted: 1, cases: 1 } });
  const [{ periodFrom, periodTo }, first] = await loadsOf(id);
  expect(await eventsOf(id)).toBe(2);
  // One case, moved by the same days: a day lies between its events, as in the file.
  expect([periodFrom, Date.parse(periodTo) - Date.parse(first.periodFrom)]).toEqual([first.periodFrom, 86_400_000]);
});

test('after a load by key, repaired rows replace those with their key', async () => {
  const first = 'case,activity,time,line\na,create,2026-05-01T08:00:00Z,1\na,pay,2026-05-02T08:00:00Z,2\n';
  await refusing('by key', first);
  const { id, refused, file } = await refusing(
    'by key',
    'case,activity,time,line\na,create,2026-05-01T09:00:00Z,1\na,refund,soon,2\n',
    { mode: 'upsert', key: ['line'] },
  );
  await resent(refused, file.replace('soon', '2026-05-02T09:00:00Z'));
  const [last] = await loadsOf(id);
  expect([last.mode, last.key, last.updated, await eventsOf(id)]).toEqual(['upsert', ['line'], 1, 2]);
});

test('rows are edited in the page, and a repaired file is sent by its form', async () => {
  const { id, load } = await refusing('page', ORDERS);
  const at0 = `/datasets/${id}/history/${load}`;
  expect((await ann.get(at0)).text).toContain(`${at0}/refused?`);
  const page = (await ann.get(`${at0}/refused`)).text;
  expect([page.includes('value="yesterday"'), page.includes('name="r2.2"')]).toEqual([true, true]);
  const csrf = csrfOf(page);
  const post = (fields: Record<string, string>) =>
    ann.send(`${at0}/refused/edit`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...fields }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const same = await post({ 'r2.2': 'yesterday', 'r2.0': 'a' });
  expect([same.status, same.text.includes('No cell was changed')]).toEqual([400, true]);
  const sent = await post({ 'r2.2': '2026-05-02T08:00:00Z', page: '1' });
  expect(sent.status).toBe(303);
  const again = await post({ 'r2.2': 'tomorrow', 'r99.0': 'x' });
  expect([again.status, again.text.includes('value="tomorrow"')]).toEqual([400, true]);
  const { jobs, tenancy } = house.appliance;
  const idle = () => jobs.underWay(tenancy.ensureHome().tenant.id, [id]).length === 0;
  await untilJobs(idle);
  const form = new FormData();
  form.set('csrf', csrf);
  form.set('file', new File(['adit row,time\n3,2026-05-04T08:00:00Z\n'], 'repaired.csv'));
  const byFile = await ann.send(`${at0}/refused/file`, { method: 'POST', body: form as never });
  expect(byFile.status).toBe(303);
  await untilJobs(idle);
  expect(await eventsOf(id)).toBe(3);
});
