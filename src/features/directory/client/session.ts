import { BindRequest, type Filter, PagedResultsControl, PresenceFilter, SearchRequest } from 'ldapts';
import { IncompleteAnswer } from '../directory.ts';
import type { Connection, Reply } from './connection.ts';
import { Entry } from './entry.ts';
import { CODE, Outage, Refusal, searchFault } from './faults.ts';
import type { Pace } from './pace.ts';

export interface Search {
  readonly base: string;
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly pageSize: number;
}

/** Reads that one attribute may take: half a million values in ranges of 1,500, and more where ranges are longer. */
const MAX_RANGES = 1000;

/** What can be done on a connection, in terms of entries. */
export class Session {
  readonly connection: Connection;
  readonly #directory: string;
  readonly #signal: AbortSignal;
  readonly #pace: Pace | null;

  /** @param directory its id, for messages */
  constructor(connection: Connection, directory: string, signal: AbortSignal, pace: Pace | null = null) {
    this.connection = connection;
    this.#directory = directory;
    this.#signal = signal;
    this.#pace = pace;
  }

  /** Shows the server who speaks. Always a simple bind: a person called "EXTERNAL" or "PLAIN" is a person. */
  async bind(name: string, password: string): Promise<void> {
    // An empty password would be taken for an anonymous bind, which succeeds (RFC 4513, 5.1.2).
    if (password.replaceAll('\0', '') === '') throw new Refusal(CODE.invalidCredentials, 'empty password');
    this.#bound(await this.#send((messageId) => new BindRequest({ messageId, dn: name, password }), 'bind'));
  }

  /** The client certificate of the connection says who speaks. */
  async bindByCertificate(): Promise<void> {
    this.#bound(await this.#send((messageId) => new BindRequest({ messageId, mechanism: 'EXTERNAL' }), 'bind'));
  }

  #bound({ done }: Reply): void {
    if (done.code === CODE.busy || done.code === CODE.unavailable)
      throw new Outage(`it says that it is busy (result code ${done.code})`);
    if (done.code !== CODE.success) throw new Refusal(done.code, done.message);
  }

  /**
   * Every entry below the base, page by page. Throws {@link IncompleteAnswer} where the server says less than everything; also where
   * it says nothing about pages, unless `mayLackPages`.
   */
  async *search(search: Search, mayLackPages = false): AsyncGenerator<Entry> {
    const { base, filter, attributes, pageSize } = search;
    let cookie: Buffer | undefined;
    do {
      const page = new PagedResultsControl({ value: { size: pageSize, ...(cookie ? { cookie } : {}) } });
      const request = { baseDN: base, scope: 'sub' as const, filter, attributes: [...attributes], controls: [page] };
      const make = (messageId: number) => new SearchRequest({ ...request, messageId, timeLimit: 0 });
      const { entries, done } = await this.#send(make, 'search', mayLackPages ? UNPAGED_LIMIT : pageSize);
      if (done.code !== CODE.success) throw searchFault(this.#directory, base, new Refusal(done.code, done.message));
      if (done.cookie === null && !mayLackPages)
        throw new IncompleteAnswer(
          `The directory "${this.#directory}" answers without pages, so that nobody can tell whether its answer is whole. It must support paged results (1.2.840.113556.1.4.319).`,
        );
      for (const answer of entries) yield await this.#whole(new Entry(answer));
      if (cookie?.length && done.cookie?.equals(cookie) && entries.length === 0) throw this.#endless();
      cookie = done.cookie ?? undefined;
    } while (cookie?.length);
  }

  /** The entry of this name, if it fits the filter; null: there is none. */
  async read(dn: string, attributes: readonly string[], filter: Filter = ANY): Promise<Entry | null> {
    const answer = await this.#readPart(dn, attributes, filter);
    return answer && (await this.#whole(new Entry(answer)));
  }

  async #readPart(dn: string, attributes: readonly string[], filter: Filter) {
    const request = { baseDN: dn, scope: 'base' as const, filter, attributes: [...attributes], timeLimit: 0 };
    const { entries, done } = await this.#send(
      (messageId) => new SearchRequest({ ...request, messageId }),
      'search',
      1,
    );
    if (done.code === CODE.noSuchObject || done.code === CODE.invalidDnSyntax) return null;
    if (done.code !== CODE.success) throw searchFault(this.#directory, dn, new Refusal(done.code, done.message));
    return entries[0] ?? null;
  }

  /** Fetches the values that a server keeps back: Active Directory gives 1,500 at a time. */
  async #whole(entry: Entry): Promise<Entry> {
    for (let reads = 0; entry.unfinished; reads++) {
      const { attribute, next } = entry.unfinished;
      const further = await this.#readPart(entry.dn, [`${attribute};range=${next}-*`], ANY);
      if (!further || !entry.continueWith(attribute, further) || reads >= MAX_RANGES) throw this.#endless();
    }
    return entry;
  }

  #endless(): Error {
    return new IncompleteAnswer(`The directory "${this.#directory}" says that there is more, but does not give it.`);
  }

  async #send(...[make, kind, maxEntries]: SendArguments): Promise<Reply> {
    await this.#pace?.turn();
    return this.connection.send(make, kind, this.#signal, maxEntries);
  }
}

type SendArguments = [
  make: Parameters<Connection['send']>[0],
  kind: Parameters<Connection['send']>[1],
  maxEntries?: number,
];

const ANY = new PresenceFilter({ attribute: 'objectClass' });

/** Entries that a server without pages may answer with, where a handful is looked for. */
const UNPAGED_LIMIT = 1000;
