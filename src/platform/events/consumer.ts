import type { Clock } from '../clock.ts';
import type { Db } from '../db/index.ts';
import { Pump } from '../pump.ts';
import type { Delivery } from './event.ts';
import { cursorOf, eventsAfter, moveCursor, noteFailure } from './outbox.ts';

export type Handler = (delivery: Delivery) => void | Promise<void>;

/** What goes wrong in a consumer is told here; without a delivery when the outbox itself could not be read or written. */
export type OnFailure = (consumer: string, delivery: Delivery | null, error: unknown) => void;

const BATCH = 100;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 300_000;

/** Milliseconds to wait after the n-th failure in a row (from 1). */
export const retryDelayMs = (failures: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);

/**
 * Gives a named consumer every event, one after the other, and moves its cursor after each: at least once, in order. A
 * handler that throws is tried again later with the same event, and nothing overtakes it. A crash between the handler's
 * end and the cursor's move delivers that event a second time: handlers recognise it by `event_id`.
 */
export class Consumer {
  readonly name: string;
  private readonly db: Db;
  private readonly clock: Clock;
  private readonly handler: Handler;
  private readonly onFailure: OnFailure;
  private readonly deliveries = new Pump(() => this.deliverBatch());
  private stopped = false;

  constructor(parts: { name: string; db: Db; clock: Clock; handler: Handler; onFailure: OnFailure }) {
    this.name = parts.name;
    this.db = parts.db;
    this.clock = parts.clock;
    this.handler = parts.handler;
    this.onFailure = parts.onFailure;
  }

  /** Delivers what there is; a call while it runs makes it look once more. Resolves when nothing is due. */
  pump(): Promise<void> {
    return this.deliveries.run();
  }

  /** After the event under way, no more. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.deliveries.rest();
  }

  /** False when there is nothing left, or nothing due. */
  private async deliverBatch(): Promise<boolean> {
    const cursor = cursorOf(this.db, this.name);
    if (!cursor || this.stopped || (cursor.retry_at ?? 0) > this.clock.now()) return false;
    const batch = eventsAfter(this.db, cursor.seq, BATCH);
    let failures = cursor.attempts;
    for (const delivery of batch) {
      if (this.stopped) return false;
      try {
        await this.handler(delivery);
      } catch (error) {
        const nowMs = this.clock.now();
        noteFailure(this.db, this.name, String(error), nowMs + retryDelayMs(++failures), nowMs);
        this.onFailure(this.name, delivery, error);
        return false;
      }
      moveCursor(this.db, this.name, delivery.seq as number, this.clock.now());
      failures = 0;
    }
    return batch.length > 0;
  }
}
