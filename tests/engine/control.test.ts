/** Jobs on the pool: how they are stopped, share their work, fail alone, and leave the server free. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRandomVersion } from '../../scripts/bench/write-version.ts';
import { SqlClient } from '../../src/engine/duckdb/sql-client.ts';
import { type Calculation, Engine } from '../../src/engine/engine.ts';
import { Pool } from '../../src/engine/pool/pool.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import type { Manifest } from '../../src/engine/segments/manifest.ts';
import { build, ORDERS, temporaryFolder } from './example-versions.ts';
import { trialPlugIns } from './trial-plug-ins.ts';

setDefaultTimeout(60_000); // a busy machine is no fault

const folder = temporaryFolder();
const version = join(folder, 'version');
const worker = new URL('./trial-worker.ts', import.meta.url).href;
const defects: Error[] = [];
const SEGMENTS = 40;
let manifest: Manifest;
let engine: Engine;
let logs = 0;

beforeAll(() => {
  manifest = writeRandomVersion(version, 4_000_000, { segmentEvents: 100_100 });
  engine = new Engine({
    registry: createRegistry(trialPlugIns),
    threads: 2,
    sqlMemoryBytes: 200e6,
    selectionBytes: 10e6,
    resultBytes: 0,
    dataFolders: [folder],
    cacheFolder: join(folder, 'cache'),
    build: 'test',
    now: () => 0,
    onDefect: (error) => defects.push(error),
    external: null,
    worker,
  });
});
afterEach(() => {
  defects.length = 0;
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const newLog = () => join(folder, `log-${logs++}`);
const linesOf = (log: string) => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
const segmentsSeen = (log: string) => linesOf(log).length;
/** Holds the threads inside the first segments that they take, however long that lasts, until it is opened. */
const newGate = () => {
  const gate = join(folder, `gate-${logs++}`);
  return { gate, open: () => writeFileSync(gate, '') };
};
const asks = (id: string, params: object, more: Partial<Calculation> = {}): Calculation => ({
  version: { folder: version, hash: manifest.hash },
  policy: [],
  steps: [],
  calculator: { id, params },
  k: 0,
  deadlineMs: 60_000,
  ...more,
});
const trial = (
  params: { log: string; name?: string; segmentMs?: number; gate?: string; mood?: string },
  more?: Partial<Calculation>,
) => asks('trial', params, more);
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it worked',
    (error) => `${error.fault} ${error.code}`,
  );
const expectPoolToWork = async () => {
  const { text } = await engine.calculate(trial({ log: newLog() }));
  expect(JSON.parse(text!)).toEqual({ events: manifest.events });
};

test('the version is as large as it should be', () => {
  expect([manifest.segments.length, manifest.events >= 4_000_000]).toEqual([SEGMENTS, true]);
});

test('a cancelled job stops at the next segments, and the pool works on', async () => {
  const log = newLog();
  const { gate, open } = newGate();
  const stop = new AbortController();
  const running = engine.calculate(trial({ log, gate }), { signal: stop.signal });
  while (segmentsSeen(log) < 2) await Bun.sleep(1);
  stop.abort();
  expect(await faultOf(running)).toBe('cancelled run.cancelled');
  open();
  await expectPoolToWork();
  // A segment that was begun is finished, one on each thread; none is begun.
  expect(segmentsSeen(log)).toBe(2);
  expect(defects).toEqual([]);
});

test('cancelled before it began', async () => {
  const log = newLog();
  const running = engine.calculate(trial({ log }), { signal: AbortSignal.abort() });
  expect(await faultOf(running)).toBe('cancelled run.cancelled');
  expect(segmentsSeen(log)).toBe(0);
});

test('a job past its deadline ends in a timeout', async () => {
  const log = newLog();
  const { gate, open } = newGate();
  expect(await faultOf(engine.calculate(trial({ log, gate }, { deadlineMs: 100 })))).toBe('timeout run.timeout');
  open();
  await expectPoolToWork();
  expect(segmentsSeen(log)).toBeLessThanOrEqual(2);
});

test('equal calculations at a time run once; each caller hears of progress and may leave', async () => {
  const log = newLog();
  const heard: number[][] = [[], [], []];
  const stop = new AbortController();
  const asked = trial({ log, segmentMs: 5 });
  const [first, leaving, third] = [0, 1, 2].map((i) =>
    engine.calculate(asked, {
      onProgress: (share) => heard[i]!.push(share),
      ...(i === 1 ? { signal: stop.signal } : {}),
    }),
  );
  stop.abort();
  expect(await faultOf(leaving!)).toBe('cancelled run.cancelled');
  expect((await first!).text).toBe((await third!).text);
  expect(segmentsSeen(log)).toBe(SEGMENTS);
  expect(heard).toEqual([[0.25, 0.75], [], [0.25, 0.75]]);
});

