import { afterAll, beforeAll, expect, test } from 'bun:test';
import { csrfOf, type HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// The Conformance page on the real engine. Fourteen cases go register, check, decide, pay; six leave out the check; one more is
// paid twice. Against the model of the fourteen: shortest run 4; costs 6 · 1 + 1 · 1 over 14 · 8 + 6 · 7 + 1 · 9 = 163.
const TREE = "->( 'register', 'check', 'decide', 'pay' )";
let real: RealAppliance;
let analyst: HttpClient;
let viewer: HttpClient;
let dataset: string;
let model: string;

const plain = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
const decoded = (href: string): string => href.replaceAll('&amp;', '&');
/** Where the link with this text, or title, leads. */
function hrefOf(html: string, text: string): string {
  const found = [...html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g)].find(
    ([, attributes, inner]) => plain(inner!) === text || attributes!.includes(`title="${text}"`),
  );
  if (!found) throw new Error(`There is no link "${text}".`);
  return decoded(/href="([^"]+)"/.exec(found[1]!)![1]!);
}
const stepsIn = (href: string): unknown =>
  JSON.parse(Buffer.from(new URL(href, 'http://x').searchParams.get('f') ?? '', 'base64url').toString());

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  analyst = await real.signIn();
  const ways = [
    ...Array.from({ length: 14 }, () => ['register', 'check', 'decide', 'pay']),
    ...Array.from({ length: 6 }, () => ['register', 'decide', 'pay']),
    ['register', 'check', 'decide', 'pay', 'pay'],
  ];
  const rows = ways.flatMap((way, c) =>
    way.map((activity, i) => `c${c + 1},${activity},2024-0${(c % 3) + 1}-01 0${i}:00:00`),
  );
  dataset = await real.load('log', `case,activity,time\n${rows.join('\n')}\n`);
  viewer = await real.signInViewer();
});
afterAll(() => real.end());

const at = (rest: string): string => `/datasets/${dataset}/conformance${rest}`;
async function get(path: string, client = analyst): Promise<string> {
  const { status, text } = await client.get(path);
  expect(status).toBe(200);
  return text;
}
const csv = async (figure: string, rest = '', client = analyst) =>
  (await get(at(`.csv?figure=${figure}${rest}`), client)).replace('\ufeff', '').trim().split('\r\n');

test('without a model: one that is discovered is shown at once, and both other ways are explained', async () => {
  const text = await get(at(''));
  expect(plain(text)).toContain('Nobody has said yet how this process should go.');
  expect(text).toContain('value="inductive-model" selected');
  expect(text).toContain('<svg class="model"');
  expect(hrefOf(text, 'Keep this model')).toContain('model=inductive-model&noise=20');
  expect(hrefOf(text, 'Upload a model')).toContain('/conformance/models/new?back=');
  // Nothing is left out without noise: then every case fits.
  expect(plain(await get(at('?model=inductive-model&noise=0')))).toContain('Fitting cases 100.0 %');
});

test('a file is kept as a model, and the cases are compared with it', async () => {
  const form = await get(at('/models/new'));
  const body = new FormData();
  body.set('csrf', csrfOf(form));
  body.set('back', at('?view=variants&noise=40'));
  body.set('name', 'As designed');
  body.set('file', new File([TREE], 'as-designed.txt'));
  const kept = await analyst.send(at('/models'), { method: 'POST', body });
  expect(kept.status).toBe(303);
  const href = kept.headers.get('location')!;
  expect(href).toMatch(/^\/datasets\/[^/]+\/conformance\?view=variants&model=model%3A/);
  model = new URL(href, 'http://x').searchParams.get('model')!;
  expect(await get(href)).toContain('The model &quot;As designed&quot; is kept.');
});

test('what is no model is refused with the form as it was', async () => {
  const form = await get(at('/models/new'));
  const body = new FormData();
  body.set('csrf', csrfOf(form));
  body.set('name', 'Wrong');
  body.set('file', new File(['no model'], 'x.txt'));
  const { status, text } = await analyst.send(at('/models'), { method: 'POST', body });
  expect(status).toBe(400);
  expect(plain(text)).toContain('This is no process model.');
  expect(text).toContain('value="Wrong"');
});

test('head figures of both methods, with what they mean', async () => {
  const text = await get(at(`?model=${model}`));
  for (const link of ['This model', 'All models']) expect((await analyst.get(hrefOf(text, link))).status).toBe(200);
  // 14 of 21; 1 − 7 ÷ 163; mean (14 + 6 · 6⁄7 + 8⁄9) ÷ 21; alignments show the model's one way only.
  expect(plain(text)).toContain('Fitting cases 66.7 % Log fitness 95.7 % Average fitness 95.4 % Precision 100.0 %');
  expect(text).toContain('title="1 − deviations ÷ (events + steps of the shortest run), of all cases at once"');
  expect(plain(await get(hrefOf(text, 'Token replay')))).toContain('Fitting cases 66.7 %');
});

