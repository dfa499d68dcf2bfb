import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// A hundred cases go a → b, one a day; a hundred more, from 10 April on, go a → c. They are done in batches of five, every fifth day.
let real: RealAppliance;
let analyst: HttpClient;
let dataset: string;
const DAY = 86_400_000;
const at = (path: string): string => `/datasets/${dataset}/${path}`;
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replaceAll(/[\s\u00a0\u202f]+/g, ' ');

beforeAll(async () => {
  real = await realAppliance();
  analyst = await real.signIn();
  const rows = Array.from({ length: 200 }, (_, i) => {
    const begin = Date.UTC(2024, 0, 1) + i * DAY;
    const batch = Date.UTC(2024, 0, 1) + (5 * Math.floor(i / 5) + 6) * DAY;
    return [
      `${i},a,${new Date(begin).toISOString()},Ann`,
      `${i},${i < 100 ? 'b' : 'c'},${new Date(batch).toISOString()},Bob`,
    ];
  }).flat();
  dataset = await real.load('log', `case,activity,time,resource\n${rows.join('\n')}\n`);
});
afterAll(() => real.end());

test('a change stands on the time axis and in a list; before and after can be compared', async () => {
  const { text } = await analyst.get(at('performance?view=time&bucket=month'));
  const words = plain(text);
  expect(words).toMatch(/1 (9|10) Apr 2024 p = \d/);
  expect(words).toContain('a → b 100.0 % → to 0.0 %');
  const data = /<script type="application\/json" id="chart-work-in-progress">([^<]+)</.exec(text)?.[1] ?? '';
  // April is the fourth month.
  expect(data).toContain('"xAxis":3');
  const href = [...text.matchAll(/href="([^"]*view=compare[^"]*vs=[^"]*)"/g)].map(([, link]) =>
    link!.replaceAll('&amp;', '&'),
  )[0]!;
  const compared = plain((await analyst.get(href)).text);
  expect(compared).toContain('here 100 cases, there 100 cases');
  expect(compared).toContain('a → to c 100.0 % 0.0 % +100');
  const csv = (await analyst.get(at('performance.csv?figure=drift'))).text.trimEnd().split('\r\n');
  expect(csv[0]).toBe('at,cases_before,cases_after,p,kind,from,to,share_before,share_after');
  expect(csv).toHaveLength(5);
});

test('batches: by whom, how large, how long cases wait for them', async () => {
  const words = plain((await analyst.get(at('performance?view=batches&size=5'))).text);
  // Forty batches of five; the cases came 6, 5, 4, 3 and 2 days before.
  expect(words).toContain(
    '100.0 % of all work behind the first activity of a case is done in batches: 200 of 200 activities. 40 batches at once',
  );
  expect(words).toContain('b Bob 100.0 % 20 20 at once 5 5 4 d');
  const csv = (await analyst.get(at('performance.csv?figure=batches&size=5'))).text.trimEnd().split('\r\n');
  expect(csv[1]).toBe(`b,Bob,100,20,100,20,0,0,5,5,${4 * DAY}`);
});
