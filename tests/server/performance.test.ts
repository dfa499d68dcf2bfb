import { afterAll, beforeAll, expect, test } from 'bun:test';
import { exampleEvents } from '../../src/mining/log/example-log.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// The performance page on the real engine, with the six orders of docs/example-log.md and a hostile name in a case of its own.
const HOSTILE = '=<script>alert("x")</script> 🧪';
let real: RealAppliance;
let analyst: HttpClient;
let viewer: HttpClient;
let dataset: string;

const written = (...steps: object[]): string => Buffer.from(JSON.stringify(steps)).toString('base64url');
const read = (href: string): unknown =>
  JSON.parse(Buffer.from(new URL(href, 'http://x').searchParams.get('f') ?? '', 'base64url').toString());
/** Tags taken out, spaces in one. */
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  analyst = await real.signIn();
  const iso = (ms: number | string | undefined) => new Date(ms as number).toISOString();
  const rows = exampleEvents.map((e) => [e.case, e.activity, iso(e.start), iso(e.time), e.resource].join(','));
  const late = ['2024-01-08T09:00:00Z', '2024-01-08T10:00:00Z'];
  rows.push(`o7,register,${late[0]},${late[0]},Ann`, `o7,${quoted(HOSTILE)},${late[1]},${late[1]},Ann`);
  dataset = await real.load('log', `case,activity,start_timestamp,time:timestamp,resource\n${rows.join('\n')}\n`);
  viewer = await real.signInViewer();
});
afterAll(() => real.end());

const at = (path: string): string => `/datasets/${dataset}/${path}`;
const linksOf = (html: string): string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));
const csv = async (figure: string, more = '', who = analyst) =>
  (await who.get(at(`performance.csv?figure=${figure}${more}`))).text.trimEnd().split('\r\n');

test('bottlenecks: figures, paths by total delay, times of activities; each row a filter', async () => {
  const { status, text } = await analyst.get(at('performance'));
  expect(status).toBe(200);
  const words = plain(text);
  // Throughput 0, 1, 3, 4, 4, 6 and 24 hours; 2190 + 60 minutes of waiting, 270 of service, in seven cases.
  for (const fact of ['Median throughput time 4 h', 'Mean throughput time 6 h', 'Waiting per case 5 h 21 min'])
    expect(words).toContain(fact);
  expect(words).toContain(`Share of waiting ${((100 * 2250) / 2520).toFixed(1)} %`);
  // Of 2250 minutes 1440 lie between decision and payment: 1, 3, 1 and 19 hours.
  expect(words).toContain('decide → to pay 1 d 64.0 % 2 h 6 h 19 h 4 4');
  const links = linksOf(text);
  const of = (id: string) => links.find((href) => href.includes('f=') && JSON.stringify(read(href)).includes(id)) ?? '';
  expect(read(of('directly-follows'))).toEqual([
    { id: 'directly-follows', params: { pairs: [{ from: 'decide', to: 'pay' }] } },
  ]);
  expect(plain((await analyst.get(of('directly-follows'))).text)).toContain('4 / 7 cases');
  expect(links).toContain(`${at('performance')}?view=spectrum&from=decide&to=pay`);
  expect(links).toContain(`${at('performance')}?view=time&queue=pay`);
  expect(text).not.toContain('<script>alert');
  expect(text).toContain('=&lt;script&gt;alert');
});

test('activities are sorted by what was asked for', async () => {
  const order = async (sort: string) => (await csv('activities', sort)).slice(1).map((line) => line.split(',')[0]);
  expect((await order('')).slice(0, 3)).toEqual(['pay', 'check', 'decide']);
  expect((await order('&sort=service')).slice(0, 2)).toEqual(['check', 'decide']);
  expect((await order('&sort=count'))[0]).toBe('register');
  // 6 checks: 300 minutes of waiting, 180 of service.
  expect((await csv('activities')).find((line) => line.startsWith('check'))).toStartWith('check,6,5,18000000,3000000,');
});

