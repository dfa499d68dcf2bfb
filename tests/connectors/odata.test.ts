/** OData, version 2 as SAP Gateway speaks it and version 4, against a simulated service. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import odata from '../../plugins/connectors/odata.ts';
import { literalOf, plainRecord } from '../../plugins/kit/odata-values.ts';
import { faultOf } from '../egress-house.ts';
import { HttpHouse, opened, rowsOf, sendJson } from './http-house.ts';
import { type Entity, metadataOf, type Service, serve } from './odata-service.ts';
import { batchesOf } from './opened.ts';

const TYPES = `
  <EntityType Name="Base"><Key><PropertyRef Name="Plant"/><PropertyRef Name="Number"/></Key>
    <Property Name="Plant" Type="Edm.String" Nullable="false"/><Property Name="Number" Type="Edm.Int64" Nullable="false"/></EntityType>
  <EntityType Name="Order" BaseType="SHOP.Base">
    <Property Name="Changed" Type="Edm.DateTime"/><Property Name="Total" Type="Edm.Decimal"/>
    <Property Name="Ship" Type="Self.Address"/></EntityType>
  <ComplexType Name="Address"><Property Name="City" Type="Edm.String"/></ComplexType>
  <EntityType Name="Thing"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Guid"/></EntityType>`;
const SETS = { Orders: 'SHOP.Order', Things: 'Self.Thing' };

const instant = (day: number, version: 2 | 4) =>
  version === 2 ? `/Date(${Date.UTC(2026, 4, day)})/` : new Date(Date.UTC(2026, 4, day)).toISOString();
/** In no order; keys that come twice but in one part, a quote in one, two without a time. */
const orders = (version: 2 | 4): Entity[] =>
  [5, 3, 1, 4, 2, 7, 6].map((n) => ({
    ...{ Plant: n % 2 === 0 ? "O'Hare" : 'A', Number: version === 2 ? String(n) : n },
    Changed: n > 5 ? null : instant(n - (n % 2), version),
    ...{ Total: `${n}.10`, Ship: { __metadata: {}, City: `c${n}` }, Lines: { __deferred: { uri: 'x' } } },
  }));
const guid = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const service = (version: 2 | 4, more: Partial<Service> = {}): Service => ({
  ...{
    version,
    most: 3,
    metadata: metadataOf(
      version,
      TYPES.replaceAll('Edm.DateTime"', version === 2 ? 'Edm.DateTime"' : 'Edm.DateTimeOffset"'),
      SETS,
    ),
  },
  sets: { Orders: orders(version), Things: [1, 2, 3, 4, 5].map((n) => ({ Id: guid(n) })) },
  ...more,
});

const house = new HttpHouse();
beforeAll(() => house.start());
afterAll(() => house.stop());
beforeEach(() => {
  house.asked.length = 0;
});
const open = (of: Service, settings: object = {}) => {
  house.answer = (asked, response) => serve(of, asked, response);
  return opened(odata, { url: `${house.url}/SHOP?sap-client=100`, ...settings }, house.run());
};
/** By plant and number. */
const IN_ORDER = [1, 3, 5, 7, 2, 4, 6];
const numbers = async (...asked: Parameters<typeof rowsOf>) =>
  (await rowsOf(...asked)).map((row) => Number(row.Number));

