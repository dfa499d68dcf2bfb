import type { Change } from '../../platform/changes/changes.ts';
import { factorHashOf, nameHashOf, nameLimits } from './attempts.ts';
import { type OwnSession, ownSession, sessionName } from './model.ts';
import { removeSecondFactor } from './own-second-factor.ts';
import type { SignInParts } from './parts.ts';
import type { OpenLink } from './store.ts';

/** Whose account. */
export interface Whose {
  readonly tenant: string;
  readonly user: string;
}

/** What administrators see of how others come in, and what they end. What changes something is part of a change that records it. */
export interface SignInAdministration {
  hasSecondFactor(who: Whose): boolean;
  /** When name or second factor may be tried again; null: now. */
  lockedUntilMs(who: Whose & { login: string }): number | null;
  /** Newest first, browsers and programs. */
  listSessionsOf(who: Whose): OwnSession[];
  /** False where there is no such session. */
  endSessionOf(change: Change, who: Whose, name: string): boolean;
  /** Every session and token of an account. */
  endSessionsOf(change: Change, who: Whose): void;
  /** Every session and token, and every unused link. */
  shutOut(change: Change, who: Whose): void;
  /** Takes the second factor away and ends every session and token. */
  resetSecondFactor(change: Change, who: Whose): void;
  /** Forgets failed attempts on the name and on the second factor. */
  unlock(change: Change, who: Whose & { login: string }): void;
  /** Links at which people can choose a password, oldest first. */
  listOpenLinks(tenant: string): OpenLink[];
  /** False where there was none. */
  withdrawLinks(change: Change, who: Whose): boolean;
}

export const signInAdministration = (parts: SignInParts): SignInAdministration => {
  const { store, factors, clock, settings } = parts;
  const open = ({ tenant, user }: Whose) => store.listSessions(tenant, user, clock.now(), settings.idleMs);
  const hashes = ({ tenant, user, login }: Whose & { login: string }) => [
    nameHashOf(login),
    factorHashOf({ tenant, id: user }),
  ];
  const endAll = ({ tx }: Change, { tenant, user }: Whose) => store.deleteSessionsOf(tx, tenant, user, null);
  return {
    hasSecondFactor: (who) => factors.hasSecondFactor(who),
    lockedUntilMs(who) {
      const limits = nameLimits(settings);
      const untilMs = Math.max(...hashes(who).map((hash) => store.lockedUntilMs(hash, limits) ?? 0));
      return untilMs > clock.now() ? untilMs : null;
    },
    listSessionsOf: (who) => open(who).map((session) => ownSession(session, null)),
    endSessionOf({ tx }, who, name) {
      const session = open(who).find((one) => sessionName(one) === name);
      if (session) store.deleteSession(tx, session.idHash);
      return session !== undefined;
    },
    endSessionsOf: endAll,
    shutOut(change, who) {
      endAll(change, who);
      store.deleteUserLinks(change.tx, who.tenant, who.user);
    },
    resetSecondFactor(change, who) {
      removeSecondFactor(parts, change, { tenant: who.tenant, id: who.user });
      endAll(change, who);
    },
    unlock({ tx }, who) {
      for (const hash of hashes(who)) store.forgetAttempts(tx, hash);
    },
    listOpenLinks: (tenant) => store.listOpenLinks(tenant, clock.now()),
    withdrawLinks: ({ tx }, { tenant, user }) => store.deleteUserLinks(tx, tenant, user),
  };
};
