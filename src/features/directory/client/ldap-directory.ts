import { AppError } from '#sdk';
import type { Clock } from '../../../platform/clock.ts';
import type { LdapServer } from '../../../platform/config/index.ts';
import type { Egress } from '../../../platform/egress/index.ts';
import type { Log } from '../../../platform/log/index.ts';
import {
  type BeforeBind,
  type Directory,
  type DirectoryGroup,
  type DirectoryPerson,
  type DirectoryReport,
  IncompleteAnswer,
} from '../directory.ts';
import type { Entry } from './entry.ts';
import { Outage } from './faults.ts';
import { personBySubject } from './filters.ts';
import { GROUP_ATTRIBUTES, GroupReader, groupOf } from './group-reader.ts';
import { locate, searchedName } from './locate.ts';
import { Sessions } from './open-session.ts';
import { Pace } from './pace.ts';
import { personAttributes, personOf } from './person.ts';
import { type Profile, profileOf } from './profile.ts';
import { bindThenSearch, isNoPassword, type Prover, searchThenBind } from './prove.ts';
import { Replicas } from './replicas.ts';
import { reportOn } from './report.ts';
import type { Session } from './session.ts';

/** What a directory stands on. */
export interface DirectoryHost {
  readonly clock: Clock;
  readonly log: Log;
  /** By which every connection goes. */
  readonly egress: Egress;
}

/** People whose groups are read at the same time while everybody is read. */
const AT_A_TIME = 16;

/** The directory of this configuration. Nothing is opened before something is asked. Throws where a filter is none. */
export const openDirectory = (server: LdapServer, host: DirectoryHost): Directory => new LdapDirectory(server, host);

class LdapDirectory implements Directory, Prover {
  readonly id: string;
  readonly profile: Profile;
  readonly sessions: Sessions;
  readonly log: Log;
  readonly #clock: Clock;
  readonly #replicas: Replicas;
  readonly #groups: GroupReader;

  constructor(server: LdapServer, { clock, log, egress }: DirectoryHost) {
    this.id = server.id;
    this.profile = profileOf(server);
    this.sessions = new Sessions(server, egress.as({ purpose: `directory ${server.id}` }));
    this.log = log.child({ directory: server.id });
    this.#clock = clock;
    this.#replicas = new Replicas(server.id, server.urls, server.retry_seconds * 1000, { clock, log });
    this.#groups = new GroupReader(this.profile, clock);
  }

  async prove(login: string, password: string, signal: AbortSignal, beforeBind: BeforeBind) {
    if (isNoPassword(password)) return 'refused';
    const name = searchedName(this.profile, login);
    if (name === null) return 'not-found';
    const limit = this.#limited(signal);
    const attempt = { name, password, signal: limit, beforeBind: once(beforeBind) };
    const prove = this.sessions.hasService ? searchThenBind : bindThenSearch;
    return this.#replicas.use(limit, (url) => prove(this, { ...attempt, url }));
  }

  async find(who: { login: string } | { subject: string }, signal: AbortSignal): Promise<DirectoryPerson | null> {
    const limit = this.#limited(signal);
    return this.#replicas.use(limit, async (url) => {
      const session = await this.sessions.asService(url, limit);
      try {
        const entry =
          'login' in who ? await this.#byLogin(session, who.login) : await this.#bySubject(session, who.subject);
        return entry && (await this.person(session, entry));
      } finally {
        session.connection.close();
      }
    });
  }

  async *people(signal: AbortSignal): AsyncGenerator<DirectoryPerson> {
    const { server, personFilter } = this.profile;
    // A server keeps one paged search on a connection; the groups are asked for on another.
    const [pages, lookups] = (await this.#openPaced(signal, 2)) as [Session, Session];
    let skipped = 0;
    try {
      const attributes = personAttributes(this.profile);
      const search = { base: server.base, filter: personFilter, attributes, pageSize: server.page_size };
      for await (const entries of inBatches(pages.search(search), AT_A_TIME))
        for (const person of await Promise.all(entries.map((entry) => this.person(lookups, entry))))
          if (person) yield person;
          else skipped++;
      if (skipped > 0) this.log.warn('directory.peopleSkipped', { count: skipped, reason: 'no subject or no login' });
    } catch (error) {
      throw this.#brokenOff(error, signal);
    } finally {
      for (const session of [pages, lookups]) session.connection.close();
    }
  }

  async *groups(signal: AbortSignal): AsyncGenerator<DirectoryGroup> {
    const { groups, server } = this.profile;
    const [session] = (await this.#openPaced(signal, 1)) as [Session];
    try {
      const search = { base: groups.base, filter: groups.filter, attributes: GROUP_ATTRIBUTES };
      for await (const entry of session.search({ ...search, pageSize: server.page_size })) yield groupOf(entry);
    } catch (error) {
      throw this.#brokenOff(error, signal);
    } finally {
      session.connection.close();
    }
  }

  test(signal: AbortSignal): Promise<DirectoryReport> {
    return reportOn(this, this.#clock.now(), signal);
  }

  async person(session: Session, entry: Entry): Promise<DirectoryPerson | null> {
    return personOf(entry, this.profile, await this.#groups.of(session, entry), this.#clock.now());
  }

  async #byLogin(session: Session, login: string): Promise<Entry | null> {
    const name = searchedName(this.profile, login);
    const entry = name === null ? 'nobody' : await locate(session, this.profile, name);
    return typeof entry === 'string' ? null : entry;
  }

  async #bySubject(session: Session, subject: string): Promise<Entry | null> {
    const filter = personBySubject(this.profile, subject);
    if (filter === null) return null;
    const search = { base: this.profile.server.base, filter, attributes: personAttributes(this.profile), pageSize: 2 };
    const [entry] = await Array.fromAsync(session.search(search, true));
    return entry ?? null;
  }

  /** No longer than a sign-in may take. */
  #limited(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(this.profile.server.sign_in_timeout_seconds * 1000)]);
  }

  /** Sessions at one replica that together keep to the pace. */
  async #openPaced(signal: AbortSignal, count: number): Promise<Session[]> {
    const pace = new Pace(this.profile.server.max_qps);
    return this.#replicas.use(signal, async (url) => {
      const opened: Session[] = [];
      try {
        while (opened.length < count) opened.push(await this.sessions.asService(url, signal, pace));
        return opened;
      } catch (error) {
        for (const session of opened) session.connection.close();
        throw error;
      }
    });
  }

  /** What came so far is not everything; another replica would begin anew, which is for the one who asked to decide. */
  #brokenOff(error: unknown, signal: AbortSignal): unknown {
    if (error instanceof AppError) return error;
    if (signal.aborted) return new AppError('cancelled', 'directory.cancelled', 'Reading the directory was cancelled.');
    if (!(error instanceof Outage)) return error;
    return new IncompleteAnswer(`The directory "${this.id}" broke off while it was read: ${error.message}.`);
  }
}

/** Counted once, however many replicas are tried. */
function once(beforeBind: BeforeBind): BeforeBind {
  let isDone = false;
  return (account) => {
    if (isDone) return;
    isDone = true;
    beforeBind(account);
  };
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
