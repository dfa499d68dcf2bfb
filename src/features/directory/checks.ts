import type { KnownIdentity } from '../accounts/index.ts';
import { providerOf } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { DIRECTORY_ACTOR, isUnusable, settlePerson } from './settle.ts';

/** A directory's word holds for so long. */
const CONFIRMED_MS = 5 * 60_000;
/** Before that, and before anybody has to wait, it is asked anew. */
const ASK_AGAIN_MS = 4 * 60_000;
/** A directory that could not be asked is left alone for so long. */
const REST_MS = 30_000;

/** Whether people who are signed in may go on. */
export interface Checks {
  /** At once where the directory said so lately; else it is asked. */
  isVouchedFor(account: { tenant: string; id: string }): boolean | Promise<boolean>;
  /** Asks for everybody who is signed in and whose confirmation grows old; gives how many were asked for. */
  refresh(): Promise<number>;
}

export function sessionChecks(parts: DirectoryParts): Checks {
  const { external, clock, settings, store, directories, log } = parts;
  const asking = new Map<string, Promise<boolean>>();
  const restUntilMs = new Map<string, number>();

  const ask = async (known: KnownIdentity): Promise<boolean> => {
    const directory = directories.find((one) => providerOf(one) === known.provider);
    // Nobody vouches for people of a directory that is no longer configured.
    if (!directory) return false;
    try {
      if ((restUntilMs.get(directory.id) ?? 0) > clock.now()) return isWithinOutage(known);
      const { signal } = new AbortController();
      const person = await directory.find({ subject: known.subject }, signal);
      if (person) return settlePerson(parts, directory, person, 'check', () => known.tenant)?.status === 'active';
      external.withdraw(DIRECTORY_ACTOR, known, { status: 'missing', why: 'missing', occasion: 'check' });
      return false;
    } catch (error) {
      if (isUnusable(error)) return false;
      restUntilMs.set(directory.id, clock.now() + REST_MS);
      log.warn('directory.cannotConfirm', { server: directory.id, error: String(error) });
      return isWithinOutage(known);
    }
  };
  const isWithinOutage = ({ seenAtMs }: KnownIdentity): boolean =>
    clock.now() - seenAtMs < CONFIRMED_MS + settings.outageMs;

  /** One question at a time for each person. */
  const confirm = (known: KnownIdentity): Promise<boolean> => {
    const key = `${known.tenant} ${known.user}`;
    const running = asking.get(key) ?? ask(known).finally(() => asking.delete(key));
    asking.set(key, running);
    return running;
  };

  return {
    isVouchedFor({ tenant, id }) {
      const known = external.findOf(tenant, id);
      if (!known) return false;
      return clock.now() - known.seenAtMs < CONFIRMED_MS ? true : confirm(known);
    },
    async refresh() {
      const nowMs = clock.now();
      const old = store.listUnconfirmed(nowMs - ASK_AGAIN_MS, nowMs);
      for (const { tenant, user } of old) {
        const known = external.findOf(tenant, user);
        if (known) await confirm(known);
      }
      return old.length;
    },
  };
}