test('deviations: by cases, each a filter that keeps just these', async () => {
  const text = await get(at(`?model=${model}`));
  const [, table] = /deviations-title">([\s\S]*?)<\/table>/.exec(text)!;
  expect(plain(table!)).toContain('left out check 6 28.6 % 6');
  expect(plain(table!)).toContain('beyond the model pay 1 4.8 % 1');
  const href = hrefOf(table!, 'check');
  expect(stepsIn(href)).toEqual([{ id: 'deviation', params: { move: 'left-out', activity: 'check', model } }]);
  expect(plain(await get(href))).toContain('6 / 21 cases');
  expect(plain(await get(href))).toContain('left out: check (As designed)');
  expect(await csv('deviations', `&model=${model}`)).toEqual([
    'deviation,activity,count,cases,case_share',
    `left-out,check,6,6,${6 / 21}`,
    `extra,pay,1,1,${1 / 21}`,
  ]);
});

test('a step shows its figures and filters beside the drawing, in every way of drawing', async () => {
  for (const as of ['bpmn', 'net', 'tree']) {
    const text = await get(at(`?model=${model}&as=${as}&step=check`));
    const panel = /<aside[\s\S]*?<\/aside>/.exec(text)![0];
    expect(plain(panel)).toContain('15 times as the model says left out 6 times in 6 cases, 28.6 % of all');
    expect(stepsIn(hrefOf(panel, 'All others'))).toEqual([
      { id: 'deviation', params: { move: 'left-out', activity: 'check', mode: 'none', model } },
    ]);
    // Each step of the drawing opens its panel.
    expect(text).toContain(`step=pay#step`);
  }
  const svg = await analyst.get(at(`.svg?figure=model&alone=1&model=${model}`));
  expect(svg.headers.get('content-type')).toBe('image/svg+xml');
  expect(svg.text).toStartWith('<?xml');
});

test('variants with their alignments: sorted, turned over, opened, compared, saved', async () => {
  const text = await get(at(`?view=variants&model=${model}`));
  expect(plain(text)).toContain('14 66.7 % 100.0 % 0 4 register check decide pay');
  expect(plain(text)).toContain('6 28.6 % 85.7 % 1 3 register left out: − check decide pay');
  const least = await csv('variants', `&model=${model}&sort=fitness&up=1`);
  expect(least[1]).toBe(`1,6,${1 - 1 / 7},1,yes,3,register > −check > decide > pay`);
  expect(least[2]).toBe(`2,1,${1 - 1 / 9},1,yes,5,register > check > decide > +pay > pay`);
  expect(await csv('variants', `&model=${model}&dev=1`)).toHaveLength(3);
  const ids = [...text.matchAll(/name="pick" value="(\w+)"/g)].map(([, id]) => id);
  const both = plain(await get(at(`?view=variants&model=${model}&a=${ids[0]}&b=${ids[1]}`)));
  expect(both).toContain('A 14 cases (66.7 %), fitness 100.0 %, deviations 0: 0 beyond the model, 0 left out');
  expect(both).toContain('B 6 cases (28.6 %), fitness 85.7 %, deviations 1: 0 beyond the model, 1 left out');
});

test('a discovered model stays what it is when a filter looks at its deviations', async () => {
  // With noise the extra payment is left out of the model; among the cases with it alone it would be there.
  const text = await get(at('?model=inductive-model&noise=20'));
  const [, table] = /deviations-title">([\s\S]*?)<\/table>/.exec(text)!;
  const href = hrefOf(table!, 'pay');
  expect(new URL(href, 'http://x').searchParams.get('from')).toBe('all');
  const filtered = plain(await get(href));
  expect(filtered).toContain('1 / 21 cases');
  expect(filtered).toContain('beyond the model pay 1 100.0 % 1');
  expect(filtered).toContain('Fitting cases 0.0 %');
});

test('a model that nothing can be compared with says why, and leaves the choice', async () => {
  const text = await get(at(`?model=${encodeURIComponent('<pnml>')}`));
  expect(plain(text)).toContain('The cases cannot be compared with this model');
  expect(text).toContain('id="against-model"');
  expect((await analyst.get(at('?model=model:none'))).text).toContain('not');
});

test('who may see groups only sees no deviation of few cases, no single cases, and keeps no model', async () => {
  const text = await get(at(`?model=${model}`), viewer);
  const [, table] = /deviations-title">([\s\S]*?)<\/table>/.exec(text)!;
  expect(plain(table!)).toContain('left out check 6 28.6 % 6');
  expect(plain(table!)).not.toContain('beyond the model');
  expect(text).not.toContain('/cases?f=');
  expect(text).not.toContain('Upload a model');
  const variants = plain(await get(at(`?view=variants&model=${model}`), viewer));
  expect(variants).toContain('1 variant with few cases is not shown');
  expect(await csv('variants', `&model=${model}`, viewer)).toHaveLength(3);
  expect((await viewer.get(at('/models/new'))).status).toBe(403);
});

