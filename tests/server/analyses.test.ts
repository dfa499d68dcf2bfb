import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// The API on the real engine: what the features' own tests ask a fake.
let real: RealAppliance;
let browser: HttpClient;
let small: string;
let wide: string;
const PATH = '/api/v1/analysis';

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  const day = (c: number, hour: number) => `2024-01-0${c} 0${hour}:00:00`;
  const rows = [1, 2, 3].flatMap((c) => [`c${c},x,${day(c, 8)},r${c}`, `c${c},y,${day(c, 8 + (c > 2 ? 1 : 0))},r${c}`]);
  small = await real.load('small', `case,activity,time,case:region\n${rows.join('\n')}\nc2,z,${day(2, 9)},r2\n`);
  const names = Array.from({ length: 60 }, (_, i) => `case:a${i}`);
  const long = (c: number) => names.map((_, i) => `${c} ${i} ${'x'.repeat(80)}`).join(',');
  const wideRows = Array.from({ length: 1000 }, (_, c) => `c${c},x,${day(1, 8)},${long(c)}`);
  wide = await real.load('wide', `case,activity,time,${names.join(',')}\n${wideRows.join('\n')}\n`);
});
afterAll(() => real.end());

test('filters/apply: counts, and the kept cases page by page', async () => {
  const filters = [{ id: 'case-length', params: { max: 2 } }];
  const page = (number: number, pageSize: number) =>
    browser.post(`${PATH}/filters/apply`, { datasetId: small, filters, pagination: { page: number, pageSize } });
  const counts = { tooFew: false, casesFiltered: 2, casesTotal: 3, eventsFiltered: 4, eventsTotal: 7 };
  const first = { caseId: 'c1', startTime: '2024-01-01T08:00:00.000Z', endTime: '2024-01-01T08:00:00.000Z' };
  const third = { caseId: 'c3', startTime: '2024-01-03T08:00:00.000Z', endTime: '2024-01-03T09:00:00.000Z' };
  const region = (of: string) => ({ attributes: { 'case:region': of } });
  expect((await page(1, 1)).json).toEqual({ ...counts, cases: [{ ...first, ...region('r1') }] });
  expect((await page(2, 1)).json).toEqual({ ...counts, cases: [{ ...third, ...region('r3') }] });
  expect((await page(1, 0)).json).toEqual({ ...counts, cases: [] });
  expect((await page(9, 50)).json).toEqual({ ...counts, cases: [] });
});

test('a page that is too large to be read is refused, and says how to go on; the case table itself passes through', async () => {
  const ask = (pageSize: number) =>
    browser.post(`${PATH}/filters/apply`, { datasetId: wide, pagination: { page: 1, pageSize } });
  expect((await ask(1000)).json).toMatchObject({ status: 413, code: 'analysis.pageTooLarge' });
  expect((await ask(100)).json.cases).toHaveLength(100);
  const table = await browser.post(`${PATH}/calculators/execute`, {
    ...{ datasetId: wide, id: 'case-table', params: { pageSize: 1000 } },
  });
  expect([table.status, table.json.type, table.json.data.rows.length]).toEqual([200, 'case-table', 1000]);
  expect(table.json.statistics.mean).toBeNull();
});

test('statistics come out of the results that have them', async () => {
  const got = await browser.post(`${PATH}/calculators/execute`, { datasetId: small, id: 'case-duration' });
  // 0 h, 1 h, 1 h
  expect(got.json.statistics).toMatchObject({ mean: 2_400_000, median: 3_600_000, min: 0, max: 3_600_000 });
  expect(got.json.data.statistics.count).toBe(3);
});

test('a parameter that is wrong is told with its place', async () => {
  const got = await browser.post(`${PATH}/calculators/execute`, {
    ...{ datasetId: small, id: 'process-map', params: { activityShare: 2 } },
  });
  expect([got.status, got.json.errors[0].pointer]).toEqual([400, '/params/activityShare']);
});
