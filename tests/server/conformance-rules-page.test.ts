import { afterAll, beforeAll, expect, test } from 'bun:test';
import { csrfOf, type HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// Rules and trends of the Conformance page on the real engine. Eight cases go a, b, c; six go a, c; one in January each, the
// last of the six in March.
let real: RealAppliance;
let analyst: HttpClient;
let viewer: HttpClient;
let dataset: string;

const plain = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim();

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  analyst = await real.signIn();
  const cases = Array.from({ length: 14 }, (_, c) => (c < 8 ? ['a', 'b', 'c'] : ['a', 'c']));
  const rows = cases.flatMap((way, c) =>
    way.map((activity, i) => `c${c + 1},${activity},2024-0${c === 13 ? 3 : 1}-01 0${i}:00:00`),
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
async function send(path: string, fields: Record<string, string> | [string, string][]) {
  const csrf = csrfOf(await get('/profile'));
  const body = new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields));
  body.set('csrf', csrf);
  return analyst.send(at(path), { method: 'POST', body });
}
const rules = async () => {
  const { project } = real.appliance.tenancy.ensureHome();
  return (await analyst.get(`/api/v1/analysis/conformance/rules?projectId=${project.id}`)).json.items;
};
/** Of the first row of the list. */
const hrefIn = (text: string, title: string): string =>
  new RegExp(`href="([^"]+)" title="${title}"`).exec(text)![1]!.replaceAll('&amp;', '&');

test('no rule yet: says what rules are, and offers every template with a form made from its schema', async () => {
  expect(plain(await get(at('?view=rules')))).toContain('No rule is kept for this process yet');
  const chooser = await get(at('/rules/new'));
  const templates = [...chooser.matchAll(/template=([\w-]+)/g)].map(([, id]) => id!);
  expect(templates).toHaveLength(16);
  for (const template of templates)
    expect(await get(at(`/rules/new?template=${template}`))).toContain('name="rule.severity"');
  const form = await get(at('/rules/new?template=before'));
  expect(plain(form)).toContain('The activity that must come first');
  expect([...form.matchAll(/<option value="b"/g)]).toHaveLength(2);
});

test('a rule is kept, checked, filtered by, changed, switched off and deleted, without scripts', async () => {
  const back = at('?view=rules');
  const fields = { 'rule.template': 'before', activity: 'b', other: 'c', 'rule.severity': 'error', back };
  const kept = await send('/rules', { ...fields, 'rule.weight': '2', 'rule.group': 'Order', 'rule.enabled': 'true' });
  expect([kept.status, kept.headers.get('location')]).toEqual([303, back]);
  const text = await get(back);
  // 6 of the 14 cases have a c without a b before it.
  expect(plain(text)).toContain(
    'Conformance score 57.1 % Conforming cases 57.1 % Cases that break a rule 6 Violations 6',
  );
  expect(plain(text)).toContain('Order score 57.1 % error ‘b’ must come before ‘c’. 6 42.9 % 14 6 c10 c11 c12');
  const filtered = await get(hrefIn(text, 'Keep the cases that break it'));
  expect(plain(filtered)).toContain('6 / 14 cases');
  expect(plain(filtered)).toContain('100.0 % 6 6');

  const [rule] = await rules();
  expect(rule).toMatchObject({ template: 'before', severity: 'error', weight: 2, group: 'Order', datasetId: null });
  const edit = await get(at(`/rules/${rule.id}/edit?back=${encodeURIComponent(back)}`));
  expect(edit).toContain('<option value="b" selected>');
  const changed = await send(`/rules/${rule.id}`, {
    ...fields,
    etag: rule.etag,
    'rule.name': 'Check first',
    'rule.onlyHere': 'true',
    'rule.enabled': 'true',
  });
  expect(changed.status).toBe(303);
  expect((await rules())[0]).toMatchObject({ name: 'Check first', group: null, weight: 1, datasetId: dataset });
  // Somebody else changed it meanwhile.
  const stale = await send(`/rules/${rule.id}`, { ...fields, etag: rule.etag, 'rule.enabled': 'true' });
  expect([stale.status, plain(stale.text).includes('It was changed meanwhile.')]).toEqual([409, true]);

  await send(`/rules/${rule.id}`, { do: 'disable', etag: '2', back });
  expect((await rules())[0]).toMatchObject({
    enabled: false,
    name: 'Check first',
    params: { activity: 'b', other: 'c' },
  });
  expect(plain(await get(back))).toContain('not checked Switch on');
  await send(`/rules/${rule.id}`, { do: 'enable', etag: '3', back });
  expect((await rules())[0].enabled).toBe(true);
  await send(`/rules/${rule.id}`, { do: 'delete', etag: '4', back });
  expect(await rules()).toEqual([]);
});

