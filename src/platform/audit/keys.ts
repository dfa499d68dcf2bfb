import { type Signer, signerOf } from './signer.ts';

/** What the chain is written and signed with. */
export interface AuditKeys {
  /** Only the server knows it. */
  readonly chain: Uint8Array;
  readonly signer: Signer;
}

/** @param key 32 bytes that only the server knows */
export function auditKeys(key: Uint8Array): AuditKeys {
  if (key.length < 32) throw new Error('the audit key needs 32 bytes');
  return { chain: key, signer: signerOf(key) };
}
