/**
 * kill -9 while a load is being published: at each step in the process that publishes, and at random moments. Whatever
 * the moment, the state is the old or the new, the next start sweeps what was left, and the next load works.
 *
 * The steps inside the import child are tried at the engine (tests/engine/faults.test.ts).
 * `ADIT_TEST_KILLS=200 bun test tests/faults` kills 200 times at random; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { AditBench } from '../adit-bench.ts';
import { type State, stateOf } from './appliance-state.ts';
import { seeded } from './seeded.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 6);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const TIMEOUT_MS = 60_000;
const bench = new AditBench();

const csv = (from: number, to: number, times = 3): string =>
  `case_id,activity,timestamp\n${Array.from({ length: to - from }, (_, i) =>
    Array.from({ length: times }, (_, n) => `order-${from + i},step ${n},2024-01-0${n + 1}T09:00:00Z\n`).join(''),
  ).join('')}`;

beforeAll(() => {
  bench.file('first.csv', csv(0, 40)); // 40 cases, 120 events
  bench.file('more.csv', csv(30, 60)); // 10 cases that are there, 20 new ones: 60 cases, 180 events together
});
afterAll(() => bench[Symbol.asyncDispose]());

const call = (verb: string[], env: Record<string, string> = {}) => bench.adit([...verb, '--data', bench.data], env);
const load = (file: string, more: string[] = [], env: Record<string, string> = {}) =>
  call(['import', file, '--dataset', 'Orders', ...more], env);

async function good(ran: ReturnType<typeof call>): Promise<string> {
  const { code, out, err } = await ran;
  if (code !== 0) throw new Error(`ended with ${code}: ${err}`);
  return out;
}

const NOTHING = { number: null, cases: null, events: null };
const FIRST = { number: 1, cases: 40, events: 120 };
const BOTH = { number: 2, cases: 60, events: 180 };

/** A start that does no work: it sweeps what was left, and looks at every file. */
async function swept(): Promise<State> {
  const verified = JSON.parse(await good(call(['dataset', 'verify', '--json'])));
  for (const { damage } of verified) expect(damage).toEqual([]);
  const state = stateOf(bench.data);
  expect([state.strangers, state.missing]).toEqual([[], []]);
  expect(state.loads).toBe(state.versions);
  return state;
}

/** Each step in the publishing process, and whether the new version holds from there on. */
const STEPS = [
  ['publish.beforeRename', false],
  ['publish.renamed', false],
  ['publish.beforeCommit', false],
  ['publish.committed', true],
] as const;

describe.each(STEPS)('kill -9 at %s', (point, isNew) => {
  beforeAll(() => rmSync(bench.data, { recursive: true, force: true }));

  test(
    'of the first load',
    async () => {
      const killed = await load('first.csv', ['--append'], { ADIT_FAIL_POINT: point });
      expect([killed.code, killed.out]).toEqual([null, '']);
      const after = stateOf(bench.data);
      expect(after.dataset).toEqual({ status: isNew ? 'ready' : 'importing', ...(isNew ? FIRST : NOTHING) });
      expect(after.jobs).toEqual([isNew ? 'done' : 'running']);
      expect(after.missing).toEqual([]);
      if (point !== 'publish.committed') expect(after.strangers.length).toBeGreaterThan(0); // the sweep has work to do
      expect((await swept()).dataset).toEqual(after.dataset);
      // The same load again: the one that was interrupted is taken up, or it was done already.
      expect(await good(load('first.csv', ['--append']))).toContain(isNew ? 'applied already' : '40 cases, 120 events');
      expect((await swept()).dataset).toEqual({ status: 'ready', ...FIRST });
    },
    TIMEOUT_MS,
  );

  test(
    'of a load on top',
    async () => {
      const before = (await swept()).jobs;
      const killed = await load('more.csv', ['--append'], { ADIT_FAIL_POINT: point });
      expect(killed.code).toBeNull();
      const after = stateOf(bench.data);
      expect(after.dataset).toEqual({ status: 'ready', ...(isNew ? BOTH : FIRST) });
      expect(after.jobs).toEqual([...before, isNew ? 'done' : 'running']);
      expect((await swept()).dataset).toEqual(after.dataset);
      expect(await good(load('more.csv', ['--append']))).toContain(isNew ? 'applied already' : '60 cases, 180 events');
      const end = await swept();
      expect([end.dataset, end.versions]).toEqual([{ status: 'ready', ...BOTH }, 2]);
      expect(end.jobs.every((state) => state === 'done')).toBe(true);
    },
    TIMEOUT_MS,
  );
});

