/** A load is measured, what is found opens its cases, and rules on texts and patterns are asked of the archive. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Step } from '#sdk';
import { childrenOf } from '../../scripts/bench/memory-of.ts';
import type { QualityResult } from '../../src/mining/quality/finding.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const API = '/api/v1/data-designer/quality';
let real: RealAppliance;
let admin: HttpClient;
let dataset: string;

/** 40 orders; in each third one the code is wrong, and the first two have an event twice. */
const ROWS = Array.from({ length: 40 }, (_, c) =>
  ['register', 'check', 'pay'].flatMap((activity, e) => {
    const time = new Date(Date.UTC(2024, 0, 1 + c, 8 + e, 7, 11)).toISOString();
    const code = c % 3 === 0 ? 'unknown form' : `AB-${100 + c}`;
    const row = `o${c},${activity},${time},${e === 1 && c < 5 ? '' : 'Ann'},${code}`;
    return c < 2 && e === 0 ? [row, row] : [row];
  }),
).flat();

beforeAll(async () => {
  real = await realAppliance();
  admin = await real.signIn();
  dataset = await real.load('Orders', ['case,activity,time,resource,code', ...ROWS].join('\n'));
});
afterAll(() => real.end());

/** What was measured of a version, as soon as it is there. */
async function measured(version: number) {
  for (;;) {
    const { items } = (await admin.get(`${API}/results?datasetId=${dataset}`)).json;
    if (items[0]?.version === version) return items[0];
    await Bun.sleep(50);
  }
}
const report = async (): Promise<QualityResult> => (await admin.get(`${API}/report?datasetId=${dataset}`)).json.report;
const kept = async (...filters: Step[]) => {
  const sent = { datasetId: dataset, filters, pagination: { pageSize: 0 } };
  const { casesFiltered, eventsFiltered } = (await admin.post('/api/v1/analysis/filters/apply', sent)).json;
  return [casesFiltered, eventsFiltered];
};

test('a load is measured by itself; the report says the same and opens what was found', async () => {
  const { score } = await measured(1);
  const { checks, ...whole } = await report();
  expect(whole.score).toBe(score);
  const [finding] = checks.find(({ id }) => id === 'duplicate-events')!.findings;
  expect(finding).toMatchObject({ affected: 2, cases: 2, exampleCases: ['o0', 'o1'] });
  expect(await kept(finding!.select!)).toEqual([2, 8]);
  expect(await kept(finding!.repair!)).toEqual([40, 120]);
  const missing = checks.find(({ id }) => id === 'missing-resources')!.findings;
  expect(missing).toMatchObject([{ affected: 5, of: 122 }]);
});

test('a pattern is asked of the archive, by RE2: none can run for ever', async () => {
  const rule = { datasetId: dataset, name: 'Codes have a form', check: 'rule-matches-pattern', severity: 'error' };
  const params = { column: 'code', pattern: '[A-Z]{2}-[0-9]+' };
  const made = await admin.post(`${API}/rules`, { ...rule, params });
  const [finding] = (await report()).checks.find(({ id }) => id === made.json.id)!.findings;
  expect([finding!.cases, finding!.of]).toEqual([14, 40]);
  expect((await kept(finding!.select!))[0]).toBe(14);
  expect((await kept(finding!.repair!))[0]).toBe(26);
  const evil = await admin.post(`${API}/rules`, { ...rule, params: { ...params, pattern: '(([A-Z]+)+)+$' } });
  expect((await report()).checks.find(({ id }) => id === evil.json.id)!.findings[0]!.cases).toBe(40);
});

test('the page shows score, findings and the trend; its files hold the same', async () => {
  const page = await admin.get(`/datasets/${dataset}/quality`);
  expect([page.status, page.text.includes('Duplicate events'), page.text.includes('Codes have a form')]).toEqual([
    ...[200, true, true],
  ]);
  const csv = (await admin.get(`/datasets/${dataset}/quality.csv`)).text;
  expect(csv.split('\n').find((line) => line.startsWith('duplicate-events'))).toContain(',2,122,2');
  const json = JSON.parse((await admin.get(`/datasets/${dataset}/quality.json`)).text);
  expect(json.score).toBe((await report()).score);
});

