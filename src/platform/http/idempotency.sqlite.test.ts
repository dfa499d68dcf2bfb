import { expect, test } from 'bun:test';
import { memoryDb } from '../db/index.ts';
import { sqliteIdempotency } from './idempotency.sqlite.ts';

const DAY_MS = 24 * 3_600_000;
const key = { tenant: 't1', actor: 'u1', key: 'k' };
const answer = { body: '{"a":1}', etag: '1', location: '/x' };

test('new, running, done, other; released keys begin again; kept for a day', () => {
  const store = sqliteIdempotency(memoryDb());
  expect(store.begin(key, 'h1', 0)).toEqual({ state: 'new' });
  expect(store.begin(key, 'h1', 1)).toEqual({ state: 'running' });
  expect(store.begin(key, 'h2', 2)).toEqual({ state: 'other' });
  store.release(key);
  expect(store.begin(key, 'h2', 3)).toEqual({ state: 'new' });
  store.finish(key, answer);
  store.release(key);
  expect(store.begin(key, 'h2', 4)).toEqual({ state: 'done', answer });
  expect(store.begin(key, 'h2', 3 + DAY_MS)).toEqual({ state: 'done', answer });
  expect(store.begin(key, 'h2', 4 + DAY_MS)).toEqual({ state: 'new' });
});

test('keys belong to one caller of one tenant', () => {
  const store = sqliteIdempotency(memoryDb());
  store.begin(key, 'h1', 0);
  expect(store.begin({ ...key, actor: 'u2' }, 'h1', 0)).toEqual({ state: 'new' });
  expect(store.begin({ ...key, tenant: 't2' }, 'h1', 0)).toEqual({ state: 'new' });
});
