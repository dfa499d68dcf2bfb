import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../../tests/http-client.ts';
import { sharedData } from '../../../../tests/shared-data.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let project: string;
let dataset: string;
let list: string;
const TREE = "->( 'Register', X( 'Pay <fast>', tau ) )";
const API = '/api/v1/analysis/conformance/models';

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
  project = house.home.project.id;
  dataset = addDataset(house, tenant, project, 'Receipt');
  list = `/projects/${project}/models`;
});

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
/** Hidden fields of a page, the text of a model among them. */
const hiddenIn = (html: string): Record<string, string> => ({
  ...Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ),
  ...Object.fromEntries(
    [...html.matchAll(/<textarea[^>]* name="text" hidden>\n?([^<]*)</g)].map(([, text]) => ['text', unescaped(text!)]),
  ),
});
const plain = (html: string): string => unescaped(html.replace(/<[^>]+>/g, ' ').replaceAll(/[\s ]+/g, ' '));

/** Sends a file, or a text, as the form of a browser without scripts does. */
async function upload(by: HttpClient, at: string, file: { name: string; text: string } | null, text = '') {
  const data = new FormData();
  const { csrf = '' } = hiddenIn((await by.get(at)).text);
  data.append('csrf', csrf);
  data.append('text', text);
  data.append('file', new File([file?.text ?? ''], file?.name ?? ''));
  const body = new Response(data);
  const headers = { 'content-type': body.headers.get('content-type')! };
  return by.send(at, { method: 'POST', body: new Uint8Array(await body.arrayBuffer()), headers });
}
const post = (by: HttpClient, at: string, fields: Record<string, string>) =>
  by.send(at, { method: 'POST', body: new URLSearchParams(fields) });
async function submit(by: HttpClient, at: string, typed: Record<string, string>, to = at) {
  return post(by, to, { ...hiddenIn((await by.get(at)).text), ...typed });
}

let number = 0;
const kept = async (body: object = {}) =>
  (await ann.post(API, { name: `Kept ${++number}`, projectId: project, text: TREE, ...body })).json as {
    id: string;
    name: string;
  };

test('an empty project says both ways to a model; a file is looked at, then kept under its name', async () => {
  const empty = (await ann.get(list)).text;
  expect(plain(empty)).toContain('There is no model in this project yet');
  expect(empty).toContain(`href="/datasets/${dataset}/models"`);
  expect(empty).toContain(`href="${list}/new"`);
  expect((await vic.get(list)).text).not.toContain(`${list}/new`);
  const text = readFileSync(sharedData('models/running-example.bpmn'), 'utf8');
  const seen = await upload(ann, `${list}/new`, { name: 'As_designed.bpmn', text });
  expect(seen.status).toBe(200);
  // Counted in the file: eight tasks.
  expect(plain(seen.text)).toContain('BPMN process: 8 activities.');
  expect(seen.text).toContain('value="As designed"');
  expect(seen.text).toContain('<title>register request</title>');
  expect((await ann.get(API)).json.total).toBe(0);
  const made = await post(ann, `${list}/keep`, { ...hiddenIn(seen.text), name: 'As designed', dataset });
  expect(made.status).toBe(303);
  const at = made.headers.get('location') as string;
  const { items } = (await ann.get(API)).json;
  expect(at).toBe(`${list}/${items[0].id}`);
  expect(items[0]).toMatchObject({ name: 'As designed', format: 'bpmn', datasetId: dataset, version: 1 });
  const page = (await ann.get(at)).text;
  for (const words of ['The model "As designed" is kept.', 'File or text', 'Cases that it can replay', 'Version 1'])
    expect(plain(page)).toContain(words);
  const shown = plain((await vic.get(list)).text);
  for (const words of ['As designed', 'BPMN process', 'about Receipt']) expect(shown).toContain(words);
});

