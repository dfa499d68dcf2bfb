import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { argon2Passwords } from '../../src/features/sign-in/index.ts';
import { addUser, PASSWORD } from '../example-appliance.ts';
import { HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// The pages of cases on the real engine. Ids hold what addresses, pages and files must be able to carry.
let real: RealAppliance;
let browser: HttpClient;
let base: string;
const LONG = 'x'.repeat(300);
const ROWS: [string, string, string, string][] = [
  ['A/1?b#c%2F', 'receive', '2024-01-05 10:00:00', 'north'],
  ['A/1?b#c%2F', 'pay', '2024-01-05 12:00:00', 'north'],
  ['<script>x</script>', 'receive', '2024-01-06 10:00:00', '=cmd()'],
  ['<script>x</script>', '<b>pay</b>', '2024-01-06 11:00:00', '=cmd()'],
  ['=1+1', 'receive', '2024-01-07 10:00:00', 'south'],
  [LONG, 'receive', '2024-01-08 10:00:00', 'south'],
  [LONG, 'pay', '2024-01-10 10:00:00', 'south'],
  ...Array.from({ length: 120 }, (_, i): [string, string, string, string] => [
    `n${String(i).padStart(3, '0')}`,
    'receive',
    `2024-02-01 10:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`,
    'south',
  ]),
];

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = ROWS.map((row) => row.map(cell).join(',')).join('\n');
  base = `/datasets/${await real.load('log', `case,activity,time,case:region\n${rows}\n`)}`;
});
afterAll(() => real.end());

