import { type Sql, sql } from '#sdk';
import type { Reader, Tx, Writer } from '../db/index.ts';
import type { Delivery, EventEnvelope, EventType } from './event.ts';

/** Where a consumer stands: everything up to `seq` is delivered. */
export interface Cursor {
  readonly consumer: string;
  readonly seq: number;
  readonly attempts: number;
  readonly retry_at: number | null;
  readonly error: string | null;
}

interface OutboxRow {
  seq: number;
  event_id: string;
  event_type: EventType;
  tenant_id: string | null;
  timestamp: string;
  source_service: string;
  correlation_id: string;
  payload: string;
}

export function addToOutbox(tx: Tx, tenant: string | null, e: EventEnvelope): void {
  tx.run(sql`insert into outbox (event_id, event_type, tenant_id, timestamp, source_service, correlation_id, payload)
    values (${e.event_id}, ${e.event_type}, ${tenant}, ${e.timestamp}, ${e.source_service}, ${e.correlation_id},
      ${JSON.stringify(e.payload)})`);
}

/** The events behind `seq`, oldest first. One writer at a time commits, so that a smaller number never appears later. */
export function eventsAfter(db: Reader, seq: number, limit: number, only: Sql = sql`true`): Delivery[] {
  const rows = db.all<OutboxRow>(sql`select * from outbox where seq > ${seq} and ${only} order by seq limit ${limit}`);
  return rows.map((row) => ({
    seq: row.seq,
    tenant: row.tenant_id,
    event: {
      event_id: row.event_id,
      event_type: row.event_type,
      timestamp: row.timestamp,
      source_service: row.source_service,
      correlation_id: row.correlation_id,
      payload: JSON.parse(row.payload),
    },
  }));
}

/** Number of the newest event ever written, also when it was pruned. */
export const newestSeq = (db: Reader): number =>
  db.get<{ seq: number }>(sql`select seq from sqlite_sequence where name = 'outbox'`)?.seq ?? 0;

export const cursorOf = (db: Reader, consumer: string): Cursor | null =>
  db.get<Cursor>(sql`select consumer, seq, attempts, retry_at, error from outbox_cursors where consumer = ${consumer}`);

export const cursors = (db: Reader): Cursor[] =>
  db.all<Cursor>(sql`select consumer, seq, attempts, retry_at, error from outbox_cursors order by consumer`);

/** Makes the cursor of a new consumer; an old one goes on where it stopped. */
export function beginCursor(db: Writer, consumer: string, seq: number, nowMs: number): void {
  db.run(sql`insert into outbox_cursors (consumer, seq, updated_at) values (${consumer}, ${seq}, ${nowMs})
    on conflict (consumer) do nothing`);
}

export function moveCursor(db: Writer, consumer: string, seq: number, nowMs: number): void {
  db.run(sql`update outbox_cursors set seq = ${seq}, attempts = 0, retry_at = null, error = null, updated_at = ${nowMs}
    where consumer = ${consumer} and seq < ${seq}`);
}

export function noteFailure(db: Writer, consumer: string, error: string, retryAtMs: number, nowMs: number): void {
  db.run(sql`update outbox_cursors
    set attempts = attempts + 1, retry_at = ${retryAtMs}, error = ${error}, updated_at = ${nowMs}
    where consumer = ${consumer}`);
}

/** Deletes what every consumer has had and what is older than `beforeIso`. Returns how many. */
export function pruneOutbox(db: Writer, beforeIso: string): number {
  return db.run(sql`delete from outbox where timestamp < ${beforeIso}
    and seq <= coalesce((select min(seq) from outbox_cursors), 9223372036854775807)`).changes;
}
