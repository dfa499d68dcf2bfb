import { afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, sql } from '#sdk';
import { type Db, memoryDb, migrate, openDb } from '../db/index.ts';
import { createLog, streamSink } from '../log/index.ts';
import { type JobKind, jobRunner, jobStore, type NewJob } from './index.ts';
import type { JobRunnerParts } from './runner.ts';

const folders: string[] = [];
const runners: { stop(ms: number): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(0)));
  for (const f of folders.splice(0)) rmSync(f, { recursive: true, force: true });
});

/** A runner that polls so rarely that only its wake-ups can be at work. */
function running(kinds: JobKind[], options: Partial<JobRunnerParts> & { db?: Db } = {}) {
  const db = options.db ?? memoryDb();
  const ended: string[] = [];
  const waiting: { id: string; done: (state: string) => void }[] = [];
  const store = jobStore({
    db,
    bootId: crypto.randomUUID(),
    random: () => 0,
    changed: (_, job) => {
      if (job.state === 'running') return;
      ended.push(job.state);
      for (const w of waiting.filter((x) => x.id === job.id)) queueMicrotask(() => w.done(job.state));
    },
  });
  const lines: string[] = [];
  const log = createLog({ sink: streamSink((line) => void lines.push(line)) });
  const runner = jobRunner({ store, kinds, log, pollMs: 600_000, ...options });
  runners.push(runner);
  const add = (job: Partial<NewJob> = {}) =>
    db.transaction((tx) => store.enqueue(tx, { kind: kinds[0]!.kind, payload: {}, tenant: null, ...job })).id;
  const left = (id: string) => new Promise<string>((done) => waiting.push({ id, done }));
  return { db, store, runner, add, left, ended, lines };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

test('a job added later wakes the runner; effect and result are there when it ends', async () => {
  const kind: JobKind<{ n: number }> = {
    kind: 'double',
    async handler({ payload, finish }) {
      await Bun.sleep(0);
      finish((tx) => {
        tx.run(sql`insert into settings (key, value, updated_at) values ('double', ${String(payload.n * 2)}, 0)`);
        return { double: payload.n * 2 };
      });
    },
  };
  const { runner, add, left, store, db, lines } = running([kind as JobKind]);
  runner.start();
  const id = add({ payload: { n: 21 }, correlationId: 'r7' });
  expect(await left(id)).toBe('done');
  expect(store.find(id)?.result).toEqual({ double: 42 });
  expect(db.get(sql`select value from settings where key = 'double'`)).toEqual({ value: '42' });
  await runner.stop(0);
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ event: 'jobs.done', job_id: id, request_id: 'r7', kind: 'double' });
});

test('a handler that throws fails its own job only; permanent faults are dead at once', async () => {
  const kind: JobKind<{ permanent: boolean }> = {
    kind: 'bad',
    handler({ payload }) {
      if (payload.permanent) throw new AppError('invalid', 'a.b', 'never right');
      throw new Error('perhaps later');
    },
  };
  const { runner, add, left } = running([kind as JobKind]);
  runner.start();
  expect(await left(add({ payload: { permanent: true } }))).toBe('dead');
  expect(await left(add({ payload: { permanent: false } }))).toBe('ready');
});

test('no more at a time than the runner and the kind allow', async () => {
  let now = 0;
  const most = { all: 0, narrow: 0 };
  let narrowNow = 0;
  const gate = Promise.withResolvers<void>();
  const wide: JobKind = {
    kind: 'wide',
    async handler() {
      most.all = Math.max(most.all, ++now);
      await gate.promise;
      now--;
    },
  };
  const narrow: JobKind = {
    kind: 'narrow',
    concurrency: 1,
    async handler() {
      most.all = Math.max(most.all, ++now);
      most.narrow = Math.max(most.narrow, ++narrowNow);
      await gate.promise;
      now--;
      narrowNow--;
    },
  };
  const { runner, add, left, ended } = running([narrow, wide], { concurrency: 3 });
  const narrows = Array.from({ length: 4 }, () => add({ kind: 'narrow' }));
  for (let i = 0; i < 4; i++) add({ kind: 'wide' });
  runner.start();
  expect(runner.running().length).toBe(3);
  gate.resolve();
  await left(narrows[3]!);
  await runner.stop(1000);
  expect(ended.filter((state) => state === 'done').length).toBeGreaterThanOrEqual(7);
  expect(most).toEqual({ all: 3, narrow: 1 });
});

