import * as client from 'openid-client';
import { AppError } from '#sdk';
import { isLoopback } from '../../platform/addresses.ts';
import type { Clock } from '../../platform/clock.ts';
import { ALGORITHMS, type KeySet, keySet } from './key-set.ts';
import { badAnswer, ProviderFault, providerDown } from './provider-fault.ts';
import type { ProviderSettings } from './settings.ts';
import { TokenRefused } from './token-refused.ts';
import { type IdToken, type LogoutToken, readIdToken, readLogoutToken, SKEW_S, type TokenRules } from './tokens.ts';

/** A request to the outside; redirects are not followed, time and size are limited by whoever gives it. */
export type Outgoing = (url: string, init: RequestInit) => Promise<Response>;

/** What belongs to one sign-in, between going to the provider and coming back. */
export interface Handshake {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

/** What came of a sign-in at the provider. */
export interface Redeemed {
  readonly idToken: IdToken;
  /** As it came; it says at sign-out whose session is meant. */
  readonly encoded: string;
  /** Of the ID token, and of UserInfo where that is asked. */
  readonly claims: IdToken['claims'];
}

/** One OpenID Connect provider. What goes wrong with it is a `ProviderFault`. */
export interface Provider {
  readonly settings: ProviderSettings;
  readonly keys: KeySet;
  /** Where the browser goes to sign in. */
  authorizationUrl(handshake: Handshake): Promise<string>;
  /** Exchanges what the browser brought back for who the person is. */
  redeem(search: string, handshake: Handshake): Promise<Redeemed>;
  readLogout(token: string): Promise<LogoutToken>;
  /** Where the browser goes to sign out there too; null: the provider has no such place. */
  endSessionUrl(encodedIdToken: string, redirectUri: string): Promise<string | null>;
  /** What the provider says of itself now. */
  discover(): Promise<Metadata>;
}

export type Metadata = client.ServerMetadata;

const KEEP_MS = 60 * 60_000;
const TIMEOUT_S = 8;
/** A document of a provider, its keys or an answer of its token endpoint: nothing honest is larger. */
export const MAX_ANSWER_BYTES = 1_048_576;

export function provider(parts: { settings: ProviderSettings; clock: Clock; outgoing: Outgoing }): Provider {
  const { settings, clock, outgoing } = parts;
  let held: { metadata: Metadata; atMs: number } | null = null;
  const discover = async (): Promise<Metadata> => {
    const metadata = await discovered(settings, outgoing);
    held = { metadata, atMs: clock.now() };
    return metadata;
  };
  /** What was found before holds on while the provider does not answer. */
  const known = async (): Promise<Metadata> => {
    if (held && Math.abs(clock.now() - held.atMs) < KEEP_MS) return held.metadata;
    const before = held?.metadata;
    return before ? discover().catch(() => before) : discover();
  };
  const keys = keySet({ clock, fetchKeys: async () => publishedKeys(outgoing, (await known()).jwks_uri!) });
  const rules: TokenRules = { keys, clock, issuer: settings.issuer, clientId: settings.clientId };
  const configuration = async () => configurationOf(settings, await known(), { clock, outgoing });
  const telling = <T>(work: Promise<T>): Promise<T> => work.catch((error) => told(error));
  return {
    settings,
    keys,
    discover: () => telling(discover()),
    readLogout: (token) => readLogoutToken(rules, token),
    authorizationUrl: (handshake) => telling(configuration().then((config) => signInUrl(settings, config, handshake))),
    async redeem(search, handshake) {
      const { nonce } = handshake;
      const config = await telling(configuration());
      return telling(
        exchange(config, search, handshake).then(async ({ access_token, id_token: encoded = '' }) => {
          const idToken = await readIdToken(rules, encoded, nonce);
          if (!settings.asksUserInfo) return { idToken, encoded, claims: idToken.claims };
          const more = await client.fetchUserInfo(config, access_token, idToken.subject);
          // What is signed counts.
          return { idToken, encoded, claims: { ...more, ...idToken.claims } };
        }),
      );
    },
    endSessionUrl: (encodedIdToken, redirectUri) =>
      telling(
        configuration().then((config) => {
          if (!config.serverMetadata().end_session_endpoint) return null;
          const wanted = { id_token_hint: encodedIdToken, post_logout_redirect_uri: redirectUri };
          return client.buildEndSessionUrl(config, wanted).href;
        }),
      ),
  };
}

const isPlain = ({ issuer }: ProviderSettings): boolean => new URL(issuer).protocol === 'http:';

/** Asks for the discovery document, and refuses one by which nobody could sign in safely. */
async function discovered(settings: ProviderSettings, outgoing: Outgoing): Promise<Metadata> {
  const config = await client.discovery(new URL(settings.issuer), settings.clientId, undefined, client.None(), {
    [client.customFetch]: outgoing as client.CustomFetch,
    timeout: TIMEOUT_S,
    execute: isPlain(settings) ? [client.allowInsecureRequests] : [],
  });
  const metadata = config.serverMetadata();
  const wrong = mistakeIn(settings, metadata);
  if (wrong !== null) throw providerDown(wrong);
  return { ...metadata };
}

/** Why nobody can sign in by what a provider says of itself; null: somebody can. */
export function mistakeIn({ issuer }: Pick<ProviderSettings, 'issuer'>, metadata: Metadata): string | null {
  if (metadata.issuer !== issuer)
    return `the provider calls itself "${metadata.issuer}", the configuration "${issuer}"; both must be the same, to the last character`;
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const url = URL.parse(String(metadata[name]));
    if (!url) return `the discovery document has no "${name}"`;
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
      return `"${name}" is not https: ${url.href}`;
  }
  const algorithms = metadata.id_token_signing_alg_values_supported ?? ['RS256'];
  if (!algorithms.some((name) => (ALGORITHMS as readonly string[]).includes(name)))
    return `its ID tokens are signed by ${algorithms.join(', ')}; ${ALGORITHMS.join(', ')} are taken`;
  const challenges = metadata.code_challenge_methods_supported;
  if (challenges && !challenges.includes('S256'))
    return `it supports PKCE by ${challenges.join(', ')} only, S256 is needed`;
  return null;
}

