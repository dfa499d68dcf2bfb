/** GraphQL against the reference implementation of the specification behind a simulated server. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { buildSchema, graphql as execute } from 'graphql';
import graphql from '../../plugins/connectors/graphql.ts';
import { faultOf } from '../egress-house.ts';
import { HttpHouse, opened, rowsOf, sendJson } from './http-house.ts';
import { batchesOf } from './opened.ts';

const schema = buildSchema(`
  scalar Long
  type Person { name: String, boss: Person, orders: [Order!] }
  type Order { id: ID!, at: String, total: Long, tags: [String!], customer: Person, price(in: String!): Int }
  type OrderEdge { node: Order, cursor: String! }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type OrderConnection { edges: [OrderEdge], pageInfo: PageInfo! }
  type Query {
    orders(first: Int, after: String, since: String): OrderConnection!
    people: [Person]
    order(id: ID!): Order
    version: String
  }
  type Mutation { deleteOrder(id: ID!): Boolean }
`);
const orders = Array.from({ length: 5 }, (_, i) => ({
  ...{ id: `o${i + 1}`, at: `2026-05-0${i + 1}`, total: i, tags: ['a', 'b'] },
  customer: { name: `c${i}`, boss: { name: 'z', boss: null } },
}));
const root = {
  orders({ first = 2, after, since }: { first?: number; after?: string; since?: string }) {
    const fitting = orders.filter(({ at }) => !since || at >= since);
    const from = after ? Number(after) : 0;
    const edges = fitting.slice(from, from + first).map((node) => ({ node, cursor: node.id }));
    const hasNextPage = from + first < fitting.length;
    return { edges, pageInfo: { hasNextPage, endCursor: String(from + first) } };
  },
  people: [{ name: 'Ann' }, null, { name: 'Bo' }],
  version: '1',
  order: () => {
    throw new Error('no such order');
  },
};

const house = new HttpHouse();
let allowsIntrospection = true;
beforeAll(async () => {
  await house.start();
  house.answer = async ({ body }, response) => {
    const { query, variables } = JSON.parse(body);
    if (!allowsIntrospection && query.includes('__schema'))
      return sendJson(response, { errors: [{ message: 'introspection is off' }] });
    sendJson(response, await execute({ schema, source: query, variableValues: variables, rootValue: root }));
  };
});
afterAll(() => house.stop());

const open = (settings: object = {}) => opened(graphql, { url: house.url, ...settings }, house.run());
const QUERY = `query ($first: Int, $after: String, $since: String) {
  orders(first: $first, after: $after, since: $since) { edges { node { id at } } pageInfo { hasNextPage endCursor } }
}`;

test('tables are what can be read without more being said', async () => {
  const source = await open();
  expect(await source.tables()).toEqual([
    { name: 'orders', note: 'Order' },
    { name: 'people', note: 'Person' },
  ]);
  expect(await source.describe({ table: 'orders' })).toMatchObject({ key: ['id'] });
  expect(await rowsOf(source, { table: 'people' })).toEqual([
    { name: 'Ann', boss: null },
    { name: 'Bo', boss: null },
  ]);
  expect(await faultOf(source.describe({ table: 'order' }))).toBe('invalid connector.notThere');
});

test('connections are read page by page, and go on from every cursor', async () => {
  const source = await open({ pageSize: 2 });
  const rows = await rowsOf(source, { table: 'orders' });
  expect(rows.map(({ id }) => id)).toEqual(['o1', 'o2', 'o3', 'o4', 'o5']);
  expect(rows[0]).toMatchObject({ total: 0, tags: '["a","b"]', 'customer.name': 'c0', 'customer.boss.name': 'z' });
  let had = 0;
  for (const { rows: some, cursor } of await batchesOf(source, { table: 'orders' })) {
    had += some.length;
    const rest = await rowsOf(source, { table: 'orders', cursor });
    expect(rest.map(({ id }) => id)).toEqual(orders.slice(had).map(({ id }) => id));
  }
  expect(await rowsOf(source, { table: 'orders', limit: 3 })).toHaveLength(3);
});

test('fields that are chosen, and those that no record can have', async () => {
  const source = await open();
  const columns = ['customer.boss.name', 'id', 'customer.boss', 'total.cents'];
  const [batch] = await batchesOf(source, { table: 'orders', columns, limit: 1 });
  expect(batch!.rows).toEqual([['z', 'o1', null, null]]);
  for (const name of ['price', 'customer.name2', 'tag', '__proto__'])
    expect(await faultOf(rowsOf(source, { table: 'orders', columns: ['id', name] }))).toBe(
      'invalid connector.notThere',
    );
});

test('a query of one’s own, also for what is new', async () => {
  const source = await open();
  expect(await rowsOf(source, { query: QUERY, since: { column: 'at', value: '2026-05-04' } })).toEqual([
    { id: 'o4', at: '2026-05-04' },
    { id: 'o5', at: '2026-05-05' },
  ]);
  expect(await faultOf(rowsOf(source, { table: 'orders', since: { column: 'at', value: 'x' } }))).toBe(
    'invalid connector.noSince',
  );
});

test('an interface that does not describe itself takes queries', async () => {
  allowsIntrospection = false;
  const source = await open();
  expect(await source.tables()).toEqual([]);
  expect(await rowsOf(source, { query: QUERY })).toHaveLength(5);
  expect((await source.check()).server).toContain('erp.corp.example');
  allowsIntrospection = true;
});

describe('refused', () => {
  const ask = async (query: string) => faultOf(rowsOf(await open(), { query }));

  test.each([
    'mutation { deleteOrder(id: 1) }',
    'subscription { orders }',
    'query a { version } query b { version }',
    'query a { version } mutation b { deleteOrder(id: 1) }',
    'query ($id: ID!) { order(id: $id) { id } }',
    'type A { b: Int }',
    'query { version } type A { b: Int }',
    'fragment f on Order { id }',
    'query {',
    '',
    `query { ${'version '.repeat(30_000)} }`.slice(0, 200_000),
  ])('%#', async (query) => {
    const asked = house.asked.length;
    expect(await ask(query)).toBe('invalid connector.notReading');
    expect(house.asked.length).toBe(asked);
  });

  test('data with holes, more pages than are asked for, and what is no GraphQL', async () => {
    expect(await ask('query { version order(id: 1) { id } }')).toBe('invalid connector.refused');
    expect(await ask('query { orders(first: 2) { edges { node { id } } pageInfo { hasNextPage endCursor } } }')).toBe(
      'invalid connector.badQuery',
    );
    const { answer } = house;
    house.answer = (_, response) => sendJson(response, { hello: 1 });
    expect(await ask('{ version }')).toBe('unavailable connector.garbled');
    house.answer = (_, response) => sendJson(response, { data: { __schema: { types: [1] } } });
    expect(await faultOf((await open()).tables())).toBe('unavailable connector.garbled');
    house.answer = answer;
  });
});
