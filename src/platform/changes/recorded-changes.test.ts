import { expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { sql } from '#sdk';
import { anonymousActor, systemActor, userActor } from '../access/actor.ts';
import { auditLog } from '../audit/index.ts';
import { memoryDb } from '../db/index.ts';
import { eventBus } from '../events/index.ts';
import { newId } from '../ids.ts';
import { recordedChanges } from './recorded-changes.ts';

function place() {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t1', 'T', 0)`);
  const changes = recordedChanges({ db, audit: auditLog(randomBytes(32)), events: eventBus({ db }), newId });
  const counts = () =>
    ['settings', 'audit_log', 'outbox'].map((table) =>
      table === 'settings'
        ? db.all(sql`select 1 from settings where key = 'x'`).length
        : db.all(table === 'outbox' ? sql`select 1 from outbox` : sql`select 1 from audit_log`).length,
    );
  return { db, changes, counts };
}

const ann = userActor({
  ...{
    id: 'u1',
    name: 'ann',
    tenant: 't1',
    grants: [],
    openWorkspaces: 'all',
    method: 'session',
    session: 's1',
    ip: '10.0.0.9',
  },
  requestId: 'r-1',
});
const write = sql`insert into settings (key, value, updated_at) values ('x', '1', 0)`;

test('the change, its audit row and its event come together', () => {
  const { db, changes, counts } = place();
  const made = changes.make(ann, (change) => {
    change.tx.run(write);
    change.record({
      action: 'setting.set',
      kind: 'setting',
      id: 'x',
      event: 'created',
      after: { password: 'p', n: 1 },
    });
    return 'done';
  });
  expect([made, counts()]).toEqual(['done', [1, 1, 1]]);
  expect(
    db.get(sql`select actor, ip, method, tenant_id, action, object, outcome, after, request_id from audit_log`),
  ).toEqual({
    ...{ actor: 'user/u1', ip: '10.0.0.9', method: 'session', tenant_id: 't1', action: 'setting.set' },
    ...{ object: 'setting/x', outcome: 'success', after: '{"password":"[redacted]","n":1}', request_id: 'r-1' },
  });
  expect(db.get(sql`select event_type, tenant_id, correlation_id, payload from outbox`)).toEqual({
    ...{ event_type: 'entity.created', tenant_id: 't1', correlation_id: 'r-1' },
    payload: '{"kind":"setting","id":"x","actor":"user/u1"}',
  });
});

test('a failure takes all three away', () => {
  const { changes, counts } = place();
  const fail = () =>
    changes.make(ann, (change) => {
      change.tx.run(write);
      change.record({ action: 'setting.set', kind: 'setting', id: 'x', event: 'created' });
      throw new Error('too late');
    });
  expect(fail).toThrow('too late');
  expect(counts()).toEqual([0, 0, 0]);
});

test('a change that is not recorded is a defect and does not happen', () => {
  const { changes, counts } = place();
  expect(() => changes.make(ann, (change) => change.tx.run(write))).toThrow('without recording it');
  expect(counts()).toEqual([0, 0, 0]);
});

test('callers without an account have names too', () => {
  const { db, changes } = place();
  const record = { action: 'a.b', kind: 'k', id: '1' };
  changes.make(anonymousActor({ ip: null, requestId: null }), (change) => change.record(record));
  changes.make(systemActor('sweeper', null), (change) => change.record(record));
  expect(db.all(sql`select actor from audit_log order by seq`)).toEqual([
    { actor: 'anonymous' },
    { actor: 'system/sweeper' },
  ]);
});
