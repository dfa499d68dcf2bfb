import { randomBytes } from 'node:crypto';
import { newSecret } from '../../platform/secret-text.ts';

/** How a key looks: `adit_<id>_<secret>`. The prefix lets scanners of source code and logs find keys that were left there. */
export const KEY_PREFIX = 'adit_';

const ID_CHARS = 8;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const KEY = /^adit_([a-z2-7]{8})_([A-Za-z0-9_-]{43})$/;

/** A new key. The id is looked up and may be shown; the secret has 256 random bits and is shown once. */
export const newKeyText = (): { id: string; secret: string } => ({ id: newKeyId(), secret: newSecret() });

const newKeyId = (): string => [...randomBytes(ID_CHARS)].map((byte) => ALPHABET[byte & 31]).join('');

export const keyText = ({ id, secret }: { id: string; secret: string }): string => `${KEY_PREFIX}${id}_${secret}`;

/** Null when it has not the form of a key. */
export function readKeyText(text: string): { id: string; secret: string } | null {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id && secret ? { id, secret } : null;
}