test.each(STEPS)(
  'kill -9 at %s of a load by key, and of taking it back',
  async (point, isNew) => {
    rmSync(bench.data, { recursive: true, force: true });
    const byKey = ['--mode', 'upsert', '--key', 'case_id,activity'];
    await good(load('first.csv'));
    expect((await load('more.csv', byKey, { ADIT_FAIL_POINT: point })).code).toBeNull();
    const after = stateOf(bench.data);
    expect(after.dataset).toEqual({ status: 'ready', ...(isNew ? BOTH : FIRST) });
    expect((await swept()).dataset).toEqual(after.dataset);
    expect(await good(load('more.csv', byKey))).toContain(isNew ? 'applied already' : '60 cases, 180 events');
    expect(await good(call(['dataset', 'undo', 'Orders']))).toContain('version 3 has 120 events');
    expect(await good(call(['dataset', 'undo', 'Orders']))).toContain('version 4 has 180 events');
    expect((await swept()).dataset).toEqual({ status: 'ready', ...BOTH, number: 4 });
  },
  TIMEOUT_MS,
);

test(
  'a load that kills the process three times is put aside, and the dataset can be loaded again',
  async () => {
    rmSync(bench.data, { recursive: true, force: true });
    await good(load('first.csv'));
    for (let time = 0; time < 3; time++)
      expect((await load('more.csv', ['--append'], { ADIT_FAIL_POINT: 'publish.renamed' })).code).toBeNull();
    expect(await good(load('more.csv', ['--append']))).toContain('60 cases, 180 events');
    const { dataset, jobs } = await swept();
    expect([dataset, jobs]).toEqual([{ status: 'ready', ...BOTH }, ['done', 'quarantined', 'done']]);
  },
  TIMEOUT_MS,
);

test(
  `kill -9 at ${KILLS} random moments of loads`,
  async () => {
    rmSync(bench.data, { recursive: true, force: true });
    const random = seeded(SEED);
    const started = performance.now();
    await good(load('first.csv'));
    const wholeMs = performance.now() - started;
    let [cases, number] = [40, 1];
    for (let kill = 0; kill < KILLS; kill++) {
      const from = 40 + 20 * kill;
      bench.file('next.csv', csv(from, from + 20)); // 20 new cases each time
      const child = bench.spawn(['import', 'next.csv', '--dataset', 'Orders', '--append', '--data', bench.data]);
      const timer = setTimeout(() => child.kill('SIGKILL'), random() * 1.1 * wholeMs);
      await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()]);
      clearTimeout(timer);
      const { dataset } = await swept();
      const isNew = dataset!.number === number + 1;
      const what = `seed ${SEED}, kill ${kill}`;
      expect([what, dataset]).toEqual([what, versionOf(number + Number(isNew), cases + (isNew ? 20 : 0))]);
      await good(load('next.csv', ['--append']));
      [cases, number] = [cases + 20, number + 1];
      const after = await swept();
      expect([what, after.dataset, after.versions]).toEqual([what, versionOf(number, cases), number]);
    }
  },
  TIMEOUT_MS + KILLS * 15_000,
);

const versionOf = (number: number, cases: number) => ({ status: 'ready', number, cases, events: 3 * cases });
