import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// Models and conformance on the real engine. Seven cases: three are only received, three are received and paid, one is checked between.
let real: RealAppliance;
let browser: HttpClient;
let log: string;
const PROCESS = '/api/v1/analysis/discovery/process';
const WAYS = ['receive', 'receive', 'receive', 'receive pay', 'receive pay', 'receive pay', 'receive check pay'];

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  const rows = WAYS.flatMap((way, c) =>
    way.split(' ').map((activity, hour) => `case/${c + 1},${activity},2024-01-0${c + 1} 1${hour}:00:00,ann`),
  );
  log = await real.load('log', `case,activity,time,resource\n${rows.join('\n')}\n`);
});
afterAll(() => real.end());

test('without models and rules the page of a case says nothing of conformance', async () => {
  expect((await browser.get(`/datasets/${log}/cases/case%2F7`)).text).not.toContain('conformance-title');
});

test('a model with its scores, each with what made it', async () => {
  const ask = (more: object) => browser.post(PROCESS, { datasetId: log, algorithm: 'inductive', ...more });
  const got = (await ask({ params: { filterThreshold: 0 } })).json;
  expect(got.model).toMatchObject({ kind: 'net', algorithm: 'im', net: { initial: { source: 1 } }, cases: 7 });
  expect(got.transitions).toHaveLength(3);
  // IM replays every case; after receive it allows check and pay, after check pay, and all of that happens.
  expect([got.fitness.value, got.precision.value]).toEqual([1, 1]);
  for (const score of ['fitness', 'precision', 'generalization', 'simplicity'])
    expect([got[score].method, got[score].definition.length > 20]).toEqual(['replay', true]);
  const named = (await ask({ algorithm: 'inductive-model', params: { noise: 0 }, scores: 'alignment' })).json;
  expect([named.processId, named.fitness.method, named.fitness.value]).toEqual([got.processId, 'alignment', 1]);
  const bare = (await ask({ params: { noise: 0 }, scores: 'none' })).json;
  expect(bare.fitness).toEqual({ value: null, method: 'not asked for', definition: null });
  // Divided once: what comes after receive is left open.
  const flat = (await ask({ params: { noise: 0, maxDepth: 1 } })).json;
  expect([got.model.tree, flat.model.tree]).toEqual([
    "->( 'receive', X( tau, ->( X( tau, 'check' ), 'pay' ) ) )",
    "->( 'receive', X( tau, *( X( 'check', 'pay' ), tau ) ) )",
  ]);
});

test('algorithms and options that there are not are told with their place', async () => {
  const fails = async (algorithm: string, params: object = {}) => {
    const { json } = await browser.post(PROCESS, { datasetId: log, algorithm, params });
    return [json.code, json.errors?.[0].pointer];
  };
  expect(await fails('crystal-ball')).toEqual(['discovery.notAvailable', '/algorithm']);
  expect(await fails('dfg', { maxDepth: 3 })).toEqual(['discovery.noSuchOption', '/params/maxDepth']);
  expect(await fails('inductive', { maxDepth: 0 })).toEqual(['discovery.wrongOption', '/params/maxDepth']);
  expect(await fails('inductive', { filterThreshold: 1.5 })).toEqual([
    'discovery.wrongOption',
    '/params/filterThreshold',
  ]);
  expect(await fails('inductive', { filterThreshold: 0, noise: 0 })).toEqual([
    'discovery.optionTwice',
    '/params/filterThreshold',
  ]);
  expect(await fails('inductive', { colour: 'red' })).toEqual(['params.invalid', '/params/colour']);
});

test('what is discovered can be kept, and cases compared with it', async () => {
  const models = '/api/v1/analysis/conformance/models';
  const discover = { algorithm: 'inductive', params: { filterThreshold: 0 } };
  const kept = (await browser.post(models, { name: 'As it is', datasetId: log, discover })).json;
  expect(kept).toMatchObject({ format: 'tree', activities: 3, net: { soundness: 'sound' }, version: 1 });
  expect(kept.origin).toMatchObject({ kind: 'discovered', ...discover, datasetId: log, filters: [] });
  const fitness = await browser.post('/api/v1/analysis/calculators/execute', {
    ...{ datasetId: log, id: 'fitness', params: { model: kept.ref } },
  });
  expect(fitness.json.data).toMatchObject({ model: 'tree', fittingShare: 1, logFitness: 1 });
  const scored = await browser.post(`${models}/${kept.id}/scores`, { datasetId: log });
  expect(scored.json).toMatchObject({ fitness: 1, precision: 1, method: 'replay', cases: 7 });
  const graph = { name: 'Graph', datasetId: log, discover: { algorithm: 'dfg' } };
  expect((await browser.post(models, graph)).json.code).toBe('discovery.noModel');
});

