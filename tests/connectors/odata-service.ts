/** The parts of OData that a reader needs, simulated after the specifications of version 2 and 4: $metadata, $filter, $orderby, $top, $skip, $select, links. */
import type { ServerResponse } from 'node:http';
import type { Asked } from './http-house.ts';
import { sendJson } from './http-house.ts';

type Value = string | number | boolean | null;
export type Entity = Record<string, Value | object>;

const EDMX: Record<2 | 4, string> = {
  2: '<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices m:DataServiceVersion="2.0" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">',
  4: '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>',
};

export const metadataOf = (version: 2 | 4, types: string, sets: Record<string, string>): string =>
  `<?xml version="1.0" encoding="utf-8"?>${EDMX[version]}<Schema Namespace="SHOP" Alias="Self" xmlns="http://docs.oasis-open.org/odata/ns/edm">${types}<EntityContainer Name="C">${Object.entries(
    sets,
  )
    .map(([name, type]) => `<EntitySet Name="${name}" EntityType="${type}"/>`)
    .join('')}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`;

export interface Service {
  readonly version: 2 | 4;
  readonly metadata: string;
  readonly sets: Readonly<Record<string, readonly Entity[]>>;
  /** Most records of one answer: beyond it the service gives a link. */
  readonly most: number;
  readonly allowsSkip?: boolean;
}

export function serve(service: Service, { url }: Asked, response: ServerResponse): void {
  const name = url.pathname.split('/').at(-1)!;
  if (name === '$metadata') {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(service.metadata);
    return;
  }
  const all = service.sets[name];
  if (!all) {
    sendJson(response, { error: { message: `no ${name}` } }, 404);
    return;
  }
  const option = (key: string) => url.searchParams.get(`$${key}`);
  if (option('skip') && service.allowsSkip === false) {
    sendJson(response, { error: 'no $skip' }, 501);
    return;
  }
  const filter = option('filter');
  const order = (option('orderby') ?? '').split(',').filter(Boolean);
  const keep = filter ? new Filter(filter).parse() : () => true;
  const sorted = all.filter(keep).toSorted((a, b) => order.reduce((so, key) => so || compare(a[key], b[key]), 0));
  const top = Number(option('top') ?? Number.POSITIVE_INFINITY);
  const wanted = sorted.slice(Number(option('skip') ?? 0)).slice(0, top);
  const token = Number(option('skiptoken') ?? 0);
  const part = wanted.slice(token, token + service.most).map((entity) => selected(entity, option('select')));
  const next = token + service.most < wanted.length ? linkTo(url, token + service.most) : undefined;
  if (service.version === 4)
    sendJson(response, { '@odata.context': '$metadata#x', value: part, '@odata.nextLink': next });
  else sendJson(response, { d: { results: part.map((one) => ({ __metadata: { uri: 'x' }, ...one })), __next: next } });
}

function linkTo(url: URL, token: number): string {
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(token));
  return next.href;
}

const selected = (entity: Entity, select: string | null): Entity =>
  select ? Object.fromEntries(select.split(',').map((name) => [name, entity[name] ?? null])) : entity;

/** What is not there comes first; texts of version 2 hold numbers and instants. */
function compare(a: unknown, b: unknown): number {
  const [x, y] = [comparable(a), comparable(b)];
  if (x === y) return 0;
  return x === null || (y !== null && x < y) ? -1 : 1;
}

const comparable = (value: unknown): string | number | bigint | null => {
  if (value === null || value === undefined) return null;
  const ticks = /^\/Date\((-?\d+)/.exec(String(value))?.[1];
  if (ticks) return Number(ticks);
  if (/^-?\d+$/.test(String(value))) return BigInt(value as string);
  return typeof value === 'number' ? value : String(value);
};

type Test = (entity: Entity) => boolean;

/** `a gt 1 or (a eq 1 and (b gt 'x'))`, read by the grammar of the specification. */
class Filter {
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/\(|\)|[A-Za-z]*'(?:[^']|'')*'|[^\s()]+/g) ?? [];
  }

  parse(): Test {
    const test = this.#any();
    if (this.#at !== this.#tokens.length) throw new Error(`not read: ${this.#tokens.slice(this.#at).join(' ')}`);
    return test;
  }

  #any(): Test {
    const tests = [this.#all()];
    while (this.#tokens[this.#at] === 'or' && ++this.#at) tests.push(this.#all());
    return (entity) => tests.some((test) => test(entity));
  }

  #all(): Test {
    const tests = [this.#one()];
    while (this.#tokens[this.#at] === 'and' && ++this.#at) tests.push(this.#one());
    return (entity) => tests.every((test) => test(entity));
  }

  #one(): Test {
    if (this.#tokens[this.#at] === '(') {
      this.#at++;
      const test = this.#any();
      if (this.#tokens[this.#at++] !== ')') throw new Error('no )');
      return test;
    }
    const [name, operator, literal] = this.#tokens.slice(this.#at, this.#at + 3) as [string, string, string];
    this.#at += 3;
    const value = valueOfLiteral(literal);
    return (entity) => {
      const has = entity[name] ?? null;
      if (operator === 'eq') return compare(has, value) === 0;
      if (operator === 'ne') return compare(has, value) !== 0;
      if (has === null || value === null) return false;
      return operator === 'gt' ? compare(has, value) > 0 : compare(has, value) >= 0;
    };
  }
}

function valueOfLiteral(text: string): Value {
  const [, kind, quoted] = /^([a-z]*)'(.*)'$/s.exec(text) ?? [];
  if (quoted === undefined) return text === 'null' ? null : text.replace(/[LMdf]$/, '');
  if (kind === 'datetime') return `/Date(${Date.parse(`${quoted}Z`)})/`;
  if (kind === 'datetimeoffset') return `/Date(${Date.parse(quoted)}+0000)/`;
  return quoted.replaceAll("''", "'");
}