test('when the last of several callers leaves, the work stops; one that comes later starts it again', async () => {
  const log = newLog();
  const stop = new AbortController();
  const { gate, open } = newGate();
  const asked = trial({ log, gate });
  const both = [0, 1].map(() => engine.calculate(asked, { signal: stop.signal, onProgress: () => stop.abort() }));
  expect(await Promise.all(both.map(faultOf))).toEqual(['cancelled run.cancelled', 'cancelled run.cancelled']);
  open();
  await expectPoolToWork();
  const before = segmentsSeen(log);
  expect(before).toBeLessThanOrEqual(2);
  expect(JSON.parse((await engine.calculate(asked)).text!)).toEqual({ events: manifest.events });
  expect(segmentsSeen(log)).toBe(before + SEGMENTS);
});

test.each([
  ['throws', 'The calculator "trial" failed: the kernel broke', 'trial-plug-ins.ts'],
  ['wrong-result', 'the calculator "trial" breaks its own schema at /events: Expected integer', 'drive.ts'],
  ['uncloneable', 'The calculator "trial" failed: ', 'scatter.ts'],
])('a job that %s fails alone and is reported with its id and stack', async (mood, message, place) => {
  const good = trial({ log: newLog(), segmentMs: 5 });
  const beside = engine.calculate(good);
  const error = await engine.calculate(trial({ log: newLog(), segmentMs: 5, mood })).catch((e) => e);
  expect([error.fault, error.message]).toEqual(['internal', expect.stringContaining(message)]);
  expect(defects.length).toBeGreaterThan(0);
  expect(defects[0]!.message).toContain(message);
  expect(defects[0]!.stack).toContain(place);
  expect(JSON.parse((await beside).text!)).toEqual({ events: manifest.events });
});

test('a rejection nobody waits for is a defect, and the thread stays', async () => {
  // In a process of its own: under `bun test` such a rejection ends a worker whatever it listens to.
  const pool = `${import.meta.dir}/../../src/engine/pool/pool.ts`;
  const script = `const { Pool } = await import(${JSON.stringify(pool)});
    const seen = [];
    const options = ${JSON.stringify({ threads: 2, selectionBytes: 0, caches: { usual: join(folder, 'cache'), regions: [] }, worker })};
    const pool = new Pool({ ...options, onDefect: (defect) => seen.push(defect.message, defect.stack) });
    const request = ${JSON.stringify(request({ log: newLog(), mood: 'leaves-rejection' }))};
    const { text } = await pool.run({ ...request, asOf: NaN });
    console.log(JSON.stringify({ text, seen }));
    await pool.stop();`;
  const child = Bun.spawn([process.execPath, '--eval', script], { stderr: 'inherit' });
  const { text, seen } = JSON.parse(await new Response(child.stdout).text());
  expect(JSON.parse(text)).toEqual({ events: manifest.events });
  expect(seen).toEqual(['nobody waited for this', expect.stringContaining('trial-plug-ins.ts')]);
});

test('a thread that ends takes its jobs with it, and new threads take its place', async () => {
  const running = [trial({ log: newLog(), mood: 'exits' }), trial({ log: newLog(), segmentMs: 20 })];
  expect(await Promise.all(running.map((r) => faultOf(engine.calculate(r))))).toEqual([
    'unavailable pool.threadLost',
    'unavailable pool.threadLost',
  ]);
  expect(defects).toHaveLength(1);
  await expectPoolToWork();
});

const newPool = (patienceMs: number) =>
  new Pool({
    threads: 2,
    selectionBytes: 0,
    caches: { usual: join(folder, 'cache'), regions: [] },
    archiveRows: () => Promise.reject(new Error('no archive')),
    onDefect: (error) => defects.push(error),
    worker,
    patienceMs,
  });
const request = (params: object, deadlineMs = 60_000) => ({
  ...{ version, policy: [], steps: [], calculator: { id: 'trial', params }, asOf: Number.NaN, k: 0, deadlineMs },
});

