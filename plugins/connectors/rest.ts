import {
  type ConnectorRun,
  defineTableConnector,
  invalid,
  KEEPS_SECRETS,
  notThere,
  notUnderstood,
  type ReadRequest,
  type Static,
  type TableSource,
  Type,
} from '#sdk';
import { type Json, parseExactly } from '../kit/exact-json.ts';
import { FlatColumns, flatRow } from '../kit/flat-rows.ts';
import { HttpClient } from '../kit/http-client.ts';
import { Paging, type Place, parametersOf, placeAfter } from '../kit/http-paging.ts';
import { below, HTTP_SETTINGS } from '../kit/http-settings.ts';
import { JSON_PATH, pathOf, valueAt } from '../kit/json-path.ts';
import { type RecordsPage, readPaged } from '../kit/paged-rows.ts';

const Since = Type.Object(
  {
    column: Type.String({ default: '', description: 'The column that grows, as updated_at; empty: none.' }),
    parameter: Type.String({ default: '', description: 'The parameter that asks for records from a value on.' }),
    form: Type.String({
      ...{ default: '{value}', pattern: '\\{value\\}' },
      description: 'How the value is written into it, as: updatedAt ge {value}',
    }),
  },
  { default: {}, description: 'How new and changed records are asked for.' },
);

const Endpoint = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200, description: 'The name of the table.' }),
  path: Type.String({ maxLength: 2_000, description: 'Below the address, as orders/list' }),
  query: Type.Record(Type.String(), Type.String(), { default: {}, description: 'Parameters of every query.' }),
  body: Type.String({
    ...{ default: '', maxLength: 65_536 },
    description: 'JSON of a query by POST that only reads; parameters are put into it. Empty: GET.',
  }),
  records: Type.String({ default: '', pattern: JSON_PATH, description: 'Where the list stands: data.items' }),
  key: Type.Array(Type.String(), { default: [], description: 'Columns that tell records apart.' }),
  paging: Paging,
  since: Since,
});
type Endpoint = Static<typeof Endpoint>;

const Params = Type.Object({
  ...HTTP_SETTINGS,
  endpoints: Type.Array(Endpoint, {
    [KEEPS_SECRETS]: true,
    minItems: 1,
    maxItems: 200,
    description: 'What can be read, one table each.',
  }),
});

export default defineTableConnector({
  ...{ id: 'rest', version: 1, title: 'REST interface (JSON)', category: 'Applications', params: Params, examples: [] },
  summary: 'Reads records from endpoints that answer in JSON, page by page.',
  ...{ verifiedWith: null, queries: null, follows: 'column' },
  open: async (params, run) => restSource(params, run),
});

function restSource(params: Static<typeof Params>, run: ConnectorRun): TableSource {
  const client = new HttpClient(run, params);
  const { server } = client;
  const endpointOf = (name: string | undefined): Endpoint =>
    params.endpoints.find((one) => one.name === name) ?? missing(server, name);
  const page = (endpoint: Endpoint, request: Pick<ReadRequest, 'since'>) => async (place: Place | null) =>
    askPage(client, endpoint, { since: request.since, place });
  return {
    async check() {
      await page(params.endpoints[0]!, {})(null);
      return {
        server,
        details: [`"${params.endpoints[0]!.name}" answers; ${params.endpoints.length} tables are set.`],
      };
    },
    tables: async () => params.endpoints.map(({ name, path }) => ({ name, note: path })),
    async describe({ table }) {
      const endpoint = endpointOf(table);
      const { records } = await page(endpoint, {})(null);
      const { columns } = new FlatColumns(server).batch(records.map(flatRow));
      return { columns, key: endpoint.key.filter((name) => columns.some((column) => column.name === name)) };
    },
    read(request) {
      const endpoint = endpointOf(request.table);
      return readPaged({ server, request, page: page(endpoint, request) });
    },
    async [Symbol.asyncDispose]() {},
  };
}

async function askPage(
  client: HttpClient,
  endpoint: Endpoint,
  { since, place }: { since: ReadRequest['since'] | undefined; place: Place | null },
): Promise<RecordsPage<Place>> {
  const { server } = client;
  const parameters = parametersOf(endpoint.paging, place);
  if (since) addSince(parameters, endpoint, since);
  const isAddress = typeof place === 'string' && ['next', 'link'].includes(endpoint.paging.kind);
  const url = isAddress ? new URL(place) : addressOf(client, endpoint);
  const body = endpoint.body === '' ? undefined : bodyWith(endpoint.body, parameters);
  if (body === undefined && !isAddress)
    for (const [name, value] of parameters) url.searchParams.set(name, String(value));
  const answer = await client.json({ url, ...(body === undefined ? {} : { body }) });
  const records = recordsIn(answer.body, endpoint, server);
  const next = placeAfter(endpoint.paging, place, { ...answer, url, records: records.length }, server);
  return { records, next };
}

function addressOf({ base }: HttpClient, { path, query }: Endpoint): URL {
  const url = below(base, path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function addSince(parameters: Map<string, Json>, { name, since }: Endpoint, asked: NonNullable<ReadRequest['since']>) {
  if (since.column !== asked.column || since.parameter === '')
    invalid('connector.noSince', `"${name}" has no parameter that asks for records by "${asked.column}".`, [
      { pointer: '/since', message: 'set column and parameter of this endpoint, or load everything each time' },
    ]);
  if (asked.value !== null)
    parameters.set(
      since.parameter,
      since.form.replace('{value}', () => String(asked.value)),
    );
}

/** Parameters stand at the top of the body: queries by POST are objects. */
function bodyWith(text: string, parameters: ReadonlyMap<string, Json>): string {
  const body = parseExactly(text, 'The body of the endpoint');
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return invalid('connector.badBody', 'The body of an endpoint is a JSON object.');
  return JSON.stringify({ ...body, ...Object.fromEntries(parameters) });
}

/** The list of records; one object alone is one record. */
function recordsIn(body: Json, { records, name }: Endpoint, server: string): readonly Json[] {
  const found = valueAt(body, pathOf(records));
  if (Array.isArray(found)) return found;
  if (found === null) return [];
  if (typeof found === 'object') return [found];
  throw notUnderstood(server, `no list of records at "${records}" for "${name}"`);
}

function missing(server: string, name: string | undefined): never {
  throw notThere(server, `table "${name}"`);
}
