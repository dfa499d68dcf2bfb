import { sql } from '#sdk';
import type { Reader } from '../db/index.ts';
import { type AuditRow, GENESIS, rowHash } from './entry.ts';
import { type ChainHead, readHead } from './head.ts';

export interface ChainFinding {
  /** The row at or before which the chain is broken. */
  readonly seq: number;
  readonly kind: 'altered' | 'missing' | 'broken-link' | 'truncated' | 'extra' | 'head' | 'witness';
  readonly message: string;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly rows: number;
  /** The first findings, in the order of the rows; never more than {@link MAX_FINDINGS}. */
  readonly findings: readonly ChainFinding[];
}

const MAX_FINDINGS = 100;
const BATCH_ROWS = 5000;

/**
 * Recomputes the chain from its first row to its head. Finds rows that were edited (altered), deleted (missing), inserted or
 * reordered (altered or broken-link), and a cut-off end (truncated), because the head lies outside the table. A database
 * set back as a whole to an earlier state is consistent in itself: only a `witness` kept elsewhere shows it.
 */
export function verifyChain(db: Reader, key: Uint8Array, witness?: ChainHead): ChainReport {
  const findings: ChainFinding[] = [];
  const find = (seq: number, kind: ChainFinding['kind'], message: string) => {
    if (findings.length < MAX_FINDINGS) findings.push({ seq, kind, message });
  };
  let previous: ChainHead = { seq: 0, hash: GENESIS };
  let rows = 0;
  let witnessed = witness === undefined;
  for (const row of rowsOf(db)) {
    rows++;
    if (row.seq !== previous.seq + 1)
      find(row.seq, 'missing', `Rows ${previous.seq + 1} to ${row.seq - 1} are missing.`);
    if (row.prev_hash !== previous.hash)
      find(row.seq, 'broken-link', `Row ${row.seq} does not follow the row before it.`);
    if (rowHash(key, row) !== row.hash)
      find(row.seq, 'altered', `Row ${row.seq} was altered or not written by this server.`);
    if (witness && row.seq === witness.seq) witnessed = row.hash === witness.hash;
    previous = { seq: row.seq, hash: row.hash };
  }
  const head = readHead(db, key);
  if (head === 'forged') find(previous.seq, 'head', 'The head of the chain was not written by this server.');
  else if (head === null) {
    if (rows > 0) find(previous.seq, 'head', 'The head of the chain is missing.');
  } else if (head.seq > previous.seq)
    find(previous.seq, 'truncated', `Rows ${previous.seq + 1} to ${head.seq} are missing.`);
  else if (head.seq < previous.seq) find(previous.seq, 'extra', `Rows from ${head.seq + 1} on lie beyond the head.`);
  else if (head.hash !== previous.hash) find(previous.seq, 'head', 'The last row is not the one that the head names.');
  if (!witnessed && witness) find(witness.seq, 'witness', `Row ${witness.seq} is not the one that was witnessed.`);
  return { ok: findings.length === 0, rows, findings };
}

function* rowsOf(db: Reader): Generator<AuditRow> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const batch = db.all<AuditRow>(sql`select * from audit_log where seq > ${after} order by seq limit ${BATCH_ROWS}`);
    yield* batch;
    const last = batch.at(-1);
    if (!last) return;
    after = last.seq;
  }
}
