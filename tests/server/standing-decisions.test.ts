/** What was decided about people in a dataset holds for every later way into it: nothing of it comes in as it was sent. */

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../adit-bench.ts';
import { filesHolding } from '../files-holding.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

let real: RealAppliance;
let root: HttpClient;
let project = '';
const outside = mkdtempSync(join(tmpdir(), 'adit-standing-'));
beforeAll(async () => {
  real = await realAppliance({
    ...{ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__IMPORT__PUSH_GATHER_SECONDS: '0' },
    ADIT__PRIVACY__ASK_ABOUT_PEOPLE: 'false',
  });
  root = await real.signIn();
  project = (await root.get('/api/v1/projects')).json.items[0].id;
}, 60_000);
afterAll(async () => {
  await real.end();
  rmSync(outside, { recursive: true });
});

let files = 0;
function written(name: string, text: string): string {
  const path = join(outside, `${++files}-${name}`);
  writeFileSync(path, text);
  return path;
}
interface Loaded {
  readonly dataset: { readonly id: string };
}
const load = async (dataset: string, file: string, how: object = {}) =>
  (
    (await real.operate({
      ...({ do: 'import', mode: 'replace', timeZone: 'UTC', mapping: null, dataset, file } as const),
      ...how,
    } as never)) as Loaded
  ).dataset.id;

const event = (activity: string, time: string, who: string) =>
  `<event><string key="concept:name" value="${activity}"/><date key="time:timestamp" value="${time}"/><string key="org:resource" value="${who}"/></event>`;
const trace = (id: string, mail: string, ...events: readonly string[]) =>
  `<trace><string key="concept:name" value="${id}"/><string key="mail" value="${mail}"/><int key="plz" value="20095"/>${events.join('')}</trace>`;
const xes = (...traces: readonly string[]) => `<log xes.version="1.0">${traces.join('')}</log>`;

const DECIDED = {
  columns: [
    { column: 'case:concept:name', privacy: { class: 'direct', action: 'hash' } },
    { column: 'org:resource', privacy: { class: 'direct', action: 'hash' } },
    { column: 'case:mail', privacy: { class: 'direct', action: 'drop' } },
    { column: 'case:plz', privacy: { class: 'quasi', action: 'generalise', by: 'prefix', length: 1 } },
  ],
};
const FIRST = xes(
  trace('SECRET-CASE-1', 'secret.one@mail', event('apply', '2024-01-01T08:00:00Z', 'Secret Person')),
  trace('SECRET-CASE-2', 'secret.two@mail', event('apply', '2024-01-02T08:00:00Z', 'Secret Other')),
);
const fromXes = (name: string) => load(name, written('log.xes', FIRST), { mapping: DECIDED });

const holding = (text: string): string[] => filesHolding(real.folder, text);
/** A file that was loaded goes right after its load. */
const gone = async (text: string) => {
  await until(async () => (holding(text).length === 0 ? true : undefined), Bun.sleep(5_000));
  expect(holding(text).map((path) => path.slice(real.folder.length))).toEqual([]);
};

const at = (id: string) => `/api/v1/projects/${project}/datasets/${id}`;
const versionOf = async (id: string) => (await root.get(at(id))).json.version;
async function push(id: string, rows: readonly object[]): Promise<string | undefined> {
  const sent = await root.send(`${at(id)}/events`, { method: 'POST', body: JSON.stringify(rows) });
  expect([sent.status, sent.json?.detail]).toEqual([202, undefined]);
  return until(async () => {
    const [last] = (await root.get(`${at(id)}/pushes`)).json.items;
    return last.state === 'waiting' ? undefined : (last.state as string);
  });
}

test('rows pushed into a dataset of an XES log are treated as the log was, and meet its cases', async () => {
  const id = await fromXes('pushed');
  await gone('SECRET-CASE');
  const row = {
    ...{ 'case:concept:name': 'SECRET-CASE-1', 'concept:name': 'decide', 'time:timestamp': '2024-01-03T08:00:00Z' },
    ...{ 'org:resource': 'Secret Person', 'case:mail': 'secret.one@mail', 'case:plz': 20095 },
  };
  // What people call columns elsewhere: it is what the column is to the log that counts.
  const other = {
    ...{ case: 'SECRET-CASE-2', activity: 'decide', time: '2024-01-03T08:00:00Z' },
    ...{ resource: 'Secret Other', mail: 'secret.two@mail', plz: 20095 },
  };
  expect(await push(id, [row])).toBe('loaded');
  expect(await versionOf(id)).toMatchObject({ cases: 2, events: 3 });
  const again = await fromXes('pushed otherwise');
  expect(await push(again, [other])).toBe('loaded');
  expect(await versionOf(again)).toMatchObject({ cases: 2, events: 3 });
  for (const text of ['SECRET-CASE', 'Secret Person', 'Secret Other', 'secret.one', 'secret.two', '20095'])
    await gone(text);
}, 60_000);

