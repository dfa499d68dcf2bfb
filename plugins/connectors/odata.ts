import {
  type Cell,
  Choice,
  type ConnectorRun,
  defineTableConnector,
  KEEPS_SECRETS,
  notThere,
  notUnderstood,
  type ReadRequest,
  type Static,
  type TableSource,
  Type,
} from '#sdk';
import type { Json } from '../kit/exact-json.ts';
import { HttpClient } from '../kit/http-client.ts';
import { below, HTTP_SETTINGS } from '../kit/http-settings.ts';
import { type EntitySet, readMetadata, type ServiceMetadata } from '../kit/odata-metadata.ts';
import { Order } from '../kit/odata-order.ts';
import { plainRecord } from '../kit/odata-values.ts';
import { readPaged } from '../kit/paged-rows.ts';

const Params = Type.Object({
  ...HTTP_SETTINGS,
  pageSize: Type.Integer({
    ...{ default: 1_000, minimum: 1, maximum: 50_000, [KEEPS_SECRETS]: true },
    description: 'Records of one answer.',
  }),
  goOnBy: Choice(['key', 'position'], {
    default: 'key',
    description: 'How the next records are asked for where the service gives no link to them.',
    titles: { key: 'After the last key ($filter)', position: 'By number ($skip)' },
  }),
});
type Params = Static<typeof Params>;

export default defineTableConnector({
  ...{ id: 'odata', version: 1, title: 'OData (SAP)', category: 'applications', params: Params, examples: [] },
  summary: 'Reads entity sets of OData services, version 2 (SAP Gateway) and 4.',
  ...{ verifiedWith: null, queries: null, follows: 'column' },
  open: async (params, run) => odataSource(params, run),
});

