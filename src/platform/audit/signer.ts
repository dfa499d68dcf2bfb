import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';

/** Signs what is said about the chain, so that others can check it with the public key alone. */
export interface Signer {
  readonly publicKey: PublicKey;
  /** Ed25519, as base64url. */
  sign(text: string): string;
}

export interface PublicKey {
  /** The 32 bytes as base64. */
  readonly base64: string;
  /** First half of its SHA-256 in hex: stands in every statement. */
  readonly id: string;
  verify(text: string, signature: string): boolean;
}

// What stands before the 32 bytes in the usual wrappings of Ed25519 keys (RFC 8410).
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** The signing key of the audit log follows from its one key: whoever holds that could forge the chain anyway. */
export function signerOf(auditKey: Uint8Array): Signer {
  const seed = Buffer.from(hkdfSync('sha256', auditKey, '', 'adit audit checkpoints', 32));
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const bytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return {
    publicKey: publicKeyOf(bytes),
    sign: (text) => signBytes(null, Buffer.from(text), key).toString('base64url'),
  };
}

/** @param bytes the 32 bytes of an Ed25519 public key */
export function publicKeyOf(bytes: Uint8Array): PublicKey {
  const key: KeyObject = createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
  return {
    base64: Buffer.from(bytes).toString('base64'),
    id: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
    verify: (text, signature) => verifyBytes(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')),
  };
}
