/** What was not to be kept of a file is kept nowhere, and pseudonyms agree from load to load. */

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemActor } from '../../src/platform/access/actor.ts';
import { until } from '../adit-bench.ts';
import { filesHolding } from '../files-holding.ts';
import { csrfOf } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

let real: RealAppliance;
const outside = mkdtempSync(join(tmpdir(), 'adit-privacy-'));
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
}, 60_000);
afterAll(async () => {
  await real.end();
  rmSync(outside, { recursive: true });
});

const MAPPING = {
  columns: [
    { column: 'who', privacy: { class: 'direct', action: 'hash' } },
    { column: 'case', privacy: { class: 'direct', action: 'hash' } },
    { column: 'note', privacy: { class: 'sensitive', action: 'drop' } },
    { column: 'plz', privacy: { class: 'quasi', action: 'generalise', by: 'prefix', length: 1 } },
  ],
};
const file = (name: string, rows: readonly string[]): string => {
  const path = join(outside, name);
  writeFileSync(path, `case,activity,time,who,note,plz\n${rows.join('\n')}\n`);
  return path;
};
const load = (path: string, mode: 'replace' | 'append') =>
  real.operate({
    ...{ do: 'import', mode, timeZone: 'UTC' },
    mapping: MAPPING,
    file: path,
    dataset: 'People',
  } as never);

/** Files of the whole data folder in which a text stands: versions, quarantine, database with jobs and audit log, log. */
const holding = (text: string): string[] => filesHolding(real.folder, text);

/** The file that was loaded goes right after the load. */
const gone = (text: string) => until(async () => (holding(text).length === 0 ? true : undefined));

test('not in the version, nor in quarantine, jobs, audit log, log or raw files', async () => {
  await load(
    file('one.csv', [
      'PLANTED-CASE-1,apply,2024-01-01T08:00:00Z,Planted Person,PLANTED-NOTE,20095',
      'PLANTED-CASE-1,decide,2024-01-02T08:00:00Z,Other Person,PLANTED-NOTE,20095',
      'PLANTED-CASE-2,,2024-01-02T08:00:00Z,Planted Person,PLANTED-NOTE,20095',
      'PLANTED-CASE-2,apply,2024-01-02T08:00:00Z,Planted Person,PLANTED-NOTE,20095,more',
      'PLANTED-CASE-3,apply,2024-01-03T08:00:00Z,Planted Person,PLANTED-NOTE,80331',
    ]),
    'replace',
  );
  // What stays is found by the same search.
  expect(holding('decide').length).toBeGreaterThan(0);
  for (const planted of ['PLANTED-CASE', 'Planted Person', 'PLANTED-NOTE', '20095']) await gone(planted);
}, 60_000);

test('a file that was loaded already leaves no copy either', async () => {
  await load(join(outside, 'one.csv'), 'replace');
  await gone('PLANTED-');
  await load(join(outside, 'one.csv'), 'append');
  await gone('PLANTED-');
}, 60_000);

test('a second load meets the cases of the first, and the steps tell of all of it', async () => {
  await load(file('two.csv', ['PLANTED-CASE-1,close,2024-01-05T08:00:00Z,Third Person,PLANTED-NOTE,20095']), 'append');
  const { appliance } = real;
  const { tenant, project } = appliance.tenancy.ensureHome();
  const actor = systemActor('operator', tenant.id);
  const [dataset] = appliance.datasets.listDatasets(actor, project.id, { limit: 10, after: null, offset: 0 }).items;
  expect([dataset!.version!.cases, dataset!.version!.events]).toEqual([2, 4]);
  await gone('PLANTED-');
}, 60_000);

test('with another key the next load does not meet the cases before; forgotten, the key is nowhere', async () => {
  const root = await real.signIn();
  const page = async () => (await root.get('/admin/privacy')).text;
  const csrf = csrfOf(await page());
  const change = (fields: Record<string, string>) =>
    root.send('/admin/privacy/pseudonyms', { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
  const unsure = await change({ do: 'renew' });
  expect([unsure.status, unsure.text.includes('Tick that you are sure')]).toEqual([400, true]);
  expect((await change({ do: 'renew', sure: 'on' })).status).toBe(303);
  await load(file('three.csv', ['PLANTED-CASE-1,end,2024-01-06T08:00:00Z,Third Person,PLANTED-NOTE,20095']), 'append');
  const { tenant, project } = real.appliance.tenancy.ensureHome();
  const actor = systemActor('operator', tenant.id);
  const [dataset] = real.appliance.datasets.listDatasets(actor, project.id, {
    limit: 10,
    after: null,
    offset: 0,
  }).items;
  expect([dataset!.version!.cases, dataset!.version!.events]).toEqual([3, 5]);
  const at = '/api/v1/admin/privacy/pseudonyms';
  expect((await root.get(at)).json).toEqual({ hasKey: true });
  expect(await real.operate({ do: 'secrets', action: 'forget-pseudonyms' })).toEqual({ forgotten: true });
  expect((await root.get(at)).json).toEqual({ hasKey: false });
  expect((await root.post(`${at}/forget`)).json.code).toBe('privacy.noKey');
  expect(await page()).toContain('There is no key yet');
  const actions = (await root.get('/api/v1/admin/audit-logs?limit=50')).text;
  for (const action of ['privacy.makeKey', 'privacy.renewKey', 'privacy.forgetKey']) expect(actions).toContain(action);
}, 60_000);