function odataSource(params: Params, run: ConnectorRun): TableSource {
  const client = new HttpClient(run, params);
  const { server } = client;
  let asked: Promise<ServiceMetadata> | null = null;
  const metadata = () => {
    asked ??= client
      .ask({ url: below(client.base, '$metadata'), accept: 'application/xml' })
      .then(({ text }) => readMetadata(text, server));
    return asked;
  };
  const setOf = async (name: string | undefined) => {
    const service = await metadata();
    const set = service.sets.find((one) => one.name === name);
    if (!set) throw notThere(server, `entity set "${name}"`);
    return { service, set };
  };
  return {
    async check() {
      const { version, sets } = await metadata();
      return { server, details: [`OData version ${version}, ${sets.length} entity sets`] };
    },
    tables: async () => (await metadata()).sets.map(({ name }) => ({ name })),
    async describe({ table }) {
      const { set } = await setOf(table);
      const isThere = (name: string) => set.columns.some((column) => column.name === name);
      return { columns: set.columns, key: set.key.every(isThere) ? set.key : [] };
    },
    async *read(request) {
      const { service, set } = await setOf(request.table);
      const order = new Order(service, set, request.since, server);
      const { pageSize: size, goOnBy } = params;
      const how = goOnBy === 'position' ? 'position' : order.isTotal ? 'key' : 'link';
      const pages = new Pages(client, service, { set, order, request, size, how });
      demandColumns(server, set, request.columns);
      const known = set.isOpen ? {} : { known: set.columns };
      yield* readPaged<Place>({ ...{ server, request, ...known }, page: (place) => pages.at(place) });
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Those that the service declares; an open type has more, which are seen in the records. */
function demandColumns(server: string, { columns, isOpen, name }: EntitySet, wanted: readonly string[] = []): void {
  const missing = isOpen ? undefined : wanted.find((one) => !columns.some((column) => column.name === one));
  if (missing !== undefined) throw notThere(server, `property "${missing}" in "${name}"`);
}

/** Where a page begins: after the record with these values, after so many records, at an address that the service gave. */
type Place = { after: readonly Cell[] } | { skip: number } | { link: string };

interface Asked {
  readonly set: EntitySet;
  readonly order: Order;
  readonly request: ReadRequest;
  readonly size: number;
  /** Where keys cannot be compared, only the service's own links lead on. */
  readonly how: 'key' | 'position' | 'link';
}

class Pages {
  readonly #client: HttpClient;
  readonly #service: ServiceMetadata;
  readonly #asked: Asked;
  /** The service's own way on from a place that was just given out; a reading that resumes does not need it. */
  #shortcut: { place: Place; link: string } | null = null;

  constructor(client: HttpClient, service: ServiceMetadata, asked: Asked) {
    [this.#client, this.#service, this.#asked] = [client, service, asked];
  }

  async at(place: Place | null): Promise<{ records: Json[]; next: Place | null }> {
    const { server } = this.#client;
    const shortcut = place !== null && place === this.#shortcut?.place ? this.#shortcut.link : null;
    const link = place && 'link' in place ? place.link : shortcut;
    const url = link === null ? this.#address(place) : new URL(link);
    const accept = this.#service.version === 4 ? 'application/json;IEEE754Compatible=true' : 'application/json';
    const { body } = await this.#client.json({ url, accept });
    const answer = answerOf(body, server);
    const following = answer.link === null ? null : linkFrom(answer.link, url, server);
    const records = answer.records.map((record) => plainRecord(record, this.#asked.set));
    return { records, next: this.#next(place, records, following) };
  }

  /** Only an answer without records is the last one: a service may give fewer than it was asked for. */
  #next(place: Place | null, records: readonly Json[], link: string | null): Place | null {
    const { how, order } = this.#asked;
    const last = records.at(-1);
    if (last === undefined || how === 'link') return link === null ? null : { link };
    const before = place && 'skip' in place ? place.skip : 0;
    const next = how === 'key' ? { after: order.placeOf(last) } : { skip: before + records.length };
    this.#shortcut = link === null ? null : { place: next, link };
    return next;
  }

  #address(place: Place | null): URL {
    const { set, order, size, request, how } = this.#asked;
    const url = below(this.#client.base, set.name);
    const filter = order.filter(place && 'after' in place ? place.after : null);
    const select = selectOf(set, order, request.columns);
    const options = [
      ...(this.#service.version === 2 ? ['$format=json'] : []),
      ...(how !== 'link' || request.limit !== null ? [`$top=${Math.min(size, request.limit ?? size)}`] : []),
      ...(order.text ? [`$orderby=${encodeURIComponent(order.text)}`] : []),
      ...(filter ? [`$filter=${encodeURIComponent(filter)}`] : []),
      ...(select ? [`$select=${encodeURIComponent(select)}`] : []),
      ...(place && 'skip' in place ? [`$skip=${place.skip}`] : []),
    ];
    // The dollar signs stay as they are: not every service knows them as %24.
    url.search = [...(url.search ? [url.search.slice(1)] : []), ...options].join('&');
    return url;
  }
}

/** The chosen columns' own properties, and what the order needs; empty: all. */
function selectOf({ properties }: EntitySet, { by }: Order, columns: readonly string[] | undefined): string {
  if (!columns) return '';
  const chosen = columns.map((column) =>
    properties.find(({ name }) => column === name || column.startsWith(`${name}.`)),
  );
  return [...new Set([...chosen, ...by].flatMap((property) => property?.name ?? []))].join(',');
}

/** Version 4 has `value`; version 2 has `d` with `results`, or `d` alone. */
function answerOf(body: Json, server: string): { records: Json[]; link: string | null } {
  const { value, d, '@odata.nextLink': next } = (body ?? {}) as Record<string, Json | undefined>;
  if (Array.isArray(value)) return { records: value, link: typeof next === 'string' ? next : null };
  if (Array.isArray(d)) return { records: d, link: null };
  const { results, __next } = (d ?? {}) as Record<string, Json | undefined>;
  if (Array.isArray(results)) return { records: results, link: typeof __next === 'string' ? __next : null };
  throw notUnderstood(server, 'no records in the form of OData');
}

function linkFrom(link: string, from: URL, server: string): string {
  const url = URL.parse(link, from.href);
  if (!url) throw notUnderstood(server, 'no address of the next records');
  return url.href;
}
