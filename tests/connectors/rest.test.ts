/** REST against a simulated server: pages, increments, and what becomes of records. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { ServerResponse } from 'node:http';
import rest from '../../plugins/connectors/rest.ts';
import { faultOf } from '../egress-house.ts';
import { type Asked, HttpHouse, opened, rowsOf, sendJson } from './http-house.ts';
import { batchesOf } from './opened.ts';

const house = new HttpHouse();
beforeAll(() => house.start());
afterAll(() => house.stop());
beforeEach(() => {
  house.asked.length = 0;
});

const orders = Array.from({ length: 7 }, (_, i) => ({ id: i + 1, at: `2026-05-0${i + 1}T08:00:00Z` }));
const source = (endpoint: object) =>
  opened(rest, { url: house.url, endpoints: [{ name: 'orders', path: 'orders', ...endpoint }] }, house.run());
const ids = async (endpoint: object, request: object = {}) =>
  (await rowsOf(await source(endpoint), { table: 'orders', ...request })).map(({ id }) => id);
const part = (from: number, size = 3) => orders.slice(from, from + size);

/** Each kind of paging, as a server does it. */
const PAGINGS: [string, object, (asked: Asked, response: ServerResponse) => void][] = [
  ['none', { records: 'data.rows' }, (_, response) => sendJson(response, { data: { rows: orders } })],
  [
    'page',
    { paging: { kind: 'page', parameter: 'p', sizeParameter: 'size', size: 3 } },
    ({ url }, response) => sendJson(response, part((Number(url.searchParams.get('p')) - 1) * 3)),
  ],
  [
    'offset',
    { paging: { kind: 'offset', parameter: 'from' } },
    ({ url }, response) => sendJson(response, part(Number(url.searchParams.get('from')))),
  ],
  [
    'cursor',
    { records: 'items', paging: { kind: 'cursor', parameter: 'after', path: 'meta.marks[0]' } },
    ({ url }, response) => {
      const from = Number(url.searchParams.get('after') ?? 0);
      sendJson(response, { items: part(from), meta: { marks: [from + 3 < 7 ? String(from + 3) : null] } });
    },
  ],
  [
    'next',
    { records: 'items', paging: { kind: 'next', path: 'links.next' } },
    ({ url }, response) => {
      const from = Number(url.searchParams.get('from') ?? 0);
      sendJson(response, { items: part(from), links: from + 3 < 7 ? { next: `/api/orders?from=${from + 3}` } : {} });
    },
  ],
  [
    'link',
    { paging: { kind: 'link' } },
    ({ url }, response) => {
      const from = Number(url.searchParams.get('from') ?? 0);
      const link = `<https://elsewhere.example/>; rel="prev", <${house.url}/orders?from=${from + 3}>; rel="next last"`;
      sendJson(response, part(from), 200, from + 3 < 7 ? { link } : {});
    },
  ],
];

describe('pages', () => {
  test.each(PAGINGS)('by %s, whole, from every cursor, and only so many', async (_, endpoint, answer) => {
    house.answer = answer;
    expect(await ids(endpoint)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await ids(endpoint, { limit: 4 })).toEqual([1, 2, 3, 4]);
    const open = await source(endpoint);
    const batches = await batchesOf(open, { table: 'orders' });
    let had = 0;
    for (const { rows, cursor } of batches) {
      had += rows.length;
      expect(await ids(endpoint, { cursor: JSON.parse(JSON.stringify(cursor)) })).toEqual(
        orders.slice(had).map(({ id }) => id),
      );
    }
    expect(await ids(endpoint, { cursor: (await batchesOf(open, { table: 'orders', limit: 2 }))[0]!.cursor })).toEqual([
      ...[3, 4, 5, 6, 7],
    ]);
  });

  test('a page that is smaller than asked for is not taken for the last', async () => {
    house.answer = ({ url }, response) => sendJson(response, part((Number(url.searchParams.get('page')) - 1) * 2, 2));
    expect(await ids({ paging: { kind: 'page', sizeParameter: 'n', size: 500 } })).toHaveLength(7);
    expect(house.asked[0]!.url.search).toBe('?n=500&page=1');
  });

  test('a next address at another server is not asked', async () => {
    house.answer = (_, response) => sendJson(response, { items: part(0), next: 'http://169.254.169.254/latest' });
    expect(await faultOf(ids({ records: 'items', paging: { kind: 'next', path: 'next' } }))).toBe(
      'forbidden connector.elsewhere',
    );
    expect(house.asked).toHaveLength(1);
  });

  test('pages without an end are ended', async () => {
    house.answer = (_, response) => sendJson(response, { items: part(0), next: 'same' });
    const endpoint = { records: 'items', paging: { kind: 'cursor', parameter: 'after', path: 'next' } };
    expect(await faultOf(ids(endpoint))).toBe('unavailable connector.garbled');
    let mark = 0;
    house.answer = (_, response) => sendJson(response, { items: [], next: ++mark });
    expect(await faultOf(ids(endpoint))).toBe('unavailable connector.garbled');
  });

  test('a query by POST carries its parameters in the body', async () => {
    house.answer = ({ body }, response) => sendJson(response, part(JSON.parse(body).from));
    const endpoint = { body: '{"status":"open"}', paging: { kind: 'offset', parameter: 'from' } };
    expect(await ids(endpoint)).toHaveLength(7);
    expect(house.asked[1]).toMatchObject({ method: 'POST', body: '{"status":"open","from":3}' });
  });
});

