/** What people do about jobs, and what jobs leave behind for people and for their next attempt. */
import { afterEach, expect, test } from 'bun:test';
import { AppError, sql } from '#sdk';
import { testClock } from '../clock.ts';
import { memoryDb } from '../db/index.ts';
import { createLog, streamSink } from '../log/index.ts';
import { type JobKind, type JobRunner, jobRunner, jobStore, type NewJob } from './index.ts';

const runners: JobRunner[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(0)));
});

function house() {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0), ('u', 'U', 0)`);
  const clock = testClock();
  const store = jobStore({ db, bootId: 'b', clock, random: () => 0.5 });
  const add = (job: Partial<NewJob> = {}) =>
    db.transaction((tx) => store.enqueue(tx, { kind: 'k', payload: {}, tenant: 't', ...job })).id;
  const change = <T>(work: (tx: Parameters<Parameters<typeof db.transaction>[0]>[0]) => T) => db.transaction(work);
  /** Runs what is ready with one handler and waits until it has ended. */
  const run = async (handler: JobKind['handler']) => {
    const written: string[] = [];
    const log = createLog({ sink: streamSink((line) => void written.push(line)), secrets: ['hunter2'], clock });
    const runner = jobRunner({ store, kinds: [{ kind: 'k', handler }], log, clock, pollMs: 600_000 });
    runners.push(runner);
    runner.start();
    await runner.stop(1000);
    return written;
  };
  return { db, clock, store, add, change, run };
}

test('what a job says is kept with it, cleaned of secrets and of where in the program it went wrong', async () => {
  const { store, add, run } = house();
  const id = add();
  const written = await run(({ log }) => {
    log.debug('import.detail');
    log.info('import.read', { rows: 3, password: 'x' });
    log.child({ request_id: 'r' }).warn('import.odd', { note: 'the word is hunter2' });
    throw new AppError('invalid', 'a.b', 'never right');
  });
  const lines = store.lines(id);
  expect(lines.map(({ level, event, attempt }) => [level, event, attempt])).toEqual([
    ['info', 'jobs.started', 1],
    ['info', 'import.read', 1],
    ['warn', 'import.odd', 1],
    ['error', 'jobs.failed', 1],
  ]);
  expect(lines[1]?.fields).toEqual({ rows: 3, password: '[redacted]' });
  expect(lines[2]?.fields).toEqual({ note: 'the word is [redacted]' });
  expect(lines[3]?.fields).toEqual({ state: 'dead', error: 'a.b: never right' });
  expect(written.map((line) => JSON.parse(line).event)).toEqual(lines.map(({ event }) => event));
});

test('of too many lines the first go, and with the job all of them', () => {
  const { db, store, add, change } = house();
  const id = add();
  const line = { atMs: 0, attempt: 1, level: 'info' as const, event: 'a.b' };
  store.addLines(
    id,
    Array.from({ length: 600 }, (_, n) => ({ ...line, fields: { n } })),
  );
  store.addLines(id, [{ ...line, fields: { n: 600 } }]);
  store.addLines('gone', [{ ...line, fields: {} }]);
  const kept = store.lines(id).map(({ fields }) => fields.n);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([500, 101, 600]);
  change((tx) => store.cancel(tx, id));
  change((tx) => tx.run(sql`update jobs set state = 'dead' where id = ${id}`));
  expect(change((tx) => store.discard(tx, id))).toBe(true);
  expect(db.all(sql`select 1 from job_lines`)).toEqual([]);
});

test('an attempt goes on from what the one before it kept; a retry by hand begins anew', async () => {
  const { store, add, change, clock, run } = house();
  const id = add({ maxAttempts: 2 });
  const seen: unknown[] = [];
  const steps: JobKind['handler'] = ({ job, keep, progress }) => {
    seen.push([job.checkpoint, job.progress]);
    progress(0.5);
    keep({ step: ((job.checkpoint as { step: number } | null)?.step ?? 0) + 1 });
    throw new Error('broke off');
  };
  await run(steps);
  clock.advance(3_600_000);
  await run(steps);
  expect(store.find(id)?.state).toBe('dead');
  change((tx) => store.retry(tx, id));
  await run(steps);
  expect(seen).toEqual([
    [null, 0],
    [{ step: 1 }, 0.5],
    [null, 0],
  ]);
});

test('only what waits gets another time, only what came to nothing is discarded, and only of the own tenant', () => {
  const { store, add, change, clock } = house();
  const waiting = add();
  const later = clock.now() + 60_000;
  expect(change((tx) => store.reschedule(tx, waiting, { runAtMs: later }, 'u'))).toBe(false);
  expect(change((tx) => store.reschedule(tx, waiting, { runAtMs: later, priority: 7 }, 't'))).toBe(true);
  expect(store.claim(['k'])).toBeNull();
  expect(store.find(waiting)).toMatchObject({ runAtMs: later, priority: 7 });
  clock.advance(60_000);
  const job = store.claim(['k'])!;
  expect(change((tx) => store.reschedule(tx, waiting, { priority: 1 }, 't'))).toBe(false);
  expect(change((tx) => store.discard(tx, waiting, 't'))).toBe(false);
  store.fail(job, new AppError('invalid', 'a.b', 'no'));
  expect([change((tx) => store.discard(tx, waiting, 'u')), change((tx) => store.discard(tx, waiting, 't'))]).toEqual([
    false,
    true,
  ]);
  expect(store.find(waiting)).toBeNull();
});

test('a clock that is set back by a day holds up nothing that was due', () => {
  const { store, add, clock } = house();
  const due = add();
  const tonight = add({ runAtMs: clock.now() + 3_600_000 });
  clock.advance(-86_400_000);
  expect([store.claim(['k'])?.id, store.claim(['k'])]).toEqual([due, null]);
  clock.advance(86_400_000 + 3_600_000);
  expect(store.claim(['k'])?.id).toBe(tonight);
});

test('each change of state is told, so that nobody has to ask again and again', async () => {
  const { store, add, change } = house();
  const news: string[] = [];
  store.watch((_, what) => news.push(what));
  const id = add();
  const job = store.claim(['k'])!;
  change((tx) => store.cancel(tx, id));
  store.endCancelled(job);
  change((tx) => store.retry(tx, id));
  await Bun.sleep(0);
  expect(news).toEqual(['ready', 'running', 'stopping', 'cancelled', 'ready']);
});
