import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A secret in the form of the Standard Webhooks specification: 32 random bytes. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** What a message is signed with: `v1,` and HMAC-SHA256 of id, time and body, after the Standard Webhooks specification. */
function signatureOf(secret: string, id: string, timestampS: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
}

/** The three headers of a message; each of the secrets signs it, so that a receiver may know either. */
export const signedHeaders = (
  secrets: readonly string[],
  message: { readonly id: string; readonly timestampS: number; readonly body: string },
): Readonly<Record<string, string>> => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestampS),
  'webhook-signature': secrets
    .map((secret) => signatureOf(secret, message.id, message.timestampS, message.body))
    .join(' '),
});
