import { beforeAll, expect, test } from 'bun:test';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  builtFor,
  exampleAppliance,
  LOAD,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { systemActor } from '../../platform/access/actor.ts';

const PATH = '/api/v1/data-designer/quality';
const RULE = { name: 'Everybody has a name', check: 'rule-not-null', params: { column: 'org:resource' } };
const present = (etag: string) => ({ 'if-match': etag });

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let dataset: string;

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'administrator' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
  dataset = addDataset(house, tenant, house.home.project.id, 'Receipt');
});

/** Lets events be told and the jobs that follow run to their end. */
async function settled(): Promise<void> {
  await house.bus.settle();
  house.runner.start();
  const open = () => house.jobs.list({ states: ['ready', 'running'], kind: 'quality.measure' });
  while (open().length > 0) await new Promise<void>((resolve) => house.jobs.watch(() => resolve()));
  await house.runner.stop(0);
}

const told = () =>
  house.bus
    .since(0, { types: ['quality.changed'] })
    .map(({ event }) => event.payload as { severity: string | null; score: number; scoreBefore: number | null });

test('a publication is measured once, whatever it is told twice; scores are kept, values are not', async () => {
  await settled();
  await settled();
  const { json } = await ann.get(`${PATH}/results?datasetId=${dataset}`);
  expect(json.items).toEqual([
    {
      ...{ versionId: json.items[0].versionId, version: 1, measuredAt: '2026-01-01T00:00:00.000Z', score: 87.25 },
      brokenRules: 1,
      dimensions: {
        ...{ completeness: 80, uniqueness: 90, validity: 100, consistency: 100, accuracy: 70, timeliness: null },
      },
    },
  ]);
  const kept = JSON.stringify(house.db.all(sql`select * from quality_results`));
  expect(kept).toContain('87.25');
  expect(kept).not.toContain('secret');
  expect(house.jobs.list({ kind: 'quality.measure' }).map(({ state, result }) => [state, result])).toEqual([
    ['done', { score: 87.25, broken: 1 }],
  ]);
  expect(told()).toMatchObject([{ severity: 'error', score: 87.3, scoreBefore: null, version: 1 }]);
  const again = house.bus.since(0, { types: ['data.ingested'] })[0]!;
  house.quality.afterLoad(again);
  await settled();
  expect(told().length).toBe(1);
});

test('of two versions published one after the other the later one is measured', async () => {
  const actor = systemActor('test', house.home.tenant.id);
  for (const hash of ['b', 'c']) house.datasets.publishVersion(actor, dataset, builtFor(hash), LOAD);
  await settled();
  const { json } = await ann.get(`${PATH}/results?datasetId=${dataset}`);
  expect(json.items.map((item: { version: number }) => item.version)).toEqual([3, 1]);
  expect(told().length).toBe(1);
});

test('rules are kept, changed and deleted; what is wrong is told with its place; others read', async () => {
  const made = await ann.post(`${PATH}/rules`, { datasetId: dataset, ...RULE, severity: 'error', zeroAt: 0.05 });
  expect([made.status, made.json]).toEqual([
    201,
    {
      ...{
        id: made.json.id,
        datasetId: dataset,
        ...RULE,
        severity: 'error',
        weight: null,
        zeroAt: 0.05,
        enabled: true,
      },
      ...{ etag: '1', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null },
    },
  ]);
  const at = made.headers.get('location')!;
  expect((await vic.get(at)).json).toEqual(made.json);
  expect((await vic.get(`${PATH}/rules?datasetId=${dataset}`)).json.total).toBe(1);
  expect((await vic.put(at, RULE, present('1'))).status).toBe(403);
  const changed = await ann.put(at, { ...RULE, enabled: false }, present('1'));
  expect(changed.json).toMatchObject({ severity: 'warning', zeroAt: null, enabled: false, etag: '2' });
  expect((await ann.put(at, RULE, present('1'))).status).toBe(412);
  const wrong = async (body: object) => {
    const { json } = await ann.post(`${PATH}/rules`, { datasetId: dataset, ...RULE, ...body });
    return [json.code, json.errors?.[0]?.pointer];
  };
  expect(await wrong({ params: {} })).toEqual(['params.invalid', '/params/column']);
  expect(await wrong({ check: 'rule-not-nul' })).toEqual(['quality.unknownCheck', '/check']);
  expect(await wrong({ check: 'missing-values' })).toEqual(['quality.unknownCheck', '/check']);
  expect((await ann.delete(at, present('2'))).status).toBe(204);
  expect((await ann.get(at)).json.code).toBe('rule.notFound');
});

