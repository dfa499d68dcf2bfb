import { AppError } from '#sdk';
import type { Attempt, Delivery, Webhook } from './model.ts';
import { formerSecretName, secretName, type WebhookParts } from './parts.ts';
import { signedHeaders } from './signature.ts';

/** For the whole exchange. */
const DEADLINE_MS = 15_000;
const MAX_ANSWER_BYTES = 65_536;
const SHOWN_CHARS = 300;

/** What came of one attempt. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly taken: boolean;
  /** The receiver says that nobody is there any more (410). */
  readonly gone: boolean;
  /** How long the receiver asks to be left alone. */
  readonly restMs: number | null;
}

/** Sends a delivery once. Whatever goes wrong is an outcome; nothing is thrown. */
export async function send(parts: WebhookParts, webhook: Webhook, delivery: Delivery): Promise<Outcome> {
  const startedMs = performance.now();
  const nowMs = parts.clock.now();
  const attempt = (more: Pick<Attempt, 'status' | 'answer' | 'error'>): Attempt => ({
    ...{ at: new Date(nowMs).toISOString(), ms: Math.round(performance.now() - startedMs), ...more },
  });
  try {
    const answer = await post(parts, webhook, delivery, nowMs);
    const { status } = answer;
    const text = await firstOf(answer);
    const taken = status >= 200 && status < 300;
    const error = taken ? null : `The receiver answers ${status}.`;
    return {
      ...{ attempt: attempt({ status, answer: redacted(text), error }), taken, gone: status === 410 },
      restMs: restOf(answer.headers.get('retry-after'), nowMs),
    };
  } catch (error) {
    const message = error instanceof AppError ? error.message : 'Something went wrong here; the log says what.';
    if (!(error instanceof AppError))
      parts.log.error('webhooks.defect', { webhook: webhook.id, delivery: delivery.id, error: String(error) });
    return { attempt: attempt({ status: null, answer: '', error: message }), taken: false, gone: false, restMs: null };
  }
}

function post(parts: WebhookParts, webhook: Webhook, { id, body }: Delivery, nowMs: number): Promise<Response> {
  const door = parts.egress.as({
    ...{ purpose: `webhook ${webhook.id}`, tenant: webhook.tenant, actor: `user/${webhook.owner}` },
  });
  const message = { id, timestampS: Math.floor(nowMs / 1000), body };
  const headers = {
    ...{ 'content-type': 'application/json', 'user-agent': 'Adit-Webhooks' },
    ...signedHeaders(secretsOf(parts, webhook, nowMs), message),
  };
  const limits = { timeoutMs: DEADLINE_MS, maxBytes: MAX_ANSWER_BYTES };
  return door.fetch(webhook.url, { method: 'POST', headers, body }, limits);
}

function secretsOf({ secrets, db }: WebhookParts, webhook: Webhook, nowMs: number): string[] {
  const { tenant, id, formerSecretUntilMs } = webhook;
  const now = secrets.read(db, tenant, secretName(id));
  const isBoth = formerSecretUntilMs !== null && formerSecretUntilMs > nowMs;
  return isBoth ? [now, secrets.read(db, tenant, formerSecretName(id))] : [now];
}

/** The beginning of what was answered; the status counts even where the rest is late, too long or cut off. */
async function firstOf(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  try {
    while (reader && bytes < SHOWN_CHARS) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      bytes += value.length;
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  await reader?.cancel().catch(() => {});
  return new TextDecoder().decode(Buffer.concat(pieces)).slice(0, SHOWN_CHARS);
}

/** What looks like a token, and what would confuse a reader, is not kept. */
export const redacted = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll(/[\w+/=.-]{20,}/g, '…')
    .trim();

/** `Retry-After`: seconds, or a date. */
function restOf(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