function configurationOf(
  { clientId, clientSecret, ...settings }: ProviderSettings,
  metadata: Metadata,
  { clock, outgoing }: { clock: Clock; outgoing: Outgoing },
): client.Configuration {
  const times = {
    // Our clock is the one that counts, also where it is not the machine's.
    [client.clockSkew]: Math.round((clock.now() - Date.now()) / 1000),
    [client.clockTolerance]: SKEW_S,
  };
  const config = new client.Configuration(metadata, clientId, times, authentication(metadata, clientSecret));
  config[client.customFetch] = outgoing as client.CustomFetch;
  config.timeout = TIMEOUT_S;
  if (new URL(settings.issuer).protocol === 'http:') client.allowInsecureRequests(config);
  return config;
}

/** In the body where the provider takes it: how the header is to be written, providers understand differently. */
function authentication({ token_endpoint_auth_methods_supported: methods }: Metadata, secret: string | null) {
  if (secret === null) return client.None();
  return methods?.includes('client_secret_post') ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}

async function signInUrl(
  { scopes, acrValues }: ProviderSettings,
  config: client.Configuration,
  { redirectUri, state, nonce, verifier }: Handshake,
): Promise<string> {
  const url = client.buildAuthorizationUrl(config, {
    ...{ redirect_uri: redirectUri, scope: scopes.join(' '), state, nonce },
    ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    ...(acrValues.length > 0 ? { acr_values: acrValues.join(' ') } : {}),
  });
  return url.href;
}

/** State, `iss` of the answer (RFC 9207) and the code are checked and exchanged. */
const exchange = (config: client.Configuration, search: string, handshake: Handshake) =>
  client.authorizationCodeGrant(config, new URL(handshake.redirectUri + search), {
    ...{ pkceCodeVerifier: handshake.verifier, expectedState: handshake.state, expectedNonce: handshake.nonce },
    idTokenExpected: true,
  });

async function publishedKeys(outgoing: Outgoing, url: string): Promise<unknown> {
  const response = await outgoing(url, {
    ...{ method: 'GET', headers: { accept: 'application/json' }, redirect: 'manual' },
    signal: AbortSignal.timeout(TIMEOUT_S * 1000),
  });
  if (response.status !== 200)
    throw new AppError('unavailable', 'oidc.noKeys', `The keys of the provider: status ${response.status}.`);
  return response.json();
}

/** Says in our words what went wrong; what the provider said stays in the detail. */
function told(error: unknown): never {
  if (error instanceof ProviderFault) throw error;
  if (error instanceof TokenRefused) throw badAnswer(`the token was refused (${error.reason}): ${error.message}`);
  if (error instanceof client.AuthorizationResponseError) throw refusedThere(error);
  if (error instanceof client.ResponseBodyError || error instanceof client.WWWAuthenticateChallengeError)
    throw badAnswer(`the token endpoint answered ${error.status} ${causeOf(error)}`);
  if (error instanceof client.ClientError && error.code?.startsWith('OAUTH_') && !isNetwork(error))
    throw badAnswer(`${error.code}: ${error.message} ${causeOf(error)}`);
  throw providerDown(`${(error as Error).name}: ${(error as Error).message} ${causeOf(error)}`);
}

const isNetwork = ({ code }: client.ClientError): boolean =>
  ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'].includes(code ?? '');

/** A cause in short: the standard's code for it, what our own door says, or an error's words; never a body. */
function causeOf(error: unknown): string {
  const { error: code, error_description: description } = error as { error?: string; error_description?: string };
  if (code) return `${code}${description ? ` (${description.slice(0, 200)})` : ''}`;
  const causes: Error[] = [];
  for (let { cause } = error as Error; cause instanceof Error && causes.length < 5; cause = cause.cause)
    causes.push(cause);
  const telling = causes.find((cause) => cause instanceof AppError) ?? causes[0];
  return telling ? `(${telling.message})` : '';
}

function refusedThere(error: client.AuthorizationResponseError): ProviderFault {
  if (error.error === 'access_denied')
    return new ProviderFault(
      'unauthenticated',
      'oidc.refusedThere',
      'The provider did not let you in, or you called it off.',
      causeOf(error),
    );
  return new ProviderFault(
    'unauthenticated',
    'oidc.endedThere',
    'The provider ended the sign-in. Begin again; if it happens again, tell your administrator.',
    causeOf(error),
  );
}
