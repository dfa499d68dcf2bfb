import { sql } from '#sdk';
import type { Db, Reader } from '../db/index.ts';
import { type AuditRow, canonicalText, GENESIS, leafOf, rowHash } from './entry.ts';
import { readMark, writeMark } from './head.ts';
import type { AuditKeys } from './keys.ts';
import { type Checkpoint, checkpointLine, digestOf, NOTHING_BEFORE, SegmentRoot, type Signed } from './statement.ts';
import { insertCheckpoint, lastCheckpoint } from './statements.ts';

/** Rows that one checkpoint covers at most; so many unsealed ones make the next one due. */
export const SEGMENT_ROWS = 1000;
/** After this time a checkpoint is due for whatever was written since the last one. */
export const SEAL_EVERY_MS = 3_600_000;

/**
 * Signs the next segment of the chain and keeps the checkpoint; null where there is nothing to sign, or (`dueOnly`) not yet.
 * A segment that does not hold together is signed as not sound: the statement says what was found, it never covers it up.
 */
export function sealNext(db: Db, keys: AuditKeys, nowMs: number, dueOnly: boolean): Signed<Checkpoint> | null {
  return db.transaction((tx) => {
    const last = lastCheckpoint(tx);
    const from = (last?.said.seq ?? 0) + 1;
    const rows = tx.all<AuditRow>(sql`select * from audit_log where seq between ${from} and ${from + SEGMENT_ROWS - 1}
      order by seq`);
    const [first, end] = [rows[0], rows.at(-1)];
    if (!first || !end || (dueOnly && !isDue(rows.length, last?.said.at ?? first.at, nowMs))) return null;
    const previous = last ? digestOf(last.line) : NOTHING_BEFORE;
    const { root, sound } = checkRows(keys, rows, { seq: from - 1, hash: last?.said.head ?? GENESIS });
    const isSound = sound && marksHold(tx, keys, end.seq, last && { seq: last.said.seq, hash: previous });
    const said = { from, seq: end.seq, at: nowMs, sound: isSound, root, head: end.hash, previous };
    const line = checkpointLine(keys.signer, said);
    insertCheckpoint(tx, said, line);
    writeMark(tx, keys.chain, 'checkpoint', { seq: end.seq, hash: digestOf(line) }, nowMs);
    return { said, line, keyId: keys.signer.publicKey.id };
  });
}

const isDue = (rows: number, sinceMs: number, nowMs: number): boolean =>
  rows >= SEGMENT_ROWS || nowMs - sinceMs >= SEAL_EVERY_MS;

function checkRows(keys: AuditKeys, rows: readonly AuditRow[], before: { seq: number; hash: string }) {
  const segment = new SegmentRoot();
  let [previous, sound] = [before, true];
  for (const row of rows) {
    const canonical = canonicalText(row);
    const follows = row.seq === previous.seq + 1 && row.prev_hash === previous.hash;
    if (!follows || rowHash(keys.chain, row, canonical) !== row.hash) sound = false;
    segment.add(leafOf(row.hash, canonical));
    previous = row;
  }
  return { root: segment.end(), sound };
}

/** Whether the chain reaches at least to `seq`, and the last checkpoint is the one that was made last. */
function marksHold(db: Reader, keys: AuditKeys, seq: number, last: { seq: number; hash: string } | null): boolean {
  const head = readMark(db, keys.chain, 'head');
  const mark = readMark(db, keys.chain, 'checkpoint');
  if (head === null || head === 'forged' || head.seq < seq || mark === 'forged') return false;
  return mark?.seq === last?.seq && mark?.hash === last?.hash;
}
