/** Event logs as files from a running server: by API and from the pages. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { argon2Passwords } from '../../src/features/sign-in/index.ts';
import { addUser, PASSWORD } from '../example-appliance.ts';
import { HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { brokenRules, readDocument, type TraceFacts } from '../xes-tree.ts';

let real: RealAppliance;
let browser: HttpClient;
let dataset: string;
let api: string;

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  const rows = ['c1,a,2024-01-01 08:00:00,=1', 'c1,b,2024-01-01 09:00:00,2', 'c2,a,2024-07-02 08:00:00,<&>'];
  const file = join(real.folder, 'log.csv');
  writeFileSync(file, `case,activity,time,note\n${rows.join('\n')}\n`);
  const zone = 'Europe/Berlin';
  const command = { do: 'import', file, dataset: 'my log', mode: 'replace', mapping: null, timeZone: zone } as const;
  dataset = ((await real.operate(command)) as { dataset: { id: string } }).dataset.id;
  const { project } = real.appliance.tenancy.ensureHome();
  api = `/api/v1/projects/${project.id}/datasets/${dataset}/export`;
});
afterAll(() => real.end());

/** Bytes as they come: the client of the tests reads texts. */
const fetched = (path: string): Promise<Response> => {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return fetch(`${new URL(real.server.url).origin}${path}`, { headers: { cookie } });
};
const tracesOf = (bytes: Uint8Array) => {
  const traces: TraceFacts[] = [];
  const header = readDocument(bytes, (trace) => void traces.push(trace));
  return { ...header, traces };
};
const audited = () =>
  real.appliance.db.all<{ after: string }>(sql`select after from audit_log where action = 'dataset.export'`);

test('XES, packed or not, with what a log from a table can say of itself', async () => {
  const packed = await fetched(api);
  expect([packed.status, packed.headers.get('content-type')]).toEqual([200, 'application/gzip']);
  expect(packed.headers.get('content-disposition')).toContain('filename="my log.xes.gz"');
  const bytes = Bun.gunzipSync(await packed.arrayBuffer());
  expect(await (await fetched(`${api}?gzip=false`)).bytes()).toEqual(new Uint8Array(bytes));
  expect(brokenRules(bytes)).toEqual([]);
  const { declared, traces } = tracesOf(bytes);
  expect(
    declared.map(({ name, attributes }) => [name, attributes.prefix ?? attributes.scope ?? attributes.value]),
  ).toEqual([
    ...[
      ['extension', 'concept'],
      ['extension', 'time'],
      ['global', 'trace'],
      ['global', 'event'],
    ],
    ['string', 'my log'],
  ]);
  // Written with the clock of the zone that was given for it: winter and summer.
  expect(traces.map(({ name, events }) => [name, events.map((event) => event['/time:timestamp'])])).toEqual([
    ['c1', [`date ${Date.UTC(2024, 0, 1, 7)} +01:00`, `date ${Date.UTC(2024, 0, 1, 8)} +01:00`]],
    ['c2', [`date ${Date.UTC(2024, 6, 2, 6)} +02:00`]],
  ]);
  expect(traces[1]!.events[0]!['/note']).toBe('string <&>');
});

test('what filters keep, and nothing else', async () => {
  const filters = encodeURIComponent(JSON.stringify([{ id: 'has-activity', params: { activities: ['b'] } }]));
  const { traces } = tracesOf(await (await fetched(`${api}?gzip=false&filters=${filters}`)).bytes());
  expect(traces.map(({ name }) => name)).toEqual(['c1']);
  const f = Buffer.from('[{"id":"has-activity","params":{"activities":["b"]}}]').toString('base64url');
  const page = await fetched(`/datasets/${dataset}/cases.xes?f=${f}`);
  expect(tracesOf(await page.bytes()).traces.map(({ name }) => name)).toEqual(['c1']);
  expect((await fetched(`${api}?filters=nonsense`)).status).toBe(400);
  expect((await fetched(`${api}?format=docx`)).status).toBe(400);
});

test('CSV, with texts that are no formulas unless they are wanted as they are', async () => {
  const guarded = await (await fetched(`${api}?format=csv&gzip=false`)).text();
  expect(guarded.split('\r\n')).toEqual([
    'case:concept:name,concept:name,time:timestamp,note',
    "c1,a,2024-01-01T08:00:00.000+01:00,'=1",
    'c1,b,2024-01-01T09:00:00.000+01:00,2',
    'c2,a,2024-07-02T08:00:00.000+02:00,<&>',
    '',
  ]);
  expect(await (await fetched(`${api}?format=csv&gzip=false&guardFormulas=false`)).text()).toContain(',=1\r\n');
});

test('each export is audited with what was asked for; nothing of it stays on the disk', async () => {
  const before = audited().length;
  await (await fetched(api)).bytes();
  const rows = audited();
  expect(rows).toHaveLength(before + 1);
  expect(JSON.parse(rows.at(-1)!.after)).toMatchObject({ format: 'xes', gzip: true, version: 1, filters: [] });
  const folder = join(real.appliance.cacheFolder, 'exports');
  const left = () => [...(existsSync(folder) ? readdirSync(folder) : []), ...real.appliance.pins.held()];
  // Whoever has the last byte need not wait for the cleaning up.
  while (left().length > 0) await Bun.sleep(5);
});

test('whoever may not see single cases is refused, and is offered nothing', async () => {
  const { appliance, server } = real;
  const { tenant } = appliance.tenancy.ensureHome();
  const house = { ...appliance, passwords: argon2Passwords({ memoryKiB: 64, passes: 1 }) } as never;
  await addUser(house, { login: 'vera', tenant: tenant.id, role: 'viewer' });
  const vera = new HttpClient(listening(server.url));
  await vera.post('/api/v1/auth/login', { login: 'vera', password: PASSWORD });
  const before = audited().length;
  expect((await vera.get(api)).status).toBe(403);
  expect((await vera.get(`/datasets/${dataset}/cases.xes.gz`)).status).toBe(403);
  expect((await vera.get(`/datasets/${dataset}`)).text).not.toContain('cases.xes.gz');
  expect((await browser.get(`/datasets/${dataset}`)).text).toContain(`href="/datasets/${dataset}/cases.xes.gz"`);
  expect(audited()).toHaveLength(before);
});

test('a dataset of another project, and one without data', async () => {
  const { project } = real.appliance.tenancy.ensureHome();
  const foreign = api.replace(project.id, real.appliance.newId());
  expect((await browser.get(foreign)).json.code).toBe('dataset.notFound');
  const empty = (await browser.post(`/api/v1/projects/${project.id}/datasets`, { name: 'Empty' })).json.id;
  expect((await browser.get(api.replace(dataset, empty))).json.code).toBe('dataset.empty');
  expect((await browser.get(`${api}?lifecycleEvents=true`)).json.code).toBe('export.noStartTimes');
});
