/** The chain looked after: sealed when it is due, witnessed, and shortened after its time. */
import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { createLog } from '../log/index.ts';
import { dropGuards, exampleChain } from './example-chain.ts';
import { auditKeeper } from './keeper.ts';
import type { AuditSink } from './sinks/sink.ts';
import { witnessSink } from './sinks/witness-sink.ts';
import { CHECKPOINTS_IN_TEXT } from './statement.ts';

const DAY_MS = 86_400_000;
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

function kept(options: { keepDays?: number; sinks?: AuditSink[] } = {}) {
  const chain = exampleChain();
  const lines: string[] = [];
  const log = createLog({ sink: { write: (line) => void lines.push(line), reopen() {}, close() {} } });
  const { db, audit, clock } = chain;
  const { keepDays = 0, sinks = [] } = options;
  const keeper = auditKeeper({ db, audit, clock, log, sinks, keepDays: () => keepDays });
  keeper.start();
  ended.push(() => keeper.stop());
  const sealed = () => db.all<{ seq: number }>(sql`select seq from audit_checkpoints order by seq`).map((c) => c.seq);
  const rows = () => db.all<{ seq: number }>(sql`select seq from audit_log order by seq`).map((r) => r.seq);
  return { ...chain, keeper, lines, sealed, rows };
}

test('a checkpoint is due after a thousand rows, or an hour after the last one', async () => {
  const { write, clock, keeper, sealed, lines, audit, db } = kept();
  await keeper.settle();
  expect(sealed()).toEqual([]);
  write(999);
  await keeper.settle();
  expect(sealed()).toEqual([]);
  write(1002);
  await keeper.settle();
  expect(sealed()).toEqual([1000, 2000]);
  clock.advance(3_598_000);
  await keeper.settle();
  expect(sealed()).toEqual([1000, 2000]);
  clock.advance(3000);
  await keeper.settle();
  expect(sealed()).toEqual([1000, 2000, 2001]);
  clock.advance(10 * 3_600_000);
  await keeper.settle();
  // Nothing was written: there is nothing to sign.
  expect(sealed()).toEqual([1000, 2000, 2001]);
  expect(lines.filter((line) => line.includes('"audit.checkpoint"'))).toHaveLength(3);
  expect(audit.verify(db)).toMatchObject({ ok: true, checkpoints: 3 });
}, 20_000);

test('checkpoints stand in the log and in a file, from which they are found again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-witness-'));
  ended.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'witness.txt');
  const { write, keeper, lines, audit, db } = kept({ sinks: [witnessSink(file)] });
  write(3);
  keeper.sealAll();
  write(2);
  const last = keeper.sealAll();
  await keeper.settle();
  const [inLog, inFile] = [lines.join(''), readFileSync(file, 'utf8')].map((text) =>
    [...text.matchAll(CHECKPOINTS_IN_TEXT)].map(([line]) => line),
  );
  expect([inLog!.length, inLog]).toEqual([2, inFile]);
  expect(inFile!.at(-1)).toBe(last!.line);
  expect(audit.verify(db, inFile).ok).toBe(true);
});

test('a broken chain is told when it is sealed', async () => {
  const { write, keeper, lines, db } = kept();
  write(5);
  dropGuards(db);
  db.run(sql`update audit_log set actor = 'nobody' where seq = 3`);
  keeper.sealAll();
  expect(lines.find((line) => line.includes('audit.chainBroken'))).toContain('"level":"error"');
});

test('what is older than it shall be goes by whole segments behind a signed tombstone, and the chain still holds', async () => {
  const place = kept({ keepDays: 30 });
  const { write, clock, keeper, rows, audit, db } = place;
  write(100);
  keeper.sealAll();
  clock.advance(20 * DAY_MS);
  write(50);
  keeper.sealAll();
  await keeper.prune();
  expect(rows()).toHaveLength(150);
  clock.advance(15 * DAY_MS);
  write(7);
  await keeper.prune();
  // The old segment is gone; the row that tells of it is the last one.
  expect(rows()[0]).toBe(101);
  const told = db.get<{ actor: string; action: string; after: string }>(
    sql`select actor, action, after from audit_log order by seq desc limit 1`,
  )!;
  expect([told.actor, told.action, JSON.parse(told.after)]).toEqual([
    'system/retention',
    'audit.prune',
    { from: 1, to: 100, keepDays: 30 },
  ]);
  expect(audit.verify(db)).toMatchObject({ ok: true, removedUpTo: 100, rows: 58 });
  // Words of rows that went are found no more.
  expect(db.all(sql`select rowid from audit_words where audit_words match '"a5"'`)).toEqual([]);
  expect(db.all(sql`select rowid from audit_words where audit_words match '"a120"'`)).toHaveLength(1);
  // More than the tombstone says is found, and the database itself refuses it.
  expect(() => db.run(sql`delete from audit_log where seq = 101`)).toThrow('append-only');
  dropGuards(db);
  db.run(sql`delete from audit_log where seq <= 105`);
  expect(audit.verify(db).findings[0]).toMatchObject({ kind: 'missing' });
});

test('rows stay while a receiver has not had them, and where they prove tampering', async () => {
  const held: AuditSink = {
    ...{ name: 'slow', target: 'slow', brokeOff: () => false, close: async () => {} },
    send: async () => {
      throw new Error('not now');
    },
  };
  const slow = kept({ keepDays: 1, sinks: [held] });
  slow.write(10);
  slow.keeper.sealAll();
  slow.clock.advance(10 * DAY_MS);
  await slow.keeper.prune();
  expect(slow.rows()).toHaveLength(10);

  const broken = kept({ keepDays: 1 });
  broken.write(10);
  broken.db.run(sql`drop trigger audit_log_no_update`);
  broken.db.run(sql`update audit_log set actor = 'nobody' where seq = 3`);
  broken.keeper.sealAll();
  broken.clock.advance(10 * DAY_MS);
  await broken.keeper.prune();
  expect(broken.rows()).toHaveLength(10);
});
