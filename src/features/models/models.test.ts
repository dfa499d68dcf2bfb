import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { sharedData } from '../../../tests/shared-data.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let project: string;
let dataset: string;
const PATH = '/api/v1/analysis/conformance/models';
const TREE = "->( 'a', X( 'b', tau ) )";
const BPMN = readFileSync(sharedData('models/running-example.bpmn'), 'utf8');
const PNML = readFileSync(sharedData('models/running-example.pnml'), 'utf8');
const PTML = readFileSync(sharedData('models/running-example.ptml'), 'utf8');
const present = (etag: string) => ({ 'if-match': etag });

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
  project = house.home.project.id;
  dataset = addDataset(house, tenant, project, 'Receipt');
});

let number = 0;
const keep = async (body: object = {}) =>
  (await ann.post(PATH, { name: `Model ${++number}`, projectId: project, text: TREE, ...body })).json;

test('a tree, a PNML, a PTML and a BPMN file are kept with what was read out of them', async () => {
  const made = await ann.post(PATH, { name: '  As designed ', projectId: project, text: TREE });
  // Of the tree: a silent step beside b, so three transitions, two activities; three places, two arcs each.
  expect([made.status, made.json]).toEqual([
    201,
    {
      ...{ id: made.json.id, ref: `model:${made.json.id}`, projectId: project, datasetId: null, name: 'As designed' },
      ...{ description: '', version: 1, format: 'tree', origin: { kind: 'file' }, activities: 2, constraints: null },
      checksum: new Bun.CryptoHasher('sha256').update(TREE).digest('hex'),
      net: { places: 3, transitions: 3, silent: 1, arcs: 6, soundness: 'sound', findings: [] },
      ...{ notes: [], etag: '1' },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null },
    },
  ]);
  expect(made.headers.get('location')).toBe(`${PATH}/${made.json.id}`);
  expect((await ann.get(`${PATH}/${made.json.id}`)).json).toEqual(made.json);
  // Counted in the files, as in formats/model-files.test.ts.
  expect(await keep({ text: PNML })).toMatchObject({
    ...{ format: 'pnml', net: { places: 9, transitions: 10, silent: 2, arcs: 22 } },
  });
  expect(await keep({ text: PTML })).toMatchObject({
    ...{ format: 'ptml', activities: 8, net: { soundness: 'sound' } },
  });
  expect(await keep({ text: BPMN })).toMatchObject({
    ...{ format: 'bpmn', activities: 8, net: { soundness: 'sound' }, notes: [] },
  });
  const decl = 'activity a\nactivity b\nInit[a] | |\nResponse[a, b] | | |';
  expect(await keep({ text: decl })).toMatchObject({ format: 'decl', activities: 2, constraints: 2, net: null });
});

test('what is no model, or is made to harm, is refused with what is accepted, and nothing is kept', async () => {
  const count = async () => (await ann.get(PATH)).json.total;
  const before = await count();
  const cases: [string, number, string, RegExp][] = [
    ['hello', 400, 'model.unknownFormat', /Accepted are: PNML/],
    ['Rensponse[a, b] | | |', 400, 'model.declTemplate', /Line 1/],
    ["->( 'a', ", 400, 'model.badTree', /character/],
    ['<html><body/></html>', 400, 'model.notPnml', /begins with <html>/],
    ['<pnml><net id="n">', 400, 'model.xmlNotWellFormed', /not well-formed XML/],
    ['<!DOCTYPE pnml [<!ENTITY x "y">]><pnml>&x;</pnml>', 400, 'model.xmlDoctype', /Remove the declaration/],
    [`<pnml>${'<page>'.repeat(300)}${'</page>'.repeat(300)}</pnml>`, 413, 'model.tooDeep', /deeper than 200/],
    [`'${'a'.repeat(2 << 20)}'`, 400, 'http.invalidBody', /\/text/],
  ];
  for (const [text, status, code, detail] of cases) {
    const got = await ann.post(PATH, { name: 'Bad', projectId: project, text });
    expect([text.slice(0, 30), got.status, got.json.code]).toEqual([text.slice(0, 30), status, code]);
    expect(got.json.detail).toMatch(detail);
  }
  expect(await count()).toBe(before);
  const both = { name: 'Bad', datasetId: dataset, text: TREE, discover: { algorithm: 'inductive' } };
  for (const body of [both, { name: 'Bad', datasetId: dataset }])
    expect((await ann.post(PATH, body)).json.code).toBe('model.oneContent');
  expect((await ann.post(PATH, { name: 'Bad', text: TREE })).json.code).toBe('model.noPlace');
  const nowhere = { name: 'Bad', projectId: project, discover: { algorithm: 'inductive' } };
  expect((await ann.post(PATH, nowhere)).json.code).toBe('model.noDataset');
});

test('a further text is a further version; earlier ones stay as they are', async () => {
  const { id } = await keep();
  const at = `${PATH}/${id}`;
  const same = await ann.post(`${at}/versions`, { text: TREE }, present('1'));
  expect([same.status, same.json.code]).toEqual([409, 'model.sameContent']);
  const second = await ann.post(`${at}/versions`, { text: PNML }, present('1'));
  expect([second.status, second.json.version, second.json.format, second.json.etag]).toEqual([201, 2, 'pnml', '2']);
  expect((await ann.post(`${at}/versions`, { text: PTML }, present('1'))).status).toBe(412);
  const { items } = (await ann.get(`${at}/versions`)).json;
  expect(items.map((v: { version: number; format: string }) => [v.version, v.format])).toEqual([
    [2, 'pnml'],
    [1, 'tree'],
  ]);
  expect((await ann.get(`${at}/export?version=1`)).json).toMatchObject({ format: 'tree', version: 1, text: TREE });
  expect((await ann.get(`${at}/export?version=3`)).json).toMatchObject({
    ...{
      status: 404,
      code: 'model.noVersion',
      detail: `The model "Model ${number}" has no version 3; its versions are 1 to 2.`,
    },
  });
});

