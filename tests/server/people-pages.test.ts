import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// The People page on the real engine. Six cases: Ann a, Bob b, Ann c each; in one more Ann a, HOSTILE b; in the last Ann a alone.
const HOSTILE = '=<script>alert("x")</script> 🧪';
let real: RealAppliance;
let analyst: HttpClient;
let viewer: HttpClient;
let dataset: string;
let unnamed: string;

const read = (href: string): unknown =>
  JSON.parse(Buffer.from(new URL(href, 'http://x').searchParams.get('f') ?? '', 'base64url').toString());
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
/** Links in what stands between two words, decoded. */
const hrefs = (html: string): string[] =>
  [...html.matchAll(/ href="([^"]+)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));

beforeAll(async () => {
  real = await realAppliance({ ADIT__ENGINE__DEFAULT_K: '5' });
  analyst = await real.signIn();
  const rows = [1, 2, 3, 4, 5, 6].flatMap((c) => [
    `c${c},a,2024-0${c}-01 08:00:00,Ann,North`,
    `c${c},b,2024-0${c}-01 10:00:00,Bob,South`,
    `c${c},c,2024-0${c}-01 11:00:00,Ann,North`,
  ]);
  const odd = `"${HOSTILE.replaceAll('"', '""')}"`;
  rows.push('d1,a,2024-07-01 08:00:00,Ann,North', `d1,b,2024-07-02 08:00:00,${odd},South`);
  rows.push('d2,a,2024-07-03 08:00:00,Ann,North', 'd2,b,2024-07-04 08:00:00,,');
  dataset = await real.load('log', `case,activity,time,resource,org:group\n${rows.join('\n')}\n`);
  unnamed = await real.load('unnamed', 'case,activity,time\nc1,a,2024-01-01 08:00:00\n');
  viewer = await real.signInViewer();
});
afterAll(() => real.end());

const at = (rest: string): string => `/datasets/${dataset}/people${rest}`;
const page = async (rest: string, client = analyst) => {
  const { status, text } = await client.get(at(rest));
  expect(status).toBe(200);
  return text;
};
const csv = async (figure: string, rest = '', client = analyst) =>
  (await client.get(at(`.csv?figure=${figure}${rest}`))).text.replace('\ufeff', '').trim().split('\r\n');

test('work: key figures, who does what, how much; every name and field is a filter', async () => {
  const text = await page('');
  const said = plain(text);
  // 21 of 22 events name somebody; Ann does 14 of them.
  expect(said).toContain('People 3 Events by people 21 Nobody named 4.5 % Events per person 7 Half of the work by 1');
  const steps = hrefs(text)
    .filter((href) => href.includes('?f='))
    .map(read);
  expect(steps).toContainEqual([{ id: 'event-attribute', params: { attribute: 'resource', value: 'Ann' } }]);
  expect(steps).toContainEqual([
    {
      and: [
        { id: 'event-attribute', params: { attribute: 'resource', value: 'Bob' } },
        { id: 'has-activity', params: { activities: ['b'] } },
      ],
    },
  ]);
  expect(text).not.toContain('<script>alert');
  expect(await csv('work')).toEqual([
    'person,events,cases,share,activities,busy_ms,mean_at_once,most_at_once',
    ...['Ann,14,8,0.6666666666666666,2,,,', 'Bob,6,6,0.2857142857142857,1,,,'],
    `"'${HOSTILE.replaceAll('"', '""')}",1,1,0.047619047619047616,1,,,`,
  ]);
  expect((await csv('activities')).slice(0, 3)).toEqual(['person,activity,events,cases', 'Ann,a,8,8', 'Ann,c,6,6']);
});

