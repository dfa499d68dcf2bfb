import { type CryptoKey, importJWK, type JWK } from 'jose';
import { AppError } from '#sdk';
import type { Clock } from '../../platform/clock.ts';
import { refuse } from './token-refused.ts';

/** Signatures that are taken. No secret of ours is a key, so that nothing symmetric is among them; nor is "none". */
export const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** The keys of one provider, as its discovery document points to them; tokens choose among them, and bring none. */
export interface KeySet {
  /** Asks the provider again when the key is unknown: it may be a new one. */
  keyFor(kid: string, algorithm: Algorithm): Promise<CryptoKey>;
  /** What the provider publishes now, for people who look for mistakes. */
  list(): Promise<readonly JWK[]>;
}

const KEEP_MS = 60 * 60_000;
/** Tokens with invented key ids must not make us ask the provider each time. */
const ASK_AGAIN_MS = 10_000;
const MAX_KEYS = 100;
const MIN_RSA_BITS = 2048;

interface Held {
  readonly keys: readonly JWK[];
  readonly atMs: number;
}

export function keySet(parts: { clock: Clock; fetchKeys: () => Promise<unknown> }): KeySet {
  const { clock, fetchKeys } = parts;
  let held: Held | null = null;
  let asking: Promise<Held> | null = null;
  const ask = (): Promise<Held> => {
    asking ??= fetchKeys()
      .then((document) => {
        held = { keys: keysOf(document), atMs: clock.now() };
        return held;
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  const ageMs = ({ atMs }: Held) => Math.abs(clock.now() - atMs);
  return {
    async keyFor(kid, algorithm) {
      const known = held && ageMs(held) < KEEP_MS ? held : await ask();
      const find = ({ keys }: Held) => keys.find((key) => key.kid === kid);
      const key = find(known) ?? (ageMs(known) >= ASK_AGAIN_MS ? find(await ask()) : undefined);
      if (!key) return refuse('unknown-key', `the provider publishes no key "${kid.slice(0, 60)}"`);
      return imported(key, algorithm);
    },
    list: async () => (await ask()).keys,
  };
}

/** The keys of a JWKS document; private and symmetric ones have no business there. */
function keysOf(document: unknown): readonly JWK[] {
  const keys = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys))
    throw new AppError('unavailable', 'oidc.badKeys', 'What the provider publishes as its keys is no JWKS document.');
  const usable = keys
    .slice(0, MAX_KEYS)
    .filter((key) => typeof key?.kid === 'string' && ['RSA', 'EC', 'OKP'].includes(key.kty));
  return usable.map(({ kid, kty, use, key_ops, alg, n, e, crv, x, y }) => ({
    kid,
    kty,
    use,
    key_ops,
    alg,
    n,
    e,
    crv,
    x,
    y,
  }));
}

const FITS: Record<Algorithm, (key: JWK) => boolean> = {
  RS256: ({ kty, n }) => kty === 'RSA' && bitsOf(n) >= MIN_RSA_BITS,
  ES256: ({ kty, crv }) => kty === 'EC' && crv === 'P-256',
  EdDSA: ({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519',
};

/** Why a key cannot check signatures of this algorithm; null: it can. */
export function misfit(key: JWK, algorithm: Algorithm): string | null {
  if (key.use !== undefined && key.use !== 'sig') return 'is not for signatures';
  if (key.key_ops && !key.key_ops.includes('verify')) return 'is not for checking signatures';
  if (key.alg !== undefined && key.alg !== algorithm) return `is for ${key.alg}`;
  return FITS[algorithm](key) ? null : 'is of another kind, or too short';
}

async function imported(key: JWK, algorithm: Algorithm): Promise<CryptoKey> {
  const why = misfit(key, algorithm);
  if (why !== null) refuse('key-does-not-fit', `the key ${why}`);
  try {
    // `use` and `key_ops` were looked at; `ext` and the like are not taken over.
    const { kty, n, e, crv, x, y } = key;
    return (await importJWK({ kty, n, e, crv, x, y } as JWK, algorithm)) as CryptoKey;
  } catch {
    return refuse('key-does-not-fit', 'the key that the provider publishes cannot be read');
  }
}

const bitsOf = (n: string | undefined): number => {
  const bytes = Buffer.from(n ?? '', 'base64url');
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first]!) + 24;
};