test('a tree goes out as PNML, PTML and BPMN; a net as BPMN, and has no tree', async () => {
  const { id, name } = await keep();
  const text = async (format: string) => (await ann.get(`${PATH}/${id}/export?format=${format}`)).json;
  expect(await text('ptml')).toMatchObject({ name: `${name}.ptml`, text: expect.stringContaining('<manualTask') });
  expect((await text('pnml')).text).toContain('<pnml');
  expect((await text('bpmn')).text).toContain('<bpmn:task');
  const net = await keep({ text: PNML });
  expect((await ann.get(`${PATH}/${net.id}/export?format=bpmn`)).json.text).toContain('name="register request"');
  expect((await ann.get(`${PATH}/${net.id}/export?format=tree`)).json).toMatchObject({
    status: 409,
    code: 'model.noTree',
  });
});

test('name, description and dataset change under If-Match; names that look alike are refused', async () => {
  const { id } = await keep({ name: 'Claims' });
  expect((await ann.post(PATH, { name: 'CLAIMS ', projectId: project, text: TREE })).json.code).toBe('model.nameTaken');
  const at = `${PATH}/${id}`;
  const changed = await ann.put(at, { name: 'Claims', description: 'As agreed', datasetId: dataset }, present('1'));
  expect(changed.json).toMatchObject({ description: 'As agreed', datasetId: dataset, etag: '2', version: 1 });
  expect((await ann.put(at, { name: 'Claims' }, present('1'))).status).toBe(412);
  const listed = (await ann.get(`${PATH}?datasetId=${dataset}`)).json.items;
  expect(listed.map((m: { id: string }) => m.id)).toEqual([id]);
  expect((await vic.get(at)).json.name).toBe('Claims');
  for (const refused of [vic.put(at, { name: 'X' }, present('2')), vic.delete(at, present('2'))])
    expect((await refused).json.code).toBe('access.forbidden');
  expect((await ann.delete(at, present('1'))).status).toBe(412);
  expect((await ann.delete(at, present('2'))).status).toBe(204);
  expect((await ann.get(at)).json.code).toBe('model.notFound');
});

test('scores stay beside the model, with method, definition and the versions they are about', async () => {
  const { id } = await keep();
  const scored = await ann.post(`${PATH}/${id}/scores`, { datasetId: dataset, method: 'alignment' });
  expect(scored.json).toMatchObject({
    ...{ modelVersion: 1, datasetId: dataset, method: 'alignment', fitness: 0.9, precision: 0.8, generalization: 0.7 },
    ...{ simplicity: 0.6, fScore: 0.85, cases: 6, definition: 'made up', filters: [] },
  });
  // The engine got the text, never a reference.
  expect(house.engine.params.at(-1)).toEqual({ method: 'alignment', model: TREE });
  await ann.post(`${PATH}/${id}/scores`, { datasetId: dataset, method: 'alignment' });
  await ann.post(`${PATH}/${id}/scores`, { datasetId: dataset });
  const { items } = (await vic.get(`${PATH}/${id}/scores`)).json;
  expect(items.map((s: { method: string }) => s.method).sort()).toEqual(['alignment', 'replay']);
});

test('another tenant’s models, and those of a deleted project, are not there', async () => {
  const theirs = otherTenant(house);
  await addUser(house, { login: 'eve', tenant: theirs.tenant, role: 'administrator' });
  const eve = await signedIn(house, 'eve');
  const own = (await eve.post(PATH, { name: 'Secret', projectId: theirs.project, text: TREE })).json;
  expect((await ann.get(`${PATH}/${own.id}`)).status).toBe(404);
  expect((await ann.get(PATH)).text).not.toContain('Secret');
  const asked = { datasetId: dataset, id: 'precision-and-generalisation', params: { model: own.ref } };
  expect((await ann.post('/api/v1/analysis/calculators/execute', asked)).json.code).toBe('model.notFound');
  await eve.delete(`/api/v1/projects/${theirs.project}`, present('1'));
  expect([(await eve.get(`${PATH}/${own.id}`)).status, (await eve.get(PATH)).json.total]).toEqual([404, 0]);
  await eve.delete(`/api/v1/bin/${theirs.project}`, present('2'));
  expect(house.db.all(sql`select 1 from process_models where project_id = ${theirs.project}`)).toEqual([]);
});

test('a parameter names a model by its id; what runs in the background keeps to the version it began with', async () => {
  const { id, ref } = await keep();
  const ask = async (model: string) => {
    const got = await ann.post('/api/v1/analysis/calculators/execute', {
      ...{ datasetId: dataset, id: 'precision-and-generalisation', params: { model } },
    });
    return got.status === 200 ? (house.engine.params.at(-1) as { model: string }).model : got.json.code;
  };
  expect([await ask(ref), await ask(`${ref}@1`), await ask(TREE), await ask('im')]).toEqual([TREE, TREE, TREE, 'im']);
  expect([await ask('model:unknown'), await ask(`${ref}@2`)]).toEqual(['model.notFound', 'model.noVersion']);
  const begun = await ann.post('/api/v1/analyses', {
    ...{ datasetId: dataset, id: 'precision-and-generalisation', params: { model: ref } },
  });
  await ann.post(`${PATH}/${id}/versions`, { text: PNML }, present('1'));
  expect([await ask(ref), await ask(`${ref}@1`)]).toEqual([PNML.replace(/^<\?xml[^>]*\?>/, '').trim(), TREE]);
  expect((await ann.get(begun.headers.get('location')!)).json.params).toEqual({ model: `${ref}@1` });
});
