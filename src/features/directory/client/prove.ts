import { randomBytes, randomUUID } from 'node:crypto';
import type { Log } from '../../../platform/log/index.ts';
import type { BeforeBind, DirectoryPerson } from '../directory.ts';
import type { Entry } from './entry.ts';
import { bindReason, CODE, misconfigured, needsTls, Refusal } from './faults.ts';
import { boundName, locate } from './locate.ts';
import type { Sessions } from './open-session.ts';
import { subjectOf } from './person.ts';
import type { Profile } from './profile.ts';
import type { Session } from './session.ts';

/** What proving needs of its directory. */
export interface Prover {
  readonly profile: Profile;
  readonly sessions: Sessions;
  readonly log: Log;
  person(session: Session, entry: Entry): Promise<DirectoryPerson | null>;
}

/** One try at one replica. */
export interface Try {
  readonly url: string;
  readonly name: string;
  readonly password: string;
  readonly signal: AbortSignal;
  readonly beforeBind: BeforeBind;
}

type Proof = DirectoryPerson | 'not-found' | 'refused';

/** Empty, or with a NUL, before which some servers stop reading; or longer than any password. */
export const isNoPassword = (password: string): boolean =>
  password === '' || password.includes('\0') || password.length > 4096;

/** Looked up by the service account first, then tried. Whoever is not found costs a bind as well, with a password of nobody. */
export async function searchThenBind(prover: Prover, attempt: Try): Promise<Proof> {
  const { profile, sessions, log } = prover;
  const service = await sessions.asService(attempt.url, attempt.signal);
  try {
    const entry = await locate(service, profile, attempt.name);
    const subject = typeof entry === 'string' ? null : subjectOf(entry, profile);
    if (typeof entry === 'string' || subject === null) {
      await bindAsNobody(prover, attempt);
      if (entry === 'nobody') return 'not-found';
      return refused(log, entry === 'several' ? 'the name is not one person’s' : 'the entry has no subject');
    }
    attempt.beforeBind(subject);
    const name = profile.server.mode === 'search' ? entry.dn : boundName(profile, attempt.name);
    const refusal = await withBound(prover, attempt, name, async () => null);
    return refusal ? refused(log, bindReason(refusal), subject) : await admit(prover, service, entry);
  } finally {
    service.connection.close();
  }
}

/** Without a service account: tried under the name that is made from what was typed, then looked up as oneself. */
export async function bindThenSearch(prover: Prover, attempt: Try): Promise<Proof> {
  const { profile, log } = prover;
  const name = boundName(profile, attempt.name);
  attempt.beforeBind(name.toLowerCase());
  let proof: Proof = 'refused';
  const refusal = await withBound(prover, attempt, name, async (session) => {
    const entry = await locate(session, profile, attempt.name);
    if (typeof entry !== 'string') proof = await admit(prover, session, entry);
    else refused(log, entry === 'several' ? 'the name is not one person’s' : 'outside "person_filter" or "base"');
    return null;
  });
  if (!refusal) return proof;
  if (refusal.subCode === '525' || refusal.code === CODE.noSuchObject) return 'not-found';
  return refused(log, bindReason(refusal));
}

async function admit(prover: Prover, session: Session, entry: Entry): Promise<Proof> {
  const person = await prover.person(session, entry);
  if (!person) return refused(prover.log, 'the entry has no login');
  return person.isDisabled ? refused(prover.log, person.disabledBy as string, person.subject) : person;
}

function refused(log: Log, reason: string, subject?: string): 'refused' {
  log.info('directory.refused', { reason, subject });
  return 'refused';
}

/** Binds on a connection of its own and does the work there. Gives the server's refusal of the bind back; null: it was let in. */
async function withBound(
  { profile, sessions }: Prover,
  { url, signal, password }: Pick<Try, 'url' | 'signal' | 'password'>,
  name: string,
  work: (session: Session) => Promise<null>,
): Promise<Refusal | null> {
  const session = await sessions.unbound(url, signal);
  try {
    await session.bind(name, password);
    return await work(session);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === CODE.strongerAuthRequired || error.code === CODE.confidentialityRequired)
      throw misconfigured(needsTls(profile.server.id));
    return error;
  } finally {
    session.connection.close();
  }
}

async function bindAsNobody(prover: Prover, { url, signal }: Try): Promise<void> {
  const name = `CN=${randomUUID()},${prover.profile.server.base}`;
  await withBound(prover, { url, signal, password: randomBytes(24).toString('base64url') }, name, async () => null);
}