test('a job that does not stop when it is told to costs new threads', async () => {
  const pool = newPool(200);
  expect(await faultOf(pool.run(request({ log: newLog(), mood: 'loops' }, 100)))).toBe('timeout run.timeout');
  while (defects.length === 0) await Bun.sleep(20);
  expect(defects.map((d) => d.message)).toEqual(['a calculation did not stop when it was told to']);
  expect(JSON.parse((await pool.run(request({ log: newLog() }))).text!)).toEqual({ events: manifest.events });
  await pool.stop();
});

test('a pool that is stopped lets nobody wait', async () => {
  const pool = newPool(30_000);
  const running = pool.run(request({ log: newLog(), segmentMs: 20 }), undefined, () => void pool.stop());
  expect(await faultOf(running)).toBe('unavailable pool.stopped');
  expect(await faultOf(pool.run(request({ log: newLog() })))).toBe('unavailable pool.stopped');
});

test('SQL over the archive is interrupted', async () => {
  const orders = await build(ORDERS, join(folder, 'orders'));
  const client = new SqlClient({
    folders: [folder],
    tempFolder: join(folder, 'sql'),
    threads: 1,
    memoryBytes: 200e6,
  });
  const endless = `select segment, case_ix from events where case_ix <= (
    select count(*) from range(1000000000) a(i), range(1000000000) b(j) where hash(i * j) = 7)`;
  const stop = new AbortController();
  const running = client.rows(orders.folder, endless, [], null, stop.signal);
  await client.rows(orders.folder, 'select segment, case_ix from events', [], null); // by now it runs
  stop.abort();
  expect(await faultOf(running)).toBe('cancelled archive.interrupted');
  expect(existsSync(await client.rows(orders.folder, 'select segment, case_ix from events', [], null))).toBe(true);
  client.stop();
});

test('the main thread goes on while jobs of millions of events run', async () => {
  let last = performance.now();
  let longest = 0;
  let ticks = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    ticks++;
  }, 5);
  const jobs = ['rework', 'case-duration', 'breakdown', 'bottlenecks', 'waiting-time', 'activity-duration'];
  const started = performance.now();
  const params: Record<string, object> = { breakdown: { rows: 'org:resource' } };
  const done = jobs
    .filter((id) => engine.registry.calculators.has(id))
    .map((id) => engine.calculate(asks(id, params[id] ?? {})));
  const settled = await Promise.allSettled(done);
  clearInterval(timer);
  expect(settled.filter((s) => s.status === 'fulfilled').length).toBeGreaterThanOrEqual(5);
  const took = Math.round(performance.now() - started);
  console.log(`  longest pause of the main thread: ${longest.toFixed(1)} ms in ${took} ms, ${ticks} ticks`);
  expect(ticks).toBeGreaterThan(0);
});

test('many jobs at a time all finish, with the answers they have one after the other', async () => {
  const questions = [0, 1, 2].flatMap((i) => [
    asks('rework', {}, { steps: [{ id: 'case-length', params: { min: 5 + i } }] }),
    asks('case-duration', {}, { steps: [{ id: 'has-activity', params: { activities: [`Activity ${'BCD'[i]}`] } }] }),
    asks('waiting-time', {}, { steps: [{ id: 'sample', params: { count: 1000 * (i + 1), seed: i } }] }),
    asks('activity-duration', {}, { k: i }),
  ]);
  const answer = async (q: Calculation) => {
    const { text, kept, suppressed } = await engine.calculate(q);
    return { text, kept, suppressed };
  };
  const together = await Promise.all(questions.map(answer));
  const alone: unknown[] = [];
  for (const question of questions) alone.push(await answer(question));
  expect(together).toEqual(alone as never);
  expect(new Set(together.map((t) => t.text)).size).toBeGreaterThan(8);
});

test('a short job does not wait for a long one', async () => {
  const log = newLog();
  const jobs = [trial({ log, name: 'long ', segmentMs: 20 }), trial({ log, name: 'short ' })];
  await Promise.all(jobs.map((job) => engine.calculate(job)));
  const lines = linesOf(log);
  const [lastShort, lastLong] = ['short', 'long'].map((name) => lines.findLastIndex((line) => line.startsWith(name)));
  expect(lines).toHaveLength(2 * SEGMENTS);
  // Each had its turns: when the short one was done, more than half of the long one was still to come.
  expect(lastShort!).toBeLessThan(SEGMENTS + SEGMENTS / 2);
  expect(lastLong!).toBe(2 * SEGMENTS - 1);
});
