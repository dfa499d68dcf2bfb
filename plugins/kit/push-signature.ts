import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PushedMessage } from '#sdk';

/** How far the clock of a sender may be from ours, after the Standard Webhooks specification. */
const TOLERANCE_MS = 5 * 60_000;
/** Shorter keys could be guessed; the specification demands 24 bytes of those that senders make. */
const LEAST_KEY_BYTES = 12;
const MESSAGE_ID = /^[\x21-\x7e]{1,200}$/;
const MOST_SIGNATURES = 10;

export type Proof = { readonly id: string } | null;

/** By the Standard Webhooks specification: id, time and body are signed, so that a repetition is known by its id. */
export function standardWebhook(secret: string, message: PushedMessage, nowMs: number): Proof {
  const id = message.header('webhook-id') ?? '';
  const timestamp = message.header('webhook-timestamp') ?? '';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length < LEAST_KEY_BYTES || !MESSAGE_ID.test(id) || !/^\d{1,12}$/.test(timestamp)) return null;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(message.body).digest('base64');
  const sent = (message.header('webhook-signature') ?? '').split(' ').slice(0, MOST_SIGNATURES);
  const isSigned = sent.some((signature) => areSame(signature, `v1,${expected}`));
  return isSigned && Math.abs(nowMs - Number(timestamp) * 1000) <= TOLERANCE_MS ? { id } : null;
}

export interface HmacForm {
  readonly header: string;
  readonly encoding: 'hex' | 'base64';
  /** What stands before the signature: `sha256=` */
  readonly prefix: string;
}

/** An HMAC-SHA256 of the body alone. Nothing else is signed, so the body itself tells repetitions apart. */
export function hmacOfBody(secret: string, { header, encoding, prefix }: HmacForm, message: PushedMessage): Proof {
  const expected = createHmac('sha256', secret).update(message.body).digest(encoding);
  const sent = message.header(header) ?? '';
  const signature = sent.startsWith(prefix) ? sent.slice(prefix.length) : '';
  return areSame(encoding === 'hex' ? signature.toLowerCase() : signature, expected) ? bodyId(message) : null;
}

/** A token of its own, which does not sign the body. */
export function bearerToken(secret: string, message: PushedMessage): Proof {
  const sent = /^Bearer (.+)$/i.exec(message.header('authorization') ?? '')?.[1] ?? '';
  return areSame(sent, secret) ? bodyId(message) : null;
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes);
const bodyId = ({ body }: PushedMessage) => ({ id: `sha256-${sha256(body).digest('hex')}` });
/** Takes the same time whatever their lengths and wherever they differ. */
const areSame = (sent: string, expected: string) => timingSafeEqual(sha256(sent).digest(), sha256(expected).digest());
