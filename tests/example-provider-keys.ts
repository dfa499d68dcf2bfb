import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Algorithm } from '../src/features/oidc/key-set.ts';

/** A key of a provider: what it publishes, and how it signs. */
export interface SigningKey {
  readonly jwk: JWK;
  sign(claims: unknown, header?: Record<string, unknown>): Promise<string>;
}

export async function signingKey(kid: string, alg: Algorithm = 'RS256', about: Partial<JWK> = {}): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...about };
  return {
    jwk,
    sign: (claims, header = {}) =>
      new CompactSign(new TextEncoder().encode(typeof claims === 'string' ? claims : JSON.stringify(claims)))
        .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
        .sign(privateKey),
  };
}

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token as no library would write it. */
export const handMade = (header: unknown, claims: unknown, signature: string | Uint8Array = 'c2ln'): string =>
  `${part(header)}.${part(claims)}.${typeof signature === 'string' ? signature : Buffer.from(signature).toString('base64url')}`;