test('constraints are discovered, kept and given out', async () => {
  const found = (await browser.post(PROCESS, { datasetId: log, algorithm: 'declare' })).json;
  expect([found.model.kind, found.fitness]).toEqual([
    ...['declare', { value: null, method: 'none computed for constraints', definition: null }],
  ]);
  const models = '/api/v1/analysis/conformance/models';
  const discover = { algorithm: 'declare' };
  const kept = (await browser.post(models, { name: 'As promised', datasetId: log, discover })).json;
  expect([kept.format, kept.net, kept.constraints]).toEqual(['decl', null, found.model.constraints.length]);
  const out = (await browser.get(`${models}/${kept.id}/export`)).json;
  expect([out.name, out.text]).toEqual(['As promised.decl', expect.stringContaining('Init[receive]')]);
  await browser.delete(`${models}/${kept.id}`, { 'if-match': '1' });
});

const MODELS = '/api/v1/analysis/conformance/models';
const CHECK = '/api/v1/analysis/conformance/check';
const CASE = '/api/v1/analysis/cases/case%2F7/conformance';
const check = async (body: object) => (await browser.post(CHECK, { datasetId: log, ...body })).json;
let designed: { id: string; ref: string };

test('cases are compared with a kept model', async () => {
  const text = "->( 'receive', 'pay' )";
  designed = (await browser.post(MODELS, { name: 'Designed', datasetId: log, text })).json;
  const got = await check({ model: designed.ref, params: { limit: 1 } });
  // Three cases lack pay (1 of 1 + 2), three fit (of 2 + 2), one checks besides (1 of 3 + 2): 4 of 9 + 12 + 5.
  expect(got).toMatchObject({
    ...{ model: 'tree', cases: 7, violations: null },
    fitness: { value: 1 - 4 / 26, fittingShare: 3 / 7, undecided: 0, method: 'alignment' },
    deviations: {
      total: 2,
      items: [{ activities: ['receive'], count: 3, cost: 1 }],
      extra: [{ activity: 'check', count: 1 }],
    },
  });
  const filters = [{ id: 'case-list', params: { cases: ['case/7', 'case/1'] } }];
  expect(await check({ model: designed.ref, method: 'replay', filters })).toMatchObject({ cases: 2, deviations: null });
  expect((await check({})).code).toBe('conformance.nothingToCheck');
  expect((await check({ model: 'model:nope' })).code).toBe('model.notFound');
});

test('constraints are checked as such', async () => {
  const decl = 'activity receive\nactivity pay\nResponse[receive, pay] | | |\n';
  const kept = (await browser.post(MODELS, { name: 'Promised', datasetId: log, text: decl })).json;
  expect((await check({ model: 'declare-model' })).model).toBe('declare');
  expect((await browser.post(`${MODELS}/${kept.id}/scores`, { datasetId: log })).json.code).toBe('model.noScores');
  for (const model of [decl, kept.ref])
    expect(await check({ model })).toMatchObject({
      ...{ model: 'decl', cases: 7, fitness: null },
      deviations: { conforming: 4, constraints: [{ constraint: 'Response[receive, pay]', violated: 3 }] },
    });
  const one = await browser.get(`/api/v1/analysis/cases/case%2F1/conformance?datasetId=${log}&modelId=${kept.id}`);
  expect(one.json).toMatchObject({
    ...{ alignment: null, model: { name: 'Promised', version: 1 } },
    constraints: [{ constraint: 'Response[receive, pay]', activations: 1, violations: 1 }],
  });
  await browser.delete(`${MODELS}/${kept.id}`, { 'if-match': '1' });
});

test('cases are held against the kept rules, one case too', async () => {
  const rules = '/api/v1/analysis/conformance/rules';
  const keep = async (rule: object) => (await browser.post(rules, { datasetId: log, ...rule })).json.id as string;
  const paid = await keep({
    template: 'must-contain',
    params: { activities: ['pay'] },
    severity: 'error',
    name: 'Paid',
  });
  const checked = await keep({ template: 'before', params: { activity: 'check', other: 'pay' }, group: 'Care' });
  await keep({ template: 'starts-with', params: { activities: ['pay'] }, enabled: false });
  // Depends on the other cases: only what the most frequent variant keeps is allowed, which is one of two equal ones.
  const step = { id: 'variant-top', params: { count: 1 } };
  const usual = await keep({ template: 'filter', params: { step, violates: 'removed' } });
  const got = await check({ rules: 'kept' });
  expect(
    got.violations.rules.map((r: { id: string; violated: { cases: number } }) => [r.id, r.violated.cases]),
  ).toEqual([
    [paid, 3],
    [checked, 3],
    [usual, 4],
  ]);
  expect([got.model, got.fitness, got.cases]).toEqual([null, null, 7]);
  const some = await check({ rules: [checked], model: designed.ref });
  expect([some.violations.rules.length, some.fitness.fittingShare]).toEqual([1, 3 / 7]);
  expect((await check({ rules: [checked, 'nope'] })).errors[0].pointer).toBe('/rules/1');
  const of = async (n: number) =>
    (await browser.get(`/api/v1/analysis/cases/case%2F${n}/conformance?datasetId=${log}`)).json.rules.map(
      (r: { id: string; checked: boolean; violations: number }) => [r.id, r.checked, r.violations],
    );
  // The third breaks the first rule alone; the sixth is paid without a check; the last is not the usual way.
  const lines = (first: number, second: [boolean, number], third: number) => [
    [paid, true, first],
    [checked, ...second],
    [usual, true, third],
  ];
  expect(await of(3)).toEqual(lines(1, [false, 0], 0));
  expect(await of(6)).toEqual(lines(0, [true, 1], 1));
  expect(await of(7)).toEqual(lines(0, [true, 0], 1));
});

