import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { variantId } from '../../src/mining/model/variant-id.ts';
import { csrfOf, type HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// Overview and variants on the real engine. Eight cases: six a → b (three of one hour, three of two), one a → HOSTILE, one a alone.
const HOSTILE = '=<script>alert("x")</script> 🧪';
let real: RealAppliance;
let analyst: HttpClient;
let viewer: HttpClient;
let dataset: string;
const AB = variantId(['a', 'b']);
const AH = variantId(['a', HOSTILE]);
const A = variantId(['a']);

const written = (...steps: object[]): string => Buffer.from(JSON.stringify(steps)).toString('base64url');
const read = (href: string): unknown =>
  JSON.parse(Buffer.from(new URL(href, 'http://x').searchParams.get('f') ?? '', 'base64url').toString());
/** Tags taken out, spaces in one. */
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim();

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  analyst = await real.signIn();
  const rows = [1, 2, 3, 4, 5, 6].flatMap((c) => [
    `c${c},a,2024-0${c}-01 08:00:00`,
    `c${c},b,2024-0${c}-01 ${c > 3 ? '10' : '09'}:00:00`,
  ]);
  const odd = `"${HOSTILE.replaceAll('"', '""')}"`;
  rows.push('d1,a,2024-07-01 08:00:00', `d1,${odd},2024-07-02 08:00:00`, 'd2,a,2024-07-03 08:00:00');
  dataset = await real.load('log', `case,activity,time\n${rows.join('\n')}\n`);
  viewer = await real.signInViewer();
});
afterAll(() => real.end());

const at = (path: string): string => `/datasets/${dataset}/${path}`;

