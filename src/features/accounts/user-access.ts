import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { User } from './model.ts';
import { type AccountParts, getUser, type SignInDoor } from './use-cases.ts';

/** How somebody comes in, and where the person is signed in. */
export interface UserAccess {
  readonly hasSecondFactor: boolean;
  /** Null: nothing is locked. */
  readonly lockedUntilMs: number | null;
  readonly sessions: ReturnType<SignInDoor['listSessionsOf']>;
}

export function getUserAccess(parts: AccountParts, actor: Actor, id: string): UserAccess {
  const user = getUser(parts, actor, id);
  const who = whoOf(user);
  const { signIn } = parts;
  return {
    hasSecondFactor: signIn.hasSecondFactor(who),
    lockedUntilMs: signIn.lockedUntilMs(who),
    sessions: signIn.listSessionsOf(who),
  };
}

/** For somebody whose phone is lost. Whoever does it must hold what the account holds, and have proved who it is just now. */
export function resetSecondFactor(parts: AccountParts, actor: Actor, id: string): void {
  const { changes, signIn, access } = parts;
  const user = getUser(parts, actor, id);
  signIn.demandFreshProof(actor);
  access.demandMayTakeOver(actor, id);
  if (!signIn.hasSecondFactor(whoOf(user)))
    throw new AppError('conflict', 'user.noSecondFactor', 'This account has no second factor.');
  changes.make(actor, (change) => {
    signIn.resetSecondFactor(change, whoOf(user));
    const after = { sessions: 'ended' };
    change.record({ action: 'second-factor.reset', kind: 'user', id, event: 'updated', after });
  });
}

/** Failed attempts no longer count: the person may try again at once. */
export function unlockUser({ changes, signIn, ...parts }: AccountParts, actor: Actor, id: string): void {
  const user = getUser({ changes, signIn, ...parts }, actor, id);
  changes.make(actor, (change) => {
    signIn.unlock(change, whoOf(user));
    change.record({ action: 'user.unlock', kind: 'user', id });
  });
}

/** Ends a session of somebody else, and every token of it, at once. */
export function endUserSession(parts: AccountParts, actor: Actor, id: string, name: string): void {
  const user = getUser(parts, actor, id);
  parts.access.demandMayShutOut(actor, id);
  parts.changes.make(actor, (change) => {
    if (!parts.signIn.endSessionOf(change, whoOf(user), name)) notFound('session');
    change.record({ action: 'session.end', kind: 'user', id, before: { session: name } });
  });
}

/** Ends every session and token of somebody else, at once. */
export function endUserSessions(parts: AccountParts, actor: Actor, id: string): void {
  const user = getUser(parts, actor, id);
  parts.access.demandMayShutOut(actor, id);
  parts.changes.make(actor, (change) => {
    parts.signIn.endSessionsOf(change, whoOf(user));
    change.record({ action: 'session.end-all', kind: 'user', id });
  });
}

const whoOf = ({ tenant, id, login }: User) => ({ tenant, user: id, login });
