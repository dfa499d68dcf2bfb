import { Choice, notUnderstood, type Static, Type } from '#sdk';
import { ExactNumber, type Json } from './exact-json.ts';
import { JSON_PATH, pathOf, valueAt } from './json-path.ts';

export const Paging = Type.Object(
  {
    kind: Choice(['none', 'page', 'offset', 'cursor', 'next', 'link'], {
      default: 'none',
      description: 'How the next records are asked for.',
      titles: {
        ...{ none: 'One answer has all', page: 'Number of the page', offset: 'Number of records before' },
        ...{ cursor: 'A mark from the answer', next: 'An address in the answer', link: 'A Link header (rel="next")' },
      },
    }),
    parameter: Type.String({ default: 'page', description: 'The parameter of the number or mark.' }),
    first: Type.Integer({ default: 1, minimum: 0, maximum: 1, description: 'The number of the first page.' }),
    sizeParameter: Type.String({ default: '', description: 'The parameter of the size of a page; may be empty.' }),
    size: Type.Integer({
      default: 1_000,
      minimum: 1,
      maximum: 100_000,
      description: 'Records that a page shall have.',
    }),
    path: Type.String({ default: '', pattern: JSON_PATH, description: 'Where mark or address stand in the answer.' }),
  },
  { default: {}, description: 'How the next records are asked for.' },
);
export type Paging = Static<typeof Paging>;

/** Where a page begins: its number, the records before it, a mark, or its address. */
export type Place = number | string;

export interface Page {
  readonly body: Json;
  readonly headers: Headers;
  readonly url: URL;
  readonly records: number;
}

/** Parameters by which a page is asked for; none where its address says it all. */
export function parametersOf(
  { kind, parameter, first, sizeParameter, size }: Paging,
  place: Place | null,
): Map<string, Json> {
  const parameters = new Map<string, Json>();
  if (kind === 'none' || ((kind === 'next' || kind === 'link') && place !== null)) return parameters;
  if (sizeParameter !== '') parameters.set(sizeParameter, size);
  if (kind === 'page') parameters.set(parameter, place ?? first);
  else if (kind === 'offset') parameters.set(parameter, place ?? 0);
  else if (kind === 'cursor' && place !== null) parameters.set(parameter, place);
  return parameters;
}

/** Where the page after this one begins; null: there is none. Numbered pages end with one that has no records: a server may give smaller ones than were asked for. */
export function placeAfter(paging: Paging, place: Place | null, page: Page, server: string): Place | null {
  const { kind, first, path } = paging;
  if (kind === 'page') return page.records === 0 ? null : Number(place ?? first) + 1;
  if (kind === 'offset') return page.records === 0 ? null : Number(place ?? 0) + page.records;
  if (kind === 'link') return linkToNext(page);
  if (kind === 'none') return null;
  const found = valueAt(page.body, pathOf(path));
  if (found === undefined || found === null || found === '' || found === false) return null;
  if (found instanceof ExactNumber) return found.text;
  if (typeof found !== 'string' && typeof found !== 'number')
    throw notUnderstood(server, `no text where the next page should stand ("${path}")`);
  return kind === 'next' ? addressFrom(String(found), page.url, server) : found;
}

function addressFrom(text: string, from: URL, server: string): string {
  return URL.parse(text, from.href)?.href ?? notAddress(text, server);
}

function notAddress(text: string, server: string): never {
  throw notUnderstood(server, `no address of the next page (${JSON.stringify(text.slice(0, 80))})`);
}

/** RFC 8288: the target of the link whose relation is "next". */
function linkToNext({ headers, url }: Page): string | null {
  for (const [, target, parameters] of (headers.get('link') ?? '').matchAll(/<([^>]*)>([^<]*)/g))
    if (/;\s*rel\s*=\s*("[^"]*\bnext\b[^"]*"|next\b)/i.test(parameters!))
      return URL.parse(target!, url.href)?.href ?? null;
  return null;
}
