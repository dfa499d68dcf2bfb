import { createHash } from 'node:crypto';
import { AppError, invalid } from '#sdk';
import type { Actor } from '../access/actor.ts';

/** An answer as it is kept for a repeated request. */
export interface KeptAnswer {
  readonly body: string;
  readonly etag: string | null;
  readonly location: string | null;
}

export interface IdempotencyKey {
  readonly tenant: string;
  readonly actor: string;
  readonly key: string;
}

export type Begun = { state: 'new' } | { state: 'running' | 'other' } | { state: 'done'; answer: KeptAnswer };

/** Remembers for a day which requests were made, so that a client that heard no answer can ask again without doing it twice. */
export interface IdempotencyStore {
  /** Claims the key for a request, or says what became of it. Atomic. */
  begin(key: IdempotencyKey, requestHash: string, nowMs: number): Begun;
  finish(key: IdempotencyKey, answer: KeptAnswer): void;
  /** The request failed: it may be tried again under the same key. */
  release(key: IdempotencyKey): void;
}

/** The key the caller sent, bound to the caller; null when it sent none. */
export function readIdempotencyKey(request: Request, actor: Actor): IdempotencyKey | null {
  const key = request.headers.get('idempotency-key');
  if (key === null || actor.kind === 'anonymous') return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    invalid('http.badIdempotencyKey', 'Idempotency-Key takes 1 to 255 visible ASCII characters, best a random UUID.');
  return { tenant: actor.tenant ?? '', actor: actor.id, key };
}

export function requestHash(request: Request, body: Uint8Array): string {
  const url = new URL(request.url);
  const hash = createHash('sha256').update(`${request.method} ${url.pathname}${url.search}\n`);
  return hash
    .update(`${request.headers.get('if-match') ?? ''}\n`)
    .update(body)
    .digest('base64url');
}

/** Does the work once: a repetition gets the first answer, and a different request under the same key is refused. */
export async function once(
  store: IdempotencyStore,
  key: IdempotencyKey,
  hash: string,
  nowMs: number,
  work: () => Promise<KeptAnswer>,
): Promise<{ answer: KeptAnswer; replayed: boolean }> {
  const begun = store.begin(key, hash, nowMs);
  if (begun.state === 'done') return { answer: begun.answer, replayed: true };
  if (begun.state === 'other')
    throw new AppError('conflict', 'http.idempotencyKeyReused', 'This Idempotency-Key was used for another request.');
  if (begun.state === 'running')
    throw new AppError(
      'conflict',
      'http.idempotencyUnfinished',
      'The request with this Idempotency-Key is still running, or the server stopped in the middle of it. Look whether it took effect before you send it with a new key.',
    );
  let answer: KeptAnswer;
  try {
    answer = await work();
  } catch (error) {
    store.release(key);
    throw error;
  }
  store.finish(key, answer);
  return { answer, replayed: false };
}
