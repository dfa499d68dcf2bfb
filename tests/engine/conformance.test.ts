/** Alignments on worker threads: where the state space of a model is too large to be shared, its traces are. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import deviations from '../../src/mining/calculators/deviations.ts';
import { memoryLog } from '../../src/mining/log/memory-log.ts';
import { calculate } from '../../src/mining/views/inline.ts';
import { type BuiltLog, build, manyOrders, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

setDefaultTimeout(60_000); // a busy machine is no fault

const folder = temporaryFolder();
const orders = manyOrders(12);
/** The words of the orders and sixteen steps more, all in parallel: 2 to the power of 20 states. */
const STEPS = ['register', 'check', 'decide', 'pay', ...Array.from({ length: 16 }, (_, i) => `step ${i}`)];
const model = `+( ${STEPS.map((step) => `X( tau, '${step}' )`).join(', ')} )`;
const engines: Engine[] = [];
let log: BuiltLog;

beforeAll(async () => {
  log = await build(orders, join(folder, 'log'), 40);
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(threads: number, params: object, deadlineMs = 60_000) {
  const engine = testEngine(join(folder, `${threads}`), { threads, dataFolders: [folder] });
  engines.push(engine);
  const told: number[] = [];
  const { text } = await engine.calculate(
    {
      version: { folder: log.folder, hash: log.manifest.hash },
      policy: [],
      steps: [],
      calculator: { id: 'deviations', params },
      k: 0,
      deadlineMs,
    },
    { onProgress: (share: number) => told.push(share) },
  );
  return { result: JSON.parse(text!), told };
}

test('one thread, three threads and none give the same, and say how far they are', async () => {
  const [one, three] = [await ask(1, { model }), await ask(3, { model })];
  expect(three.result).toEqual(one.result);
  expect(three.told.some((share) => share > 0.2)).toBe(true);
  const inline = await calculate(memoryLog(orders.events), deviations, { model });
  expect(one.result).toEqual(structuredClone(inline));
  // Each step at most once: what a case does again, and a reject, is a log move.
  expect(inline.items.length).toBeGreaterThan(5);
  for (const { activities, cost, optimal } of inline.items) {
    const once = new Set(activities.filter((activity) => STEPS.includes(activity)));
    expect([activities, cost, optimal]).toEqual([activities, activities.length - once.size, true]);
  }
});

test('what the budget ends has bounds, the same on any number of threads', async () => {
  const hard = `+( ${Array.from({ length: 14 }, (_, i) => `->( 'pay', 'decide', 'check', 's${i}', 'register' )`).join(', ')} )`;
  const params = { model: hard, statesPerTrace: 1_000 };
  const [one, three] = [await ask(1, params), await ask(3, params)];
  expect(three.result).toEqual(one.result);
  expect(one.result.undecided).toBeGreaterThan(0);
  for (const { optimal, lowerBound, upperBound, activities } of one.result.items) {
    expect(upperBound).toBeLessThanOrEqual(activities.length + 70);
    expect(lowerBound).toBeLessThanOrEqual(upperBound);
    expect(lowerBound).toBeGreaterThan(0);
    expect(optimal).toBe(lowerBound === upperBound);
  }
});
