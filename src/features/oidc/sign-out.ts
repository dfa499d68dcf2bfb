import { AppError } from '#sdk';
import { systemActor } from '../../platform/access/actor.ts';
import { hashOf } from '../../platform/secret-text.ts';
import type { Farewell } from '../sign-in/index.ts';
import type { OidcParts } from './parts.ts';
import { providerName } from './settings.ts';
import { providerOf } from './sign-in.ts';
import { TokenRefused } from './token-refused.ts';
import type { LogoutToken } from './tokens.ts';

/** Where people come back to from signing out at a provider. */
const AFTER_SIGN_OUT = '/sign-in';
/** Whoever signs out is signed out here already; the provider's own session is not waited for any longer. */
const FAREWELL_MS = 2000;

export const afterSignOut = (site: string): string => site + AFTER_SIGN_OUT;

/** What is left to do at the provider where a session began; null where it began here, or nothing is to be done. */
export function farewellOf(parts: OidcParts, sessionSecret: string): (() => Promise<Farewell>) | null {
  const bound = parts.store.findBound(hashOf(sessionSecret));
  const provider = bound && parts.providers.get(bound.provider);
  if (!bound || !provider || provider.settings.signOut === 'never') return null;
  const { title, signOut } = provider.settings;
  return async () => {
    const tooLong = Promise.withResolvers<null>();
    const timer = setTimeout(tooLong.resolve, FAREWELL_MS, null);
    const address = provider.endSessionUrl(bound.idToken, afterSignOut(parts.site)).catch(() => null);
    const url = await Promise.race([address, tooLong.promise]);
    clearTimeout(timer);
    return { title, url, isAtOnce: signOut === 'always' && url !== null };
  };
}

/**
 * Ends every session that a provider says is over (OpenID Connect Back-Channel Logout): of one session there, or of a person. A token
 * that was used before is refused. Gives how many sessions ended.
 */
export async function endByProvider(parts: OidcParts, id: string, token: string): Promise<number> {
  const provider = providerOf(parts, id);
  let told: LogoutToken;
  try {
    told = await provider.readLogout(token);
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    parts.log.warn('oidc.logoutRefused', { provider: id, reason: error.reason, detail: error.message });
    return refused();
  }
  const { tokenId, expiresAtMs, subject, sid } = told;
  return parts.changes.make(systemActor(providerName(id), null), (change) => {
    const used = { provider: id, tokenHash: hashOf(tokenId), expiresAtMs };
    if (!parts.store.useLogoutToken(change.tx, used, parts.clock.now())) return refused();
    const owners = parts.store.listOwners(id, { subject, sid });
    for (const { sessionHash } of owners) parts.sessions.endSession(change, sessionHash);
    const people = Map.groupBy(owners, ({ user }) => user);
    for (const [user, sessions] of people)
      change.record({
        ...{ action: 'session.end', kind: 'user', id: user, tenant: sessions[0]!.tenant },
        before: { sessions: sessions.length, why: 'ended-by-provider', provider: providerName(id) },
      });
    if (people.size === 0)
      change.record({
        action: 'session.end',
        kind: 'user',
        id: 'unknown',
        before: { sessions: 0, provider: providerName(id) },
      });
    return owners.length;
  });
}

function refused(): never {
  throw new AppError('invalid', 'oidc.badLogoutToken', 'This logout token is not right, or was used before.');
}