describe('increments', () => {
  const since = { column: 'at', parameter: 'filter', form: 'at ge {value}' };

  test('ask from a value on, in the form of the server', async () => {
    house.answer = (_, response) => sendJson(response, orders);
    await ids({ since }, { since: { column: 'at', value: '2026-05-03T08:00:00Z' } });
    expect(house.asked[0]!.url.searchParams.get('filter')).toBe('at ge 2026-05-03T08:00:00Z');
    expect(await faultOf(ids({}, { since: { column: 'at', value: 1 } }))).toBe('invalid connector.noSince');
  });

  test('a server that gives them in another order is found out', async () => {
    house.answer = (_, response) => sendJson(response, orders.toReversed());
    expect(await faultOf(ids({ since }, { since: { column: 'at', value: null } }))).toBe(
      'invalid connector.notInOrder',
    );
  });
});

describe('what an answer holds', () => {
  const rows = async (text: string) => {
    house.answer = (_, response) => sendJson(response, text);
    return rowsOf(await source({}), { table: 'orders' });
  };

  test('objects become columns, lists text, numbers stay exact', async () => {
    const text =
      '[{"id":9223372036854775807,"n":99999999999999999999999999999999999999.5,"f":0.1,"x":1.50,"b":true,"o":{"p":{"q":"ä"},"e":{}},"l":[1,{"a":2}],"z":null}]';
    const exact = { id: '9223372036854775807', n: '99999999999999999999999999999999999999.5' };
    expect(await rows(text)).toEqual([
      { ...exact, ...{ f: 0.1, x: 1.5, b: true, 'o.p.q': 'ä', 'o.e': '{}', l: '[1,{"a":2}]', z: null } },
    ]);
  });

  test('columns are those of the first rows; what comes later beside them is gathered; two kinds are text', async () => {
    const first = [{ a: 1, t: '2026-05-01T08:00:00.123456+02:00' }, { b: { c: 2 } }, { a: 'x', b: null }];
    const second = '[{"a":2,"z":{"deep":12345678901234567890},"b":{"c":null}},{"t":null}]';
    house.answer = ({ url }, response) =>
      sendJson(
        response,
        url.searchParams.get('page') === '1' ? first : url.searchParams.get('page') === '2' ? second : [],
      );
    const open = await source({ paging: { kind: 'page' } });
    const batches = await batchesOf(open, { table: 'orders' });
    expect(batches[0]!.columns).toEqual([
      ...[{ name: 'a', type: 'text' } as const, { name: 't', type: 'time' } as const],
      ...[{ name: 'b.c', type: 'number' } as const, { name: '_more', type: 'text' } as const],
    ]);
    expect(batches.flatMap(({ rows }) => rows)).toEqual([
      [1, '2026-05-01T08:00:00.123456+02:00', null, null],
      [null, null, 2, null],
      ['x', null, null, null],
      [2, null, null, '{"z.deep":12345678901234567890}'],
      [null, null, null, null],
    ]);
    // Also where the reading goes on behind the first page.
    const rest = await batchesOf(open, { table: 'orders', cursor: batches[0]!.cursor });
    expect(rest.map(({ columns }) => columns.map(({ name }) => name))).toEqual([['a', 't', 'b.c', '_more']]);
    const [chosen] = await batchesOf(open, { table: 'orders', columns: ['b.c', 'no'] });
    expect(chosen!.rows).toEqual([
      [null, null],
      [2, null],
      [null, null],
    ]);
  });

  test('names that mean something to programs are names', async () => {
    const [row] = await rows('[{"__proto__":{"polluted":1},"constructor":2,"toString":"x"}]');
    expect(Object.entries(row!)).toEqual([
      ['__proto__.polluted', 1],
      ['constructor', 2],
      ['toString', 'x'],
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('columns and key are told beforehand', async () => {
    house.answer = (_, response) => sendJson(response, orders);
    const open = await source({ key: ['id'] });
    expect(await open.tables()).toEqual([{ name: 'orders', note: 'orders' }]);
    expect(await open.describe({ table: 'orders' })).toEqual({
      columns: [
        { name: 'id', type: 'number' },
        { name: 'at', type: 'time' },
        { name: '_more', type: 'text' },
      ],
      key: ['id'],
    });
    expect(await faultOf(open.describe({ table: 'other' }))).toBe('invalid connector.notThere');
  });
});