test('handovers: a network whose lines are filters, a matrix, one person in detail', async () => {
  const text = await page('?show=handovers');
  expect(text.match(/class="net-arc /g)).toHaveLength(3);
  expect(text.match(/class="net-node /g)).toHaveLength(3);
  const steps = hrefs(text)
    .filter((href) => href.includes('?f='))
    .map(read);
  const handover = { id: 'handover', params: { from: 'Ann', to: 'Bob' } };
  expect(steps).toContainEqual([handover]);
  // Six cases are left, and the chip says whom.
  const kept = await page(`?f=${Buffer.from(JSON.stringify([handover])).toString('base64url')}&show=handovers`);
  expect(plain(kept)).toContain('Handover Ann → Bob');
  expect(plain(kept)).toContain('6 / 8 cases');
  const matrix = plain(await page('?show=handovers&as=matrix&metric=median'));
  // Bob works two hours after Ann, Ann one hour after Bob.
  expect(matrix).toMatch(/Ann 2 h/);
  const bob = plain(await page('?show=handovers&who=Bob'));
  expect(bob).toContain('Cases that this person hands over');
  expect(bob).toContain('Hands over 6 Takes over 6 Goes on itself 0');
  expect(await csv('handovers')).toEqual([
    'from,to,handovers,cases,mean_ms,median_ms',
    ...['Ann,Bob,6,6,7200000,7200000', 'Bob,Ann,6,6,3600000,3600000'],
    `Ann,"'${HOSTILE.replaceAll('"', '""')}",1,1,86400000,86400000`,
  ]);
});

test('roles, together, performance, each with its files', async () => {
  const roles = plain(await page('?show=roles'));
  expect(roles).toContain('2 roles');
  // Bob and the hostile one both do b and nothing else.
  expect(roles).toMatch(/2 people · 7 events · 7 cases/);
  expect(await csv('role-handovers')).toEqual(['from,to,handovers,cases', '"a, c",b,7,7', 'b,"a, c",6,6']);
  expect(plain(await page('?show=roles&alike=0'))).toContain('1 role ');
  const together = plain(await page('?show=together'));
  expect(together).toContain('Ann → Bob 6 6');
  expect((await csv('together')).slice(0, 2)).toEqual([
    'a,b,cases,share_of_a,share_of_b,jaccard',
    'Ann,Bob,6,0.75,1,0.75',
  ]);
  expect(await csv('subcontracting')).toEqual(['person,subcontractor,events,cases', 'Ann,Bob,6,6']);
  expect((await csv('similar'))[1]).toStartWith('Bob,');
  const performance = plain(await page('?show=performance'));
  expect(performance).toContain('This log has no start times');
  expect((await csv('performance'))[0]).toBe(
    'person,events,cases,service_mean_ms,service_ratio,waiting_mean_ms,waiting_ratio,redone_share',
  );
});

test('any column of events that names groups, in the address and in its filters', async () => {
  const { text } = await analyst.get(at('?show=handovers&by=org:group'));
  const steps = hrefs(text)
    .filter((href) => href.includes('?f='))
    .map((href) => JSON.stringify(read(href)));
  expect(steps.some((step) => step.includes('"from":"North","to":"South","resource":"c_'))).toBe(true);
  expect(text).toContain('North');
  expect(text).not.toContain('Bob');
});

test('pictures: charts and the network, in both themes', async () => {
  for (const figure of ['work-over-time', 'active-people', 'network'])
    for (const theme of ['light', 'dark']) {
      const { status, text, headers } = await analyst.get(at(`.svg?figure=${figure}&theme=${theme}&alone=1`));
      expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      expect(text).toStartWith('<svg');
      expect(text).not.toContain('<script');
    }
  expect((await csv('active-people'))[1]).toBe('2024-01-01,2024-01-01T00:00:00.000Z,3,1,2');
});

test('who sees groups only sees nobody with fewer cases', async () => {
  for (const rest of ['', '?show=handovers', '?show=roles', '?show=together', '?show=performance']) {
    const text = await page(rest, viewer);
    expect(text).toContain('Bob');
    expect(text).not.toContain('alert(');
  }
  expect(await csv('handovers', '', viewer)).toEqual([
    ...['from,to,handovers,cases,mean_ms,median_ms', 'Ann,Bob,6,6,7200000,7200000', 'Bob,Ann,6,6,3600000,3600000'],
  ]);
  expect((await csv('work', '', viewer)).length).toBe(3);
  expect(await csv('subcontracting', '', viewer)).toHaveLength(2);
});

test('a log that does not say who did its events says how it could', async () => {
  const { status, text } = await analyst.get(`/datasets/${unnamed}/people`);
  expect(status).toBe(200);
  expect(text).toContain('This log does not say who did its events');
  expect(text).toContain(`/datasets/${unnamed}/load`);
  expect((await analyst.get(`/datasets/${unnamed}/people.csv?figure=work`)).text.trim()).toBe('');
  expect((await analyst.get(`/datasets/${unnamed}/people.svg?figure=network`)).status).toBe(200);
});

test('wrong addresses are refused', async () => {
  for (const rest of ['?show=nothing', '?people=1', '?paths=101', '.csv?figure=secret', '?hidden=1'])
    expect((await analyst.get(at(rest))).status).toBe(400);
});
