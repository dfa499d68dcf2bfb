import type { Actor } from '../../platform/access/actor.ts';
import { hashOf } from '../../platform/secret-text.ts';
import { TooMany } from '../../platform/too-many.ts';
import type { Account, SignInSettings } from './model.ts';
import type { SignInParts } from './parts.ts';
import type { NameLimits } from './store.ts';

/** From one address, whatever the names, within `failureMs`. */
const MAX_FAILURES_PER_ADDRESS = 30;
/** Each further failure doubles the wait, up to so many times the first one. */
const LONGEST_WAIT = 4;
/** Attempts count for so many times the first wait, or until a right password. */
const MEMORY = 12;

/** An attempt that has been counted, before anything is looked at: a hundred at once are not a hundred guesses. */
export interface CountedAttempt {
  readonly id: string;
  readonly nameHash: string;
}

/** How attempts on a name are counted: by its hash, because people type passwords into the wrong field. */
export const nameHashOf = (login: string): string => hashOf(`login:${login}`);

/** Counts a code of the second factor, by account and apart from its password; refuses it when there were too many. */
export function beginFactorAttempt(
  parts: SignInParts,
  caller: Actor,
  account: Pick<Account, 'tenant' | 'id'>,
): CountedAttempt {
  const nameHash = factorHashOf(account);
  return tryAttempt(parts, nameHash, caller.ip) ?? tooMany(parts, nameHash);
}

export const factorHashOf = ({ tenant, id }: Pick<Account, 'tenant' | 'id'>): string =>
  hashOf(`second-factor:${tenant}/${id}`);

/** Counts an attempt to prove who one is, and refuses it when there were too many. */
export function beginAttempt(parts: SignInParts, caller: Actor, login: string): CountedAttempt {
  const nameHash = nameHashOf(login);
  return tryAttempt(parts, nameHash, caller.ip) ?? tooMany(parts, nameHash);
}

/**
 * Counts an attempt on an account of a directory, however its name was typed; null: too many, and the directory must not hear of it.
 * By default three failures, then one after 10 minutes, one after 20 and one every 40: below any lockout of the directory's own.
 */
export const beginDirectoryAttempt = (parts: SignInParts, account: string): CountedAttempt | null =>
  // The address was counted with the name.
  tryAttempt(parts, hashOf(`directory:${account}`), null);

function tryAttempt(
  { store, newId, clock, settings }: SignInParts,
  nameHash: string,
  ip: string | null,
): CountedAttempt | null {
  const attempt = { id: newId(), nameHash, ip, atMs: clock.now() };
  const counted = store.beginAttempt(attempt, {
    ...{ failures: settings.maxFailures, waitMs: settings.failureMs },
    ...{ longestWait: LONGEST_WAIT, memoryMs: MEMORY * settings.failureMs, byIp: MAX_FAILURES_PER_ADDRESS },
  });
  return counted ? attempt : null;
}

/** When a name must wait, and for how long. */
export const nameLimits = ({ maxFailures, failureMs }: SignInSettings): NameLimits => ({
  ...{ failures: maxFailures, waitMs: failureMs, longestWait: LONGEST_WAIT },
});

function tooMany({ store, clock, settings }: SignInParts, nameHash: string): never {
  const limits = nameLimits(settings);
  const untilMs = store.lockedUntilMs(nameHash, limits) ?? clock.now() + settings.failureMs;
  const waitMs = untilMs - clock.now();
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
  throw new TooMany(
    'sign-in.tooMany',
    `Too many failed attempts with this name or from this address. Try again in ${minutes} minutes.`,
    waitMs,
  );
}
