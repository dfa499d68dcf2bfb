import { sql } from '#sdk';
import type { Reader } from '../db/index.ts';
import { type AuditRow, canonicalText, GENESIS, leafOf, rowHash } from './entry.ts';
import { type ChainFinding, Findings } from './findings.ts';
import { type ChainHead, readMark } from './head.ts';
import type { AuditKeys } from './keys.ts';
import {
  type Checkpoint,
  digestOf,
  isSigned,
  NOTHING_BEFORE,
  readCheckpoint,
  readTombstone,
  SegmentRoot,
  type Signed,
} from './statement.ts';
import { checkpointRows, tombstoneRows } from './statements.ts';

export interface ChainReport {
  readonly ok: boolean;
  /** Rows that were read. */
  readonly rows: number;
  /** Checkpoints whose rows, signature and order were checked. */
  readonly checkpoints: number;
  /** Rows up to this one were removed by a signed tombstone; 0: none. */
  readonly removedUpTo: number;
  /** Number of the last row. */
  readonly head: number;
  /** The first findings, in the order of the rows. */
  readonly findings: readonly ChainFinding[];
}

const BATCH_ROWS = 5000;

/**
 * Recomputes the chain from its first row (or its last tombstone) to its head. Finds rows that were edited (altered), deleted (missing),
 * inserted or reordered (altered or broken-link), a cut-off end (truncated), because the head lies outside the table, and statements that
 * were altered, removed or not signed by this server. A database that was set back or rewritten as a whole, with its keys, is consistent
 * in itself: only `witnesses`, lines of checkpoints that were kept elsewhere, show it.
 */
export function verifyChain(db: Reader, keys: AuditKeys, witnesses: readonly string[] = []): ChainReport {
  const findings = new Findings();
  const start = checkTombstones(db, keys, findings);
  const checkpoints = checkStatements(db, keys, findings);
  const waiting = checkpoints.filter(({ said }) => said.seq > start.seq);
  const segment = new SegmentRoot();
  let [previous, rows]: [ChainHead, number] = [start, 0];
  for (const row of rowsAfter(db, start.seq)) {
    rows++;
    const canonical = canonicalText(row);
    checkRow(keys, row, canonical, previous, findings);
    segment.add(leafOf(row.hash, canonical));
    while (waiting[0] && waiting[0].said.seq <= row.seq) checkSegment(waiting.shift()!.said, row, segment, findings);
    previous = { seq: row.seq, hash: row.hash };
  }
  for (const { said } of waiting.slice(0, 1))
    findings.add(previous.seq, 'truncated', `A checkpoint speaks of row ${said.seq}, which is not there.`);
  checkHead(db, keys, previous, rows, findings);
  checkWitnesses(witnesses, checkpoints, keys, findings);
  const removedUpTo = start.seq;
  return { ...findings.report(), rows, checkpoints: checkpoints.length, removedUpTo, head: previous.seq };
}

function checkRow(keys: AuditKeys, row: AuditRow, canonical: string, previous: ChainHead, findings: Findings): void {
  if (row.seq !== previous.seq + 1)
    findings.add(row.seq, 'missing', `Rows ${previous.seq + 1} to ${row.seq - 1} are missing.`);
  if (row.prev_hash !== previous.hash)
    findings.add(row.seq, 'broken-link', `Row ${row.seq} does not follow the row before it.`);
  if (rowHash(keys.chain, row, canonical) !== row.hash)
    findings.add(row.seq, 'altered', `Row ${row.seq} was altered or not written by this server.`);
}

function checkSegment(said: Checkpoint, row: AuditRow, segment: SegmentRoot, findings: Findings): void {
  const root = segment.end();
  if (row.seq !== said.seq || row.hash !== said.head || root !== said.root)
    findings.add(said.seq, 'checkpoint', `Rows ${said.from} to ${said.seq} are not those that the checkpoint signed.`);
  if (!said.sound)
    findings.add(said.seq, 'unsound', `Rows ${said.from} to ${said.seq} were found broken when they were sealed.`);
}