const idsIn = (text: string) =>
  [...text.matchAll(/<td class="case-id wide"><a href="[^"]*" title="([^"]*)"/g)].map((m) => m[1]!.slice(0, 20));
const filters = (...steps: object[]) => `f=${Buffer.from(JSON.stringify(steps)).toString('base64url')}`;
const caseOf = (id: string, query = '') => `${base}/cases/${encodeURIComponent(id)}${query}`;

describe('the list', () => {
  test('begins with the first cases and leads on', async () => {
    const { status, text } = await browser.get(`${base}/cases`);
    expect([status, idsIn(text).length]).toEqual([200, 100]);
    expect(idsIn(text).slice(0, 3)).toEqual(['A/1?b#c%2F', '&lt;script&gt;x&lt;/', '=1+1']);
    expect(text).not.toContain('<script>x');
    expect(text).toContain('<title>Cases · log · Adit</title>');
    expect(text).toContain('hx-trigger="revealed"');
    const second = await browser.get(`${base}/cases?page=2`);
    expect([idsIn(second.text).length, second.text.includes('hx-trigger="revealed"')]).toEqual([24, false]);
  });

  test('gives the next rows alone to what asks for them', async () => {
    const swap = { 'hx-request': 'true', 'hx-target': 'tbody#more-cases' };
    const { text } = await browser.get(`${base}/cases?page=2`, swap);
    expect(text.trimStart().startsWith('<tbody>')).toBe(true);
    expect([idsIn(text).length, text.includes('<html')]).toEqual([24, false]);
  });

  test('is searched, sorted and filtered, and says when nothing is found', async () => {
    expect(idsIn((await browser.get(`${base}/cases?q=N00&sort=id&desc=true`)).text)).toEqual(
      Array.from({ length: 10 }, (_, i) => `n00${9 - i}`),
    );
    expect(idsIn((await browser.get(`${base}/cases?sort=duration&desc=true`)).text)[0]).toBe(LONG.slice(0, 20));
    const paid = filters({ id: 'has-activity', params: { activities: ['pay'] } });
    expect(idsIn((await browser.get(`${base}/cases?${paid}`)).text)).toHaveLength(2);
    expect((await browser.get(`${base}/cases?q=nothing`)).text).toContain('No case has this in its id');
    expect((await browser.get(`${base}/cases?page=9`)).text).toContain('There is no such page');
  });

  test('shows the attributes that were chosen', async () => {
    const head = (text: string) => [...text.matchAll(/<span class="clip" title="([^"]*)">/g)].map((m) => m[1]);
    const { text } = await browser.get(`${base}/cases`);
    expect(head(text)[0]).toBe('region');
    const id = /type="checkbox" name="c" value="([^"]+)"/.exec(text)![1];
    expect(head((await browser.get(`${base}/cases?c=`)).text)).toEqual([]);
    expect(head((await browser.get(`${base}/cases?c=&c=${id}`)).text)[0]).toBe('region');
  });

  test('unknown and wrong parameters are refused', async () => {
    for (const query of ['x=1', 'sort=name', 'page=0', 'page=1001', 'desc=maybe', `q=${'q'.repeat(201)}`, 'f=%%%'])
      expect([query, (await browser.get(`${base}/cases?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('the page of a case', () => {
  test('is found by any id, and shows its events, variant and neighbours', async () => {
    const { status, text } = await browser.get(caseOf('A/1?b#c%2F'));
    expect([status, text.includes('<title>A/1?b#c%2F · log · Adit</title>')]).toEqual([200, true]);
    expect(text).toContain('1 of 124');
    expect(text).toMatch(/2 cases went the same way, 1\.6\s% of all\./);
    expect(text).toMatch(/rel="next" href="[^"]*%3Cscript%3Ex%3C%2Fscript%3E"/);
    expect(text).not.toContain('rel="prev"');
    expect(text.match(/class="dot/g)).toHaveLength(2);
    expect((await browser.get(caseOf(LONG))).status).toBe(200);
  });

  test('goes on in the order it was opened in', async () => {
    const { text } = await browser.get(caseOf('n007', '?sort=id&desc=true&q=n00'));
    expect(text).toContain('3 of 10');
    expect(text).toMatch(/rel="prev" href="[^"]*\/cases\/n008\?q=n00&amp;sort=id&amp;desc=true"/);
    expect(text).toMatch(/rel="next" href="[^"]*\/cases\/n006\?/);
  });

  test('shows the case whole where filters leave out some or all of it, and says so', async () => {
    const without = filters({ id: 'has-activity', params: { activities: ['receive'], mode: 'none' } });
    expect((await browser.get(caseOf('n007', `?${without}`))).text).toContain('The filters leave this case out');
    const trimmed = filters({
      id: 'between-activities',
      params: { part: 'after', activity: 'receive', inclusive: false },
    });
    expect((await browser.get(caseOf(LONG, `?${trimmed}`))).text).toContain('The filters keep 1 of its 2 events');
  });

  test('what the log holds stays text', async () => {
    const { text } = await browser.get(caseOf('<script>x</script>'));
    expect([text.includes('<b>pay'), text.includes('<script>x'), text.includes('&lt;b&gt;pay')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('an unknown one is a problem page with its status and request id', async () => {
    for (const id of ['nope', `n007${' '.repeat(3)}`, '\u0000']) {
      const { status, text, headers } = await browser.get(caseOf(id));
      expect([id, status]).toEqual([id, 404]);
      expect(text).toContain(headers.get('x-request-id')!);
      expect(text).toContain('<nav id="nav"');
    }
  });
});

test('the file holds the kept cases, and no formulas', async () => {
  const { status, text, headers } = await browser.get(`${base}/cases.csv?sort=id`);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename="log cases.csv"; filename*=UTF-8''log%20cases.csv`,
  );
  expect(headers.get('content-security-policy')).toContain('sandbox');
  const lines = text.split('\r\n');
  expect(lines[0]!.replace('\ufeff', '')).toBe('case,start,end,duration_ms,events,region');
  expect(lines).toHaveLength(124 + 2);
  expect(lines[1]).toBe(`<script>x</script>,2024-01-06T10:00:00.000Z,2024-01-06T11:00:00.000Z,3600000,2,'=cmd()`);
  expect(lines[2]!.startsWith("'=1+1,")).toBe(true);
  expect(
    (
      await browser.get(`${base}/cases.csv?${filters({ id: 'end-activity', params: { activities: ['pay'] } })}`)
    ).text.split('\r\n'),
  ).toHaveLength(4);
});

test('who may not see single cases is told so, and what there is instead', async () => {
  const { appliance, server } = real;
  const { tenant } = appliance.tenancy.ensureHome();
  const house = { ...appliance, passwords: argon2Passwords({ memoryKiB: 64, passes: 1 }) } as never;
  await addUser(house, { login: 'vera', tenant: tenant.id, role: 'viewer' });
  const vera = new HttpClient(listening(server.url));
  await vera.post('/api/v1/auth/login', { login: 'vera', password: PASSWORD });
  const list = await vera.get(`${base}/cases`);
  expect([list.status, list.text.includes('Single cases are not shown to you')]).toEqual([200, true]);
  expect([idsIn(list.text), list.text.includes(`href="${base}/map"`)]).toEqual([[], true]);
  const one = await vera.get(caseOf('n007'));
  expect([one.status, one.text.includes('n008')]).toEqual([403, false]);
  expect((await vera.get(caseOf('nope'))).status).toBe(403);
  expect((await vera.get(`${base}/cases.csv`)).status).toBe(403);
});