test('settings and enabled rules reach the calculator, with what is known of the load', async () => {
  const at = `${PATH}/settings/${dataset}`;
  expect((await vic.get(at)).json).toMatchObject({ checks: {}, known: { from: 'nowhere', activities: [] }, etag: '0' });
  const sent = { checks: { 'equal-times': { off: true } }, known: { from: 'list', activities: ['a', 'b'] } };
  expect((await vic.put(at, sent, present('0'))).status).toBe(403);
  expect((await ann.put(at, sent, present('0'))).json).toMatchObject({ ...sent, etag: '1' });
  expect((await ann.put(at, sent, present('0'))).status).toBe(412);
  expect((await ann.put(at, { ...sent, checks: { 'equal-times': { of: true } } }, present('1'))).status).toBe(400);
  const rule = await ann.post(`${PATH}/rules`, { datasetId: dataset, ...RULE });
  house.engine.params.length = 0;
  await vic.get(`${PATH}/report?datasetId=${dataset}`);
  expect(house.engine.params).toEqual([
    {
      settings: { 'equal-times': { off: true }, 'unknown-activities': { known: ['a', 'b'] } },
      rules: [{ id: rule.json.id, check: RULE.check, severity: 'warning', name: RULE.name, column: 'org:resource' }],
      load: { rows: 22, refused: 0 },
    },
  ]);
});

test('what a kept model names is known: its present version, for as long as it is there and of this workspace', async () => {
  const own = addDataset(house, house.home.tenant.id, house.home.project.id, 'Modelled');
  const MODELS = '/api/v1/analysis/conformance/models';
  const model = { name: 'Agreed', projectId: house.home.project.id, text: "->( 'a', X( 'b', tau ) )" };
  const { id } = (await ann.post(MODELS, model)).json;
  const at = `${PATH}/settings/${own}`;
  const choose = (model: string | undefined, etag: string) =>
    ann.put(at, { checks: {}, known: { from: 'model', model } }, present(etag));
  expect((await choose(id, '0')).json.known).toEqual({ from: 'model', model: id, activities: [] });
  const asked = async (who: HttpClient) => {
    house.engine.params.length = 0;
    expect((await who.get(`${PATH}/report?datasetId=${own}`)).status).toBe(200);
    const [{ settings }] = house.engine.params as [{ settings: Record<string, unknown> }];
    return settings['unknown-activities'];
  };
  expect(await asked(vic)).toEqual({ known: ['a', 'b'], model: { name: 'Agreed', version: 1 } });
  await ann.post(`${MODELS}/${id}/versions`, { text: "->( 'a', 'c' )" }, present('1'));
  expect(await asked(vic)).toEqual({ known: ['a', 'c'], model: { name: 'Agreed', version: 2 } });

  const theirs = otherTenant(house, 'Beta');
  await addUser(house, { login: 'eve', tenant: theirs.tenant, role: 'administrator' });
  const eve = await signedIn(house, 'eve');
  const foreign = (await eve.post(MODELS, { ...model, projectId: theirs.project })).json.id;
  const refused = async (model: string | undefined) => {
    const { status, json } = await choose(model, '1');
    return [status, json.code, json.detail, json.errors?.[0]?.pointer];
  };
  expect(await refused(foreign)).toEqual(await refused('0199a3c2-7d10-7000-8000-000000000009'));
  expect((await refused(foreign)).slice(0, 2)).toEqual([400, 'quality.unknownModel']);
  expect((await refused(undefined))[1]).toBe('quality.noModel');

  await ann.delete(`${MODELS}/${id}`, present('2'));
  expect(await asked(vic)).toEqual({ lacking: 'model' });
  const { text } = await ann.get(`/datasets/${own}/quality/settings`);
  expect(text).toContain('The chosen model was deleted');
  // What is gone keeps nobody from changing the rest.
  const rest = { checks: { 'equal-times': { off: true } }, known: { from: 'model', model: id } };
  expect((await ann.put(at, rest, present('1'))).status).toBe(200);
});

test('a change of rules is measured anew', async () => {
  await settled();
  const before = house.jobs.list({ kind: 'quality.measure' }).length;
  await ann.post(`${PATH}/rules`, { datasetId: dataset, ...RULE });
  await settled();
  expect(house.jobs.list({ kind: 'quality.measure' }).length).toBeGreaterThan(before);
});

test('who sees a part of the rows is told nothing of the whole; foreign datasets are not there', async () => {
  const { tenant } = house.home;
  const conditions = JSON.stringify([{ column: 'case:region', values: ['north'], attribute: null }]);
  house.db.run(sql`insert into row_policies (id, tenant_id, dataset_id, name, holder_kind, holder, conditions, created_at)
    values ('p1', ${tenant.id}, ${dataset}, 'North', 'everyone', '', ${conditions}, 0)`);
  expect((await vic.get(`${PATH}/results?datasetId=${dataset}`)).json).toMatchObject({ items: [], total: 0 });
  const theirs = otherTenant(house);
  const foreign = addDataset(house, theirs.tenant, theirs.project, 'Theirs');
  for (const path of [`report?datasetId=${foreign}`, `rules?datasetId=${foreign}`, `settings/${foreign}`])
    expect([path, (await ann.get(`${PATH}/${path}`)).json.code]).toEqual([path, 'dataset.notFound']);
});
