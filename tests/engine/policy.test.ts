/** Row policies: what they may be, and that nothing outlives the view they gave. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '#sdk';
import type { Engine } from '../../src/engine/engine.ts';
import { type BuiltLog, build, ORDERS, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const folder = temporaryFolder();
let log: BuiltLog;
let engine: Engine;
let now = 0;

beforeAll(async () => {
  log = await build(ORDERS, join(folder, 'log'), 8);
  engine = testEngine(folder, { threads: 1, resultBytes: 1e6, now: () => now });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const count = (policy: Step[], steps: Step[] = []) =>
  engine.count({ version: { folder: log.folder, hash: log.manifest.hash }, policy, steps, k: 0, deadlineMs: 20_000 });

test('a policy keeps whole cases by what each case is', async () => {
  const ofEvents: Step = { id: 'between-activities', params: { part: 'after', activity: 'check' } };
  const ofOthers: Step = { id: 'variant-top', params: { count: 1 } };
  for (const step of [ofEvents, ofOthers]) {
    expect((await count([], [step])).kept.cases).toBeGreaterThan(0);
    expect((await count([step]).catch((error) => error)).code).toBe('policy.notOfCases');
  }
});

test('columns that nobody sees decide for the policy, and for nothing else', async () => {
  const byAnn: Step = { id: 'event-attribute', params: { attribute: 'org:resource', value: 'Eve' } };
  const version = { folder: log.folder, hash: log.manifest.hash };
  const ask = (policy: Step[], steps: Step[] = []) =>
    engine.count({ version, policy, veil: { hidden: ['resource'], masks: false }, steps, k: 0, deadlineMs: 20_000 });
  expect((await ask([byAnn])).total.cases).toBe(1);
  expect((await ask([], [byAnn]).catch((error) => error)).code).toBe('log.unknownColumn');
});

test('what a policy hid yesterday is not hidden, or shown, by memory today', async () => {
  // Only o2, of 2 January, was rejected: in the last 27 days as of the 29th, not as of the 31st.
  const lately: Step = { id: 'time-period', params: { last: { amount: 27, unit: 'day' }, mode: 'started' } };
  const rejected: Step = { id: 'has-activity', params: { activities: ['reject'] } };
  const asOf = async (day: number) => {
    now = Date.UTC(2024, 0, day);
    return count([lately], [rejected]).then(
      ({ kept, total }) => [kept.cases, total.cases],
      (error) => error.fault,
    );
  };
  expect(await asOf(31)).toBe('invalid');
  expect(await asOf(29)).toEqual([1, 5]);
  expect(await asOf(31)).toBe('invalid');
});
