import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argon2Passwords } from '../../src/features/sign-in/index.ts';
import { addUser, PASSWORD } from '../example-appliance.ts';
import { HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// The Models page of a dataset on the real engine. Six cases a b c, three a c b, one a HOSTILE.
const HOSTILE = '<script>x</script>';
let real: RealAppliance;
let analyst: HttpClient;
let viewer: HttpClient;
let dataset: string;
let project: string;

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const plain = (html: string): string => unescaped(html.replace(/<[^>]+>/g, ' ')).replaceAll(/[\s\u00a0\u202f]+/g, ' ');
const at = (rest = ''): string => `/datasets/${dataset}/models${rest}`;
const page = async (rest = '', client = analyst) => {
  const { status, text } = await client.get(at(rest));
  expect(status).toBe(200);
  return text;
};
/** The fields that a form carries, by what it is sent to. */
function fieldsOf(html: string, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]* action="${action}"[^]*?</form>`).exec(html)?.[0] ?? '';
  const inputs = [...form.matchAll(/<input[^>]* name="([^"]*)"[^>]*?value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name, value]) => [name, unescaped(value!)]));
}
const post = (path: string, fields: Record<string, string>, client = analyst) =>
  client.send(path, { method: 'POST', body: new URLSearchParams(fields) });

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  analyst = await real.signIn();
  const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((c) =>
    (c <= 6 ? ['a', 'b', 'c'] : ['a', 'c', 'b']).map(
      (activity, i) => `c${c},${activity},2024-01-0${c} 0${i + 1}:00:00`,
    ),
  );
  rows.push('d1,a,2024-02-01 08:00:00', `d1,${HOSTILE},2024-02-01 09:00:00`);
  const file = join(real.folder, 'log.csv');
  writeFileSync(file, `case,activity,time\n${rows.join('\n')}\n`);
  const command = { do: 'import', file, dataset: 'log', mode: 'replace', mapping: null, timeZone: 'UTC' } as const;
  const { dataset: made } = (await real.operate(command)) as { dataset: { id: string } };
  dataset = made.id;
  const { tenant, project: home } = real.appliance.tenancy.ensureHome();
  project = home.id;
  const passwords = argon2Passwords({ memoryKiB: 64, passes: 1 });
  await addUser({ ...real.appliance, passwords } as never, { login: 'vic', tenant: tenant.id, role: 'viewer' });
  viewer = new HttpClient(listening(real.server.url));
  await viewer.post('/api/v1/auth/login', { login: 'vic', password: PASSWORD });
});
afterAll(() => real.end());

test('the usual algorithm at once: drawn, named, with a form of its parameters; scores come for themselves or are asked for', async () => {
  const html = await page();
  expect(html).toContain('<title id="model-drawing-0-title">BPMN process</title>');
  expect(html).not.toContain(HOSTILE);
  expect(plain(html)).toContain('Inductive Miner');
  expect(html).toContain('name="noise"');
  expect(html).toContain('hx-trigger="load"');
  // a, then either the odd activity, or b and c in any order: a cut of the whole log, so that nothing is left out.
  expect(plain(html)).toContain('4 activities · sound');
  const scored = plain(await page('?scores=1'));
  expect(scored).toMatch(/Fitness 1 Precision 1 Generalisation 0\.\d+ Simplicity 0\.\d+/);
  const alone = await analyst.send(at(), { headers: { 'hx-request': 'true', 'hx-target': 'div#model-scores' } });
  expect(alone.text).toContain('id="model-scores"');
  expect(alone.text).not.toContain('<title id="model-drawing');
});

test('settings go into the address as far as they are not the usual ones, and what is wrong stands at its field', async () => {
  const html = await page('?as=tree');
  const action = at('/settings');
  const sent = { ...fieldsOf(html, action), noise: '0', variant: 'imf' };
  const got = await post(action, sent);
  expect([got.status, got.headers.get('location')]).toEqual([
    303,
    at('?as=tree&algorithm=inductive&p=%7B%22noise%22%3A0%7D'),
  ]);
  // Every case fits now, the odd activity too, escaped.
  const every = await page('?algorithm=inductive&p=%7B%22noise%22%3A0%7D&scores=1');
  expect(plain(every)).toContain('4 activities · sound');
  expect(plain(every)).toContain('Fitness 1 ');
  const usual = await post(action, { ...sent, noise: '0.2' });
  expect(usual.headers.get('location')).toBe(at('?as=tree&algorithm=inductive'));
  const wrong = await page('?algorithm=inductive&p=%7B%22noise%22%3A7%7D');
  expect(plain(wrong)).toContain('No model was discovered');
  expect(wrong).toContain('aria-invalid="true"');
  expect((await post(action, { ...sent, algorithm: 'none' })).status).toBe(400);
  expect((await analyst.get(at('?p=nonsense'))).status).toBe(200);
});

test('filters go along', async () => {
  const f = Buffer.from(JSON.stringify([{ id: 'has-activity', params: { activities: [HOSTILE] } }])).toString(
    'base64url',
  );
  const html = await page(`?f=${f}&as=tree`);
  expect(plain(html)).toContain('2 activities · sound');
  expect(html).not.toContain(HOSTILE);
  expect(html).toContain(`name="f" value="${f}"`);
});

test('two algorithms side by side, each with its settings, the scores in one table', async () => {
  const html = await page('?vs=alpha&as=net&scores=1');
  expect(html).toContain('id="model-drawing-0"');
  expect(html).toContain('id="model-drawing-1"');
  const text = plain(html);
  for (const words of ['A Inductive Miner', 'B Alpha algorithm', 'Algorithm A', 'Algorithm B', 'the higher one'])
    expect(text).toContain(words);
  expect(html).toContain(`href="/datasets/${dataset}/models?as=net&amp;scores=1&amp;algorithm=alpha"`);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('constraints as sentences with their cases; bindings of a causal net', async () => {
  const declare = plain(await page('?algorithm=declare'));
  expect(declare).toContain('Every case begins with “a”. 10 0 Init[a]');
  const ticked = await post(at('/settings'), {
    ...fieldsOf(await page('?algorithm=declare'), at('/settings')),
    ...{ templates: 'init', minimumSupport: '0.1', minimumConfidence: '0.9', prune: 'true' },
  });
  expect(decodeURIComponent(ticked.headers.get('location') ?? '')).toContain('"templates":["init"]');
  const causal = plain(await page('?algorithm=heuristic&as=bindings'));
  expect(causal).toContain('the case begins 10 a 10');
});

test('kept under a name with its scores, then as the next version; the origin says from what', async () => {
  const html = await page('?algorithm=inductive&p=%7B%22noise%22%3A0%7D');
  const href = unescaped(/href="([^"]*\/models\/keep\?[^"]*)"/.exec(html)![1]!);
  const form = fieldsOf((await analyst.get(href)).text, at('/keep'));
  const named = await post(at('/keep'), { ...form, name: 'Every case', scored: 'true' });
  expect(named.status).toBe(303);
  const path = named.headers.get('location') as string;
  expect(path).toStartWith(`/projects/${project}/models/`);
  const kept = plain((await analyst.get(path)).text);
  for (const words of ['Every case', 'Discovered from log by Inductive Miner', 'noise 0', 'by replay 1 '])
    expect(kept).toContain(words);
  const again = await post(at('/keep'), { ...form, name: 'every CASE' });
  expect([again.status, plain(again.text).includes('A model with this name exists')]).toEqual([409, true]);
  const next = await post(at('/keep'), { ...form, algorithm: 'alpha', p: '', model: path.split('/').at(-1)! });
  expect([next.status, next.headers.get('location')]).toEqual([303, path]);
  const told = plain((await analyst.get(path)).text);
  expect(told).toContain('Discovered from log by Alpha algorithm');
  expect(told).toContain('The same activities in another order or choice.');
  expect(await page()).toContain(`href="${path}"`);
  const found = fieldsOf(await page(), at('/settings'));
  expect((await post(at('/keep'), { ...form, ...found, name: 'Mine' }, viewer)).status).toBe(403);
});

test('whoever sees groups only gets what groups show, and no way to keep it', async () => {
  const html = await page('?algorithm=inductive&p=%7B%22noise%22%3A0%7D', viewer);
  expect(plain(html)).toContain('3 activities · sound');
  expect(plain(html)).not.toContain(HOSTILE);
  expect(html).not.toContain('/models/keep');
});
