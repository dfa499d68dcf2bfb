import { Value } from '@sinclair/typebox/value';
import type { TSchema } from '#sdk';
import type { PageRoute, Route } from '../../src/platform/http/route.ts';
import type { Got, HttpClient } from '../http-client.ts';
import { addressOf, fieldOf, type Plants } from './plants.ts';

export interface ProbeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the token that forms carry. */
  readonly withoutFormToken?: boolean;
}

/** A request for the route that would be right in everything but its sender, or the ids in it. */
export async function probe(
  route: Route,
  by: HttpClient,
  plantsOf: (place: number) => Plants,
  options: ProbeOptions = {},
): Promise<Got> {
  const plants = plantsOf(Number.MAX_SAFE_INTEGER);
  const path = addressOf(route, plantsOf) + queryOf(route, plants);
  const headers: Record<string, string> = { 'if-match': '1', ...options.headers };
  if (route.kind === 'page' && route.method === 'POST') {
    const fields = await formOf(route, by, plants, options);
    return by.send(path, { method: 'POST', headers, body: route.file ? withFile(fields) : fields });
  }
  // A stream would go on and on: its head says who may listen.
  const method = route.kind === 'stream' ? 'HEAD' : route.method;
  return by.send(path, { method, headers, ...bodyOf(route, plants) });
}

/** The fields, and a file behind them, as a browser sends a form with a file. */
function withFile(fields: URLSearchParams): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append('file', new File(['a,b\n1,2\n'], 'log.csv'));
  return form;
}

/** The form with this caller's own token, if it has one, and in each field what the schema takes first. */
async function formOf(
  route: PageRoute,
  by: HttpClient,
  plants: Plants,
  { headers, withoutFormToken }: ProbeOptions,
): Promise<URLSearchParams> {
  const asked = withoutFormToken ? null : await by.get('/api/v1/auth/form-token', { ...headers });
  const fields = new URLSearchParams({ csrf: asked?.json?.csrf ?? 'x' });
  for (const [name, value] of Object.entries(route.form ? (Value.Create(route.form) as object) : {}))
    for (const text of Array.isArray(value) ? value : [fieldOf(name, plants) ?? value])
      fields.append(name, String(text));
  return fields;
}

/** The query without which the route would not be asked rightly. */
function queryOf(route: Route, plants: Plants): string {
  const query = 'query' in route ? route.query : undefined;
  const needed = (query?.required ?? []).filter((name) => !('default' in (query!.properties[name] as object)));
  const values = needed.map((name) => [name, fieldOf(name, plants) ?? (firstOf(query!.properties[name]!) || 'x')]);
  return values.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(values))}`;
}

const firstOf = (schema: TSchema): string => String(Value.Create(schema));

/** Bodies that the handlers take; a field that is not here and is needed gets what its schema takes first. */
const GOOD: Readonly<Record<string, unknown>> = {
  ...{
    name: 'x',
    id: 'echo',
    template: 'before',
    check: 'rule-not-null',
    statement: 'select 1',
    a: 'x',
    b: 'x',
    login: 'x',
    password: 'x',
    token: 'x',
    with: 'x',
  },
  ...{
    roles: [],
    permissions: [],
    role: 'viewer',
    week: {},
    params: {},
    mapping: {},
    document: { inputs: [{ name: 'rows', dataset: 'x' }], steps: [] },
    rows: 1,
    mode: 'replace',
    drift: 'warn',
    rejects: null,
    code: 'x',
    url: 'https://x.example/',
    types: ['data.ingested'],
    state: 'off',
    settings: {},
    source: { table: 'x' },
    follow: { by: 'everything' },
  },
  ...{
    holderKind: 'everyone',
    scopes: ['read:projects'],
    days: 1,
    networks: [],
    current: 'x',
    dryRun: true,
    filters: [],
    text: "->( 'a', 'b' )",
  },
};

function bodyOf(route: Route, plants: Plants): { body?: object } {
  const schema = route.kind === 'api' ? route.body : undefined;
  if (!schema) return {};
  const needed = new Set((schema.required as string[] | undefined) ?? []);
  const names = Object.keys(schema.properties ?? {});
  // Of what a body may name, one thing: the innermost.
  const about = ['datasetId', 'projectId'].find((name) => names.includes(name));
  const sent = names.filter((name) => needed.has(name) || name === about || name === 'text');
  const good = (name: string) => fieldOf(name, plants) ?? GOOD[name];
  return { body: Object.fromEntries(sent.map((name) => [name, good(name)])) };
}

/** Whether the body or the query of a route names something that belongs to a tenant. */
export const namesSomething = (route: Route): boolean => {
  const fields = [
    ...Object.keys((route.kind === 'api' && route.body?.properties) || {}),
    ...(('query' in route ? route.query?.required : undefined) ?? []),
  ];
  return fields.some((name) => ['datasetId', 'projectId', 'principalId'].includes(name));
};
