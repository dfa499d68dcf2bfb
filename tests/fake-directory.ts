import { AppError } from '#sdk';
import {
  type BeforeBind,
  type Directory,
  type DirectoryPerson,
  IncompleteAnswer,
} from '../src/features/directory/directory.ts';

type Person = Partial<Omit<DirectoryPerson, 'groups'>> & {
  login: string;
  password?: string;
  groups?: readonly string[];
};

const PAGE = 500;

/** A FAKE directory, in memory: what sign-in, checks and comparisons ask of one, and how often. */
export class FakeDirectory implements Directory {
  readonly id: string;
  readonly #people = new Map<string, DirectoryPerson & { password: string }>();
  /** Cannot be reached. */
  isDown = false;
  /** The connection is lost after so many people of a list. */
  endsAfter = Number.POSITIVE_INFINITY;
  /** How often what was asked. */
  readonly counts = { binds: 0, finds: 0, lists: 0 };

  constructor(id = 'corp') {
    this.id = id;
  }

  /** Adds somebody, or changes what is said of somebody of this subject. */
  put({ groups, ...fields }: Person): string {
    const subject = fields.subject ?? `guid-${fields.login}`;
    const before = this.#people.get(subject);
    const dn = fields.dn ?? `CN=${fields.login},OU=People,DC=corp,DC=example`;
    this.#people.set(subject, {
      ...{ displayName: fields.login, email: null, isDisabled: false, disabledBy: null, attributes: {} },
      ...{ password: `password of ${fields.login}`, ...before, ...fields, subject, dn },
      groups: groups?.map(groupOf) ?? before?.groups ?? [],
    });
    return subject;
  }

  remove(subject: string): void {
    this.#people.delete(subject);
  }

  async prove(login: string, password: string, _signal: AbortSignal, beforeBind: BeforeBind) {
    this.#demandUp();
    const person = this.#byLogin(login);
    if (person) beforeBind(person.subject);
    this.counts.binds++;
    if (!person) return 'not-found';
    return person.password === password && !person.isDisabled ? person : 'refused';
  }

  async find(who: { login: string } | { subject: string }) {
    this.counts.finds++;
    this.#demandUp();
    return ('login' in who ? this.#byLogin(who.login) : this.#people.get(who.subject)) ?? null;
  }

  async *people() {
    this.counts.lists++;
    this.#demandUp();
    let given = 0;
    for (const person of this.#people.values()) {
      if (given >= this.endsAfter) throw new IncompleteAnswer('The connection was lost in the middle of an answer.');
      if (given % PAGE === 0) await Bun.sleep(0);
      given++;
      yield person;
    }
    if (given < this.endsAfter && this.endsAfter < Number.POSITIVE_INFINITY)
      throw new IncompleteAnswer('The last page did not come.');
  }

  async *groups() {
    yield* [];
  }

  async test() {
    const report = { id: this.id, isRight: !this.isDown, replicas: [], problems: [], warnings: [] };
    return { ...report, emptyAttributes: [], sampled: this.#people.size };
  }

  /** By name, `CORP\name` or `name@corp.example`, as Active Directory does. */
  #byLogin(typed: string) {
    const login = typed.replace(/^corp\\/, '').replace(/@corp\.example$/, '');
    return [...this.#people.values()].find((person) => person.login === login);
  }

  #demandUp(): void {
    if (this.isDown) throw new AppError('unavailable', 'directory.unavailable', `The directory "${this.id}" is away.`);
  }
}

const groupOf = (name: string) => ({
  ...{ dn: `CN=${name},OU=Groups,DC=corp,DC=example`, name, sid: `S-1-5-21-1-${name.length}` },
});
