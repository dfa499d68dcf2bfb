import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';

const COUNTER_MAX = 0xfff;

/**
 * Makes ids of the form of a UUID version 7 (RFC 9562): they sort as text in the order they were made, also within one
 * millisecond and when the clock steps back. They are names, not secrets: whoever sees one can guess its neighbours.
 */
export function idSource(clock: Clock = systemClock): () => string {
  let lastMs = 0;
  let counter = 0;
  return () => {
    const nowMs = Math.floor(clock.now());
    if (nowMs > lastMs) {
      lastMs = nowMs;
      counter = randomBytes(1)[0]!;
    } else if (++counter > COUNTER_MAX) {
      lastMs++;
      counter = 0;
    }
    const time = lastMs.toString(16).padStart(12, '0');
    const random = randomBytes(8);
    random[0] = (random[0]! & 0x3f) | 0x80;
    const tail = random.toString('hex');
    const count = counter.toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  };
}

/** A new id from the system clock. */
export const newId = idSource();

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for text of the form that {@link newId} makes; anything else in a route is "not found" without a query. */
export const isId = (text: string): boolean => ID.test(text);