test('one case: its alignment with the newest model about its dataset', async () => {
  const got = (await browser.get(`${CASE}?datasetId=${log}`)).json;
  expect(got).toMatchObject({
    ...{ caseId: 'case/7', model: { ...{ id: designed.id, name: 'Designed', version: 1 }, ref: `${designed.ref}@1` } },
    alignment: {
      ...{ cost: 1, fitness: 1 - 1 / 5, optimal: true, lowerBound: 1, upperBound: 1 },
      moves: [
        { log: 'receive', model: 'receive' },
        { log: 'check', model: null },
        { log: 'pay', model: 'pay' },
      ],
    },
    constraints: null,
  });
  const none = await browser.get(`/api/v1/analysis/cases/case%2F9/conformance?datasetId=${log}`);
  expect([none.status, none.json.code]).toEqual([404, 'case.notFound']);
});

test('the page of a case tells it too', async () => {
  const section = async (path: string) => {
    const { text } = await browser.get(path);
    const from = text.indexOf('<section class="section case-conformance"');
    return text.slice(from, text.indexOf('</section>', from));
  };
  const seventh = await section(`/datasets/${log}/cases/case%2F7`);
  expect(seventh).toMatch(/It parts from the model “Designed” once; fitness 80\.0\s%\./);
  expect(seventh).toMatch(/<li class="extra">.*check.*beyond the model/);
  const third = await section(`/datasets/${log}/cases/case%2F3`);
  expect(third).toMatch(/<li class="missing">.*pay.*left out/);
  expect(third).toMatch(/bad-tag">error<.*<b><bdi>Paid<\/bdi><\/b> <bdi>A case must contain ‘pay’/);
  const [, other] = /href="([^"]*model=[^"]*)"><bdi>As it is</.exec(third)!;
  expect(await section(other!.replaceAll('&amp;', '&'))).toContain('The case fits the model “As it is”.');
  expect(await section(`/datasets/${log}/cases/case%2F3?model=nope`)).toContain('There is no model with this id');
});

test('two variants side by side, with the times of their steps', async () => {
  const variants = (await browser.get(`/api/v1/analysis/discovery/variants?datasetId=${log}`)).json.items;
  const idOf = (way: string) => variants.find((v: { activities: string[] }) => v.activities.join(' ') === way).id;
  const [a, b] = [idOf('receive pay'), idOf('receive check pay')];
  const got = (await browser.post('/api/v1/analysis/discovery/dna', { datasetId: log, a, b })).json;
  // An hour between any two events.
  const step = (position: number, activity: string) => ({
    ...{ position, activity, sincePreviousMs: position === 1 ? null : 3_600_000 },
  });
  expect(got.steps).toEqual([
    { a: step(1, 'receive'), b: step(1, 'receive'), relation: 'same', differenceMs: null },
    { a: null, b: step(2, 'check'), relation: 'only-b', differenceMs: null },
    { a: step(2, 'pay'), b: step(3, 'pay'), relation: 'same', differenceMs: 0 },
  ]);
  expect([got.a.count, got.b.count, got.same, got.notCompared]).toEqual([3, 1, 2, 0]);
  expect([got.a.medianMs, got.b.medianMs]).toEqual([3_600_000, 7_200_000]);
  const none = await browser.post('/api/v1/analysis/discovery/dna', { datasetId: log, a, b: '0'.repeat(32) });
  expect([none.status, none.json.code]).toEqual([404, 'variant.notFound']);
});

test('filters name kept models too; what names one that is gone says so', async () => {
  const filters = [{ id: 'conforms-to-model', params: { model: designed.ref } }];
  const pagination = { page: 1, pageSize: 0 };
  const apply = async () =>
    (await browser.post('/api/v1/analysis/filters/apply', { datasetId: log, filters, pagination })).json;
  expect((await apply()).casesFiltered).toBe(3);
  const presets = '/api/v1/analysis/filters/presets';
  const preset = (await browser.post(presets, { datasetId: log, name: 'As designed', filters })).json;
  expect([preset.stale, preset.filters]).toEqual([null, filters]);
  const rule = { template: 'follows-model', params: { model: designed.ref } };
  const rules = '/api/v1/analysis/conformance/rules';
  const followed = (await browser.post(rules, { datasetId: log, ...rule })).json;
  const broken = (await check({ rules: [followed.id] })).violations.rules[0];
  expect([broken.casesChecked, broken.violated.cases]).toEqual([7, 4]);
  await browser.delete(`${MODELS}/${designed.id}`, { 'if-match': '1' });
  expect([(await apply()).code, (await check({ rules: [followed.id] })).code]).toEqual([
    'model.notFound',
    'model.notFound',
  ]);
  expect((await browser.get(`${presets}/${preset.id}`)).json.stale).toContain('model');
});
