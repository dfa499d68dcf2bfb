import { Choice, type Static, Type } from '#sdk';
import { nameKey } from '../names.ts';

/** What lists for people take: part of the name, an order, a page. */
export const ChooseQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name' })),
  sort: Type.Optional(Choice(['name', '-name', 'changed', '-changed', 'size', '-size'])),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
});
export type Chosen = Static<typeof ChooseQuery>;
type Order = 'name' | 'changed' | 'size';

/** A row with what it is searched and ordered by. */
export interface Choosable {
  readonly name: string;
  readonly changedMs: number;
  readonly size: number;
}

const ROWS = 50;

/** The rows of a page that hold the text in their name, in the reader's alphabet. */
export function chooseRows<T extends Choosable>(all: readonly T[], query: Chosen, locale: string) {
  const wanted = nameKey(query.q ?? '');
  const found = wanted === '' ? [...all] : all.filter(({ name }) => nameKey(name).includes(wanted));
  const sort = query.sort ?? 'name';
  const order = sort.replace('-', '') as Order;
  const sign = sort.startsWith('-') ? -1 : 1;
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const by = {
    name: (a: T, b: T) => compare(a.name, b.name),
    changed: (a: T, b: T) => a.changedMs - b.changedMs || compare(a.name, b.name),
    size: (a: T, b: T) => a.size - b.size || compare(a.name, b.name),
  }[order];
  found.sort((a, b) => sign * by(a, b));
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const page = Math.min(query.page ?? 1, pages);
  return {
    ...{ rows: found.slice((page - 1) * ROWS, page * ROWS), total: found.length, of: all.length, page, pages },
    q: query.q ?? '',
    /** Of this list at `path`, with other parameters. */
    links: (path: string) => listLinks(path, query, order, sign),
  };
}

function listLinks(path: string, query: Chosen, order: Order, sign: number) {
  const href = (changes: Chosen): string => {
    const { q, sort, page } = { ...query, page: 1, ...changes };
    const sent = new URLSearchParams();
    if (q) sent.set('q', q);
    if (sort && sort !== 'name') sent.set('sort', sort);
    if (page && page > 1) sent.set('page', String(page));
    return sent.size > 0 ? `${path}?${sent}` : path;
  };
  const head = (by: Order) => ({
    href: href({ sort: by === order ? (sign > 0 ? `-${by}` : by) : by === 'name' ? 'name' : `-${by}` }),
    sorted: by === order ? (sign > 0 ? 'ascending' : 'descending') : null,
  });
  return { name: head('name'), changed: head('changed'), size: head('size'), page: (page: number) => href({ page }) };
}
