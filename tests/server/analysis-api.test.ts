import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

// Cases, discovery, calendars and presets on the real engine. Seven cases; ids hold what addresses must be able to carry.
let real: RealAppliance;
let browser: HttpClient;
let log: string;
const CASES = '/api/v1/analysis/cases';
const DISCOVERY = '/api/v1/analysis/discovery';
/** Friday 2024-01-05 and the days after it. */
const ROWS: [string, string, string][] = [
  ['INV/2024/1', 'receive', '2024-01-05 16:00:00'],
  ['INV/2024/1', 'pay', '2024-01-08 09:00:00'],
  ['INV/2024/2', 'receive', '2024-01-05 10:00:00'],
  ['INV/2024/2', 'pay', '2024-01-05 12:00:00'],
  ['inv 3%', 'receive', '2024-01-06 10:00:00'],
  ['ü?&#+', 'receive', '2024-01-07 10:00:00'],
  ['ü?&#+', 'check', '2024-01-07 11:00:00'],
  ['ü?&#+', 'pay', '2024-01-07 12:00:00'],
  ['%2F', 'receive', '2024-01-08 10:00:00'],
  ['<b>x</b>', 'receive', '2024-01-09 10:00:00'],
  ['last', 'receive', '2024-01-10 10:00:00'],
  ['last', 'pay', '2024-01-10 13:00:00'],
];

async function load(
  rows: readonly (readonly string[])[],
  mode: 'replace' | 'append' = 'replace',
  header = 'case,activity,time,case:region',
) {
  const file = join(real.folder, `log-${rows.length}.csv`);
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  writeFileSync(file, `${header}\n${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`);
  const command = { do: 'import', file, dataset: 'log', mode, mapping: null, timeZone: 'UTC' } as const;
  return ((await real.operate(command)) as { dataset: { id: string } }).dataset.id;
}

beforeAll(async () => {
  real = await realAppliance();
  browser = await real.signIn();
  log = await load(ROWS.map((row) => [...row, row[0].startsWith('INV') ? 'north' : 'south']));
});
afterAll(() => real.end());

const asked = (more: Record<string, string> = {}) => new URLSearchParams({ datasetId: log, ...more });
const ids = (got: { json: { items: { caseId: string }[] } }) => got.json.items.map((c) => c.caseId);

describe('cases', () => {
  test('are listed, sorted, searched and filtered', async () => {
    const all = await browser.get(`${CASES}?${asked()}`);
    expect(ids(all)).toEqual(['INV/2024/2', 'INV/2024/1', 'inv 3%', 'ü?&#+', '%2F', '<b>x</b>', 'last']);
    expect([all.json.total, all.json.next]).toEqual([7, null]);
    expect(all.json.items[0]).toEqual({
      ...{ caseId: 'INV/2024/2', start: '2024-01-05T10:00:00.000Z', end: '2024-01-05T12:00:00.000Z' },
      ...{ durationMs: 7_200_000, events: 2, attributes: { 'case:region': 'north' } },
    });
    expect(ids(await browser.get(`${CASES}?${asked({ search: 'inv' })}`))).toEqual([
      'INV/2024/2',
      'INV/2024/1',
      'inv 3%',
    ]);
    const slow = asked({ sort: 'duration', descending: 'true', limit: '2' });
    expect(ids(await browser.get(`${CASES}?${slow}`))).toEqual(['INV/2024/1', 'last']);
    const filters = JSON.stringify([{ id: 'has-activity', params: { activities: ['check'] } }]);
    expect(ids(await browser.get(`${CASES}?${asked({ filters })}`))).toEqual(['ü?&#+']);
  });

  test('page by page by cursor and by number: each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const got = await browser.get(`${CASES}?${asked({ limit: '3', sort: 'id', ...(cursor ? { cursor } : {}) })}`);
      seen.push(...ids(got));
      cursor = got.json.next;
    } while (cursor !== null);
    expect(seen).toEqual(ids(await browser.get(`${CASES}?${asked({ sort: 'id' })}`)));
    expect(ids(await browser.get(`${CASES}?${asked({ limit: '3', sort: 'id', page: '3' })}`))).toEqual(seen.slice(6));
    const next = (await browser.get(`${CASES}?${asked({ limit: '3' })}`)).json.next;
    expect((await browser.get(`${CASES}?${asked({ limit: '2', cursor: next })}`)).json.code).toBe('list.badCursor');
  });

  test.each([...new Set(ROWS.map(([id]) => id))])('%s: one case and its events, by address', async (id) => {
    const at = `${CASES}/${encodeURIComponent(id)}`;
    const own = ROWS.filter((row) => row[0] === id);
    const one = await browser.get(`${at}?${asked()}`);
    expect([one.status, one.json.caseId, one.json.events]).toEqual([200, id, own.length]);
    const events = await browser.get(`${at}/events?${asked({ limit: '2' })}`);
    expect(events.json.total).toBe(own.length);
    const rest = events.json.next
      ? (await browser.get(`${at}/events?${asked({ limit: '2', cursor: events.json.next })}`)).json
      : { items: [] };
    expect([...events.json.items, ...rest.items].map((e: { activity: string }) => e.activity)).toEqual(
      own.map((row) => row[1]),
    );
  });

  test('what is wrong is told with its place; what is not there is not found', async () => {
    const fails = async (path: string, query: URLSearchParams) => {
      const got = await browser.get(`${path}?${query}`);
      return [got.status, got.json.code, got.json.errors?.[0]?.pointer];
    };
    expect(await fails(`${CASES}/nope`, asked())).toEqual([404, 'case-detail.noCase', undefined]);
    expect(await fails(CASES, asked({ filters: '[' }))).toEqual([400, 'analysis.filtersNotJson', '/filters']);
    expect(await fails(CASES, asked({ filters: '{"id":"x"}' }))).toEqual([400, 'http.invalidQuery', '/filters']);
    expect(await fails(CASES, asked({ filters: '[{"id":"x"}]' }))).toEqual([
      400,
      'view.unknownFilter',
      '/filters/0/id',
    ]);
    const wrong = '[{"id":"case-length","params":{"max":"many"}}]';
    expect(await fails(CASES, asked({ filters: wrong }))).toEqual([400, 'params.invalid', '/filters/0/params/max']);
    expect(await fails(CASES, asked({ sort: 'color' }))).toEqual([400, 'http.invalidQuery', '/sort']);
    expect(await fails(CASES, asked({ datasetIds: 'x' }))).toEqual([400, 'http.invalidQuery', '/datasetIds']);
    expect(await fails(CASES, new URLSearchParams({ datasetId: real.appliance.newId() }))).toEqual([
      404,
      'dataset.notFound',
      undefined,
    ]);
    expect(await fails(CASES, asked({ page: '100000', limit: '500' }))).toEqual([
      400,
      'case-table.tooFar',
      '/params/page',
    ]);
  });
});

