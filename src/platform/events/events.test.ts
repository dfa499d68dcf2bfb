import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { testClock } from '../clock.ts';
import { type Db, memoryDb, migrate, openDb } from '../db/index.ts';
import { retryDelayMs } from './consumer.ts';
import { type Delivery, eventBus, type NewEvent } from './index.ts';

const folders: string[] = [];
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

const event = (n: number, tenant: string | null = null): NewEvent => ({
  type: n % 2 === 0 ? 'entity.created' : 'data.ingested',
  tenant,
  correlationId: `r${n}`,
  payload: { n },
});

function started(db: Db = memoryDb()) {
  db.run(sql`insert or ignore into tenants (id, name, created_at) values ('a', 'A', 0), ('b', 'B', 0)`);
  const clock = testClock();
  const failures: string[] = [];
  const bus = eventBus({ db, clock, onFailure: (name, _, error) => failures.push(`${name}: ${error}`) });
  const publish = (n: number, tenant: string | null = null) =>
    db.transaction((tx) => bus.publish(tx, event(n, tenant)));
  const got: number[] = [];
  const take = (delivery: Delivery) => void got.push(delivery.event.payload.n as number);
  return { db, clock, bus, publish, got, take, failures };
}

test('the envelope has the six fields of the specification', async () => {
  const { bus, publish } = started();
  const got: Delivery[] = [];
  bus.consume('c', (d) => void got.push(d));
  const id = publish(1, 'a');
  await bus.settle();
  expect(got).toEqual([
    {
      seq: 1,
      tenant: 'a',
      event: {
        event_id: id,
        event_type: 'data.ingested',
        timestamp: '2026-01-01T00:00:00.000Z',
        source_service: 'adit',
        correlation_id: 'r1',
        payload: { n: 1 },
      },
    },
  ]);
});

test('an event of a transaction that failed is never told', async () => {
  const { bus, db, got, take } = started();
  bus.consume('c', take);
  const live: number[] = [];
  bus.subscribe((d) => void live.push(d.event.payload.n as number));
  expect(() =>
    db.transaction((tx) => {
      bus.publish(tx, event(1));
      throw new Error('no');
    }),
  ).toThrow('no');
  await bus.settle();
  expect([got, live]).toEqual([[], []]);
});

test('in order, to each consumer once; a new consumer begins now or at the start', async () => {
  const { bus, publish, got, take } = started();
  const all: number[] = [];
  for (const n of [1, 2]) publish(n);
  bus.consume('late', take);
  bus.consume('all', (d) => void all.push(d.event.payload.n as number), { from: 'start' });
  for (let n = 3; n <= 250; n++) publish(n);
  await bus.settle();
  await bus.settle();
  expect(got).toEqual(Array.from({ length: 248 }, (_, i) => i + 3));
  expect(all).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
  expect(bus.status().map((c) => [c.consumer, c.behind])).toEqual([
    ['all', 0],
    ['late', 0],
  ]);
});

test('a handler that throws gets the same event later; nothing overtakes it; others go on', async () => {
  const { bus, publish, got, take, clock, failures } = started();
  let broken = true;
  bus.consume('weak', (d) => {
    if (broken && d.event.payload.n === 2) throw new Error('down');
    take(d);
  });
  const other: number[] = [];
  bus.consume('other', async (d) => void other.push(d.event.payload.n as number));
  for (const n of [1, 2, 3]) publish(n);
  await bus.settle();
  expect([got, other]).toEqual([[1], [1, 2, 3]]);
  expect(failures).toEqual(['weak: Error: down']);
  broken = false;
  await bus.settle();
  expect(got).toEqual([1]);
  clock.advance(999);
  await bus.settle();
  expect(got).toEqual([1]);
  clock.advance(1);
  await bus.settle();
  expect(got).toEqual([1, 2, 3]);
});

test('the wait doubles from one second to five minutes', () => {
  expect([1, 2, 3, 9, 10, 50].map(retryDelayMs)).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000]);
});