/** Where the chain begins: behind the last tombstone. */
function checkTombstones(db: Reader, keys: AuditKeys, findings: Findings): ChainHead {
  let start: ChainHead = { seq: 0, hash: GENESIS };
  for (const { seq, line } of tombstoneRows(db)) {
    const signed = readTombstone(line);
    if (!signed || signed.said.to !== seq || !isSigned(signed, keys.signer.publicKey))
      findings.add(seq, 'tombstone', `The tombstone of row ${seq} was not signed by this server.`);
    else if (signed.said.from !== start.seq + 1)
      findings.add(seq, 'tombstone', `The tombstone of row ${seq} does not follow the one before it.`);
    else start = { seq, hash: signed.said.head };
  }
  return start;
}

/** The checkpoints that this server signed, in order. */
function checkStatements(db: Reader, keys: AuditKeys, findings: Findings): Signed<Checkpoint>[] {
  const sound: Signed<Checkpoint>[] = [];
  let [end, digest] = [0, NOTHING_BEFORE];
  for (const { seq, line } of checkpointRows(db)) {
    const signed = readCheckpoint(line);
    if (!signed || signed.said.seq !== seq || !isSigned(signed, keys.signer.publicKey)) {
      findings.add(seq, 'checkpoint', `The checkpoint of row ${seq} was not signed by this server.`);
      continue;
    }
    if (signed.said.from !== end + 1 || signed.said.previous !== digest)
      findings.add(seq, 'checkpoint', `The checkpoint of row ${seq} does not follow the one before it.`);
    [end, digest] = [seq, digestOf(line)];
    sound.push(signed);
  }
  const mark = readMark(db, keys.chain, 'checkpoint');
  const expected = mark === null ? { seq: 0, hash: NOTHING_BEFORE } : mark;
  if (expected === 'forged' || expected.seq !== end || expected.hash !== digest)
    findings.add(end, 'checkpoint', 'The last checkpoint is not the one that was made last.');
  return sound;
}

function checkHead(db: Reader, keys: AuditKeys, last: ChainHead, rows: number, findings: Findings): void {
  const head = readMark(db, keys.chain, 'head');
  if (head === 'forged') findings.add(last.seq, 'head', 'The head of the chain was not written by this server.');
  else if (head === null) {
    if (rows > 0 || last.seq > 0) findings.add(last.seq, 'head', 'The head of the chain is missing.');
  } else if (head.seq > last.seq)
    findings.add(last.seq, 'truncated', `Rows ${last.seq + 1} to ${head.seq} are missing.`);
  else if (head.seq < last.seq) findings.add(last.seq, 'extra', `Rows from ${head.seq + 1} on lie beyond the head.`);
  else if (head.hash !== last.hash) findings.add(last.seq, 'head', 'The last row is not the one that the head names.');
}

/** Every checkpoint that was seen elsewhere must be here still; what the rows below it are was checked already. */
function checkWitnesses(
  witnesses: readonly string[],
  checkpoints: readonly Signed<Checkpoint>[],
  keys: AuditKeys,
  findings: Findings,
): void {
  const kept = new Set(checkpoints.map(({ line }) => line));
  for (const line of witnesses) {
    const seen = readCheckpoint(line);
    if (!seen || !isSigned(seen, keys.signer.publicKey))
      findings.add(seen?.said.seq ?? 0, 'witness', 'A line of the witness was not signed by this server.');
    else if (!kept.has(line))
      findings.add(seen.said.seq, 'witness', `The witnessed checkpoint of row ${seen.said.seq} is not here any more.`);
  }
}

function* rowsAfter(db: Reader, seq: number): Generator<AuditRow> {
  // Rows below a tombstone may still be waiting to be removed; a row that lies before the first one is a finding.
  let after = seq === 0 ? Number.MIN_SAFE_INTEGER : seq;
  for (;;) {
    const batch = db.all<AuditRow>(sql`select * from audit_log where seq > ${after} order by seq limit ${BATCH_ROWS}`);
    yield* batch;
    const last = batch.at(-1);
    if (!last) return;
    after = last.seq;
  }
}
