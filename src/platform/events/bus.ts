import { sql } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Db, Tx } from '../db/index.ts';
import { newId as systemId } from '../ids.ts';
import { Consumer, type Handler, type OnFailure } from './consumer.ts';
import type { Delivery, EventEnvelope, EventType, NewEvent } from './event.ts';
import {
  addToOutbox,
  beginCursor,
  type Cursor,
  cursorOf,
  cursors,
  eventsAfter,
  moveCursor,
  newestSeq,
  pruneOutbox,
} from './outbox.ts';

export interface LiveFilter {
  /** Events of this tenant only; absent: of all, the appliance's own included. */
  readonly tenant?: string;
  readonly types?: readonly EventType[];
}

export interface EventBus {
  /** Writes the event into the transaction of what it tells; it is told when that commits, and never otherwise. Returns its id. */
  publish(tx: Tx, event: NewEvent): string;
  /** Tells live subscribers now and keeps nothing: progress, which nobody misses after a crash. */
  announce(event: NewEvent): void;
  /** A durable consumer with its own cursor; a new one begins with what is published from now on, or with `from: 'start'`. */
  consume(name: string, handler: Handler, options?: { from?: 'now' | 'start' }): void;
  /** For pages: what is published while they are open. Returns how to end it. */
  subscribe(listener: (delivery: Delivery) => void, filter?: LiveFilter): () => void;
  /** For a page that comes back with the number of the last event it saw. */
  since(seq: number, filter: LiveFilter, limit?: number): Delivery[];
  /** Begins to deliver, what an earlier run left first. */
  start(): void;
  /** Finishes the deliveries under way. */
  stop(): Promise<void>;
  /** Delivers what is due; tests wait for it. */
  settle(): Promise<void>;
  /** Where each consumer stands, and how far it is behind. */
  status(): (Cursor & { behind: number })[];
  /** Leaves out the one event that a consumer cannot take. */
  skip(consumer: string): void;
  /** Deletes events that every consumer has had and that are older than so many milliseconds. */
  prune(olderThanMs: number): number;
}

const LIVE_BATCH = 500;

export function eventBus(parts: {
  db: Db;
  clock?: Clock;
  newId?: () => string;
  /** `source_service` of the envelope. */
  source?: string;
  onFailure?: OnFailure;
  /** Between looks for retries that came due; commits are noticed without one. */
  lookEveryMs?: number;
}): EventBus {
  const { db, clock = systemClock, newId = systemId, source = 'adit', lookEveryMs = 1000 } = parts;
  const onFailure = parts.onFailure ?? (() => {});
  const consumers: Consumer[] = [];
  const live = liveSubscribers(db, onFailure);
  let timer: ReturnType<typeof setInterval> | null = null;
  const envelope = (event: NewEvent): EventEnvelope => ({
    event_id: newId(),
    event_type: event.type,
    timestamp: new Date(clock.now()).toISOString(),
    source_service: source,
    correlation_id: event.correlationId,
    payload: event.payload,
  });
  const pumpAll = async () => {
    live.tell();
    await Promise.all(consumers.map((c) => c.pump()));
  };
  const look = () => {
    if (timer) pumpAll().catch((error) => onFailure('outbox', null, error));
  };
  return {
    publish(tx, event) {
      const made = envelope(event);
      addToOutbox(tx, event.tenant, made);
      // Transactions are synchronous: by the next turn this one has committed, or its event is gone with it.
      queueMicrotask(look);
      return made.event_id;
    },
    announce: (event) => live.send({ seq: null, tenant: event.tenant, event: envelope(event) }),
    consume(name, handler, options = {}) {
      if (consumers.some((c) => c.name === name)) throw new Error(`there are two consumers named "${name}"`);
      beginCursor(db, name, options.from === 'start' ? 0 : newestSeq(db), clock.now());
      consumers.push(new Consumer({ name, db, clock, handler, onFailure }));
    },
    subscribe: live.subscribe,
    since: (seq, filter, limit = LIVE_BATCH) => eventsAfter(db, seq, limit, whereOf(filter)),
    start() {
      timer ??= setInterval(look, lookEveryMs);
      look();
    },
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
      await Promise.all(consumers.map((c) => c.stop()));
    },
    settle: pumpAll,
    status() {
      const newest = newestSeq(db);
      return cursors(db).map((cursor) => ({ ...cursor, behind: newest - cursor.seq }));
    },
    skip(consumer) {
      const cursor = cursorOf(db, consumer);
      const next = cursor && eventsAfter(db, cursor.seq, 1)[0];
      if (next) moveCursor(db, consumer, next.seq as number, clock.now());
    },
    prune: (olderThanMs) => pruneOutbox(db, new Date(clock.now() - olderThanMs).toISOString()),
  };
}

function liveSubscribers(db: Db, onFailure: OnFailure) {
  const listeners = new Map<(delivery: Delivery) => void, LiveFilter>();
  let seen = newestSeq(db);
  const send = (delivery: Delivery) => {
    for (const [listener, filter] of listeners) {
      if (!passes(delivery, filter)) continue;
      try {
        listener(delivery);
      } catch (error) {
        onFailure('live', delivery, error);
      }
    }
  };
  return {
    send,
    /** Sends what was committed since the last look. */
    tell() {
      if (listeners.size === 0) {
        seen = newestSeq(db);
        return;
      }
      for (;;) {
        const batch = eventsAfter(db, seen, LIVE_BATCH);
        for (const delivery of batch) send(delivery);
        seen = batch.at(-1)?.seq ?? seen;
        if (batch.length < LIVE_BATCH) return;
      }
    },
    subscribe(listener: (delivery: Delivery) => void, filter: LiveFilter = {}) {
      // A fresh function each time: the same one may listen twice.
      const own = (delivery: Delivery) => listener(delivery);
      if (listeners.size === 0) seen = newestSeq(db);
      listeners.set(own, filter);
      return () => void listeners.delete(own);
    },
  };
}

const passes = ({ tenant, event }: Delivery, filter: LiveFilter): boolean =>
  (filter.tenant === undefined || filter.tenant === tenant) &&
  (filter.types === undefined || filter.types.includes(event.event_type));

const whereOf = ({ tenant, types }: LiveFilter) => sql`(${tenant ?? null} is null or tenant_id = ${tenant ?? null})
  and (${types ? 1 : 0} = 0 or event_type in (select value from json_each(${JSON.stringify(types ?? [])})))`;