test('what is wrong with a form is said beside its field, with what was typed', async () => {
  const { status, text } = await send('/rules', {
    'rule.template': 'before',
    activity: 'b',
    'rule.name': 'Half',
    'rule.weight': '1',
  });
  expect(status).toBe(400);
  expect(plain(text)).toContain('The rule was not kept');
  expect(text).toContain('value="Half"');
  expect(/<select[^>]*name="other"[^>]*aria-invalid="true"/.test(text)).toBe(true);
  const weight = await send('/rules', { 'rule.template': 'before', activity: 'b', other: 'c', 'rule.weight': '0' });
  expect(plain(weight.text)).toContain('The weight is a number above 0, up to 1000.');
});

test('DECLARE keeps the order of its activities; the filters of the page become a rule', async () => {
  const declare: [string, string][] = [
    ...[
      ['rule.template', 'declare'],
      ['constraint', 'response'],
      ['activities', 'b'],
      ['activities', 'a'],
    ],
    ...[
      ['rule.enabled', 'true'],
      ['back', at('?view=rules')],
    ],
  ] as [string, string][];
  expect((await send('/rules', declare)).status).toBe(303);
  expect((await rules())[0].params).toMatchObject({ constraint: 'response', activities: ['b', 'a'] });

  const f = Buffer.from('[{"id":"has-activity","params":{"activities":["b"]}}]').toString('base64url');
  const back = `${at('?view=rules')}&f=${f}`;
  expect(plain(await get(at(`/rules/new?template=filter&back=${encodeURIComponent(back)}`)))).toContain(
    'The filter that is set on the page becomes the rule.',
  );
  await send('/rules', { 'rule.template': 'filter', violates: 'removed', 'rule.enabled': 'true', back });
  expect((await rules())[1].params.step).toEqual({ id: 'has-activity', params: { activities: ['b'] } });
  const none = await send('/rules', { 'rule.template': 'filter', violates: 'removed', back: at('?view=rules') });
  expect(plain(none.text)).toContain('There is no filter on the page that you came from.');
  const csv = (await get(at('.csv?figure=rules'))).replace('\ufeff', '').trim().split('\r\n');
  expect(csv[2]).toStartWith('The filter has-activity must keep every case.,');
  expect(csv[2]).toEndWith(',warning,,1,14,6,6');
});

test('over time: by the model and by the rules, each period a filter; few cases are not told', async () => {
  const model = encodeURIComponent("->( 'a', 'b', 'c' )");
  const text = await get(at(`?view=time&model=${model}&bucket=month`));
  // January: 8 of 13 fit; 1 − 5 ⁄ (8 · 6 + 5 · 5). March: 1 − 1 ⁄ 5.
  const rows = (await get(at(`.csv?figure=over-time&model=${model}&bucket=month`))).trim().split('\r\n');
  expect(rows[1]).toBe(`2024-01,2024-01-01T00:00:00.000Z,${1 - 5 / 73},${8 / 13},5,13`);
  expect(rows[2]).toBe('2024-02,2024-02-01T00:00:00.000Z,,,0,0');
  expect(rows[3]).toBe('2024-03,2024-03-01T00:00:00.000Z,0.8,0,1,1');
  const march = [...text.matchAll(/href="([^"]+)" title="Filter by this">Mar/g)][0]![1]!.replaceAll('&amp;', '&');
  expect(plain(await get(march))).toContain('1 / 14 cases');
  expect(plain(await get(at('?view=time&by=rules&bucket=month')))).toContain('conformance score');
  expect((await analyst.get(at('.svg?figure=over-time&alone=1'))).text).toStartWith('<svg');
  const few = (await (await viewer.get(at(`.csv?figure=over-time&model=${model}&bucket=month`))).text).trim();
  expect(few).not.toContain('2024-03');
});

test('who may only look sees rules and no way to change them', async () => {
  const text = await get(at('?view=rules'), viewer);
  expect(text).not.toContain('Switch off');
  expect(text).not.toContain('/cases/');
  expect((await viewer.get(at('/rules/new'))).status).toBe(403);
});
