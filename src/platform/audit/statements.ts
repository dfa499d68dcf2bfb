import { sql } from '#sdk';
import type { Reader, Tx } from '../db/index.ts';
import { type Checkpoint, readCheckpoint, readTombstone, type Signed, type Tombstone } from './statement.ts';

interface Row {
  readonly seq: number;
  readonly line: string;
}

const asCheckpoint = (row: Row | null): Signed<Checkpoint> | null => row && readCheckpoint(row.line);

/** Checkpoints behind `after`, in the order of the chain; one that was written over is left out. */
export const checkpointsAfter = (db: Reader, after: number, limit: number): Signed<Checkpoint>[] =>
  db
    .all<Row>(sql`select seq, line from audit_checkpoints where seq > ${after} order by seq limit ${limit}`)
    .flatMap((row) => asCheckpoint(row) ?? []);

export const lastCheckpoint = (db: Reader): Signed<Checkpoint> | null =>
  asCheckpoint(db.get<Row>(sql`select seq, line from audit_checkpoints order by seq desc limit 1`));

/** As they stand in the table, for checking. */
export const checkpointRows = (db: Reader): Row[] =>
  db.all<Row>(sql`select seq, line from audit_checkpoints order by seq`);
export const tombstoneRows = (db: Reader): Row[] =>
  db.all<Row>(sql`select to_seq as seq, line from audit_tombstones order by to_seq`);

export function lastTombstone(db: Reader): Signed<Tombstone> | null {
  const row = db.get<Row>(sql`select to_seq as seq, line from audit_tombstones order by to_seq desc limit 1`);
  return row && readTombstone(row.line);
}

export function insertCheckpoint(tx: Tx, said: Checkpoint, line: string): void {
  tx.run(sql`insert into audit_checkpoints (seq, at, line) values (${said.seq}, ${said.at}, ${line})`);
}

export function insertTombstone(tx: Tx, said: Tombstone, line: string): void {
  tx.run(sql`insert into audit_tombstones (to_seq, at, line) values (${said.to}, ${said.at}, ${line})`);
}