test('overview: key figures, and every list and chart with its file', async () => {
  const { status, text } = await analyst.get(at('overview'));
  expect(status).toBe(200);
  const facts = [...text.matchAll(/<dt>([^<]+)<\/dt><dd>([^<]+)<\/dd>/g)].map(
    ([, label, value]) => `${plain(value!)} ${label}`,
  );
  for (const [label, value] of [
    ...[
      ['Cases', '8'],
      ['Events', '15'],
      ['Activities', '3'],
      ['Variants', '3'],
      ['Events per case', '1.9'],
    ],
    // 0, 1, 1, 1, 2, 2, 2, 24 hours: median 1.5, mean 33 / 8, the 90th percentile at 0.3 between 2 and 24.
    ...[
      ['Median throughput time', '1 h 30 min'],
      ['Mean throughput time', '4 h 7 min'],
      ['90th percentile', '8 h 36 min'],
    ],
    ...[
      ['First event', '1 Jan 2024'],
      ['Last event', '3 Jul 2024'],
    ],
  ])
    expect(facts).toContain(`${value} ${label}`);
  expect(text).not.toContain('<script>alert');
  expect(text).toContain('=&lt;script&gt;alert');
  const files = [...text.matchAll(/href="([^"]*overview\.(?:csv|svg)[^"]*)"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&'),
  );
  // Two charts twice, three lists: nothing is repeated in this log.
  expect(files.length).toBe(7);
  for (const href of files) expect((await analyst.get(href)).status).toBe(200);
});

test('overview: the files hold the figures; instants and durations for programs, no formulas for spreadsheets', async () => {
  const csv = async (figure: string, more = '') =>
    (await analyst.get(at(`overview.csv?figure=${figure}${more}`))).text.trimEnd().split('\r\n');
  const overTime = await csv('cases-over-time', '&bucket=month');
  expect(overTime.slice(0, 2)).toEqual([
    'period,from,started,completed,active',
    '2024-01,2024-01-01T00:00:00.000Z,1,1,1',
  ]);
  expect(overTime.at(-1)).toBe('2024-07,2024-07-01T00:00:00.000Z,2,2,2');
  const hour = 3_600_000;
  expect(await csv('throughput', '&scale=logarithmic')).toContain(`${hour},${6 * hour},6`);
  expect(await csv('activities')).toEqual([
    'activity,occurrences,cases',
    ...['a,8,8', 'b,6,6', `"'${HOSTILE.replaceAll('"', '""')}",1,1`],
  ]);
  expect(await csv('start-activities')).toEqual(['activity,cases', 'a,8']);
  expect((await analyst.get(at('overview.csv?figure=nothing'))).status).toBe(400);
});

test('overview: a period, a bin and an activity are filters that keep what they say', async () => {
  const { text } = await analyst.get(at('overview?bucket=month&scale=logarithmic'));
  const links = [...text.matchAll(/href="([^"]*[?&]f=[^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));
  const first = (id: string) => links.find((href) => JSON.stringify(read(href)).includes(`"id":"${id}"`)) ?? '';
  expect(read(first('time-period'))).toEqual([
    { id: 'time-period', params: { from: '2024-01', to: '2024-01', mode: 'started' } },
  ]);
  const kept = async (href: string) => / (\d+) \/ 8 cases/.exec(plain((await analyst.get(href)).text))?.[1];
  expect(await kept(first('time-period'))).toBe('1');
  const bin = links.find((href) => JSON.stringify(read(href)).includes('"minMs":3600000,"maxMs":21599999')) ?? '';
  expect(await kept(bin)).toBe('6');
  expect(await kept(first('has-activity'))).toBe('8');
});

test('pictures are SVG documents in both themes; what is asked wrongly is refused', async () => {
  for (const path of [
    'overview.svg?figure=throughput',
    'overview.svg?figure=cases-over-time&theme=dark',
    'variants.svg?alone=1',
  ]) {
    const got = await analyst.get(at(path));
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(got.text).toStartWith('<svg');
    expect(got.text).not.toMatch(/<style|style="|<script/);
  }
  for (const path of [
    'overview.svg?figure=activities',
    'variants.svg?theme=pink',
    'variants?sort=chance',
    'variants?page=0',
    'variants?a=x',
  ])
    expect((await analyst.get(at(path))).status).toBe(400);
});

test('variants: cases, share, times, steps; sorted, searched, paged', async () => {
  const { text } = await analyst.get(at('variants'));
  const rows = [...text.matchAll(/<input type="checkbox" name="pick" value="([0-9a-f]+)"/g)].map(([, id]) => id);
  expect(rows).toEqual([AB, A, AH]);
  const body = plain(text.slice(text.indexOf('<tbody>', text.indexOf('variants-table'))));
  expect(body).toStartWith('Pick variant 1 Variant 1 6 75.0 % 1 h 30 min 1 h 30 min 2 a b 1.5 h');
  const order = async (query: string) =>
    [...(await analyst.get(at(`variants?${query}`))).text.matchAll(/name="pick" value="([0-9a-f]+)"/g)].map(
      ([, id]) => id,
    );
  expect(await order('sort=median')).toEqual([AH, AB, A]);
  expect(await order('sort=median&up=1')).toEqual([A, AB, AH]);
  expect(await order('q=SCRIPT')).toEqual([AH]);
  expect(await order('q=nowhere')).toEqual([]);
  expect((await analyst.get(at('variants?page=9'))).text).toContain('There is no such page');
  const csv = (await analyst.get(at('variants.csv?sort=median'))).text.trimEnd().split('\r\n');
  expect(csv[0]).toBe('variant,cases,share,median_ms,mean_ms,p90_ms,steps,activities');
  expect(csv[2]).toBe('2,6,0.75,5400000,5400000,7200000,2,a > b');
});

test('two variants side by side, from the address', async () => {
  const { text } = await analyst.get(at(`variants?a=${AB}&b=${AH}`));
  const compare = plain(
    text.slice(text.indexOf('id="compare"'), text.indexOf('</section>', text.indexOf('id="compare"'))),
  );
  expect(compare).toContain('only in A');
  expect(compare).toContain('only in B');
  expect((await analyst.get(at(`variants?a=${'0'.repeat(32)}`))).text).toContain(
    'This variant is not kept by the filters',
  );
});

async function pick(browser: HttpClient, fields: [string, string][], query = ''): Promise<string> {
  const csrf = csrfOf((await browser.get(at(`variants${query}`))).text);
  const body = new URLSearchParams([
    ['csrf', csrf],
    ['back', at(`variants${query.replace(/f=[^&]*/, '')}`)],
    ...fields,
  ]);
  const got = await browser.send(at('variants/picked'), { method: 'POST', body });
  expect(got.status).toBe(303);
  return got.headers.get('location') ?? '';
}

test('picked variants: kept, left out, compared, shown as cases', async () => {
  const both: [string, string][] = [
    ['pick', AH],
    ['pick', A],
  ];
  const kept = await pick(analyst, [...both, ['do', 'keep']], '?sort=length&page=1');
  expect(read(kept)).toEqual([{ id: 'variant', params: { variants: [['a', HOSTILE], ['a']] } }]);
  expect(new URL(kept, 'http://x').searchParams.get('sort')).toBe('length');
  expect(plain((await analyst.get(kept)).text)).toContain('2 / 8 cases');
  const without = await pick(analyst, [...both, ['do', 'without']]);
  expect(plain((await analyst.get(without)).text)).toContain('6 / 8 cases');
  expect(await pick(analyst, [...both, ['do', 'compare']])).toBe(`${at('variants')}?a=${AH}&b=${A}#compare`);
  expect(new URL(await pick(analyst, [['cases', AB]]), 'http://x').pathname).toBe(at('cases'));
  expect(await pick(analyst, [['do', 'keep']])).toBe(at('variants'));
  expect((await analyst.get(at('variants'))).text).toContain('Nothing was picked');
});

test('filters too long for an address are kept by the server, and only that is audited', async () => {
  const rows = () => real.appliance.db.all(sql`select seq from audit_log where action = 'filters.keep'`).length;
  const before = rows();
  await pick(analyst, [
    ['pick', A],
    ['do', 'keep'],
  ]);
  expect(rows()).toBe(before);
  const paused = { off: { id: 'has-activity', params: { activities: ['a'.repeat(2500)] } } };
  const f = written(paused);
  const long = await pick(
    analyst,
    [
      ['f', f],
      ['pick', A],
      ['do', 'keep'],
    ],
    `?f=${f}`,
  );
  expect(new URL(long, 'http://x').searchParams.get('f')).toMatch(/^~[0-9a-f]{24}$/);
  expect(rows()).toBe(before + 1);
  expect(plain((await analyst.get(long)).text)).toContain('1 / 8 cases');
});

test('forms without their token, and datasets of nobody, are refused', async () => {
  const body = new URLSearchParams([
    ['pick', A],
    ['do', 'keep'],
  ]);
  expect((await analyst.send(at('variants/picked'), { method: 'POST', body })).status).toBe(403);
  const foreign = '/datasets/01a1fd5a-2c08-7040-b2b2-107cbbbec39c';
  for (const path of ['overview', 'overview.csv?figure=rework', 'variants', 'variants.svg'])
    expect((await analyst.get(`${foreign}/${path}`)).status).toBe(404);
});

test('who sees groups only: small variants are counted and said, not shown, nor guessed by their id', async () => {
  const { text } = await viewer.get(at('variants'));
  const said = plain(text);
  expect(said).toContain('2 variants with few cases are not shown');
  expect(said).toContain('groups of 5 cases and more');
  expect([...text.matchAll(/name="pick" value="([0-9a-f]+)"/g)].map(([, id]) => id)).toEqual([AB]);
  expect(text).not.toContain('alert(');
  expect(text).not.toMatch(/\/cases\?|name="cases"/);
  expect(plain((await viewer.get(at(`variants?a=${AH}`))).text)).toContain('This variant is not kept');
  expect(
    await pick(viewer, [
      ['pick', AH],
      ['do', 'keep'],
    ]),
  ).toBe(at('variants'));
  expect((await viewer.get(at('variants.csv'))).text.trimEnd().split('\r\n').length).toBe(2);
  const overview = await viewer.get(at('overview'));
  expect(overview.status).toBe(200);
  expect(overview.text).not.toContain('alert(');
  const few = written({ id: 'has-activity', params: { activities: [HOSTILE] } });
  for (const section of ['overview', 'variants'])
    expect((await viewer.get(at(`${section}?f=${few}`))).text).toContain('These filters keep too few cases');
  const refused = await viewer.get(at(`overview.csv?figure=throughput&f=${few}`));
  expect([refused.status, /run\.\w+/.exec(refused.text)?.[0]]).toEqual([403, 'run.tooFewCases']);
});
