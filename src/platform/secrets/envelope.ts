import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '#sdk';

/** Where a secret is kept. A record opened at any other place is refused. */
export interface SecretPlace {
  readonly tenant: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
  /** Rises with every new value, so that an old record cannot come back. */
  readonly version: number;
}

/** The keys that wrap: one seals, the older ones still open until all is wrapped anew. */
export interface KeyRing {
  readonly currentId: string;
  find(id: string): Uint8Array | undefined;
}

const FORMAT = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** The name of a key: 64 bits of its hash, which tell nothing about it. */
export const keyId = (key: Uint8Array): string =>
  createHash('sha256').update('adit kek').update(key).digest('hex').slice(0, 16);

export function keyRing(current: Uint8Array, older: readonly Uint8Array[] = []): KeyRing {
  const keys = new Map([...older, current].map((key) => [keyId(key), key]));
  return { currentId: keyId(current), find: (id) => keys.get(id) };
}

/**
 * Encrypts with a key of its own (AES-256-GCM), wrapped by the current key of the ring. The record is text:
 * `v1|kek_id|wrapped_dek|nonce|ciphertext|tag`, the last four as base64url. The place is authenticated, not stored.
 */
export function seal(ring: KeyRing, secret: string, place: SecretPlace): string {
  const dek = randomBytes(KEY_BYTES);
  const { nonce, ciphertext, tag } = encrypt(dek, Buffer.from(secret), placeText(place));
  const wrapped = wrap(ring, dek, place);
  return [FORMAT, ring.currentId, wrapped, nonce, ciphertext, tag].map(asText).join('|');
}

/** Decrypts. Refused: any changed byte, another place, an unknown key; the fault does not say which. */
export function open(ring: KeyRing, record: string, place: SecretPlace): string {
  const { nonce, ciphertext, tag, dek } = unwrap(ring, record, place);
  return decrypt(dek, { nonce, ciphertext, tag }, placeText(place)).toString();
}

/** The same ciphertext under the ring's current key; the secret itself is not decrypted. */
export function rewrap(ring: KeyRing, record: string, place: SecretPlace): string {
  const { nonce, ciphertext, tag, dek } = unwrap(ring, record, place);
  return [FORMAT, ring.currentId, wrap(ring, dek, place), nonce, ciphertext, tag].map(asText).join('|');
}

function wrap(ring: KeyRing, dek: Uint8Array, place: SecretPlace): Buffer {
  const kek = ring.find(ring.currentId) as Uint8Array;
  const { nonce, ciphertext, tag } = encrypt(kek, dek, wrapText(ring.currentId, place));
  return Buffer.concat([nonce, ciphertext, tag]);
}

function unwrap(ring: KeyRing, record: string, place: SecretPlace) {
  const [format, kekId, ...encoded] = record.split('|');
  const [wrapped, nonce, ciphertext, tag] = encoded.map(fromText);
  const kek = ring.find(kekId ?? '');
  if (format !== FORMAT || encoded.length !== 4 || !kek || !wrapped || !nonce || !ciphertext || !tag) throw refused();
  if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw refused();
  const parts = {
    nonce: wrapped.subarray(0, NONCE_BYTES),
    ciphertext: wrapped.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: wrapped.subarray(-TAG_BYTES),
  };
  return { nonce, ciphertext, tag, dek: decrypt(kek, parts, wrapText(kekId as string, place)) };
}

interface Sealed {
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

function encrypt(key: Uint8Array, plain: Uint8Array, bound: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
}

function decrypt(key: Uint8Array, { nonce, ciphertext, tag }: Sealed, bound: string): Buffer {
  try {
    // Without authTagLength a shorter tag, easier to guess, would be taken.
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(bound)).setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    throw refused();
  }
}

function placeText(place: SecretPlace): string {
  const parts = [place.tenant, place.table, place.row, place.column, String(place.version)];
  // A bar inside a part would let two places have the same text.
  if (parts.some((part) => part.includes('|'))) throw new Error('the place of a secret may hold no "|"');
  return parts.join('|');
}

const wrapText = (kekId: string, place: SecretPlace): string => `${FORMAT}|${kekId}|${placeText(place)}`;
const asText = (part: string | Buffer): string => (typeof part === 'string' ? part : part.toString('base64url'));

/** Null for text that is not the one base64url form of its bytes: spare bits and padding could be changed unnoticed. */
function fromText(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

const refused = () =>
  new AppError(
    'internal',
    'secrets.cannotOpen',
    'A stored secret cannot be opened: it was changed, moved, or its key is missing.',
  );