describe('discovery', () => {
  test('the directly-follows graph, with no score that nobody computed', async () => {
    const got = await browser.post(`${DISCOVERY}/process`, { datasetId: log, algorithm: 'dfg' });
    const of = (from: string, to: string) =>
      got.json.transitions.find((t: { from: string; to: string }) => t.from === from && t.to === to);
    expect(
      got.json.activities.map((a: { id: string; name: string; frequency: number }) => [a.id, a.name, a.frequency]),
    ).toEqual([
      ['receive', 'receive', 7],
      ['pay', 'pay', 4],
      ['check', 'check', 1],
    ]);
    // receive → pay in three cases, receive → check → pay in one: five steps.
    expect(of('receive', 'pay')).toMatchObject({ count: 3, frequency: 0.6, cases: 3, maxMs: 65 * 3_600_000 });
    expect(of('check', 'pay')).toMatchObject({ count: 1, frequency: 0.2 });
    expect(got.json.model).toEqual({
      ...{ kind: 'dfg', start: [{ activity: 'receive', count: 7 }], hidden: { activities: 0, transitions: 0 } },
      end: [
        { activity: 'pay', count: 4 },
        { activity: 'receive', count: 3 },
      ],
    });
    for (const score of ['fitness', 'precision', 'generalization', 'simplicity'])
      expect(got.json[score]).toEqual({
        ...{ value: null, method: 'none computed for a directly-follows graph', definition: null },
      });
    const again = await browser.post(`${DISCOVERY}/process`, { datasetId: log });
    expect(again.json.processId).toBe(got.json.processId);
    const params = { activities: 0.5 };
    const part = await browser.post(`${DISCOVERY}/process`, { datasetId: log, params });
    expect([part.json.model.hidden.activities, part.json.processId === got.json.processId]).toEqual([1, false]);
  });

  test('variants, page by page, and one by its id', async () => {
    const first = (await browser.get(`${DISCOVERY}/variants?${asked({ limit: '2' })}`)).json;
    expect(first.items.map((v: { activities: string[]; count: number }) => [v.activities.join(), v.count])).toEqual([
      ['receive', 3],
      ['receive,pay', 3],
    ]);
    expect([first.total, first.cases]).toEqual([3, 7]);
    const rest = (await browser.get(`${DISCOVERY}/variants?${asked({ limit: '2', cursor: first.next })}`)).json;
    expect([rest.items.map((v: { activities: string[] }) => v.activities.join()), rest.next]).toEqual([
      ['receive,check,pay'],
      null,
    ]);
    const body = { datasetId: log, params: { sort: 'length', limit: 1 } };
    expect((await browser.post(`${DISCOVERY}/variants`, body)).json.items[0]).toEqual(rest.items[0]);
    const at = `${DISCOVERY}/variants/${rest.items[0].id}`;
    expect((await browser.get(`${at}?${asked()}`)).json).toEqual(rest.items[0]);
    const none = JSON.stringify([{ id: 'case-length', params: { max: 2 } }]);
    expect((await browser.get(`${at}?${asked({ filters: none })}`)).json.code).toBe('variant.notFound');
    expect((await browser.get(`${DISCOVERY}/variants/nope?${asked()}`)).json.code).toBe('variant.notFound');
  });
});

