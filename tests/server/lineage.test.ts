/** The steps from files to versions, as a running appliance records them: complete, and true to the files. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { systemActor } from '../../src/platform/access/actor.ts';
import { csrfOf, type HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const HEAD = 'case,activity,time,amount\n';
const FIRST = `${HEAD}a,x,2024-01-01T08:00:00Z,1.5\na,y,2024-01-01T09:00:00Z,2.5\nb,,2024-01-02T08:00:00Z,3\n`;
const SECOND = `${HEAD}c,x,2024-01-03T08:00:00Z,4.5\n`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let real: RealAppliance;
let ann: HttpClient;
let id: string;
let path: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  ann = await real.signIn();
  id = await real.load('Orders', FIRST);
  const file = join(real.folder, 'more.csv');
  writeFileSync(file, SECOND);
  await real.operate({
    do: 'import',
    mode: 'append',
    mapping: null,
    timeZone: 'UTC',
    file,
    dataset: 'Orders',
  } as never);
  path = `/api/v1/projects/${real.appliance.tenancy.ensureHome().project.id}/datasets/${id}`;
}, 60_000);
afterAll(() => real.end());

const steps = async () => (await ann.get(`${path}/lineage`)).json.items as { step: string }[];
const verify = async () =>
  ((await real.operate({ do: 'verify', dataset: 'Orders' })) as [{ lineage: unknown[] }])[0].lineage;

test('each load: the file with its checksum, how it was read, the version before and the one after', async () => {
  const found = await steps();
  expect(found.map(({ step }) => step)).toEqual(['receive', 'read', 'load', 'receive', 'read', 'load']);
  const [first, read, load, second, , append] = found as never as Record<string, { hash: string }>[];
  expect([first!.output!.hash, second!.output!.hash]).toEqual([sha256(FIRST), sha256(SECOND)]);
  expect(first!.parameters).toEqual({ name: 'Orders.csv', bytes: FIRST.length } as never);
  expect(read!.parameters).toMatchObject({ reader: 'csv@1', read: 3, accepted: 2, refused: 1 });
  expect(load!.inputs).toEqual([read!.output] as never);
  expect(append!.inputs).toContainEqual(load!.output);
  expect(append!.parameters).toMatchObject({ mode: 'append', inserted: 1, events: 3, cases: 2 });
  expect(append!.output).toMatchObject({ kind: 'version', number: 2 });
  // Neither values of the data nor where anything lies.
  expect(JSON.stringify(found)).not.toMatch(/tenants|2024-01|\b1\.5\b/);
});

test('the page draws it and tells of a step; an export and a version that is shown again are steps too', async () => {
  const versions = (await ann.get(`${path}/versions`)).json.items as { id: string; number: number }[];
  await ann.get(`/datasets/${id}/cases.events.csv`);
  const etag = (await ann.get(path)).json.etag as string;
  const page = await ann.get(`/datasets/${id}`);
  const csrf = csrfOf(page.text);
  const again = versions.find(({ number }) => number === 1)!.id;
  await ann.send(`/datasets/${id}/versions/${again}/restore`, {
    ...{ method: 'POST', body: new URLSearchParams({ csrf, etag }) },
  });
  expect((await steps()).map(({ step }) => step).slice(-2)).toEqual(['export', 'restore']);
  const drawn = (await ann.get(`/datasets/${id}/lineage?step=3`)).text;
  for (const told of ['Orders.csv', 'Version 2', sha256(FIRST), 'rows refused'])
    expect(drawn.includes(told)).toBe(true);
  expect((await ann.get(`/datasets/${id}/lineage?step=0`)).status).toBe(400);
}, 60_000);

test('the way back is whole; a changed file, a missing one and a step that is gone are found', async () => {
  expect(await verify()).toEqual([]);
  const raw = join(real.folder, 'tenants', real.appliance.tenancy.ensureHome().tenant.id, 'raw');
  const file = join(raw, sha256(FIRST));
  writeFileSync(file, FIRST.replace('a,x', 'a,z'));
  expect(await verify()).toEqual([
    { version: 2, problem: 'file-changed', hash: sha256(FIRST) },
    { version: 1, problem: 'file-changed', hash: sha256(FIRST) },
  ]);
  rmSync(file);
  expect(await verify()).toMatchObject([{ problem: 'file-missing' }, { problem: 'file-missing' }]);
  writeFileSync(file, FIRST);
  expect(readdirSync(raw).map((name) => sha256(readFileSync(join(raw, name), 'utf8')) === name)).toEqual([true, true]);
  const { db } = real.appliance;
  const gone = db.all<{ number: number; output_hash: string }>(sql`delete from provenance_steps
    where tenant_id = ${real.appliance.tenancy.ensureHome().tenant.id} and step = 'read' and number = 2 returning number, output_hash`);
  expect(await verify()).toEqual([
    { version: 2, problem: 'no-input', hash: gone[0]!.output_hash },
    { version: 1, problem: 'no-input', hash: gone[0]!.output_hash },
  ]);
}, 60_000);

test('a dataset that is removed for good takes its steps along', async () => {
  const { appliance } = real;
  const { tenant } = appliance.tenancy.ensureHome();
  const actor = systemActor('bin', tenant.id);
  await ann.delete(path, { 'if-match': (await ann.get(path)).json.etag });
  appliance.changes.make(actor, (change) => appliance.datasets.bin.purge(change, actor, id, null));
  expect(appliance.db.all(sql`select 1 from provenance_steps where tenant_id = ${tenant.id}`)).toEqual([]);
});
