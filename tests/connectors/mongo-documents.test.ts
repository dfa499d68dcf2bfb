/** What documents of MongoDB become, where a reading goes on among keys of all types, and queries; against a simulated server. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { BSON, type Document } from 'mongodb';
import mongodb from '../../plugins/connectors/mongodb.ts';
import { faultOf } from '../egress-house.ts';
import { RunHouse } from './connector-run.ts';
import { opened, rowsOf } from './http-house.ts';
import { MongoServer } from './mongo-server.ts';
import { batchesOf } from './opened.ts';
import { ODD_COLUMNS, ODD_TABLE } from './standard-table.ts';

const { Binary, Decimal128, Long, ObjectId, UUID } = BSON;
const ID = '65a1b2c3d4e5f60718293a4b';
const MIXED: Document[] = [
  { _id: null, n: 1 },
  { _id: 2, n: 2 },
  { _id: Long.fromString('9223372036854775807'), n: 3 },
  { _id: 'a', n: 4 },
  { _id: 'b', n: 5 },
  { _id: new Binary(Buffer.from([1])), n: 6 },
  { _id: ObjectId.createFromHexString(ID), n: 7 },
  { _id: true, n: 8 },
  { _id: new Date('2026-05-01T08:00:00Z'), n: 9 },
];
const collections = new Map<string, Document[]>([
  [ODD_TABLE, [{ _id: 1, [ODD_COLUMNS[0]]: 'first', [ODD_COLUMNS[1]]: 'second' }]],
  ['mixed', MIXED.toReversed()],
  [
    'orders',
    [
      {
        ...{ _id: 1, id: ObjectId.createFromHexString(ID), at: new Date('2026-05-01T08:00:00.123Z') },
        ...{ total: Decimal128.fromString('10.50'), ratio: 0.5, nan: Number.NaN, lines: [{ n: Long.fromNumber(1) }] },
        ...{ customer: { name: 'Ann', tags: [] }, guid: new UUID('6f1a0ba8-3f5c-4f3a-9a6b-1b1c3c8c2b11'), gone: null },
      },
      { _id: 2, at: new Date('2026-05-02T08:00:00Z'), state: 'open' },
    ],
  ],
]);
const server = new MongoServer({ secret: '', collections });
const second = new MongoServer({
  secret: '',
  collections,
  hello: { isWritablePrimary: false, ismaster: false, secondary: true, setName: 'rs' },
});
const runs = new RunHouse();
beforeAll(async () => {
  await Promise.all([runs.start(), server.start(), second.start()]);
});
afterAll(() => {
  for (const one of [runs, server, second]) one.stop();
});

const open = (settings: object = {}) =>
  opened(
    mongodb,
    { hosts: [`127.0.0.1:${server.plain}`], database: 'erp', tls: 'off', ...settings },
    runs.run({ ports: [server.plain, second.plain] }),
  );

test('values keep what they are', async () => {
  await using source = await open();
  const [row] = await rowsOf(source, { table: 'orders' });
  expect(row).toEqual({
    ...{ _id: 1, id: ID, at: '2026-05-01T08:00:00.123Z', total: '10.50', ratio: 0.5, nan: 'NaN', lines: '[{"n":1}]' },
    ...{
      'customer.name': 'Ann',
      'customer.tags': '[]',
      guid: '6f1a0ba8-3f5c-4f3a-9a6b-1b1c3c8c2b11',
      gone: null,
      state: null,
    },
  });
  const { columns, key } = await source.describe({ table: 'orders' });
  expect([columns.find(({ name }) => name === 'total'), columns.find(({ name }) => name === 'at'), key]).toEqual([
    { name: 'total', type: 'number' },
    { name: 'at', type: 'time' },
    ['_id'],
  ]);
  expect(await faultOf(rowsOf(source, { table: 'none' }))).toBe('invalid connector.notThere');
});

test('a reading goes on among keys of all types, in their order', async () => {
  await using source = await open();
  const numbers = async (cursor: unknown) =>
    (await rowsOf(source, { table: 'mixed', cursor })).map(({ n }) => Number(n));
  expect(await numbers(null)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (let had = 1; had < 9; had++) {
    const [batch] = await batchesOf(source, { table: 'mixed', limit: had });
    const cursor = JSON.parse(JSON.stringify(batch!.cursor));
    expect(await numbers(cursor)).toEqual(MIXED.slice(had).map(({ n }) => n));
  }
});

test('hostile names of collections and fields', async () => {
  await using source = await open();
  expect((await source.tables()).map(({ name }) => name)).toContain(ODD_TABLE);
  const since = { column: ODD_COLUMNS[1], value: "it's; -- \\' \" `" };
  expect(await rowsOf(source, { table: ODD_TABLE, since })).toEqual([
    { _id: 1, [ODD_COLUMNS[0]]: 'first', [ODD_COLUMNS[1]]: 'second' },
  ]);
});

test('from a value on, of the type that the field has', async () => {
  await using source = await open();
  const ask = async (column: string, value: string | number) =>
    (await rowsOf(source, { table: 'orders', since: { column, value } })).map(({ _id }) => Number(_id));
  expect(await ask('at', '2026-05-02T00:00:00Z')).toEqual([2]);
  expect(await ask('total', '10.50')).toEqual([1]);
  expect(await ask('id', ID)).toEqual([1]);
  expect(await ask('_id', 2)).toEqual([2]);
});

test('queries are aggregations that only read', async () => {
  await using source = await open();
  const query =
    '{"aggregate":"orders","pipeline":[{"$match":{"at":{"$gt":{"$date":"2026-05-01T12:00:00Z"}}}},{"$project":{"state":1}}]}';
  expect(await rowsOf(source, { query })).toEqual([{ state: 'open' }]);
  const since = { column: 'at', value: '2026-05-02T00:00:00Z' };
  expect(await rowsOf(source, { query: '{"aggregate":"orders","pipeline":[]}', since })).toHaveLength(1);
  expect(await faultOf(rowsOf(source, { query: '{"aggregate":"orders","pipeline":[{"$nothing":1}]}' }))).toBe(
    'invalid connector.refused',
  );
});

test.each([
  '{"aggregate":"orders","pipeline":[{"$out":"copy"}]}',
  '{"aggregate":"orders","pipeline":[{"$merge":{"into":"copy"}}]}',
  '{"aggregate":"orders","pipeline":[{"$match":{"$where":"sleep(1000)"}}]}',
  '{"aggregate":"orders","pipeline":[{"$project":{"a":{"$function":{"body":"x","args":[],"lang":"js"}}}}]}',
  '{"aggregate":"orders","pipeline":[{"$lookup":{"from":"x","pipeline":[{"$group":{"_id":1,"a":{"$accumulator":{}}}}]}}]}',
  '{"aggregate":"orders","pipeline":[{"$project":{"a":{"$code":"x"}}}]}',
  '{"aggregate":"orders","pipeline":[],"bypassDocumentValidation":true}',
  '{"delete":"orders","deletes":[]}',
  '{"aggregate":1,"pipeline":[]}',
  '[]',
  'null',
  'orders.drop()',
  `{"aggregate":"orders","pipeline":[${'{"a":'.repeat(100)}1${'}'.repeat(100)}]}`,
])('refused: query %#', async (query) => {
  await using source = await open();
  const asked = server.commands.filter((command) => command === 'aggregate').length;
  expect(await faultOf(rowsOf(source, { query }))).toBe('invalid connector.notReading');
  expect(server.commands.filter((command) => command === 'aggregate').length).toBe(asked);
});

test('the primary of a replica set is found among the members that are named', async () => {
  const hosts = [`127.0.0.1:${second.plain}`, `127.0.0.1:${server.plain}`];
  await using source = await open({ hosts });
  expect((await source.check()).server).toContain(hosts[1]!);
  expect(await faultOf(open({ hosts: [hosts[0]] }))).toBe('unavailable connector.notPrimary');
  await using any = await open({ hosts, readFrom: 'any' });
  expect(await rowsOf(any, { table: 'orders' })).toHaveLength(2);
});
