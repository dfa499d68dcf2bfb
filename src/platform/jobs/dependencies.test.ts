import { describe, expect, test } from 'bun:test';
import { AppError, sql } from '#sdk';
import { testClock } from '../clock.ts';
import { memoryDb } from '../db/index.ts';
import { idSource } from '../ids.ts';
import { type Job, jobStore, type NewJob } from './index.ts';
import { enqueueGraph } from './job-graph.ts';

function queue() {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0), ('u', 'U', 0)`);
  const clock = testClock();
  const store = jobStore({ db, bootId: 'boot-1', clock, newId: idSource(clock), random: () => 0.5 });
  const add = (dependsOn: string[] = [], job: Partial<NewJob> = {}) =>
    db.transaction((tx) => store.enqueue(tx, { kind: 'k', payload: {}, tenant: 't', dependsOn, ...job })).id;
  const claim = () => store.claim(['k']);
  const run = (end: (job: Job) => unknown = (job) => store.finish(job)) => {
    const job = claim()!;
    end(job);
    return job.id;
  };
  const stateOf = (id: string) => store.find(id)!.state;
  return { db, clock, store, add, claim, run, stateOf };
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
};
const PERMANENT = new AppError('invalid', 'a.b', 'never right');

describe('a job that depends on others', () => {
  test('runs when all of them are done, whatever its age and priority', () => {
    const { add, claim, run, store } = queue();
    const [a, b] = [add(), add()];
    const last = add([a, b, a], { priority: 1 });
    expect(store.find(last)?.waitsFor).toBe(2);
    expect([run(), run()]).toEqual([a, b]);
    expect(store.find(last)?.waitsFor).toBe(0);
    expect(run()).toBe(last);
    expect(claim()).toBeNull();
    expect(store.relatives({ id: last, tenant: 't' }).parents.map(({ id, state }) => [id, state])).toEqual([
      [a, 'done'],
      [b, 'done'],
    ]);
  });

  test('does not wait for what is done already, and is due for nobody while it waits', () => {
    const { add, run, store } = queue();
    const first = add();
    run();
    const second = add([first]);
    expect(store.find(second)?.waitsFor).toBe(0);
    expect(store.nextDueAtMs(['k'])).not.toBeNull();
    const job = store.claim(['k'])!;
    add([second]);
    expect(store.nextDueAtMs(['k'])).toBeNull();
    store.finish(job);
    expect(store.nextDueAtMs(['k'])).not.toBeNull();
  });

  test.each([
    ['dead', (q: ReturnType<typeof queue>) => q.run((job) => q.store.fail(job, PERMANENT))],
    [
      'cancelled',
      (q: ReturnType<typeof queue>) => q.db.transaction((tx) => q.store.cancel(tx, q.store.list().at(-1)!.id)),
    ],
  ])('ends with the reason when one of them is %s, and so do those behind it', (state, end) => {
    const q = queue();
    const parent = q.add();
    const child = q.add([parent]);
    const grandchild = q.add([child]);
    const other = q.add();
    end(q);
    expect([parent, child, grandchild, other].map(q.stateOf)).toEqual([
      state as 'dead',
      'cancelled',
      'cancelled',
      'ready',
    ]);
    expect(q.store.find(child)?.errors).toMatchObject([
      {
        code: 'jobs.parentEnded',
        message: `It depends on the job ${parent} (k), which ended as ${state}.`,
      },
    ]);
    expect(q.store.find(grandchild)?.errors[0]?.message).toContain(child);
  });

  test('ends when one of them crashed too often', () => {
    const { db, add, store, clock, stateOf } = queue();
    const child = add([add()]);
    for (let crash = 0; crash < 3; crash++) {
      expect(stateOf(child)).toBe('ready');
      jobStore({ db, bootId: `boot-${crash + 2}`, clock }).claim(['k']);
      store.rescue();
    }
    expect(stateOf(child)).toBe('cancelled');
  });

  test('runs again only after the one that failed does', () => {
    const { db, add, run, store, stateOf } = queue();
    const parent = add();
    const child = add([parent]);
    run((job) => store.fail(job, PERMANENT));
    const again = (id: string) => db.transaction((tx) => store.retry(tx, id));
    expect(codeOf(() => again(child))).toBe('jobs.parentNotDone');
    expect(codeOf(() => add([parent]))).toBe('jobs.parentNotDone');
    expect([again(parent), again(child)]).toEqual([true, true]);
    expect([run(), run()]).toEqual([parent, child]);
    expect(stateOf(child)).toBe('done');
  });

  test('of another tenant, and of nothing: refused alike', () => {
    const { add } = queue();
    const foreign = add([], { tenant: 'u' });
    for (const parent of [foreign, 'nothing']) expect(codeOf(() => add([parent]))).toBe('jobs.unknownParent');
  });
});

describe('a graph of jobs', () => {
  test('is added in an order in which each stands behind what it needs', () => {
    const { db, store, run } = queue();
    const node = (...after: string[]) => ({ kind: 'k', payload: {}, tenant: 't', after });
    const nodes = { report: node('score', 'mine'), score: node('load'), mine: node('load'), load: node() };
    const ids = db.transaction((tx) => enqueueGraph(store, tx, nodes));
    const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]));
    const order = [run(), run(), run(), run()].map((id) => names[id]!);
    expect([order[0], order.slice(1, 3).sort(), order[3]]).toEqual(['load', ['mine', 'score'], 'report']);
  });

  test('with a circle or a name that is not there is refused as a whole', () => {
    const { db, store } = queue();
    const node = (...after: string[]) => ({ kind: 'k', payload: {}, tenant: 't', after });
    const enqueue = (nodes: Parameters<typeof enqueueGraph>[2]) => () =>
      db.transaction((tx) => enqueueGraph(store, tx, nodes));
    expect(enqueue({ x: node(), a: node('x', 'b'), b: node('c'), c: node('a') })).toThrow('a ← b ← c ← a');
    expect(codeOf(enqueue({ a: node('a') }))).toBe('jobs.circular');
    expect(codeOf(enqueue({ a: node(), b: node('constructor') }))).toBe('jobs.unknownParent');
    expect(store.list()).toEqual([]);
  });
});

test('of jobs in series one runs at a time, in each tenant', () => {
  const { add, claim, store } = queue();
  const [a, b, foreign, free] = [
    add([], { serial: 's' }),
    add([], { serial: 's' }),
    add([], { serial: 's', tenant: 'u' }),
    add(),
  ];
  const taken = [claim(), claim(), claim(), claim()];
  expect(taken.map((job) => job?.id).sort()).toEqual([a, foreign, free, undefined].sort());
  expect(store.nextDueAtMs(['k'])).toBeNull();
  store.finish(taken.find((job) => job?.id === a)!);
  expect(claim()?.id).toBe(b);
});