test('an event that a consumer cannot take can be left out', async () => {
  const { bus, publish, got, take, clock } = started();
  bus.consume('weak', (d) => {
    if (d.event.payload.n === 1) throw new Error('never');
    take(d);
  });
  publish(1);
  publish(2);
  await bus.settle();
  expect(bus.status()).toMatchObject([{ attempts: 1, behind: 2, error: 'Error: never' }]);
  bus.skip('weak');
  clock.advance(1);
  await bus.settle();
  expect(got).toEqual([2]);
});

test('live subscribers get their tenant and types, announcements too, until they leave', async () => {
  const { bus, publish, failures } = started();
  publish(0, 'a');
  const got: [number | null, number][] = [];
  const leave = bus.subscribe((d) => void got.push([d.seq, d.event.payload.n as number]), {
    tenant: 'a',
    types: ['entity.created'],
  });
  bus.subscribe(() => {
    throw new Error('closed page');
  });
  publish(1, 'a');
  publish(2, 'b');
  publish(4, 'a');
  bus.announce(event(6, 'a'));
  await bus.settle();
  leave();
  publish(8, 'a');
  await bus.settle();
  expect(got).toEqual([
    [null, 6],
    [4, 4],
  ]);
  expect(failures.length).toBeGreaterThan(0);
  expect(bus.since(1, { tenant: 'a' }).map((d) => d.seq)).toEqual([2, 4, 5]);
  expect(bus.since(1, { tenant: 'a', types: ['entity.created'] }).map((d) => d.seq)).toEqual([4, 5]);
});

test('once started, a commit is delivered without being asked for', async () => {
  const db = memoryDb();
  const bus = eventBus({ db, lookEveryMs: 600_000 });
  const publish = (n: number) => db.transaction((tx) => bus.publish(tx, event(n)));
  const { promise, resolve } = Promise.withResolvers<number>();
  bus.consume('c', (d) => resolve(d.event.payload.n as number));
  bus.start();
  await Bun.sleep(0);
  publish(7);
  expect(await promise).toBe(7);
  await bus.stop();
});

test('what every consumer has had can be pruned; numbers are not used again', async () => {
  const { bus, publish, clock, take, got, db } = started();
  bus.consume('quick', take);
  publish(1);
  clock.advance(10_000);
  publish(2);
  expect(bus.prune(5000)).toBe(0);
  await bus.settle();
  expect(bus.prune(5000)).toBe(1);
  clock.advance(10_000);
  expect(bus.prune(5000)).toBe(1);
  publish(3);
  await bus.settle();
  expect(got).toEqual([1, 2, 3]);
  expect(db.get(sql`select seq from outbox`)).toEqual({ seq: 3 });
});

/** A process that works on the file and is killed, with no chance to clean up. */
async function killed(file: string, work: string) {
  const child = Bun.spawn(
    [
      process.execPath,
      '-e',
      `const { openDb } = await import(${JSON.stringify(join(import.meta.dir, '../db/index.ts'))});
       const { eventBus } = await import(${JSON.stringify(join(import.meta.dir, 'index.ts'))});
       const db = openDb(${JSON.stringify(file)});
       const bus = eventBus({ db });
       const publish = (n) => db.transaction((tx) => bus.publish(tx, { type: 'data.ingested', tenant: null, correlationId: 'r', payload: { n } }));
       ${work}
       console.log('ready');
       setInterval(() => {}, 1000);`,
    ],
    { stdout: 'pipe', stderr: 'inherit' },
  );
  await child.stdout.getReader().read();
  child.kill('SIGKILL');
  await child.exited;
}

test('kill -9 between commit and delivery loses nothing; between delivery and cursor repeats that event', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-events-'));
  folders.push(folder);
  const file = join(folder, 'adit.sqlite');
  const first = openDb(file);
  migrate(first);
  eventBus({ db: first }).consume('c', () => {});
  first.close();
  await killed(file, 'publish(1); publish(2);');
  await killed(
    file,
    `bus.consume('c', (d) => d.event.payload.n === 2 ? new Promise(() => {}) : undefined); void bus.settle(); await Bun.sleep(0);`,
  );
  const { bus, got, take } = started(openDb(file));
  bus.consume('c', take);
  await bus.settle();
  expect(got).toEqual([2]);
});