test('what no filter repairs is offered as the first step of a pipeline', async () => {
  const rows = Array.from({ length: 20 }, (_, c) => {
    const amount = c < 3 ? '' : c + 0.123456;
    return `o${c},${c === 5 ? 'Register' : 'register'},2024-01-0${1 + (c % 9)}T08:07:11Z,${amount}`;
  });
  const id = await real.load('To be mended', ['case,activity,time,amount', ...rows].join('\n'));
  const { text } = await admin.get(`/datasets/${id}/quality`);
  const hrefs = [...text.matchAll(/href="(\/pipelines\?[^"]+)"/g)].map(([, href]) => unescaped(href!));
  const steps = hrefs.map((href) => JSON.parse(new URL(href, 'http://x').searchParams.get('step')!));
  expect(steps.map(({ transform }) => transform).sort()).toEqual(['computed-field', 'fill-missing']);
  const replaces = steps.find(({ transform }) => transform === 'computed-field');
  expect(replaces.params.expression).toBe("if([activity] = 'Register', 'register', [activity])");

  const form = (await admin.get(hrefs.find((href) => href.includes('fill-missing'))!)).text;
  const [step, csrf] = ['step', 'csrf'].map((name) =>
    unescaped(new RegExp(`name="${name}" value="([^"]*)"`).exec(form)![1]!),
  );
  expect(form).toContain(`<option value="dataset:${id}" selected>`);
  const sent = { csrf: csrf!, step: step!, name: 'Mend', source: `dataset:${id}` };
  const made = await admin.send('/pipelines', { method: 'POST', body: new URLSearchParams(sent) });
  const editor = await admin.get(made.headers.get('location')!);
  // A number with many digits stands among the rows; what is put there is asked for.
  expect([editor.status, editor.text.includes('19.123456')]).toEqual([200, true]);
  expect(editor.text).toContain('say which value is put there');
  // What an address brings along is never believed.
  for (const step of ['{', '{"transform":1}', '[]'])
    expect((await admin.get(`/pipelines?${new URLSearchParams({ dataset: id, step })}`)).status).toBe(200);
});

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

test('the finding about refused rows leads to them', async () => {
  const id = await real.load(
    'With a bad row',
    ['case,activity,time', 'a,x,2024-01-01T08:00:00Z', 'a,y,soon'].join('\n'),
  );
  const { text } = await admin.get(`/datasets/${id}/quality`);
  const [, href] = /<a href="([^"]+)">Look at the refused rows<\/a>/.exec(text)!;
  expect(href).toMatch(/^\/datasets\/[^/]+\/history\/[^/]+\/refused$/);
  expect((await admin.get(href!)).text).toContain('soon');
  const clean = await admin.get(`/datasets/${dataset}/quality`);
  expect(clean.text).not.toContain('Look at the refused rows');
});

test('the measure of many events that is killed in its child is tried again; one that is cancelled ends its child', async () => {
  const { jobs } = real.appliance;
  const open = () => jobs.list({ states: ['ready', 'running'], kind: 'quality.measure' });
  while (open().length > 0) await Bun.sleep(20);
  const id = await real.load('Killed', `case,activity,time\n${'a,x,2024-01-01T08:00:00Z\n'.repeat(200_000)}`);
  const newest = () =>
    jobs.list({ kind: 'quality.measure' }).find(({ payload }) => (payload as { dataset: string }).dataset === id)!;
  process.kill(await measuringChild(), 'SIGKILL');
  while (newest().state === 'running') await Bun.sleep(20);
  expect(newest()).toMatchObject({ state: 'ready', errors: [{ fault: 'internal', code: 'child.died' }] });
  const { json } = await admin.get(`${API}/results?datasetId=${id}`);
  expect(json.items).toEqual([]);
  const now = { method: 'PATCH', body: { runAt: new Date().toISOString() } };
  expect((await admin.send(`/api/v1/jobs/${newest().id}`, now)).status).toBe(200);
  const again = await measuringChild();
  expect((await admin.post(`/api/v1/jobs/${newest().id}/cancel`)).status).toBe(200);
  while (newest().state === 'running') await Bun.sleep(20);
  expect([newest().state, childrenOf(process.pid, 'pool-host').includes(again)]).toEqual(['cancelled', false]);
  await admin.post(`/api/v1/jobs/${newest().id}/retry`);
  while (newest().state !== 'done') await Bun.sleep(20);
  expect((await admin.get(`${API}/results?datasetId=${id}`)).json.items).toMatchObject([{ version: 1 }]);
});

/** The child of the measure that runs, as soon as it is there. */
async function measuringChild(): Promise<number> {
  for (;;) {
    const [pid] = childrenOf(process.pid, 'pool-host');
    if (pid !== undefined) return pid;
    await Bun.sleep(5);
  }
}
