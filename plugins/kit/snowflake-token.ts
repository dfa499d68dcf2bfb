import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** Who signs in: a pair of keys whose public one is the user's at the server, or an access token of a program. */
export interface SnowflakeAccount {
  /** As the organisation and account are written: `MYORG-ACCOUNT`, or a locator. */
  readonly account: string;
  readonly user: string;
  readonly privateKey: string;
  readonly passphrase: string;
  readonly token: string;
}

const SECONDS = 3_000;

/** What is sent with each query. Throws what node says of a key that cannot be read. */
export class SnowflakeToken {
  readonly kind: 'KEYPAIR_JWT' | 'PROGRAMMATIC_ACCESS_TOKEN';
  readonly #token: string;
  readonly #key: KeyObject | null;
  readonly #claims: { readonly iss: string; readonly sub: string };

  constructor({ account, user, privateKey, passphrase, token }: SnowflakeAccount) {
    this.kind = privateKey === '' ? 'PROGRAMMATIC_ACCESS_TOKEN' : 'KEYPAIR_JWT';
    this.#token = token;
    this.#key = privateKey === '' ? null : createPrivateKey({ key: privateKey, ...(passphrase ? { passphrase } : {}) });
    // The region of a locator is no part of the name.
    const sub = `${account.split('.')[0]!}.${user}`.toUpperCase();
    this.#claims = { sub, iss: this.#key ? `${sub}.${fingerprint(this.#key)}` : sub };
  }

  /** Valid for the query that is sent now: a JSON Web Token by RS256, or the token as it is. */
  at(nowMs: number): string {
    if (!this.#key) return this.#token;
    const iat = Math.floor(nowMs / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...this.#claims, iat, exp: iat + SECONDS })}`;
    return `${text}.${sign('sha256', Buffer.from(text), this.#key).toString('base64url')}`;
  }
}

/** As `DESC USER` shows it: `RSA_PUBLIC_KEY_FP`. */
function fingerprint(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`;
}
