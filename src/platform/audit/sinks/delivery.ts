import { sql } from '#sdk';
import type { Clock } from '../../clock.ts';
import type { Db, Reader } from '../../db/index.ts';
import { retryDelayMs } from '../../events/consumer.ts';
import { Pump } from '../../pump.ts';
import type { AuditRow } from '../entry.ts';
import { checkpointsAfter } from '../statements.ts';
import { cursorOf, type SinkCursor, saveCursor } from './cursors.ts';
import type { AuditMessage } from './message.ts';
import type { AuditSink } from './sink.ts';

export interface DeliveryParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly sink: AuditSink;
  readonly onFailure: (sink: AuditSink, error: unknown) => void;
  readonly onGap: (sink: AuditSink, gap: { from: number; to: number }) => void;
}

const BATCH = 200;
/** After a broken connection so many rows are sent again: nobody says how many of the last ones arrived. */
const AGAIN_ROWS = 1000;

/**
 * Gives one receiver the rows of the chain in their order, and its checkpoints behind them: at least once, nothing overtakes. The chain
 * itself is the outbox, and its numbers show what is missing: rows that were removed before they could be sent are told as a gap.
 */
export class Delivery {
  readonly sink: AuditSink;
  private readonly parts: DeliveryParts;
  private readonly sending = new Pump(() => this.sendBatch());
  private stopped = false;

  constructor(parts: DeliveryParts) {
    this.parts = parts;
    this.sink = parts.sink;
  }

  /** Sends what is due; a call while it runs makes it look once more. */
  pump(): Promise<void> {
    return this.sending.run();
  }

  /** What is under way is not waited for: it is sent again after the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.sink.close();
  }

  /** False when there is nothing left, or nothing due. */
  private async sendBatch(): Promise<boolean> {
    const { db, clock, sink } = this.parts;
    let cursor = cursorOf(db, sink.name);
    if (!cursor || this.stopped || (cursor.retryAt ?? 0) > clock.now()) return false;
    if (sink.brokeOff()) cursor = this.setBack(cursor);
    const { messages, next } = nextMessages(db, cursor, clock.now());
    if (messages.length === 0) return false;
    try {
      await sink.send(messages);
    } catch (error) {
      if (this.stopped) return false;
      const attempts = cursor.attempts + 1;
      const retryAt = clock.now() + retryDelayMs(attempts);
      saveCursor(db, { ...cursor, attempts, retryAt, error: String((error as Error).message ?? error) });
      this.parts.onFailure(sink, error);
      return false;
    }
    if (this.stopped) return false;
    saveCursor(db, { ...next, attempts: 0, retryAt: null, error: null, deliveredAt: clock.now() });
    for (const message of messages) if (message.kind === 'gap') this.parts.onGap(sink, message);
    return true;
  }

  private setBack(cursor: SinkCursor): SinkCursor {
    const first = this.parts.db.get<{ seq: number | null }>(sql`select min(seq) as seq from audit_log`)?.seq ?? 1;
    const seq = Math.min(cursor.seq, Math.max(first - 1, cursor.seq - AGAIN_ROWS));
    return { ...cursor, seq, checkpointSeq: Math.min(cursor.checkpointSeq, seq) };
  }
}

function nextMessages(db: Reader, cursor: SinkCursor, nowMs: number) {
  const rows = db.all<AuditRow>(sql`select * from audit_log where seq > ${cursor.seq} order by seq limit ${BATCH}`);
  const messages: AuditMessage[] = [];
  let { seq, gaps } = cursor;
  for (const row of rows) {
    if (row.seq > seq + 1) {
      messages.push({ kind: 'gap', from: seq + 1, to: row.seq - 1, at: nowMs });
      gaps += row.seq - seq - 1;
    }
    messages.push({ kind: 'row', row });
    seq = row.seq;
  }
  // Only what stands behind rows that this receiver has.
  const sealed = checkpointsAfter(db, cursor.checkpointSeq, BATCH).filter(({ said }) => said.seq <= seq);
  for (const { said, line } of sealed) messages.push({ kind: 'checkpoint', seq: said.seq, at: said.at, line });
  const checkpointSeq = sealed.at(-1)?.said.seq ?? cursor.checkpointSeq;
  return { messages, next: { ...cursor, seq, checkpointSeq, gaps } };
}