async function formOf(path: string, fields: Record<string, string>) {
  const csrf = csrfOf(await get('/profile'));
  const body = path.endsWith('/models') ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries({ csrf, ...fields })) body.set(name, value);
  return analyst.send(`/datasets/${dataset}${path}`, { method: 'POST', body });
}

test('triage: marks by links and in bulk, the rest by score, groups as filters, the model kept', async () => {
  const open = await get(at('?view=triage'));
  expect(plain(open)).toContain('0 cases, 0.0 % Good by mark 0 variants');
  expect(plain(open)).toContain('21 cases, 100.0 % Still open 3 variants');
  const ids = [...open.matchAll(/name="pick" value="(\w+)"/g)].map(([, id]) => id!);
  // The most frequent variant is good; against it the one without a check has 1 − 1 ⁄ 7, the one paid twice 1 − 1 ⁄ 9.
  const marked = hrefOf(open, 'Mark as good');
  expect(new URL(marked, 'http://x').searchParams.get('good')).toBe(ids[0]!.slice(0, 12));
  const text = await get(`${marked}&least=88`);
  expect(plain(text)).toContain('14 cases, 66.7 % Good by mark 1 variant');
  expect(plain(text)).toContain('1 cases, 4.8 % Good by score 1 variant');
  expect(plain(text)).toContain('6 cases, 28.6 % Bad by score 1 variant');
  expect(plain(text)).toContain('good bad Bad by score 85.7 % 6');
  expect(text).toContain('id="triage-model"');
  // A mark is taken back by the same link.
  expect(new URL(hrefOf(text, 'Take the mark back'), 'http://x').searchParams.has('good')).toBe(false);

  const back = `${marked}&least=88`;
  const bulk = await formOf('/conformance/triage', { back, pick: ids[1]!, mark: 'bad' });
  expect(new URL(bulk.headers.get('location')!, 'http://x').searchParams.get('bad')).toBe(ids[1]!.slice(0, 12));
  const byScore = await formOf('/conformance/triage', { back, group: 'bad-by-score' });
  expect(plain(await get(byScore.headers.get('location')!))).toContain('6 / 21 cases');
  const goods = await formOf('/conformance/triage', { back, group: 'good-by-score' });
  expect(plain(await get(goods.headers.get('location')!))).toContain('1 / 21 cases');
  expect((await csv('triage', `&good=${ids[0]!.slice(0, 12)}`))[1]).toBe(
    `${ids[0]},good-by-mark,1,14,register > check > decide > pay`,
  );
  const fields = { back, name: 'Good orders', text: "->( 'register', 'check', 'decide', 'pay' )" };
  expect(text).toContain(`name="text" value="${fields.text.replaceAll("'", '&#39;').replaceAll('>', '&gt;')}"`);
  const kept = await formOf('/conformance/models', fields);
  expect(kept.headers.get('location')).toMatch(/conformance\?good=.*model=model%3A/);
  const again = await formOf('/conformance/models', fields);
  expect(plain(again.text)).toContain('A model with this name exists in this project already.');
  expect(again.text).toContain('value="Good orders"');
});

test('triage with a group too small to be shown says so, and lists no variant of few cases', async () => {
  const [id] = [...(await get(at('?view=triage'))).matchAll(/name="pick" value="(\w+)"/g)].map(([, found]) => found!);
  const text = plain(await get(at(`?view=triage&good=${id!.slice(0, 12)}&least=88`), viewer));
  expect(text).toContain('One of the groups has fewer cases than your roles let you see');
  expect(text).toContain('1 variant with few cases is not shown');
});

test('DECLARE constraints are told one by one, in words, each a filter', async () => {
  const constraints = encodeURIComponent('Existence[check] | |\nInit[register] | |\n');
  for (const view of ['model', 'variants']) {
    const text = await get(at(`?view=${view}&model=${constraints}`));
    // Six of 21 cases have no check; every one begins with register.
    expect(plain(text)).toContain('Conforming cases 71.4 %');
    expect(plain(text)).toContain('Existence[check] 6 28.6 % 15 0');
    expect(plain(text)).toContain('Init[register] 0 0.0 % 21 0');
    expect(plain(await get(hrefOf(text, 'Keep the cases that break it')))).toContain('6 / 21 cases');
  }
  expect((await csv('constraints', `&model=${constraints}`))[1]).toBe('Existence[check],15,6,0,21,15');
});
