import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Actor, userActor } from '../../src/platform/access/actor.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// Who may see single cases, on the real engine: six cases of a ⟶ b and two of a alone, groups of five at least.
let real: RealAppliance;
let dataset: string;
let tenant: string;
let workspace: string;
const gone = new AbortController().signal;

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  const rows = [1, 2, 3, 4, 5, 6].flatMap((c) => [`c${c},a,2024-01-0${c} 08:00:00`, `c${c},b,2024-01-0${c} 09:00:00`]);
  const all = [...rows, 'd1,a,2024-02-01 08:00:00', 'd2,a,2024-02-02 08:00:00'];
  dataset = await real.load('log', `case,activity,time\n${all.join('\n')}\n`);
  const home = real.appliance.tenancy.ensureHome();
  [tenant, workspace] = [home.tenant.id, home.workspace.id];
});
afterAll(() => real.end());

const actor = (grants: { role: string; workspace: string | null }[]): Actor =>
  userActor({
    ...{
      id: 'u',
      name: 'u',
      tenant,
      grants,
      openWorkspaces: 'all',
      method: 'session',
      session: 's',
      ip: null,
      requestId: null,
    },
  });
const ask = async (who: Actor, id: string, params: object) =>
  JSON.parse(
    await real.appliance.analyses.calculate(who, { datasetId: dataset, id, params: { ...params }, filters: [] }, gone),
  );
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'shown',
    (error) => `${error.fault} ${error.code}`,
  );

test('an analyst sees single cases and small groups; a viewer groups of five and more, after and before', async () => {
  const analyst = actor([{ role: 'analyst', workspace: null }]);
  const viewer = actor([{ role: 'viewer', workspace: null }]);
  for (const _ of ['computed', 'from the cache']) {
    expect((await ask(analyst, 'case-table', {})).total).toBe(8);
    expect((await ask(analyst, 'case-detail', { caseId: 'd1' })).total).toBe(1);
    expect((await ask(analyst, 'variants', {})).items.map((v: { count: number }) => v.count)).toEqual([6, 2]);
    expect(await refusal(ask(viewer, 'case-table', {}))).toBe('forbidden analysis.groupsOnly');
    expect(await refusal(ask(viewer, 'case-detail', { caseId: 'd1' }))).toBe('forbidden analysis.groupsOnly');
    expect((await ask(viewer, 'variants', {})).items.map((v: { count: number }) => v.count)).toEqual([6]);
  }
});

test('the role counts in the workspace of the dataset, not in another', async () => {
  const here = actor([{ role: 'analyst', workspace }]);
  const elsewhere = actor([
    { role: 'viewer', workspace },
    { role: 'analyst', workspace: real.appliance.newId() },
  ]);
  expect((await ask(here, 'case-table', {})).total).toBe(8);
  expect(await refusal(ask(elsewhere, 'case-table', {}))).toBe('forbidden analysis.groupsOnly');
});

test('the refusal says what is missing and what may be asked instead', async () => {
  const viewer = actor([{ role: 'viewer', workspace: null }]);
  const told = await ask(viewer, 'case-table', {}).catch((error: Error) => error.message);
  expect(told).toContain('"read:cases"');
  expect(told).toContain('groups of 5 cases and more');
});

test('a viewer learns that filters keep too few cases, not how few', async () => {
  const filters = [{ id: 'case-length', params: { max: 1 } }];
  const sent = { datasetId: dataset, filters, pagination: { page: 1, pageSize: 0 } };
  const count = async (role: string) => {
    const found = await real.appliance.analyses.applyFilters(actor([{ role, workspace: null }]), sent, gone);
    return [found.tooFew, found.casesFiltered, found.eventsFiltered, found.casesTotal];
  };
  expect(await count('analyst')).toEqual([false, 2, 2, 8]);
  expect(await count('viewer')).toEqual([true, 0, 0, 8]);
});

test('who sees groups only cannot choose cases by their ids, whoever chose them before', async () => {
  const filters = [{ id: 'case-list', params: { cases: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] } }];
  const count = async (role: string) => {
    const sent = { datasetId: dataset, id: 'log-summary', params: {}, filters };
    return JSON.parse(await real.appliance.analyses.calculate(actor([{ role, workspace: null }]), sent, gone)).cases;
  };
  expect(await count('analyst')).toBe(6);
  expect(await refusal(count('viewer'))).toBe('forbidden analysis.groupsOnly');
});
