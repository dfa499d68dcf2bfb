import {
  AppError,
  type ConnectorRun,
  defineTableConnector,
  invalid,
  KEEPS_SECRETS,
  notThere,
  notUnderstood,
  queryRefused,
  type ReadRequest,
  type Static,
  type TableSource,
  Type,
} from '#sdk';
import type { Json } from '../kit/exact-json.ts';
import { FlatColumns, flatRow, MORE } from '../kit/flat-rows.ts';
import { type GraphqlDocument, readDocument } from '../kit/graphql-document.ts';
import { type GraphqlTable, graphqlTables } from '../kit/graphql-tables.ts';
import { HttpClient } from '../kit/http-client.ts';
import { HTTP_SETTINGS } from '../kit/http-settings.ts';
import { type RecordsPage, readPaged } from '../kit/paged-rows.ts';

const Params = Type.Object({
  ...HTTP_SETTINGS,
  pageSize: Type.Integer({
    ...{ default: 500, minimum: 1, maximum: 100_000, [KEEPS_SECRETS]: true },
    description: 'Records that a page shall have: what $first is filled in with.',
  }),
});

export default defineTableConnector({
  ...{ id: 'graphql', version: 1, title: 'GraphQL', category: 'applications', params: Params, examples: [] },
  summary: 'Reads lists and connections of a GraphQL interface, and queries of your own.',
  ...{ verifiedWith: null, queries: 'GraphQL', follows: 'column' },
  open: async (params, run) => graphqlSource(params, run),
});

type Variables = Record<string, Json>;

function graphqlSource({ pageSize, ...settings }: Static<typeof Params>, run: ConnectorRun): TableSource {
  const client = new HttpClient(run, settings);
  const { server } = client;
  let known: Promise<GraphqlTable[]> | null = null;
  const tables = () => {
    known ??= introspected(client);
    return known;
  };
  const find = async ({ table, query, columns: chosen = [] }: Pick<ReadRequest, 'table' | 'query' | 'columns'>) => {
    if (query !== undefined) return { document: await readDocument(query), key: [] };
    const found = (await tables()).find(({ name }) => name === table);
    if (!found) throw notThere(server, `list "${table}" that can be read without a query of your own`);
    const missing = chosen.find((name) => !holds(found, name));
    if (missing !== undefined) throw notThere(server, `field "${missing}" in "${table}"`);
    return { document: await readDocument(found.document), key: found.key };
  };
  const page = (document: GraphqlDocument, { since, limit }: Pick<ReadRequest, 'since' | 'limit'>) => {
    const fixed = variablesOf(document, since, Math.min(pageSize, limit ?? pageSize));
    return async (after: string | null) => {
      const data = await ask(client, document.text, after === null ? fixed : { ...fixed, after });
      return recordsIn(data, document, server);
    };
  };
  return {
    async check() {
      await ask(client, 'query { __typename }', {});
      return { server, details: [] };
    },
    tables: async () => (await tables()).map(({ name, note }) => ({ name, note })),
    async describe(what) {
      const { document, key } = await find(what);
      const { records } = await page(document, { limit: null })(null);
      const { columns } = new FlatColumns(server).batch(records.map(flatRow));
      return { columns, key: key.filter((name) => columns.some((column) => column.name === name)) };
    },
    async *read(request) {
      const { document } = await find(request);
      yield* readPaged({ server, request, page: page(document, request) });
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Whether a record may have this column: what is no object of the schema may still come as one, from a scalar of the interface's own. */
function holds({ columns }: GraphqlTable, name: string): boolean {
  const isObjectThere = (column: string) => columns.some((other) => other.startsWith(`${column}.`));
  return (
    name === MORE ||
    columns.some((column) => name === column || (name.startsWith(`${column}.`) && !isObjectThere(column)))
  );
}

/** What the interface says of itself; one that says nothing has no tables, and takes queries. */
async function introspected(client: HttpClient): Promise<GraphqlTable[]> {
  const { getIntrospectionQuery } = await import('graphql');
  try {
    return await graphqlTables(await ask(client, getIntrospectionQuery({ descriptions: false }), {}), client.server);
  } catch (error) {
    if (error instanceof AppError && error.code === 'connector.refused') return [];
    throw error;
  }
}

async function ask(client: HttpClient, query: string, variables: Variables): Promise<Json> {
  const { body } = await client.json({ url: client.base, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (body ?? {}) as { data?: Json; errors?: { message?: unknown }[] };
  // Data beside errors has holes.
  if (Array.isArray(errors) && errors.length > 0)
    throw queryRefused(
      client.server,
      errors
        .map((one) => String(one?.message))
        .join('; ')
        .slice(0, 300),
    );
  if (typeof data !== 'object' || data === null) throw notUnderstood(client.server, 'neither data nor errors');
  return data;
}

function variablesOf({ variables }: GraphqlDocument, since: ReadRequest['since'], first: number): Variables {
  if (since && !variables.has('since'))
    invalid('connector.noSince', 'Only a query of your own with the variable $since can be asked for what is new.', [
      { pointer: '/since', message: 'declare $since in the query, or load everything each time' },
    ]);
  return {
    ...(variables.has('first') ? { first } : {}),
    ...(since ? { since: typeof since.value === 'bigint' ? String(since.value) : since.value } : {}),
  };
}

interface Connection {
  readonly nodes?: Json[];
  readonly edges?: ({ node?: Json } | null)[];
  readonly pageInfo: { hasNextPage?: boolean; endCursor?: string | null };
}

/** The records of an answer: of its first connection, else of its first list; one object alone is one record. */
function recordsIn(data: Json, { variables }: GraphqlDocument, server: string): RecordsPage<string> {
  const connection = firstOf(data, isConnection) as Connection | undefined;
  if (!connection) {
    const list = firstOf(data, Array.isArray) as Json[] | undefined;
    return { records: (list ?? [data]).filter((record) => record !== null), next: null };
  }
  const { nodes, edges, pageInfo } = connection;
  const records = (nodes ?? (edges ?? []).map((edge) => edge?.node ?? null)).filter((record) => record !== null);
  if (!pageInfo.hasNextPage) return { records, next: null };
  if (!variables.has('after'))
    invalid('connector.badQuery', 'There are more records than the query asks for. Declare $after and use it.', [
      {
        pointer: '/query',
        message: 'query ($after: String) { …(after: $after) { … pageInfo { hasNextPage endCursor } } }',
      },
    ]);
  if (typeof pageInfo.endCursor !== 'string') throw notUnderstood(server, 'a next page without a cursor');
  return { records, next: pageInfo.endCursor };
}

const isConnection = (value: Json): boolean =>
  isObject(value) && isObject(value.pageInfo ?? null) && (Array.isArray(value.nodes) || Array.isArray(value.edges));
const isObject = (value: Json): value is { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Breadth first, through objects; records themselves are not looked into. */
function firstOf(data: Json, is: (value: Json) => boolean): Json | undefined {
  let level: Json[] = [data];
  while (level.length > 0) {
    const found = level.find(is);
    if (found !== undefined) return found;
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return undefined;
}
