import type { JWK } from 'jose';
import { AppError } from '#sdk';
import type { Clock } from '../../platform/clock.ts';
import { ALGORITHMS, misfit } from './key-set.ts';
import { type Metadata, type Outgoing, provider } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';
import { type ClaimNames, callbackPath, logoutPath, type ProviderSettings } from './settings.ts';
import { afterSignOut } from './sign-out.ts';
import { SKEW_S } from './tokens.ts';

/** What a provider looks like from here, for whoever sets it up. */
export interface ProviderReport {
  readonly id: string;
  readonly issuer: string;
  /** Nothing is in the way of signing in; warnings may remain. */
  readonly isRight: boolean;
  /** What will not work, in words. */
  readonly problems: readonly string[];
  /** What works, but not as it should. */
  readonly warnings: readonly string[];
  /** What is to be registered at the provider. */
  readonly register: {
    readonly redirectUri: string;
    readonly afterSignOut: string;
    readonly backChannelLogout: string;
  };
  readonly scopes: readonly string[];
  readonly claims: ClaimNames;
  readonly keys: readonly KeyReport[];
  /** By how many seconds the provider's clock is ahead of ours; null: it does not tell. */
  readonly clockAheadS: number | null;
}

export interface KeyReport {
  readonly kid: string;
  /** As `RSA`, `EC P-256`. */
  readonly kind: string;
  /** Signatures that it can check; empty: it is of no use here. */
  readonly algorithms: readonly string[];
}

export interface TestParts {
  readonly settings: ProviderSettings;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** Where browsers reach us. */
  readonly site: string;
  /** Rules of the role map that speak of this provider. */
  readonly rules: number;
}

/** Asks a provider for its discovery document and its keys. Nobody signs in. */
export async function testProvider({ settings, clock, outgoing, site, rules }: TestParts): Promise<ProviderReport> {
  const { id, issuer, scopes, claims } = settings;
  const problems: string[] = [];
  const warnings: string[] = [];
  let clockAheadS: number | null = null;
  const asked = provider({
    ...{ settings, clock },
    async outgoing(url, init) {
      const response = await outgoing(url, init);
      clockAheadS ??= aheadBy(response, clock);
      return response;
    },
  });
  const metadata = await orTold(asked.discover(), problems);
  const keys = metadata && (await orTold(asked.keys.list(), problems));
  if (metadata) warnings.push(...warningsOf(settings, metadata));
  const reports = (keys ?? []).map(keyReport);
  if (keys && !reports.some(({ algorithms }) => algorithms.length > 0))
    problems.push(`None of its ${keys.length} keys can check a signature by ${ALGORITHMS.join(', ')}.`);
  if (rules === 0)
    warnings.push('No rule of "oidc.role_map" speaks of this provider, so that nobody has a role, and nobody gets in.');
  const aheadS: number = clockAheadS ?? 0;
  if (Math.abs(aheadS) > SKEW_S)
    problems.push(`Its clock and ours differ by ${Math.abs(aheadS)} seconds; ${SKEW_S} are taken. Set both by NTP.`);
  return {
    ...{ id, issuer, isRight: problems.length === 0, problems, warnings, scopes, claims, keys: reports, clockAheadS },
    register: {
      redirectUri: site + callbackPath(id),
      afterSignOut: afterSignOut(site),
      backChannelLogout: site + logoutPath(id),
    },
  };
}

async function orTold<T>(work: Promise<T>, problems: string[]): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error instanceof ProviderFault ? error.detail : error.message);
    return null;
  }
}

function aheadBy(response: Response, clock: Clock): number | null {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? null : Math.round((date - clock.now()) / 1000);
}

function warningsOf({ issuer, asksUserInfo, scopes, signOut }: ProviderSettings, metadata: Metadata): string[] {
  const warnings: string[] = [];
  if (!metadata.code_challenge_methods_supported)
    warnings.push(
      'It does not say whether it supports PKCE. S256 is sent in any case; Entra ID and AD FS do support it.',
    );
  const missing = scopes.filter((scope) => metadata.scopes_supported && !metadata.scopes_supported.includes(scope));
  if (missing.length > 0) warnings.push(`It does not know the scopes ${missing.join(', ')}.`);
  if (asksUserInfo && !metadata.userinfo_endpoint)
    warnings.push('It has no UserInfo endpoint, which "userinfo" asks for.');
  if (signOut !== 'never' && !metadata.end_session_endpoint)
    warnings.push('It has no end-session endpoint: signing out here leaves its own session open.');
  if (metadata.backchannel_logout_supported !== true)
    warnings.push(
      'It does not promise back-channel logout: signing out there, or being disabled, ends no session here.',
    );
  const addresses = [metadata.token_endpoint, metadata.jwks_uri, asksUserInfo ? metadata.userinfo_endpoint : undefined];
  const elsewhere = addresses.flatMap((url) =>
    url && new URL(url).host !== new URL(issuer).host ? [new URL(url)] : [],
  );
  for (const target of new Set(elsewhere.map(({ hostname, port }) => `${hostname}:${port || 443}`)))
    warnings.push(`It also answers at ${target}, which "egress.allow" must name.`);
  return warnings;
}

const keyReport = (key: JWK): KeyReport => ({
  kid: key.kid ?? '',
  kind: key.crv ? `${key.kty} ${key.crv}` : (key.kty ?? ''),
  algorithms: ALGORITHMS.filter((algorithm) => misfit(key, algorithm) === null),
});