test('what is no model is refused with what is accepted, elements outside the subset by name; nothing is kept', async () => {
  const before = (await ann.get(API)).json.total;
  const hostile = '<definitions><process><boundaryEvent id="b"/></process></definitions>';
  const cases: [{ name: string; text: string } | null, string, number, RegExp][] = [
    [null, '', 400, /No file was chosen and no text was pasted/],
    [{ name: 'a.bpmn', text: 'hello' }, '', 400, /This is no process model\. Accepted are: PNML/],
    [{ name: 'a.bpmn', text: hostile }, '', 400, /boundary/i],
    [null, "->( 'a', ", 400, /The model was not taken/],
  ];
  for (const [file, text, status, said] of cases) {
    const got = await upload(ann, `${list}/new`, file, text);
    expect([file?.text ?? text, got.status]).toEqual([file?.text ?? text, status]);
    expect(plain(got.text)).toMatch(said);
  }
  // The form comes again with what was pasted.
  expect(unescaped((await upload(ann, `${list}/new`, null, "->( 'a', ")).text)).toContain("->( 'a', </textarea>");
  expect((await ann.get(API)).json.total).toBe(before);
  expect((await vic.get(`${list}/new`)).status).toBe(403);
});

test('a name that is taken comes back to the form, with the model still there', async () => {
  await kept({ name: 'Claims' });
  const seen = await upload(ann, `${list}/new`, null, TREE);
  const again = await post(ann, `${list}/keep`, { ...hiddenIn(seen.text), name: 'claims' });
  expect(again.status).toBe(409);
  expect(plain(again.text)).toContain('A model with this name exists in this project already.');
  expect(hiddenIn(again.text).text).toBe(TREE);
  expect((await post(ann, `${list}/keep`, { ...hiddenIn(again.text), name: 'Claims 2' })).status).toBe(303);
});

test('a model is drawn in every way it has; what cannot be drawn says why, names are escaped', async () => {
  const { id } = await kept();
  const at = `${list}/${id}`;
  for (const [query, title] of [
    ['', 'BPMN process'],
    ['?as=net', 'Petri net'],
    ['?as=tree', 'Process tree'],
  ] as const) {
    const { text } = await vic.get(at + query);
    expect(text).toContain(`<title id="model-drawing-title">${title}</title>`);
    expect(text).toContain('<title>Pay &lt;fast&gt;</title>');
    expect(text).not.toContain('<fast>');
  }
  expect((await vic.get(`${at}?as=map`)).status).toBe(400);
  const decl = await kept({
    text: 'activity Register\nactivity Pay\nInit[Register] | |\nResponse[Register, Pay] | | |',
  });
  const told = plain((await vic.get(`${list}/${decl.id}`)).text);
  expect(told).toContain('Every case begins with “Register”.');
  expect(told).toContain('After “Register”, “Pay” is done sooner or later.');
  expect(told).not.toContain('Score it');
  const net = await kept({ text: readFileSync(sharedData('models/running-example.pnml'), 'utf8') });
  expect((await vic.get(`${list}/${net.id}`)).text).toContain('<title id="model-drawing-title">Petri net</title>');
  expect(plain((await vic.get(`${list}/${net.id}?as=tree`)).text)).toContain('This model is no process tree');
});

test('files: each format, the version that was asked for, a drawing that opens anywhere', async () => {
  const { id, name } = await kept();
  const at = `${list}/${id}`;
  for (const [ending, text] of [
    ['bpmn', '<bpmn:task'],
    ['pnml', '<pnml'],
    ['ptml', '<manualTask'],
    ['tree', TREE],
  ] as const) {
    const got = await vic.get(`${at}/model.${ending}`);
    expect(got.headers.get('content-disposition')).toContain(`${name}.${ending}`);
    expect(got.text).toContain(text);
  }
  expect((await vic.get(`${at}/model.decl`)).status).toBe(409);
  expect((await vic.get(`${at}/model.pnml?version=2`)).status).toBe(404);
  const svg = await vic.get(`${at}/drawing.svg?as=net`);
  expect(svg.headers.get('content-type')).toBe('image/svg+xml');
  expect(svg.text).toStartWith('<?xml version="1.0" encoding="UTF-8"?>\n<svg class="model"');
  expect(svg.text).not.toContain('href=');
});