test('progress is told each time and written, bounded to 0 … 1', async () => {
  const told: number[] = [];
  const kind: JobKind = {
    kind: 'slow',
    handler({ progress }) {
      for (const share of [-1, 0.5, 7]) progress(share, 'x');
    },
  };
  const { runner, add, left } = running([kind], { onProgress: (_, share) => told.push(share) });
  runner.start();
  await left(add());
  expect(told).toEqual([0, 0.5, 1]);
});

describe('a running job is stopped', () => {
  test('by cancel, at once', async () => {
    const started = Promise.withResolvers<void>();
    const kind: JobKind = {
      kind: 'long',
      async handler({ signal }) {
        started.resolve();
        await untilAborted(signal);
      },
    };
    const { runner, add, left, store, db } = running([kind]);
    runner.start();
    const id = add();
    const end = left(id);
    await started.promise;
    db.transaction((tx) => store.cancel(tx, id));
    expect(await end).toBe('cancelled');
  });

  test('by its time limit, as a failure that may pass', async () => {
    const kind: JobKind = { kind: 'long', timeLimitMs: 1, handler: ({ signal }) => untilAborted(signal) };
    const { runner, add, left, store } = running([kind]);
    runner.start();
    const id = add();
    expect(await left(id)).toBe('ready');
    expect(store.find(id)?.errors[0]).toMatchObject({ fault: 'timeout', code: 'jobs.timeLimit' });
  });

  test('by the end of the server: it drains, then gives the rest back without counting the attempt', async () => {
    const short = Promise.withResolvers<void>();
    const kinds: JobKind[] = [
      { kind: 'short', handler: () => short.promise },
      { kind: 'long', handler: ({ signal }) => untilAborted(signal) },
    ];
    const { runner, add, store } = running(kinds);
    runner.start();
    const quick = add({ kind: 'short' });
    const slow = add({ kind: 'long' });
    await Bun.sleep(0);
    expect(runner.running().length).toBe(2);
    const stopped = runner.stop(20);
    const third = add({ kind: 'short' });
    short.resolve();
    await stopped;
    expect([quick, slow, third].map((id) => store.find(id)?.state)).toEqual(['done', 'ready', 'ready']);
    expect(store.find(slow)).toMatchObject({ attempt: 0, errors: [] });
  });
});

test('a due date wakes the runner without a poll', async () => {
  const kind: JobKind = { kind: 'later', handler() {} };
  const { runner, add, left } = running([kind]);
  runner.start();
  expect(await left(add({ runAtMs: Date.now() + 20 }))).toBe('done');
});

/** A process that takes a job and is killed in the middle of it. */
async function killedInAJob(file: string) {
  const at = (path: string) => JSON.stringify(join(import.meta.dir, path));
  const child = Bun.spawn(
    [
      process.execPath,
      '-e',
      `const { openDb } = await import(${at('../db/index.ts')});
       const { jobRunner, jobStore } = await import(${at('index.ts')});
       const { createLog, streamSink } = await import(${at('../log/index.ts')});
       const db = openDb(${JSON.stringify(file)});
       const store = jobStore({ db, bootId: crypto.randomUUID() });
       const handler = () => { console.log('started'); return new Promise(() => {}); };
       jobRunner({ store, kinds: [{ kind: 'poison', handler }], log: createLog({ sink: streamSink(() => {}) }) }).start();`,
    ],
    { stdout: 'pipe', stderr: 'inherit' },
  );
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe('started\n');
  child.kill('SIGKILL');
  await child.exited;
}

test('kill -9 in a job: the next start has it at once; the third time it is quarantined', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-jobs-'));
  folders.push(folder);
  const file = join(folder, 'adit.sqlite');
  const db = openDb(file);
  migrate(db);
  const store = jobStore({ db, bootId: 'watching' });
  const { id } = db.transaction((tx) => store.enqueue(tx, { kind: 'poison', payload: {}, tenant: null }));
  await killedInAJob(file);
  expect(store.find(id)).toMatchObject({ state: 'running', attempt: 1 });
  await killedInAJob(file);
  expect(store.find(id)).toMatchObject({ state: 'running', attempt: 2, crashes: 1 });
  await killedInAJob(file);
  expect(store.rescue().map((job) => [job.state, job.attempt, job.crashes])).toEqual([['quarantined', 3, 3]]);
  db.close();
});
