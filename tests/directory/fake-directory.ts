import ldap from 'ldapjs';
import { dnKey } from '../../src/features/directory/dn.ts';

/**
 * A FAKE directory, by the server of ldapjs (a development dependency; its author has given it up), for what no real server here does:
 * Active Directory's limits of 1,000 entries and 1,500 values, result codes of overload, referrals instead of answers, silence.
 * What it says about real servers is what their documentation says.
 */
export interface FakeDirectory {
  readonly port: number;
  /** Names that were bound with, in their order. */
  readonly binds: string[];
  readonly searches: { readonly base: string; readonly filter: string; readonly attributes: readonly string[] }[];
  /** What comes instead of an ordinary answer; null: nothing does. */
  behave(instead: Instead): void;
  page(as: Paging): void;
  end(): Promise<void>;
}

export interface FakeEntry {
  readonly dn: string;
  readonly password?: string;
  readonly attributes: Readonly<Record<string, string | readonly string[] | Buffer>>;
}

/** A result code, no answer at all, or the end of the connection. */
export type Instead = (request: {
  kind: 'bind' | 'search';
  name: string;
  number: number;
}) => number | 'silence' | 'hang-up' | null;

/**
 * `ordinary`: at most 1,000 entries a page, and size limit exceeded without pages. `unsaid`: as if nothing had been said of pages.
 * `empty-first`: an empty page with a cookie before the others, which is allowed. `endless`: the same empty page for ever.
 */
export type Paging = 'ordinary' | 'unsaid' | 'empty-first' | 'endless';

const MAX_ENTRIES = 1000;
const MAX_VALUES = 1500;
const PAGED = '1.2.840.113556.1.4.319';

export async function startFake(initial: readonly FakeEntry[]): Promise<FakeDirectory> {
  const entries = [...initial];
  const byKey = new Map(entries.map((entry) => [dnKey(entry.dn), entry]));
  const binds: string[] = [];
  const searches: { base: string; filter: string; attributes: readonly string[] }[] = [];
  let instead: Instead = () => null;
  let paging: Paging = 'ordinary';
  let number = 0;
  const server = ldap.createServer();
  server.on('error', () => {});
  const ordinarily = (
    kind: 'bind' | 'search',
    name: string,
    { request, response }: { request: { connection: { destroy(): void } }; response: { end(code?: number): void } },
    answer: () => void,
  ) => {
    const what = instead({ kind, name, number: number++ });
    if (what === null) answer();
    else if (what === 'hang-up') request.connection.destroy();
    else if (typeof what === 'number') response.end(what);
  };
  server.bind('', (request, response) => {
    const name = request.dn.toString();
    binds.push(name);
    ordinarily('bind', name, { request, response }, () => {
      const entry = byKey.get(dnKey(name));
      response.end(entry?.password !== undefined && entry.password === request.credentials ? 0 : 49);
    });
  });
  server.search('', (request, response) => {
    const base = request.dn.toString();
    searches.push({ base, filter: request.filter.toString(), attributes: request.attributes });
    ordinarily('search', base, { request, response }, () =>
      answerSearch(request, response, { entries, byKey, paging }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ port: server.address().port, binds, searches },
    behave(as) {
      instead = as;
      number = 0;
    },
    page(as) {
      paging = as;
    },
    end: () => new Promise((resolve) => server.close(resolve)),
  };
}

type Search = Parameters<Parameters<ReturnType<typeof ldap.createServer>['search']>[1]>;

function answerSearch(
  request: Search[0],
  response: Search[1],
  { entries, byKey, paging }: { entries: readonly FakeEntry[]; byKey: Map<string, FakeEntry>; paging: Paging },
): void {
  // What is asked for is chosen below; ldapjs would leave ranges out.
  response.attributes = [];
  const send = (some: readonly FakeEntry[]) => {
    for (const entry of some) response.send({ dn: entry.dn, attributes: limited(entry, request.attributes) });
  };
  const isBase = request.scope === 0 || request.scope === 'base';
  const within = isBase ? [byKey.get(dnKey(request.dn.toString()))].filter((entry) => entry !== undefined) : entries;
  const found = within.filter((entry) => isBase || request.filter.matches(lowered(entry)));
  const control = request.controls.find(({ type }) => type === PAGED);
  if (!control || paging === 'unsaid') {
    send(found.slice(0, MAX_ENTRIES));
    response.end(isBase && found.length === 0 ? 32 : !control && found.length > MAX_ENTRIES ? 4 : 0);
    return;
  }
  const asked = control.value.cookie.toString();
  const isExtra = paging === 'endless' || (paging === 'empty-first' && asked === '');
  const from = Number(asked || 0);
  const size = isExtra ? 0 : Math.min(control.value.size, MAX_ENTRIES);
  send(found.slice(from, from + size));
  const next = isExtra || from + size < found.length ? String(from + size) : '';
  response.addControl(new ldap.PagedResultsControl({ value: { size: 0, cookie: Buffer.from(next) } }));
  response.end(0);
}

/** Filters of ldapjs find attributes in the case in which they were asked for, or in lower case. */
const lowered = ({ attributes }: FakeEntry): object => ({
  ...attributes,
  ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value])),
});

/** What is asked for; of more than 1,500 values a range, as Active Directory does. */
function limited({ attributes }: FakeEntry, asked: readonly string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const request of asked) {
    const [wanted, start] = /^([^;]+);range=(\d+)-\*$/i.exec(request)?.slice(1) ?? [request, '0'];
    const name = Object.keys(attributes).find((key) => key.toLowerCase() === (wanted as string).toLowerCase());
    const values = name === undefined ? undefined : attributes[name];
    if (name === undefined || values === undefined) continue;
    if (!Array.isArray(values) || values.length <= MAX_VALUES) {
      shown[name] = values;
      continue;
    }
    const from = Number(start);
    const part = values.slice(from, from + MAX_VALUES);
    const last = from + part.length >= values.length ? '*' : String(from + part.length - 1);
    shown[name] = [];
    shown[`${name};range=${from}-${last}`] = part;
  }
  return shown;
}
