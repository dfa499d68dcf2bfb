import { compactVerify, errors } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { ALGORITHMS, type Algorithm, type KeySet } from './key-set.ts';
import { refuse } from './token-refused.ts';

/** By how much clocks may differ. */
export const SKEW_S = 60;
const MAX_TOKEN_CHARS = 64 * 1024;
const MAX_SUBJECT_CHARS = 255;
/** A logout token is made for this moment; one that holds for longer would have to be remembered for longer. */
const MAX_LOGOUT_S = 60 * 60;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

export interface TokenRules {
  readonly keys: KeySet;
  readonly clock: Clock;
  /** Exactly as in the token: not one character may differ. */
  readonly issuer: string;
  readonly clientId: string;
}

export type Claims = Readonly<Record<string, unknown>>;

/** What an ID token says; everything about it was checked. */
export interface IdToken {
  readonly subject: string;
  readonly claims: Claims;
}

/** What a logout token says: whom to sign out, everywhere or in one session of the provider. */
export interface LogoutToken {
  readonly tokenId: string;
  readonly subject: string | null;
  readonly sid: string | null;
  /** When it is of no more use to anybody. */
  readonly expiresAtMs: number;
}

/** OpenID Connect Core 3.1.3.7, with what it leaves open decided: one audience, signatures and key ids always. */
export async function readIdToken(rules: TokenRules, token: string, nonce: string): Promise<IdToken> {
  const claims = await signedClaims(rules, token, ['jwt', null]);
  checkParties(rules, claims);
  checkTimes(rules, claims);
  if (claims.nonce !== nonce) refuse('nonce', 'the nonce is not the one that was sent');
  return { subject: subjectOf(claims) ?? refuse('subject', 'the subject is missing'), claims };
}

/** OpenID Connect Back-Channel Logout 2.6; the type in the header is demanded, so that no ID token can be one. */
export async function readLogoutToken(rules: TokenRules, token: string): Promise<LogoutToken> {
  const claims = await signedClaims(rules, token, ['logout+jwt']);
  checkParties(rules, claims);
  const exp = checkTimes(rules, claims);
  if (exp * 1000 > rules.clock.now() + (MAX_LOGOUT_S + SKEW_S) * 1000)
    refuse('lives-too-long', 'the token is valid for more than an hour');
  if ('nonce' in claims) refuse('nonce', 'a logout token holds no nonce');
  const event = (claims.events as Claims | undefined)?.[LOGOUT_EVENT];
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    refuse('events', 'the token does not say that it is about signing out');
  const { jti, sid } = claims;
  if (!isText(jti)) refuse('no-token-id', 'the token has no id');
  const subject = subjectOf(claims);
  if (sid !== undefined && !isText(sid)) refuse('no-session-named', '"sid" is no text');
  if (subject === null && sid === undefined) refuse('no-session-named', 'neither "sub" nor "sid" is there');
  return {
    ...{ tokenId: jti as string, subject, sid: (sid as string | undefined) ?? null },
    expiresAtMs: (exp + SKEW_S) * 1000,
  };
}

async function signedClaims({ keys }: TokenRules, token: string, types: readonly (string | null)[]): Promise<Claims> {
  if (token.length > MAX_TOKEN_CHARS) refuse('too-large', 'the token is too large');
  const header = headerOf(token);
  const algorithm = ALGORITHMS.find((known) => known === header.alg);
  if (!algorithm) refuse('algorithm', `the signature is by ${String(header.alg).slice(0, 20)}`);
  if (['jku', 'jwk', 'x5u', 'x5c'].some((name) => name in header))
    refuse('key-in-header', 'the token brings its own key, or says where one is');
  if ('crit' in header || 'b64' in header || 'zip' in header || 'enc' in header)
    refuse('critical-header', 'the header asks for what is not supported');
  const type =
    header.typ === undefined
      ? null
      : String(header.typ)
          .toLowerCase()
          .replace(/^application\//, '');
  if (!types.includes(type)) refuse('type', `the token is of the type ${String(type).slice(0, 20)}`);
  if (!isText(header.kid)) refuse('no-key-id', 'the token does not name its key');
  return verified(token, keys, header.kid as string, algorithm as Algorithm);
}

async function verified(token: string, keys: KeySet, kid: string, algorithm: Algorithm): Promise<Claims> {
  const key = await keys.keyFor(kid, algorithm);
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [algorithm] });
    return objectOf(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError) return refuse('signature', 'the signature is not right');
    throw error;
  }
}

function headerOf(token: string): Claims {
  const parts = token.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]*$/.test(part)))
    return refuse('malformed', 'this is no signed token');
  return objectOf(Buffer.from(parts[0]!, 'base64url'));
}

function objectOf(bytes: Uint8Array): Claims {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims;
  } catch {
    // Said below.
  }
  return refuse('malformed', 'a part of the token is no JSON object');
}

function checkParties({ issuer, clientId }: TokenRules, { iss, aud, azp }: Claims): void {
  if (iss !== issuer) refuse('issuer', `the token is of ${String(iss).slice(0, 200)}`);
  // Others in the audience could present the token as theirs.
  const isOurs = Array.isArray(aud) ? aud.length === 1 && aud[0] === clientId : aud === clientId;
  if (!isOurs) refuse('audience', 'the token is not for us alone');
  if (azp !== undefined && azp !== clientId) refuse('authorized-party', 'the token was given to somebody else');
}

/** The end of the token, in seconds. */
function checkTimes({ clock }: TokenRules, { exp, iat, nbf }: Claims): number {
  const now = Math.floor(clock.now() / 1000);
  if (!isTime(exp) || !isTime(iat) || (nbf !== undefined && !isTime(nbf)))
    return refuse('times', '"exp", "iat" or "nbf" is missing or no time');
  if (exp + SKEW_S <= now) refuse('expired', `the token ended ${now - exp} seconds ago`);
  if (iat - SKEW_S > now) refuse('not-yet-valid', `the token was made ${iat - now} seconds from now`);
  if (nbf !== undefined && nbf - SKEW_S > now)
    refuse('not-yet-valid', `the token begins ${nbf - now} seconds from now`);
  if (exp < iat) refuse('times', 'the token ends before it was made');
  return exp;
}

function subjectOf({ sub }: Claims): string | null {
  if (sub === undefined) return null;
  if (!isText(sub) || sub.length > MAX_SUBJECT_CHARS) return refuse('subject', 'the subject is no text, or too long');
  return sub;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && !/\p{Cc}/u.test(value);
/** Seconds within the years that dates can hold. */
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 8.64e12;
