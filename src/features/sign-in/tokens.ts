import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import { type Credentials, type KnownSession, type Session, sessionName } from './model.ts';
import type { SignInParts } from './parts.ts';
import { actorIn, liveSession, openSession, personOf, type SignedInPerson, vouchedFor } from './sessions.ts';
import type { RefreshToken } from './store.ts';
import { proveWithCode } from './use-cases.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  readonly refreshToken: string;
  readonly refreshExpiresAtMs: number;
}

/** Opens a session for an API client, by the same rules as the sign-in of a person. */
export async function giveTokens(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
  userAgent: string | null,
): Promise<TokenPair> {
  const proved = await proveWithCode(parts, caller, sent);
  const refreshToken = newSecret();
  const { session } = openSession(parts, caller, proved.account, {
    ...{ kind: 'token', userAgent, nameHashes: proved.nameHashes, fresh: proved.fresh, code: proved.code },
    previousSecret: null,
    together: (tx, opened) => parts.store.insertRefreshToken(tx, refreshRow(refreshToken, opened)),
  });
  return pairOf(parts, session, refreshToken);
}

/**
 * Gives the next pair for a refresh token, which is used up. A used one that comes back ends its whole session: either it or its
 * successor is in the wrong hands, and nobody can tell which.
 */
export async function refreshTokens(parts: SignInParts, caller: Actor, sent: string): Promise<TokenPair> {
  const { store, changes, clock, settings } = parts;
  const nowMs = clock.now();
  const known = store.findRefreshToken(hashOf(sent));
  const session = known && (await vouchedFor(parts, store.findSession(known.sessionHash)));
  if (!known || session?.kind !== 'token' || known.expiresAtMs <= nowMs) return refused();
  const refreshToken = newSecret();
  const extended: Session = { ...session, lastSeenAtMs: nowMs, expiresAtMs: nowMs + settings.refreshMs };
  const by = { ...caller, tenant: session.tenant };
  const isFirstUse = changes.make(by, (change) => {
    const about = { kind: 'user', id: session.user };
    if (!store.useRefreshToken(change.tx, known.tokenHash, nowMs)) {
      store.deleteSession(change.tx, session.idHash);
      const before = { session: sessionName(session), why: 'refresh-token-used-twice' };
      change.record({ action: 'session.end', ...about, outcome: 'failure', before });
      return false;
    }
    store.extendSession(change.tx, extended);
    store.insertRefreshToken(change.tx, refreshRow(refreshToken, extended));
    change.record({ action: 'session.refresh', ...about, after: { session: sessionName(session) } });
    return true;
  });
  return isFirstUse ? pairOf(parts, extended, refreshToken) : refused();
}

/** Who an access token stands for, while its session is live. */
export async function actorOfToken(
  parts: SignInParts,
  token: string,
  origin: { ip: string | null; requestId: string },
  quiet = false,
): Promise<SignedInPerson | null> {
  const bearer = await parts.accessTokens.read(token);
  const session = bearer && (await vouchedFor(parts, parts.store.findSession(bearer.session)));
  if (session?.kind !== 'token' || session.user !== bearer?.user || session.tenant !== bearer.tenant) return null;
  return { ...personOf(parts, session, 'token', origin, quiet), csrf: null };
}

function refreshRow(secret: string, session: Session): RefreshToken {
  const { idHash: sessionHash, tenant, lastSeenAtMs: createdAtMs, expiresAtMs } = session;
  return { tokenHash: hashOf(secret), tenant, sessionHash, createdAtMs, expiresAtMs };
}

async function pairOf(parts: SignInParts, session: Session, refreshToken: string): Promise<TokenPair> {
  const { store, clock, settings, accessTokens } = parts;
  const known = liveSession(parts, store.findSession(session.idHash)) ?? refused();
  // Never longer than the session itself.
  const expiresAtMs = Math.min(clock.now() + settings.accessMs, session.expiresAtMs);
  const bearer = { user: known.user, tenant: known.tenant, session: known.idHash, ...mayOf(known) };
  const accessToken = await accessTokens.issue(bearer, expiresAtMs);
  return { accessToken, expiresAtMs, refreshToken, refreshExpiresAtMs: session.expiresAtMs };
}

function mayOf(session: KnownSession) {
  const { permissions } = actorIn(session, 'token', { ip: null, requestId: null });
  return { roles: new Set(session.grants.map((grant) => grant.role)), permissions: [...permissions].toSorted() };
}

function refused(): never {
  throw new AppError(
    'unauthenticated',
    'sign-in.badRefreshToken',
    'This refresh token was used, is too old, or was never given out. Sign in again with name and password.',
  );
}