const HEAD = 'case,activity,time,who,note';
const CSV = {
  columns: [
    { column: 'who', role: 'resource', privacy: { class: 'direct', action: 'hash' } },
    { column: 'note', level: 'case', privacy: { class: 'sensitive', action: 'drop' } },
  ],
};
const csv = (head: string, ...rows: readonly string[]) => written('rows.csv', `${[head, ...rows].join('\n')}\n`);
const fromCsv = (name: string) =>
  load(
    name,
    csv(HEAD, 'a,apply,2024-01-01T08:00:00Z,Hidden Person,HIDDEN-NOTE', 'b,,yesterday,Hidden Person,HIDDEN-NOTE'),
    {
      mapping: CSV,
    },
  );

test('a file that says nothing of people is treated as the rows before, appended or in their place', async () => {
  const id = await fromCsv('appended');
  await load('appended', csv(HEAD, 'a,decide,2024-01-02T08:00:00Z,Hidden Person,HIDDEN-NOTE'), { mode: 'append' });
  await load('appended', csv('case,activity,time,Who,NOTE', 'c,apply,2024-01-02T08:00:00Z,Hidden Person,HIDDEN-NOTE'), {
    mode: 'append',
  });
  await load(
    'appended',
    written('more.xes', xes(trace('d', 'x', event('apply', '2024-02-01T08:00:00Z', 'Hidden Person')))),
    { mode: 'append' },
  );
  expect(await versionOf(id)).toMatchObject({ cases: 3, events: 4 });
  await load('appended', csv(HEAD, 'z,apply,2024-01-02T08:00:00Z,Hidden Person,HIDDEN-NOTE'));
  expect(await versionOf(id)).toMatchObject({ cases: 1, events: 1 });
  for (const text of ['Hidden Person', 'HIDDEN-NOTE']) await gone(text);
}, 60_000);

test('a load that decides otherwise is refused where rows are added, and holds where they are replaced', async () => {
  await fromCsv('decided anew');
  const keeps = { columns: [{ column: 'who', role: 'resource', privacy: { class: 'plain', action: 'keep' } }] };
  const file = csv(HEAD, 'a,decide,2024-01-02T08:00:00Z,Open Person,n');
  await expect(load('decided anew', file, { mode: 'append', mapping: keeps })).rejects.toMatchObject({
    code: 'import.otherDecision',
    message: expect.stringContaining('"who" was decided "hash"'),
  });
  expect(await load('decided anew', file, { mapping: keeps })).toBeString();
  expect(holding('Open Person').length).toBeGreaterThan(0);
}, 60_000);

test('rows that come after repaired ones are treated as the first ones', async () => {
  const id = await fromCsv('repaired');
  const [{ id: loadId }] = (await root.get(`${at(id)}/loads`)).json.items;
  const refused = `${at(id)}/loads/${loadId}/refused`;
  const sent = await root.send(`${refused}/resend`, {
    method: 'POST',
    body: (await root.get(`${refused}/file`)).text
      .replace('yesterday', '2024-01-05T08:00:00Z')
      .replace('b,,', 'b,apply,'),
  });
  expect([sent.status, sent.json?.detail]).toEqual([202, undefined]);
  await until(async () => ((await versionOf(id)).events === 2 ? true : undefined));
  const row = { case: 'a', activity: 'end', time: '2024-01-09T08:00:00Z', who: 'Hidden Person', note: 'HIDDEN-NOTE' };
  expect(await push(id, [row])).toBe('loaded');
  expect(await versionOf(id)).toMatchObject({ cases: 2, events: 3 });
  for (const text of ['Hidden Person', 'HIDDEN-NOTE']) await gone(text);
}, 60_000);

test('a renamed column is not put under the name of one of which less is kept', async () => {
  const id = await load('renamed', csv('case,activity,time,customer', 'a,apply,2024-01-01T08:00:00Z,Hidden Person'), {
    mapping: { columns: [{ column: 'customer', role: 'attribute', privacy: { class: 'direct', action: 'hash' } }] },
  });
  await root.send(`${at(id)}/load-policy`, {
    method: 'PUT',
    body: JSON.stringify({ drift: 'map', rejects: null }),
    headers: { 'content-type': 'application/json' },
  });
  const file = csv('case,activity,time,customers', 'a,end,2024-01-02T08:00:00Z,Hidden Person');
  await expect(load('renamed', file, { mode: 'append' })).rejects.toMatchObject({ code: 'import.renamedDecided' });
}, 60_000);