describe.each([2, 4] as const)('version %d', (version) => {
  test('says its sets, columns and keys', async () => {
    const source = await open(service(version));
    expect((await source.check()).details).toEqual([`OData version ${version}, 2 entity sets`]);
    expect(await source.tables()).toEqual([{ name: 'Orders' }, { name: 'Things' }]);
    expect(await source.describe({ table: 'Orders' })).toEqual({
      columns: [
        { name: 'Plant', type: 'text' },
        { name: 'Number', type: 'number' },
        { name: 'Changed', type: 'time' },
        { name: 'Total', type: 'number' },
        { name: 'Ship.City', type: 'text' },
      ],
      key: ['Plant', 'Number'],
    });
    expect(house.asked[0]!.url.search).toBe('?sap-client=100');
  });

  test.each([
    ['links of the service', { most: 3 }, { pageSize: 1_000 }],
    ['the last key', { most: 1_000 }, { pageSize: 2 }],
    ['both', { most: 2 }, { pageSize: 3 }],
    ['position', { most: 1_000 }, { pageSize: 2, goOnBy: 'position' }],
  ])('is read by %s, and goes on from every cursor', async (_, more, settings) => {
    const source = await open(service(version, more), settings);
    expect(await numbers(source, { table: 'Orders' })).toEqual(IN_ORDER);
    let had = 0;
    for (const { rows, cursor } of await batchesOf(source, { table: 'Orders' })) {
      had += rows.length;
      expect(await numbers(source, { table: 'Orders', cursor: JSON.parse(JSON.stringify(cursor)) })).toEqual(
        IN_ORDER.slice(had),
      );
    }
    expect(await numbers(source, { table: 'Orders', limit: 4 })).toEqual(IN_ORDER.slice(0, 4));
  });

  test('keys that cannot be compared are read by links alone', async () => {
    const source = await open(service(version, { most: 2, allowsSkip: false }));
    expect((await rowsOf(source, { table: 'Things' })).map(({ Id }) => Id)).toEqual([1, 2, 3, 4, 5].map(guid));
    expect(house.asked.every(({ url }) => !url.searchParams.has('$top'))).toBeTrue();
  });

  test('in the order of a column, what has no value first, and from a value on', async () => {
    const source = await open(service(version, { most: 1_000 }), { pageSize: 2 });
    const since = (value: string | null) => ({ table: 'Orders', since: { column: 'Changed', value } });
    const all = [7, 6, 1, 3, 2, 5, 4];
    expect(await numbers(source, since(null))).toEqual(all);
    for (const { cursor } of await batchesOf(source, since(null)))
      expect(all.join()).toEndWith((await numbers(source, { ...since(null), cursor })).join());
    const zone = version === 2 ? '' : '.000Z';
    expect(await numbers(source, since(`2026-05-02T00:00:00${zone}`))).toEqual([3, 2, 5, 4]);
    expect(await faultOf(numbers(source, { table: 'Orders', since: { column: 'No', value: 1 } }))).toBe(
      'invalid connector.notThere',
    );
  });

  test('values are exact, complex ones are columns, chosen ones are all that is asked for', async () => {
    const source = await open(service(version));
    const [batch] = await batchesOf(source, { table: 'Orders', limit: 1 });
    expect(batch!.columns.at(-1)).toEqual({ name: 'Ship.City', type: 'text' });
    expect(batch!.columns[3]).toEqual({ name: 'Total', type: 'number' });
    expect(batch!.rows[0]!.slice(2)).toEqual([
      version === 2 ? '2026-04-30T00:00:00' : '2026-04-30T00:00:00.000Z',
      '1.10',
      'c1',
    ]);
    const chosen = await rowsOf(source, { table: 'Orders', limit: 1, columns: ['Ship.City', 'Total'] });
    expect(chosen).toEqual([{ 'Ship.City': 'c1', Total: '1.10' }]);
    const gone = faultOf(rowsOf(source, { table: 'Orders', columns: ['Total', 'No'] }));
    expect(await gone).toBe('invalid connector.notThere');
    expect(house.asked.at(-1)!.url.searchParams.get('$select')).toBe('Ship,Total,Plant,Number');
  });
});

describe('a service that means harm', () => {
  const check = async (metadata: string) => faultOf((await open(service(4, { metadata }))).check());

  test.each([
    '<html><body>Sign in</body></html>',
    'no xml',
    '<edmx:Edmx Version="4.0"><Schema>',
    '<!DOCTYPE x [<!ENTITY a "aaaa">]><edmx:Edmx Version="4.0">&a;</edmx:Edmx>',
    '{"value":[]}',
  ])('%#', async (metadata) => {
    expect(await check(metadata)).toBe('unavailable connector.garbled');
  });

  test('types in a circle, links to elsewhere, answers in another form', async () => {
    const circle = TYPES.replace('Name="Base"', 'Name="Base" BaseType="SHOP.Order"');
    expect((await (await open(service(4, { metadata: metadataOf(4, circle, SETS) }))).tables()).length).toBe(2);
    const source = await open(service(4));
    await source.tables();
    house.answer = (_, response) => sendJson(response, { value: [{}], '@odata.nextLink': 'https://evil.example/' });
    expect(await faultOf(rowsOf(source, { table: 'Things' }))).toBe('forbidden connector.elsewhere');
    house.answer = (_, response) => sendJson(response, { rows: [] });
    expect(await faultOf(rowsOf(source, { table: 'Things' }))).toBe('unavailable connector.garbled');
  });
});

test.each([
  ['/Date(1398902400000)/', 'Edm.DateTime', '2014-05-01T00:00:00'],
  ['/Date(1398902400123)/', 'Edm.DateTime', '2014-05-01T00:00:00.123'],
  ['/Date(1398902400000)/', 'Edm.DateTimeOffset', '2014-05-01T00:00:00Z'],
  ['/Date(1398902400000+0120)/', 'Edm.DateTimeOffset', '2014-05-01T02:00:00+02:00'],
  ['/Date(-62135596800000)/', 'Edm.DateTime', '0001-01-01T00:00:00'],
  ['/Date(99999999999999999)/', 'Edm.DateTime', '/Date(99999999999999999)/'],
  ['PT08H30M', 'Edm.Time', 'PT08H30M'],
])('%s as %s is %s', (text, type, value) => {
  expect(
    plainRecord({ a: text }, { name: 's', key: [], columns: [], isOpen: false, properties: [{ name: 'a', type }] }),
  ).toEqual({ a: value });
});

test.each([
  ["O'Hare", 'Edm.String', "'O''Hare'", "'O''Hare'"],
  ['9223372036854775807', 'Edm.Int64', '9223372036854775807L', '9223372036854775807'],
  ['1.10', 'Edm.Decimal', '1.10M', '1.10'],
  ['2026-05-01T00:00:00', 'Edm.DateTime', "datetime'2026-05-01T00:00:00'", '2026-05-01T00:00:00'],
  ['1 or true eq true', 'Edm.Int32', '1ortrueeqtrue', '1ortrueeqtrue'],
  [null, 'Edm.String', 'null', 'null'],
])('%s as a literal of %s', (value, type, two, four) => {
  expect([literalOf(value, type, 2), literalOf(value, type, 4)]).toEqual([two, four]);
});