test('a further version says what changed; the earlier one stays at its address', async () => {
  const { id } = await kept();
  const at = `${list}/${id}`;
  const seen = await upload(ann, `${at}/versions/new`, null, "->( 'Register', 'Refuse' )");
  expect(plain(seen.text)).toContain('It becomes version 2.');
  const made = await post(ann, `${at}/versions/keep`, hiddenIn(seen.text));
  expect([made.status, made.headers.get('location')]).toEqual([303, at]);
  const told = plain((await ann.get(at)).text);
  expect(told).toContain('New activities: Refuse');
  expect(told).toContain('Activities left out: Pay <fast>');
  const old = plain((await ann.get(`${at}?version=1`)).text);
  expect(old).toContain('This is version 1; the present one is 2');
  expect(old).toContain('Pay <fast>');
  // The same text again is nothing new.
  const same = await upload(ann, `${at}/versions/new`, null, "->( 'Register', 'Refuse' )");
  const refused = await post(ann, `${at}/versions/keep`, hiddenIn(same.text));
  expect([refused.status, plain(refused.text).includes('has just this content')]).toEqual([409, true]);
});

test('scores: computed for a dataset, kept, shown in the list; a list of constraints has none', async () => {
  const { id, name } = await kept();
  const at = `${list}/${id}`;
  const scored = await submit(ann, at, { dataset, method: 'alignment' }, `${at}/scores`);
  expect([scored.status, scored.headers.get('location')]).toEqual([303, `${at}#scores`]);
  const page = plain((await vic.get(at)).text);
  expect(page).toContain('by alignments 0.9 0.8 0.7 0.6 6');
  expect(page).not.toContain('Score it');
  expect(plain((await vic.get(`${list}?q=${encodeURIComponent(name)}`)).text)).toContain('0.9 0.8 0.7 0.6');
  const { id: decl } = await kept({ text: 'activity a\nInit[a] | |' });
  const refused = await submit(ann, at, { dataset, method: 'replay' }, `${list}/${decl}/scores`);
  expect([refused.status, plain(refused.text).includes('it has no fitness and no precision')]).toEqual([409, true]);
});

test('changed by a form; deleted when its name is typed; others are refused or see nothing', async () => {
  const { id, name } = await kept();
  const at = `${list}/${id}`;
  const renamed = await submit(ann, `${at}/edit`, { name: 'Agreed in May', dataset, description: 'By the board' });
  expect([renamed.status, renamed.headers.get('location')]).toEqual([303, at]);
  const stale = await post(ann, `${at}/edit`, {
    ...{ ...hiddenIn((await ann.get(`${at}/edit`)).text), etag: '1' },
    ...{ name: 'Late', dataset: '', description: '' },
  });
  expect([stale.status, plain(stale.text).includes('Somebody changed it')]).toEqual([409, true]);
  const wrong = await submit(ann, `${at}/delete`, { typed: name });
  expect([wrong.status, plain(wrong.text).includes('the name that was typed is another one')]).toEqual([400, true]);
  for (const path of ['/edit', '/delete', '/versions/new']) expect((await vic.get(at + path)).status).toBe(403);
  const theirs = otherTenant(house);
  await addUser(house, { login: 'eve', tenant: theirs.tenant, role: 'administrator' });
  const eve = await signedIn(house, 'eve');
  for (const path of [list, at, `${at}/model.pnml`]) expect((await eve.get(path)).status).toBe(404);
  const gone = await submit(ann, `${at}/delete`, { typed: 'agreed in may' });
  expect([gone.status, gone.headers.get('location')]).toEqual([303, list]);
  expect((await ann.get(at)).status).toBe(404);
  const actions = house.auditRows().map(({ action }) => action);
  for (const action of ['model.create', 'model.change', 'model.addVersion', 'model.score', 'model.delete'])
    expect(actions).toContain(action);
});

test('the list is searched and sorted', async () => {
  const found = plain((await ann.get(`${list}?q=agreed`)).text);
  expect(found).toContain('No model has this in its name');
  await kept({ name: 'Aaa', text: "->( 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l' )" });
  const most = (await ann.get(`${list}?sort=-size`)).text;
  const names = [...most.matchAll(/<td class="name wide"><a [^>]*title="([^"]*)"/g)].map(([, name]) => name);
  expect(names[0]).toBe('Aaa');
});
