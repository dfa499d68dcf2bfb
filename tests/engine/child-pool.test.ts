/** Calculations in a child process of their own: the same answers, and what comes of a child that is stopped, killed or too large. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#sdk';
import { childrenOf } from '../../scripts/bench/memory-of.ts';
import { writeRandomVersion } from '../../scripts/bench/write-version.ts';
import type { Calculation, Engine } from '../../src/engine/engine.ts';
import type { Manifest } from '../../src/engine/segments/manifest.ts';
import { build, manyOrders, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

setDefaultTimeout(60_000); // a busy machine is no fault

const folder = temporaryFolder();
const [orders, large] = [join(folder, 'orders'), join(folder, 'large')];
let known: Record<string, Manifest>;
let engine: Engine;

beforeAll(async () => {
  known = { [orders]: (await build(manyOrders(50), orders)).manifest, [large]: writeRandomVersion(large, 2_000_000) };
  engine = testEngine(folder);
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const apart = (version: string, params: object = {}, more: Partial<Calculation> = {}): Calculation => ({
  version: { folder: version, hash: known[version]!.hash },
  ...{ policy: [], steps: [], k: 1, deadlineMs: Number.MAX_SAFE_INTEGER, apart: true },
  calculator: { id: 'data-quality', params },
  ...more,
});
const fault = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error('it came to an end')),
    (error) => error,
  );
/** The one child that calculates, as soon as it is there. */
async function child(): Promise<number> {
  for (;;) {
    const [pid] = childrenOf(process.pid, 'pool-host');
    if (pid !== undefined) return pid;
    await Bun.sleep(5);
  }
}
const nothingIsLeft = () => {
  expect(childrenOf(process.pid, 'pool-host')).toEqual([]);
  expect(readdirSync(join(folder, 'cache', 'pool'))).toEqual([]);
};

test('a child says what the threads say, also where it asks SQL, filters, and under a policy', async () => {
  const pattern = { check: 'rule-matches-pattern', column: 'note', pattern: '[a-z ]+' };
  const views: Partial<Calculation>[] = [
    {},
    {
      policy: [{ id: 'case-attribute', params: { attribute: 'case:amount', operator: 'between', from: 100, to: 400 } }],
      k: 5,
    },
  ];
  for (const more of views) {
    const there = await engine.calculate(apart(orders, { rules: [pattern] }, more));
    const here = await engine.calculate(apart(orders, { rules: [pattern] }, { ...more, apart: false }));
    expect(there).toEqual(here);
    expect(there.text).toContain('rule-matches-pattern');
  }
  nothingIsLeft();
});

test('a result from a child is kept as any other', async () => {
  const keeping = testEngine(folder, { resultBytes: 1e6, cacheFolder: join(folder, 'cache-kept') });
  const first = await keeping.calculate(apart(orders));
  expect(await keeping.calculate(apart(orders, {}, { apart: false }))).toBe(first);
  await keeping.stop();
});

test('a child that is killed fails its own calculation; asked again, it is done', async () => {
  const asked = engine.calculate(apart(large));
  const failed = fault(asked);
  process.kill(await child(), 'SIGKILL');
  expect(await failed).toMatchObject({ fault: 'internal', code: 'child.died' });
  nothingIsLeft();
  expect((await engine.calculate(apart(large))).kept.events).toBe(2_000_000);
});

test('cancelling ends the child, and so does the deadline', async () => {
  const stop = new AbortController();
  const failed = fault(engine.calculate(apart(large), { signal: stop.signal }));
  const pid = await child();
  stop.abort();
  expect((await failed).fault).toBe('cancelled');
  while (existsSync(`/proc/${pid}`)) await Bun.sleep(5);
  expect((await fault(engine.calculate(apart(large, {}, { deadlineMs: 1 })))).fault).toBe('timeout');
  nothingIsLeft();
});

test('a child that takes more memory than it may is ended', async () => {
  const tight = testEngine(folder, { sqlMemoryBytes: 1e6, cacheFolder: join(folder, 'cache-tight') });
  expect(await fault(tight.calculate(apart(large)))).toMatchObject({ fault: 'too_large', code: 'child.memory' });
  await tight.stop();
});
