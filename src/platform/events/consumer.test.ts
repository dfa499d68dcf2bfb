import { expect, test } from 'bun:test';
import { testClock } from '../clock.ts';
import { memoryDb } from '../db/index.ts';
import { Consumer } from './consumer.ts';
import type { EventEnvelope } from './event.ts';
import { addToOutbox, beginCursor } from './outbox.ts';

const envelope = (n: number): EventEnvelope => ({
  ...{ event_id: `e${n}`, event_type: 'data.ingested', timestamp: '2026-01-01T00:00:00.000Z', source_service: 'adit' },
  ...{ correlation_id: 'r', payload: { n } },
});

test('a pump that comes in any turn of an earlier one delivers what was committed before it', async () => {
  // The turn between the last look and the end is one of these.
  for (let turns = 0; turns < 20; turns++) {
    const db = memoryDb();
    beginCursor(db, 'c', 0, 0);
    const got: unknown[] = [];
    const consumer = new Consumer({
      ...{ name: 'c', db, clock: testClock(0), handler: (d) => void got.push(d.event.payload.n) },
      onFailure: (_, __, error) => {
        throw error;
      },
    });
    const publish = (n: number) => db.transaction((tx) => addToOutbox(tx, null, envelope(n)));
    publish(1);
    const first = consumer.pump();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    publish(2);
    await consumer.pump();
    await first;
    expect([turns, got]).toEqual([turns, [1, 2]]);
  }
});
