import type { Clock } from '../../../platform/clock.ts';
import type { DirectoryGroup } from '../directory.ts';
import { dnKey, isUnder, nameOfDn } from '../dn.ts';
import { primaryGroupSid, sidFromBytes, sidToBytes } from '../sid.ts';
import type { Entry } from './entry.ts';
import { refusedUs } from './faults.ts';
import { groupsByAny, groupsInChain, groupsNaming } from './filters.ts';
import type { Profile } from './profile.ts';
import type { Session } from './session.ts';

export const GROUP_ATTRIBUTES = ['objectSid'];

export const groupOf = (entry: Entry): DirectoryGroup => {
  const [sid] = entry.bytes('objectSid');
  return { dn: entry.dn, sid: sid ? sidFromBytes(sid) : null, name: nameOfDn(entry.dn) };
};

/** How long it is believed what a group is, and which groups it is in. In which groups a person is, is asked anew every time. */
const BELIEVED_MS = 60_000;
/** SIDs or DNs in one filter, or reads at the same time. */
const BATCH = 50;

interface Known {
  readonly untilMs: number;
  /** Null: no group of ours. */
  readonly group: DirectoryGroup | null;
  /** DNs of the groups that it is in; null: not read. */
  readonly memberOf: readonly string[] | null;
}