test('over time: work in progress and the queue of one activity, as pictures and as figures', async () => {
  const { text } = await analyst.get(at('performance?view=time&queue=pay&bucket=day'));
  const words = plain(text);
  expect(words).toContain('Cases in progress');
  expect(words).toContain('Cases that wait for pay');
  const [head, first] = await csv('queue-length', '&queue=pay&bucket=day');
  expect(head).toBe('period,from,arrived,begun,mean,max,waiting');
  // On Monday o1 waits one hour of the fifteen since 09:00.
  expect(first).toBe(`2024-01-01,2024-01-01T00:00:00.000Z,1,1,${1 / 15},1,0`);
  const progress = await csv('work-in-progress', '&of=activities&bucket=week');
  expect(progress.map((line) => line.split(',').slice(0, 4).join())).toEqual([
    'period,from,started,completed',
    '2024-01-01,2024-01-01T00:00:00.000Z,23,23',
    '2024-01-08,2024-01-08T00:00:00.000Z,2,2',
  ]);
  for (const figure of ['work-in-progress', 'queue-length']) {
    const got = await analyst.get(at(`performance.svg?figure=${figure}&theme=dark&alone=1`));
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(got.text).not.toMatch(/<style|style="|<script/);
  }
  expect(words).toContain('When the process changed');
  expect(words).toContain('No change is sure enough');
  const period = linksOf(text).find((href) => href.includes('f=')) ?? '';
  expect(read(period)).toEqual([
    { id: 'time-period', params: { from: '2024-01-01', to: '2024-01-01', mode: 'intersecting' } },
  ]);
});

test('spectrum: each step as a line, or by period; the slowest quarter is a filter', async () => {
  const one = await analyst.get(at('performance?view=spectrum&from=decide&to=pay'));
  // Quartiles of 1, 1, 3 and 19 hours.
  expect(plain(one.text)).toContain('4 times · 1 h | 2 h | 7 h');
  const paths = [...one.text.matchAll(/<path class="quartile-(\d)" d="([^"]+)"/g)].map(([, of, d]) => [
    of,
    d!.split('M').length - 1,
  ]);
  expect(paths).toEqual([
    ['1', 2],
    ['3', 1],
    ['4', 1],
  ]);
  const slow =
    linksOf(one.text).find((href) => href.includes('f=') && JSON.stringify(read(href)).includes('follower-within')) ??
    '';
  expect(plain((await analyst.get(slow)).text)).toContain('1 / 7 cases');
  const bars = await analyst.get(at('performance?view=spectrum&draw=bars&pick=delay&bucket=day'));
  expect(bars.text).not.toContain('<path class="quartile');
  expect(bars.text).toContain('<rect class="quartile-1"');
  expect((await csv('spectrum', '&from=decide&to=pay&bucket=day'))[1]).toBe(
    'decide,pay,2024-01-01,2024-01-01T00:00:00.000Z,1,1,1',
  );
});

test('batches: none among these orders; what is asked wrongly is refused', async () => {
  const { text } = await analyst.get(at('performance?view=batches&size=2&gap=30'));
  expect(text).toContain('No batches');
  expect(plain(text)).toContain(
    '0.0 % of all work behind the first activity of a case is done in batches: 0 of 18 activities.',
  );
  for (const path of [
    'performance?view=else',
    'performance?size=1',
    'performance?gap=-1',
    'performance?sort=chance',
    'performance.csv?figure=nothing',
    'performance.svg?figure=batches',
  ])
    expect([path, (await analyst.get(at(path))).status]).toEqual([path, 400]);
});

test('comparison: with all cases, with the others, with any other filters', async () => {
  const rejected = { id: 'has-activity', params: { activities: ['reject'] } };
  const paid = { id: 'has-activity', params: { activities: ['pay'] } };
  const compared = async (vs: string) =>
    plain((await analyst.get(at(`performance?view=compare&f=${written(paid)}&vs=${vs}`))).text);
  expect(await compared('all')).toContain('here 4 cases, there 7 cases');
  expect(await compared('others')).toContain('here 4 cases, there 3 cases');
  expect(await compared(written(rejected))).toContain('here 4 cases, there 1 case');
  expect(await compared(written(rejected))).toContain('decide → to pay 100.0 % 0.0 % +100');
  expect(await compared(written(paid))).toContain('The two selections do not differ.');
  expect(plain((await analyst.get(at('performance?view=compare'))).text)).toContain('Nothing to compare yet');
  // What remains depends on the filters before: it has no "others".
  const top = written({ id: 'variant-top', params: { count: 1 } });
  const none = await analyst.get(at(`performance?view=compare&f=${top}&vs=others`));
  expect([none.status, plain(none.text).includes('These two cannot be compared')]).toEqual([200, true]);
  const lines = await csv('difference', `&f=${written(paid)}&vs=all`);
  expect(lines[0]).toStartWith('from,to,here_count,here_cases,here_share');
  expect(lines.find((line) => line.startsWith('decide,pay,'))).toStartWith('decide,pay,4,4,1,');
});

test('who sees groups only sees no single lines, no small groups, and no selections that few cases tell apart', async () => {
  const { text } = await viewer.get(at('performance'));
  expect(plain(text)).toContain('Groups of few cases are left out');
  // Six cases were registered, five checked, five decided; four paid.
  expect(text).not.toContain('&lt;script&gt;');
  expect(plain(text)).toContain('Waiting per case 5 h 21 min');
  expect(await csv('bottlenecks', '', viewer)).toHaveLength(2);
  const spectrum = await viewer.get(at('performance?view=spectrum&from=check&to=decide'));
  expect(spectrum.text).not.toContain('<path class="quartile');
  const checked = written({ id: 'has-activity', params: { activities: ['check'] } });
  const alike = plain((await viewer.get(at(`performance?view=compare&f=${checked}&vs=all`))).text);
  expect(alike).toContain('They differ in fewer than 5 cases');
});

test('datasets of nobody are refused', async () => {
  const foreign = '/datasets/01a1fd5a-2c08-7040-b2b2-107cbbbec39c';
  for (const path of ['performance', 'performance.csv?figure=bottlenecks', 'performance.svg?figure=queue-length'])
    expect((await analyst.get(`${foreign}/${path}`)).status).toBe(404);
});
