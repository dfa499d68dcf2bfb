import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { ident, type Sql, sql } from '#sdk';
import { testClock } from '../clock.ts';
import { type Db, memoryDb } from '../db/index.ts';
import { type AuditEntry, auditLog } from './index.ts';

const key = new Uint8Array(32).fill(7);
const clock = testClock();
const audit = auditLog(key, { clock, secrets: ['canary-value'] });
const entry = (i: number): AuditEntry => ({
  actor: `user/${i % 3}`,
  ip: '10.0.0.1',
  method: 'session',
  tenant: 't',
  action: 'project.rename',
  object: `project/${i}`,
  outcome: 'success',
  before: { name: `a${i}` },
  after: { name: `b${i}` },
  requestId: `r${i}`,
});

function chainOf(rows: number): Db {
  const db = memoryDb();
  for (let i = 1; i <= rows; i++) {
    clock.advance(1000);
    db.transaction((tx) => audit.record(tx, entry(i)));
  }
  return db;
}

test('a row holds its hash over the row before, as described', () => {
  const db = chainOf(2);
  const [first, second] = db.all<Record<string, string | number>>(sql`select * from audit_log order by seq`);
  const canonical = JSON.stringify([
    2,
    second!.at,
    'user/2',
    '10.0.0.1',
    'session',
    't',
    'project.rename',
    'project/2',
    'success',
    '{"name":"a2"}',
    '{"name":"b2"}',
    'r2',
  ]);
  expect(first!.prev_hash).toBe('0'.repeat(64));
  expect(second!.prev_hash).toBe(first!.hash as string);
  expect(second!.hash).toBe(createHmac('sha256', key).update(`${first!.hash}${canonical}`).digest('hex'));
});

test('the record and the change exist together or not at all', () => {
  const db = chainOf(1);
  expect(() =>
    db.transaction((tx) => {
      audit.record(tx, entry(2));
      throw new Error('the change failed');
    }),
  ).toThrow();
  expect(audit.verify(db)).toMatchObject({ ok: true, rows: 1, findings: [] });
});

test('secrets are not in it', () => {
  const db = memoryDb();
  const after = { password: 'pw-1', url: 'https://u:canary-value@h', name: 'n' };
  db.transaction((tx) => audit.record(tx, { ...entry(1), after }));
  const row = db.get<{ after: string }>(sql`select after from audit_log`);
  expect(JSON.parse(row!.after)).toEqual({ password: '[redacted]', url: 'https://u:[redacted]@h', name: 'n' });
});

test.each([
  sql`update audit_log set actor = 'nobody' where seq = 1`,
  sql`delete from audit_log where seq = 2`,
  sql`insert or replace into audit_log select seq, at, 'x', ip, method, tenant_id, action, object, outcome, before, after, request_id, prev_hash, hash from audit_log where seq = 1`,
  sql`insert or replace into audit_log select * from audit_log where seq = 2`,
])('the database itself refuses: %j', (statement) => {
  const db = chainOf(2);
  expect(() => db.run(statement)).toThrow('append-only');
  expect(audit.verify(db).ok).toBe(true);
});

/** Someone with the file in hand: the triggers are no hindrance. */
function withoutTriggers(rows: number): Db {
  const db = chainOf(rows);
  for (const name of ['audit_log_no_update', 'audit_log_no_delete', 'audit_log_no_replace'])
    db.run(sql`drop trigger ${ident(name)}`);
  return db;
}

describe('tampering', () => {
  const rows = 12;
  const cases: Record<string, { statements: Sql[]; kind: string }> = {
    'an edit': { statements: [sql`update audit_log set outcome = 'denied' where seq = 5`], kind: 'altered' },
    'a delete': { statements: [sql`delete from audit_log where seq = 5`], kind: 'missing' },
    'a delete at the start': { statements: [sql`delete from audit_log where seq = 1`], kind: 'missing' },
    'a cut-off end': { statements: [sql`delete from audit_log where seq > 9`], kind: 'truncated' },
    'everything deleted': { statements: [sql`delete from audit_log`], kind: 'truncated' },
    'a cut-off end with its head': {
      statements: [sql`delete from audit_log where seq > 9`, sql`delete from settings where key = 'audit.head'`],
      kind: 'head',
    },
    'a head set back by hand': {
      statements: [
        sql`delete from audit_log where seq > 9`,
        sql`update settings set value = json_set(value, '$.seq', 9, '$.hash',
          (select hash from audit_log where seq = 9)) where key = 'audit.head'`,
      ],
      kind: 'head',
    },
    'two rows swapped': {
      statements: [
        sql`update audit_log set seq = 100 where seq = 5`,
        sql`update audit_log set seq = 5 where seq = 6`,
        sql`update audit_log set seq = 6 where seq = 100`,
      ],
      kind: 'broken-link',
    },
    'a copy appended': {
      statements: [
        sql`insert into audit_log select 13, at, actor, ip, method, tenant_id, action, object, outcome, before, after, request_id, prev_hash, hash from audit_log where seq = 12`,
      ],
      kind: 'broken-link',
    },
  };
  test.each(Object.keys(cases))('%s is found, also after the chain went on', (name) => {
    const db = withoutTriggers(rows);
    for (const statement of cases[name]!.statements) db.run(statement);
    const report = audit.verify(db);
    expect(report.ok).toBe(false);
    expect(report.findings.map((f) => f.kind as string)).toContain(cases[name]!.kind);
    db.transaction((tx) => audit.record(tx, entry(99)));
    expect(audit.verify(db).ok).toBe(false);
  });

  test('another key does not verify', () => {
    expect(auditLog(new Uint8Array(32)).verify(chainOf(2)).ok).toBe(false);
  });
});
