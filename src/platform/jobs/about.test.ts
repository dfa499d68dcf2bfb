import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { memoryDb } from '../db/index.ts';
import { jobStore } from './index.ts';

test('jobs about something are found by key and by payload, in their own tenant; the ended ones can be forgotten', () => {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0), ('u', 'U', 0)`);
  const store = jobStore({ db, bootId: 'boot' });
  const add = (tenant: string, key: string, payload: object) =>
    db.transaction((tx) => store.enqueue(tx, { kind: 'k', tenant, key, payload })).id;
  const [byKey, byPayload] = [add('t', 'd1', {}), add('t', 'x', { dataset: 'd1', nested: { dataset: 'd9' } })];
  const other = add('t', 'd2', { note: 'about d1' });
  add('u', 'd1', { dataset: 'd1' });
  expect(store.underWay('t', ['d1'])).toEqual([byKey, byPayload]);
  expect(store.underWay('t', ['d1', 'd2'])).toEqual([byKey, byPayload, other]);
  expect([store.underWay('t', []), store.underWay('t', ['d9'])]).toEqual([[], []]);

  const running = store.claim(['k'])!;
  expect(store.underWay('t', ['d1'])).toContain(running.id);
  db.transaction((tx) => store.cancel(tx, byPayload, 't'));
  expect(store.underWay('t', ['d1'])).toEqual([byKey]);
  expect(db.transaction((tx) => store.forget(tx, 't', 'd1'))).toBe(1);
  expect([store.find(byKey)?.state, store.find(byPayload)]).toEqual(['running', null]);
  expect(store.list({ tenant: 'u' })).toHaveLength(1);
});