/** Finds the groups of a person, by the strategy of the profile. Signing in and synchronising both ask here, so they cannot differ. */
export class GroupReader {
  readonly #profile: Profile;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(profile: Profile, clock: Clock) {
    this.#profile = profile;
    this.#clock = clock;
  }

  /** Direct, nested (unless they do not count) and primary groups, each once, sorted by DN. */
  async of(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const found = await this.#byStrategy(session, person);
    const byKey = new Map(found.map((group) => [dnKey(group.dn), group]));
    return [...byKey.values()].toSorted((a, b) => (a.dn < b.dn ? -1 : 1));
  }

  #byStrategy(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    switch (this.#profile.groups.strategy) {
      case 'token_groups':
        return this.#byTokens(session, person);
      case 'chain':
        return this.#byChain(session, person);
      case 'memberof':
        return this.#byMemberOf(session, person);
      case 'filter':
        return this.#byFilter(session, person);
      case 'posix':
        return this.#byPosix(session, person);
    }
  }

  /** One read: Active Directory computes the SIDs of everything, the primary group and what is nested included. */
  async #byTokens(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const tokens = (await session.read(person.dn, ['tokenGroups']))?.bytes('tokenGroups') ?? [];
    // Nobody is without a primary group: an empty answer is a missing right.
    if (tokens.length === 0)
      throw refusedUs(
        `The directory "${this.#profile.server.id}" does not show "tokenGroups" of ${person.dn}. Give the service account the right to read it, or choose another "group_strategy".`,
      );
    return this.#bySids(
      session,
      tokens.map(sidFromBytes).filter((sid) => sid !== null),
    );
  }

  async #byChain(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const primary = await this.#primary(session, person);
    const lists = [person, ...primary].map(({ dn }) => this.#search(session, groupsInChain(this.#profile, dn)));
    return [...primary, ...(await Promise.all(lists)).flat()];
  }

  /** The groups of the person, then the groups of those groups, until nothing new comes. */
  async #byMemberOf(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const primary = await this.#primary(session, person);
    const found = new Map<string, DirectoryGroup | null>();
    let level = [...person.texts('memberOf'), ...primary.map(({ dn }) => dn)];
    while (level.length > 0) {
      const open = new Map(
        level.map((dn) => [dnKey(dn), dn]).filter(([key]) => !found.has(key as string)) as [string, string][],
      );
      const read: Known[] = [];
      for (const some of batches([...open], BATCH))
        read.push(...(await Promise.all(some.map(([key, dn]) => this.#byDn(session, dn, key)))));
      for (const [i, key] of [...open.keys()].entries()) found.set(key, read[i]?.group ?? null);
      const groups = read.filter(({ group }) => group !== null);
      level = this.#profile.groups.isNested ? groups.flatMap(({ memberOf }) => memberOf ?? []) : [];
    }
    return [...found.values()].filter((group) => group !== null);
  }

  async #byDn(session: Session, dn: string, key: string): Promise<Known> {
    const known = this.#believed(key);
    if (known?.memberOf) return known;
    const { base, filter } = this.#profile.groups;
    const entry = isUnder(dn, base) ? await session.read(dn, [...GROUP_ATTRIBUTES, 'memberOf'], filter) : null;
    return this.#remember(key, entry && groupOf(entry), entry?.texts('memberOf') ?? []);
  }

  /** Groups that name the person, then groups that name those groups, until nothing new comes. */
  async #byFilter(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const groups = new Map<string, DirectoryGroup>();
    for (const group of await this.#primary(session, person)) groups.set(dnKey(group.dn), group);
    const own = this.#memberValue(person);
    let names = [...(own === null ? [] : [own]), ...[...groups.values()].map(({ dn }) => dn)];
    while (names.length > 0) {
      const found = await this.#searchAny(session, names, (batch) => groupsNaming(this.#profile, batch));
      const added = found.filter(({ dn }) => !groups.has(dnKey(dn)));
      for (const group of added) groups.set(dnKey(group.dn), group);
      names = this.#profile.groups.isNested ? added.map(({ dn }) => dn) : [];
    }
    return [...groups.values()];
  }

  async #byPosix(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const own = this.#memberValue(person);
    const gid = person.text('gidNumber');
    const named = own === null ? [] : await this.#search(session, groupsNaming(this.#profile, [own]));
    const primary = gid === null ? [] : await this.#search(session, groupsByAny(this.#profile, 'gidNumber', [gid]));
    return [...named, ...primary];
  }

  #memberValue(person: Entry): string | null {
    const { groups, loginAttributes } = this.#profile;
    if (groups.memberValue === '{dn}') return person.dn;
    return person.text(groups.memberValue === '{uid}' ? 'uid' : (loginAttributes[0] as string));
  }

  /** Of Active Directory: the group that is in neither `member` nor `memberOf`. */
  async #primary(session: Session, person: Entry): Promise<DirectoryGroup[]> {
    const [own] = person.bytes('objectSid');
    const sid = own && primaryGroupSid(sidFromBytes(own) ?? '', person.text('primaryGroupID') ?? '');
    return sid ? this.#bySids(session, [sid]) : [];
  }

  /** The groups of these SIDs. One of another domain is not found here; it stays, with its SID for a name. */
  async #bySids(session: Session, sids: readonly string[]): Promise<DirectoryGroup[]> {
    const unknown = sids.filter((sid) => !this.#believed(sid));
    const bytes = unknown.map(sidToBytes).filter((sid) => sid !== null);
    const found = await this.#searchAny(session, bytes, (batch) => groupsByAny(this.#profile, 'objectSid', batch));
    for (const group of found) if (group.sid !== null) this.#remember(group.sid, group, null);
    for (const sid of unknown.filter((sid) => !this.#believed(sid)))
      this.#remember(sid, { dn: `<SID=${sid}>`, sid, name: sid }, null);
    return sids.map((sid) => this.#believed(sid)?.group ?? null).filter((group) => group !== null);
  }

  async #searchAny<T>(
    session: Session,
    values: readonly T[],
    filterOf: (batch: readonly T[]) => Parameters<Session['search']>[0]['filter'],
  ) {
    const groups: DirectoryGroup[] = [];
    for (const batch of batches(values, BATCH)) groups.push(...(await this.#search(session, filterOf(batch))));
    return groups;
  }

  async #search(session: Session, filter: Parameters<Session['search']>[0]['filter']): Promise<DirectoryGroup[]> {
    const { groups, server } = this.#profile;
    const search = { base: groups.base, filter, attributes: GROUP_ATTRIBUTES, pageSize: server.page_size };
    return (await Array.fromAsync(session.search(search))).map(groupOf);
  }

  #believed(key: string): Known | null {
    const known = this.#known.get(key);
    return known && known.untilMs > this.#clock.now() ? known : null;
  }

  #remember(key: string, group: DirectoryGroup | null, memberOf: readonly string[] | null): Known {
    const known = { untilMs: this.#clock.now() + BELIEVED_MS, group, memberOf };
    this.#known.set(key, known);
    return known;
  }
}

function batches<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
