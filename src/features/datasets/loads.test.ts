/** Loads through the appliance: modes, what they count, taking them back, changed columns, extracts that were applied already. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
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

const HEAD = 'case,activity,time,line,amount\n';
const csv = (...rows: string[]) => HEAD + rows.map((row) => `${row}\n`).join('');
const FIRST = csv(
  'a,create,2026-05-01T08:00:00Z,1,10',
  'a,pay,2026-05-02T08:00:00Z,2,20',
  'b,create,2026-05-03T08:00:00Z,3,30',
);

interface Loaded {
  dataset: { id: string; version: number };
  report: { drift: { kind: string; column: string }[]; inserted: number };
}

let files = 0;
async function load(dataset: string, text: string, how: object = { mode: 'replace' }): Promise<Loaded> {
  const file = join(house.folder, `extract-${++files}.csv`);
  writeFileSync(file, text);
  const command = { do: 'import', file, dataset, mapping: null, timeZone: null, ...how } as never;
  return house.operate(command) as Promise<Loaded>;
}

const at = (id: string) => `/api/v1/projects/${project}/datasets/${id}`;
const loadsOf = async (id: string) => (await ann.get(`${at(id)}/loads`)).json.items;
const UPSERT = { mode: 'upsert', key: ['line'] };

test('a load by key replaces rows, and says by days what it did', async () => {
  const { dataset } = await load('by key', FIRST);
  const again = csv(
    'a,pay,2026-05-02T09:00:00Z,2,25',
    'b,create,2026-05-03T08:00:00Z,3,30',
    'c,create,2026-05-09T08:00:00Z,4,40',
  );
  const { report } = await load('by key', again, UPSERT);
  expect(report).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, duplicates: 0, events: 4, cases: 3 });
  const [last] = await loadsOf(dataset.id);
  expect(last).toMatchObject({
    ...{ mode: 'upsert', key: ['line'], version: 2, before: 1, rowsBefore: 3, rowsAfter: 4 },
    periods: [
      { from: '2026-05-02', unit: 'day', inserted: 0, updated: 1, unchanged: 0 },
      { from: '2026-05-03', unit: 'day', inserted: 0, updated: 0, unchanged: 1 },
      { from: '2026-05-09', unit: 'day', inserted: 1, updated: 0, unchanged: 0 },
    ],
  });
  const page = await ann.get(`/datasets/${dataset.id}/history/${last.id}`);
  expect(page.text).toContain('9 May 2026');
});

test('a key that the file does not have is refused with its columns', async () => {
  await load('no key', FIRST);
  const refused = await load('no key', FIRST.replace('10', '11'), { mode: 'upsert', key: ['row'] }).catch(
    (error) => error,
  );
  expect([refused.code, refused.message]).toEqual([
    'upsert.unknownKey',
    'The key names the column "row", which this load does not have. Its columns: "case", "activity", "time", "line", "amount".',
  ]);
});

test('an extract that was applied is nothing to do, in every mode', async () => {
  await load('again', FIRST);
  for (const how of [{ mode: 'replace' }, { mode: 'append' }, UPSERT])
    expect((await load('again', FIRST, how)).report as object).toEqual({ applied: true });
  const other = { mode: 'replace', mapping: { columns: [{ column: 'amount', type: 'text' }] } };
  expect((await load('again', FIRST, other)).dataset.version).toBe(2);
});

test('a load of rows that are all there publishes nothing and says so; one new row, and it does', async () => {
  const { dataset } = await load('nothing new', FIRST);
  const some = csv('b,create,2026-05-03T08:00:00Z,3,30', 'a,create,2026-05-01T08:00:00Z,1,10');
  for (const how of [{ mode: 'append' }, UPSERT]) {
    const { report, dataset: now } = await load('nothing new', some, how);
    expect([report, now.version]).toEqual([expect.objectContaining({ nothingNew: true, unchanged: 2 }), 1]);
  }
  expect((await loadsOf(dataset.id)).length).toBe(1);
  const wider = `${HEAD.trim()},shop\na,create,2026-05-01T08:00:00Z,1,10,north\n`;
  expect((await load('nothing new', wider, { mode: 'append' })).dataset.version).toBe(2);
  expect((await load('nothing new', csv('d,create,2026-05-09T08:00:00Z,9,9'), UPSERT)).dataset.version).toBe(3);
});

test('a load is taken back and brought back, each under a new number', async () => {
  const { dataset } = await load('undo', FIRST);
  await load('undo', csv('z,create,2026-06-01T08:00:00Z,9,1'), { mode: 'append' });
  const [last, first] = await loadsOf(dataset.id);
  const early = await ann.post(`${at(dataset.id)}/loads/${first.id}/undo`);
  expect([early.status, early.json.code]).toEqual([409, 'load.notLast']);
  const undone = await ann.post(`${at(dataset.id)}/loads/${last.id}/undo`);
  expect([undone.status, undone.json.number, undone.json.events]).toEqual([201, 3, 3]);
  expect((await load('undo', csv('z,create,2026-06-01T08:00:00Z,9,1'), { mode: 'append' })).report.inserted).toBe(1);
  const redone = (await house.operate({ do: 'undo', dataset: 'undo' })) as { version: number; events: number };
  expect([redone.version, redone.events]).toEqual([5, 3]);
  const back = (await house.operate({ do: 'undo', dataset: 'undo' })) as { version: number; events: number };
  expect([back.version, back.events]).toEqual([6, 4]);
  const history = await loadsOf(dataset.id);
  expect(history.map((l: Record<string, unknown>) => [l.mode, l.version, l.before, l.undoes])).toEqual([
    ['undo', 6, 5, 5],
    ['undo', 5, 4, 4],
    ['append', 4, 3, null],
    ['undo', 3, 2, 2],
    ['append', 2, 1, null],
    ['replace', 1, null, null],
  ]);
  expect((await house.operate({ do: 'verify', dataset: 'undo' })) as object).toMatchObject([{ damage: [] }]);
});

test('the first load cannot be taken back, nor one whose former version is gone or holds what was erased', async () => {
  const { dataset } = await load('never', FIRST);
  const undo = async () => {
    const [last] = await loadsOf(dataset.id);
    return (await ann.post(`${at(dataset.id)}/loads/${last.id}/undo`)).json.code;
  };
  expect(await undo()).toBe('load.first');
  await load('never', csv('z,create,2026-06-01T08:00:00Z,9,1'), { mode: 'append' });
  const { db } = house.appliance;
  const step = sql`insert into provenance_steps (id, tenant_id, dataset_id, number, step, inputs, parameters, build, at)
    select 'erased', tenant_id, dataset_id, 99, 'erase', '[]', '{}', 'test', ${Date.now() + 1000} from provenance_steps
      where dataset_id = ${dataset.id} limit 1`;
  db.run(step);
  expect(await undo()).toBe('load.erasedSince');
  db.run(sql`delete from provenance_steps where id = 'erased'`);
  db.run(sql`update dataset_versions set removed_at = 1 where dataset_id = ${dataset.id} and number = 1`);
  expect(await undo()).toBe('load.formerGone');
});

const RENAMED = 'case,activity,time,Line,value\n';

test('columns that differ are told, refused, or mapped, as the dataset says', async () => {
  const { dataset } = await load('drift', FIRST);
  const changed = `${RENAMED}a,pay,2026-07-01T08:00:00Z,7,10\n`;
  const told = await load('drift', changed, { mode: 'append' });
  expect(told.report.drift.map((f) => [f.kind, f.column])).toEqual([
    ...[
      ['new', 'Line'],
      ['new', 'value'],
      ['missing', 'line'],
      ['missing', 'amount'],
    ],
  ]);
  const [last] = await loadsOf(dataset.id);
  const german = { headers: { 'accept-language': 'de' } };
  const page = await ann.send(`/datasets/${dataset.id}/history/${last.id}`, german);
  expect(page.text).toContain('Die Spalte „Line“ ist neu.');
  const set = (policy: object) => ann.put(`${at(dataset.id)}/load-policy`, { rejects: null, ...policy });
  await set({ drift: 'block' });
  const refused = await load('drift', FIRST.replace('10', '12'), { mode: 'append' }).catch((error) => error);
  expect([refused.fault, refused.code]).toEqual(['conflict', 'import.schemaChanged']);
  expect(refused.message).toContain('column "amount" is new');
  expect((await loadsOf(dataset.id)).length).toBe(2);
  const events = house.appliance.db.all<{ payload: string }>(
    sql`select payload from outbox where event_type = 'schema.changed' and payload like ${`%${dataset.id}%`}`,
  );
  expect(events.length).toBe(2);
  await set({ drift: 'map' });
  const mapped = await load('drift', `${RENAMED.replace('Line', 'LINE_')}a,pay,2026-07-02T08:00:00Z,8,10\n`, {
    mode: 'append',
  });
  expect(mapped.report.drift).toMatchObject([{ kind: 'renamed', column: 'Line' }]);
});