describe('calendars', () => {
  test('a calculation under a kept calendar counts working time, and follows its changes', async () => {
    const day = [{ from: '08:00', to: '17:00' }];
    const week = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day };
    const made = await browser.post('/api/v1/calendars', { name: 'Office', zone: 'UTC', week });
    const calendar = { calendarId: made.json.id };
    const ofFirst = async () =>
      (await browser.get(`${CASES}/${encodeURIComponent('INV/2024/1')}?${asked(calendar)}`)).json.durationMs /
      3_600_000;
    // Friday 16 to 17, Monday 8 to 9.
    expect(await ofFirst()).toBe(2);
    const holidays = ['2024-01-08'];
    await browser.put(
      made.headers.get('location') as string,
      { name: 'Office', zone: 'UTC', week, holidays },
      { 'if-match': '1' },
    );
    expect(await ofFirst()).toBe(1);
    const body = { datasetId: log, id: 'case-duration', calendar };
    const slowest = (await browser.post('/api/v1/analysis/calculators/execute', body)).json.data.statistics.maxMs;
    expect(slowest).toBe(3 * 3_600_000);
    const gone = { ...body, calendar: { calendarId: real.appliance.newId() } };
    expect((await browser.post('/api/v1/analysis/calculators/execute', gone)).json.code).toBe('calendar.notFound');
  });
});

test('whatever is asked, the answer is one of ours', async () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('[]', '{}', '[{"id":"x"}]', '[[]]', '-1', '1e9', 'null', '%'),
  );
  const name = fc.constantFrom(
    'filters',
    'search',
    'sort',
    'descending',
    'limit',
    'page',
    'cursor',
    'calendarId',
    'datasetId',
    'x',
  );
  const path = fc.oneof(
    fc.constantFrom(CASES, `${DISCOVERY}/variants`),
    word.map((id) => `${CASES}/${encodeURIComponent(id.toWellFormed()) || 'x'}`),
    word.map((id) => `${CASES}/${encodeURIComponent(id.toWellFormed()) || 'x'}/events`),
    word.map((id) => `${DISCOVERY}/variants/${encodeURIComponent(id.toWellFormed()) || 'x'}`),
  );
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(name, word), { maxLength: 3 }), async (at, more) => {
      const query = asked();
      for (const [key, value] of more) query.append(key, value.toWellFormed());
      const got = await browser.get(`${at}?${query}`);
      expect([at, String(query), got.status < 500]).toEqual([at, String(query), true]);
      if (got.status >= 400)
        expect(got.json).toMatchObject({ status: got.status, requestId: got.headers.get('x-request-id') });
    }),
    { numRuns: 300, seed: 20_264 },
  );
});

// These come last: they change the data.
describe('when the data changes', () => {
  test('a preset whose attribute is gone is listed with the reason, and a cursor made before is refused', async () => {
    const filters = [{ id: 'case-attribute', params: { attribute: 'case:region', values: ['north'] } }];
    const kept = await browser.post('/api/v1/analysis/filters/presets', { datasetId: log, name: 'North', filters });
    expect([kept.status, kept.json.stale, kept.json.mine]).toEqual([201, null, true]);
    const { next } = (await browser.get(`${CASES}?${asked({ limit: '3' })}`)).json;
    await load(
      ROWS.map((row) => [...row, 'x']),
      'replace',
      'case,activity,time,case:area',
    );
    const list = await browser.get(`/api/v1/analysis/filters/presets?${asked()}`);
    expect(list.json.items.map((p: { name: string; stale: string }) => [p.name, p.stale])).toEqual([
      ['North', 'The data has no attribute "case:region" any more.'],
    ]);
    expect((await browser.get(`${CASES}?${asked({ limit: '3', cursor: next })}`)).json).toMatchObject({
      ...{ status: 409, code: 'list.dataChanged' },
    });
  });
});
