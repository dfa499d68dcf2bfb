import { describe, expect, test } from 'bun:test';
import { AppError, sql } from '#sdk';
import { testClock } from '../clock.ts';
import { type Db, memoryDb } from '../db/index.ts';
import { idSource } from '../ids.ts';
import { type Job, type JobStore, jobStore, type NewJob } from './index.ts';
import { backOffMs } from './job.ts';

function queue() {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0), ('u', 'U', 0)`);
  db.run(
    sql`insert into workspaces (id, tenant_id, name, created_at) values ('a', 't', 'A', 0), ('b', 't', 'B', 0), ('c', 't', 'C', 0)`,
  );
  const clock = testClock();
  const changes: string[] = [];
  const boot = (bootId: string): JobStore =>
    jobStore({
      db,
      bootId,
      clock,
      newId: idSource(clock),
      random: () => 0.5,
      changed: (_, j) => changes.push(`${j.kind} ${j.state}`),
    });
  const store = boot('boot-1');
  const add = (job: Partial<NewJob> = {}) =>
    db.transaction((tx) => store.enqueue(tx, { kind: 'k', payload: {}, tenant: 't', ...job }));
  const claim = () => store.claim(['k']) as Job;
  const stateOf = (id: string) => store.find(id)?.state;
  return { db, clock, store, boot, add, claim, stateOf, changes };
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
};
const settingsOf = (db: Db) => db.get<{ n: number }>(sql`select count(*) as n from settings`)?.n;
const effect = sql`insert into settings (key, value, updated_at) values ('effect', '1', 0)`;

test('a job goes from ready by running to done, with payload and result', () => {
  const { add, claim, store, clock, changes } = queue();
  const { id, added } = add({ payload: { file: 'a.csv' }, workspace: 'a', userId: 'me', correlationId: 'r1' });
  expect(added).toBe(true);
  clock.advance(100);
  const job = claim();
  expect(job).toMatchObject({
    id,
    state: 'running',
    attempt: 1,
    fence: 1,
    payload: { file: 'a.csv' },
    tenant: 't',
    workspace: 'a',
    userId: 'me',
    correlationId: 'r1',
  });
  clock.advance(100);
  store.finish(job, () => ({ rows: 3 }));
  expect(store.find(id)).toMatchObject({
    state: 'done',
    progress: 1,
    result: { rows: 3 },
    finishedAtMs: job.createdAtMs + 200,
  });
  expect(store.claim(['k'])).toBeNull();
  expect(changes).toEqual(['k ready', 'k running', 'k done']);
});

test('enqueued with its cause or not at all', () => {
  const { db, store } = queue();
  expect(() =>
    db.transaction((tx) => {
      store.enqueue(tx, { kind: 'k', payload: {}, tenant: 't' });
      throw new Error('no');
    }),
  ).toThrow();
  expect(store.list()).toEqual([]);
});

test('a key is unique while its job is ready or running; other tenants and kinds do not matter', () => {
  const { add, claim, store } = queue();
  const first = add({ key: 'd1' });
  expect(add({ key: 'd1' })).toEqual({ id: first.id, added: false });
  expect(add({ key: 'd1', tenant: 'u' }).added).toBe(true);
  expect(add({ key: 'd1', kind: 'other' }).added).toBe(true);
  expect([add({ key: 'sys', tenant: null }).added, add({ key: 'sys', tenant: null }).added]).toEqual([true, false]);
  const job = claim();
  expect(add({ key: 'd1' })).toEqual({ id: job.id, added: false });
  store.finish(job);
  expect(add({ key: 'd1' }).added).toBe(true);
});

describe('fence', () => {
  test('effect and completion are one: who lost the claim commits nothing', () => {
    const { db, add, claim, store, clock, boot, stateOf } = queue();
    const { id } = add();
    const first = claim();
    boot('boot-2').rescue();
    clock.advance(1);
    const second = claim();
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(codeOf(() => store.finish(first, (tx) => tx.run(effect)))).toBe('jobs.fencedOff');
    expect([settingsOf(db), stateOf(id)]).toEqual([0, 'running']);
    expect([
      store.fail(first, new Error('late')),
      store.release(first),
      store.endCancelled(first),
      store.beat(first),
    ]).toEqual([null, false, false, 'lost']);
    store.finish(second, (tx) => tx.run(effect));
    expect([settingsOf(db), stateOf(id)]).toEqual([1, 'done']);
  });

  test('an effect that throws leaves the job running', () => {
    const { db, add, claim, store, stateOf } = queue();
    const { id } = add();
    const job = claim();
    expect(() =>
      store.finish(job, (tx) => {
        tx.run(effect);
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect([settingsOf(db), stateOf(id)]).toEqual([0, 'running']);
  });

  test('a job that was cancelled meanwhile does not finish', () => {
    const { db, add, claim, store } = queue();
    const { id } = add();
    const job = claim();
    db.transaction((tx) => store.cancel(tx, id));
    expect(codeOf(() => store.finish(job, (tx) => tx.run(effect)))).toBe('jobs.cancelled');
    expect(settingsOf(db)).toBe(0);
  });
});

describe('failure', () => {
  test('waits 10, 20, 40 s … at most an hour, ± 20 %', () => {
    expect([1, 2, 3, 9, 10, 40].map((n) => backOffMs(n, () => 0.5))).toEqual([
      10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000,
    ]);
    expect([backOffMs(1, () => 0), backOffMs(1, () => 1)]).toEqual([8000, 12_000]);
  });

  test('is tried again after the wait, and dead after the last attempt, with every error kept', () => {
    const { add, claim, store, clock, stateOf } = queue();
    const { id } = add({ maxAttempts: 2 });
    expect(store.fail(claim(), new AppError('unavailable', 'db.down', 'down'))).toBe('ready');
    expect(store.claim(['k'])).toBeNull();
    expect(store.nextDueAtMs(['k'])).toBe(clock.now() + 10_000);
    clock.advance(10_000);
    expect(store.fail(claim(), new TypeError('x is not a function'))).toBe('dead');
    expect(stateOf(id)).toBe('dead');
    expect(store.find(id)?.errors).toEqual([
      { attempt: 1, at: '2026-01-01T00:00:00.000Z', fault: 'unavailable', code: 'db.down', message: 'down' },
      {
        attempt: 2,
        at: '2026-01-01T00:00:10.000Z',
        fault: 'internal',
        code: 'jobs.defect',
        message: 'TypeError: x is not a function',
      },
    ]);
  });

  test('what will not pass by itself is dead at once, and runs again only by hand', () => {
    const { db, add, claim, store } = queue();
    const { id } = add();
    expect(store.fail(claim(), new AppError('invalid', 'csv.noCase', 'no case column'))).toBe('dead');
    expect(db.transaction((tx) => store.retry(tx, id, 'u'))).toBe(false);
    expect(db.transaction((tx) => store.retry(tx, id, 't'))).toBe(true);
    expect(claim()).toMatchObject({ id, attempt: 1, fence: 2 });
  });
});

describe('rescue', () => {
  test('at once, counting the attempt; only jobs of another boot; quarantined at the third crash in a row', () => {
    const { add, store, boot, stateOf } = queue();
    const { id } = add();
    add({ kind: 'other' });
    const seen: unknown[] = [];
    for (let n = 1; n <= 3; n++) {
      const life = boot(`life-${n}`);
      expect(life.claim(['k'])).toMatchObject({ attempt: n });
      expect(life.rescue()).toEqual([]);
      seen.push(
        ...boot(`life-${n + 1}`)
          .rescue()
          .map((job) => [job.state, job.crashes]),
      );
    }
    expect(seen).toEqual([
      ['ready', 1],
      ['ready', 2],
      ['quarantined', 3],
    ]);
    expect(store.claim(['k'])).toBeNull();
    expect(store.find(id)?.errors.map((e) => e.fault)).toEqual(['crash', 'crash', 'crash']);
    expect(stateOf(id)).toBe('quarantined');
  });

  test('an ordinary failure between crashes begins the count anew', () => {
    const { add, claim, store, boot, clock } = queue();
    const { id } = add();
    for (const step of ['crash', 'crash', 'fail', 'crash']) {
      const job = claim();
      if (step === 'crash') boot('next').rescue();
      else store.fail(job, new Error('x'));
      clock.advance(3_600_000);
    }
    expect(store.find(id)).toMatchObject({ state: 'ready', crashes: 1, attempt: 4 });
  });

  test('a job that may run once does not run twice; a cancelled one is cancelled', () => {
    const { db, add, claim, store, boot } = queue();
    add({ maxAttempts: 1 });
    claim();
    add();
    const second = claim();
    db.transaction((tx) => store.cancel(tx, second.id));
    expect(
      boot('next')
        .rescue()
        .map((job) => job.state),
    ).toEqual(['dead', 'cancelled']);
  });
});

test('cancel: ready jobs end, running ones are asked, others and foreign ones are not touched', () => {
  const { db, add, claim, store, stateOf } = queue();
  const cancel = (id: string, tenant?: string) => db.transaction((tx) => store.cancel(tx, id, tenant));
  const ready = add().id;
  expect([cancel(ready, 'u'), cancel(ready, 't'), cancel(ready)]).toEqual([null, 'cancelled', null]);
  add();
  const job = claim();
  expect(store.beat(job, 0.5, 'half')).toBe('go-on');
  expect(store.find(job.id)).toMatchObject({ progress: 0.5, progressNote: 'half' });
  expect(cancel(job.id)).toBe('requested');
  expect(store.beat(job)).toBe('cancel');
  expect([store.endCancelled(job), stateOf(job.id)]).toEqual([true, 'cancelled']);
});

test('a released job is as if it had not been taken', () => {
  const { add, claim, store } = queue();
  add({ maxAttempts: 1 });
  expect(store.release(claim())).toBe(true);
  expect(claim()).toMatchObject({ attempt: 1, fence: 2 });
});

describe('order', () => {
  test('priority first, then time, only when due', () => {
    const { add, store, clock } = queue();
    const later = add({ runAtMs: clock.now() + 1000, priority: 1 }).id;
    const normal = add().id;
    const urgent = add({ priority: 10 }).id;
    const next = () => store.claim(['k'])?.id;
    expect([next(), next(), next()]).toEqual([urgent, normal, undefined]);
    clock.advance(1000);
    expect(next()).toBe(later);
  });

  test('workspaces take turns, however many jobs one of them has', () => {
    const { add, store } = queue();
    for (let i = 0; i < 5; i++) add({ workspace: 'a' });
    for (let i = 0; i < 2; i++) add({ workspace: 'b' });
    add({ workspace: 'c' });
    const order = Array.from({ length: 8 }, () => store.claim(['k'])?.workspace);
    expect(order.join('')).toBe('abcabaaa');
    for (const w of ['a', 'b', 'c']) add({ workspace: w });
    // "a" was served last.
    expect([store.claim(['k']), store.claim(['k'])].map((j) => j?.workspace)).toEqual(['c', 'b']);
  });

  test('only kinds that are asked for', () => {
    const { add, store } = queue();
    add();
    expect([store.claim([]), store.claim(['other']), store.nextDueAtMs(['other'])]).toEqual([null, null, null]);
  });
});

test('lists by tenant, state and kind; ended jobs are pruned, dead ones stay', () => {
  const { add, claim, store, clock } = queue();
  add();
  store.finish(claim());
  add();
  store.fail(claim(), new AppError('invalid', 'a.b', 'c'));
  add({ tenant: 'u', kind: 'other' });
  expect(store.list({ tenant: 't' }).map((j) => j.state)).toEqual(['dead', 'done']);
  expect(store.list({ states: ['ready', 'dead'] }).length).toBe(2);
  expect(store.list({ kind: 'other' }).map((j) => j.tenant)).toEqual(['u']);
  expect(store.find(store.list({ tenant: 'u' })[0]!.id, 't')).toBeNull();
  clock.advance(1000);
  expect([store.prune(1000), store.prune(999)]).toEqual([0, 1]);
  expect(store.list().map((j) => j.state)).toEqual(['ready', 'dead']);
});
