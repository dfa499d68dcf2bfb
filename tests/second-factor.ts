import { codeOf, stepAt } from '../src/features/sign-in/totp.ts';
import type { HttpClient } from './http-client.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 read without our own code: five bits a letter. */
export function bytesOf(secret: string): Uint8Array {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2));
}

/** What an authenticator app shows for a secret at a moment, or some steps from it. */
export const shownByApp = (secret: string, nowMs: number, steps = 0): string =>
  codeOf(bytesOf(secret), stepAt(nowMs) + steps);

/** Gives the person behind a browser a second factor by the API; the code of this moment is used up. */
export async function giveSecondFactor(
  browser: HttpClient,
  nowMs: number,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await browser.post('/api/v1/auth/second-factor')).json;
  const code = shownByApp(secret, nowMs);
  const done = await browser.post('/api/v1/auth/second-factor/activate', { code });
  if (done.status !== 200) throw new Error(`no second factor: ${done.text}`);
  return { secret, recoveryCodes: done.json.recoveryCodes };
}
