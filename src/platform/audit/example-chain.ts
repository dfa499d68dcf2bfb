import { ident, sql } from '#sdk';
import { type TestClock, testClock } from '../clock.ts';
import { type Db, memoryDb } from '../db/index.ts';
import { type AuditEntry, type AuditLog, auditLog } from './index.ts';
import { sealNext } from './seal.ts';

/** A chain for tests: what wrote it, and its clock. */
export interface ExampleChain {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly clock: TestClock;
  write(rows: number): void;
  /** Signs what is not signed yet. */
  seal(): void;
}

export const exampleEntry = (i: number): AuditEntry => ({
  ...{ actor: `user/${i % 3}`, ip: '10.0.0.1', method: 'session', tenant: 't', requestId: `r${i}` },
  ...{ action: 'project.rename', object: `project/${i}`, outcome: 'success' },
  ...{ before: { name: `a${i}` }, after: { name: `b${i}` } },
});

export function exampleChain(options: { db?: Db; key?: Uint8Array; clock?: TestClock } = {}): ExampleChain {
  const { db = memoryDb(), clock = testClock() } = options;
  const audit = auditLog(options.key ?? new Uint8Array(32).fill(7), { clock, secrets: ['canary-value'] });
  let written = 0;
  return {
    ...{ db, audit, clock },
    write(rows) {
      for (let i = 0; i < rows; i++) {
        clock.advance(1000);
        written++;
        db.transaction((tx) => audit.record(tx, exampleEntry(written)));
      }
    },
    seal() {
      while (sealNext(db, audit.keys, clock.now(), false));
    },
  };
}

/** What someone with the file in hand does first: the triggers are no hindrance. */
export function dropGuards(db: Db): void {
  for (const { name } of db.all<{ name: string }>(
    sql`select name from sqlite_schema where type = 'trigger' and name like 'audit%'`,
  ))
    db.run(sql`drop trigger ${ident(name)}`);
}
