/** A second selection beside the view: seen under the same policy, on the same clock, and never so that single cases show. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Static, Step } from '#sdk';
import type { Calculation, Engine } from '../../src/engine/engine.ts';
import type differenceMap from '../../src/mining/calculators/difference-map.ts';
import type workInProgress from '../../src/mining/calculators/work-in-progress.ts';
import { canonicalCalendar } from '../../src/mining/log/working-calendar.ts';
import { type BuiltLog, build, ORDERS, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

setDefaultTimeout(60_000);

const folder = temporaryFolder();
let log: BuiltLog;
let engine: Engine;
let now = Date.UTC(2024, 0, 31);

beforeAll(async () => {
  log = await build(ORDERS, join(folder, 'log'), 8);
  engine = testEngine(folder, { resultBytes: 1e6, now: () => now });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<T>(id: string, params: object, more: Partial<Calculation> = {}): Promise<T & { key: string }> {
  const version = { folder: log.folder, hash: log.manifest.hash };
  const base = { version, policy: [], steps: [], k: 0, deadlineMs: 20_000 };
  const { text, key } = await engine.calculate({ ...base, calculator: { id, params }, ...more });
  return { ...JSON.parse(text!), key };
}
const compare = (against: readonly Step[], more: Partial<Calculation> = {}) =>
  ask<Static<typeof differenceMap.result>>('difference-map', { against }, more);
const faultOf = (answer: Promise<unknown>) =>
  answer.then(
    () => null,
    (error) => error,
  );

const channel = (operator: string, value: string): Step => ({
  ...{ id: 'case-attribute', params: { attribute: 'case:channel', operator, value } },
});
const started = (amount: number): Step => ({
  ...{ id: 'time-period', params: { last: { amount, unit: 'day' }, mode: 'started' } },
});

test('sees all that the policy leaves, whatever the view keeps', async () => {
  const paid: Step = { id: 'has-activity', params: { activities: ['pay'] } };
  // Of the web are o1, o2 and o6, of the shop o3 and o4; all but o2 and o5 were paid.
  const free = await compare([], { steps: [paid] });
  expect([free.here?.cases, free.there?.cases]).toEqual([4, 6]);
  const guarded = await compare([], { steps: [paid], policy: [channel('!=', 'web')] });
  expect([guarded.here?.cases, guarded.there?.cases]).toEqual([2, 3]);
  // What it hides is not even there to be named.
  const hidden = await faultOf(compare([channel('=', 'web')], { policy: [channel('!=', 'web')] }));
  expect(hidden.code).toBe('filter.unknownValue');
});

test('filters of events and filters that see what others left hold for it too', async () => {
  const steps: Step[] = [
    { id: 'between-activities', params: { part: 'after', activity: 'check' } },
    { id: 'variant-top', params: { count: 1 } },
  ];
  const { there } = await compare(steps);
  const alone = await engine.count({
    ...{ version: { folder: log.folder, hash: log.manifest.hash }, policy: [], steps, k: 0, deadlineMs: 20_000 },
  });
  expect(there).toEqual(alone.kept);
});

test('the clock of its filters counts: tomorrow the last days are others', async () => {
  const first = await compare([started(27)]);
  expect((await compare([started(27)])).key).toBe(first.key);
  now = Date.UTC(2024, 1, 1);
  const next = await compare([started(27)]);
  expect(next.key).not.toBe(first.key);
  expect([first.there!.cases - next.there!.cases, first.here!.cases]).toEqual([1, 6]);
  now = Date.UTC(2024, 0, 31);
});

test('a wrong filter is named by its place in the parameters', async () => {
  const unknown = await faultOf(compare([{ and: [{ id: 'case-atribute' }] }]));
  expect([unknown.code, unknown.details[0].pointer]).toEqual(['view.unknownFilter', '/params/against/0/and/0/id']);
  const wrong = await faultOf(compare([{ id: 'has-activity', params: { activities: [] } }]));
  expect(wrong.details[0].pointer).toStartWith('/params/against/0/params');
});

test('too small a group is not compared, nor one that few cases tell apart from the view', async () => {
  const k = { k: 3 };
  expect((await compare([channel('=', 'web')], k)).there?.cases).toBe(3);
  const small = await faultOf(compare([channel('=', 'shop')], k));
  expect([small.fault, small.code]).toEqual(['forbidden', 'run.tooFewCases']);
  // All but o5: one case apart.
  const alike = await faultOf(compare([channel('!=', 'phone')], k));
  expect([alike.fault, alike.code]).toEqual(['forbidden', 'run.tooAlike']);
  // The same cases; o2 alone loses its rejection.
  const trimmed: Step = { id: 'between-activities', params: { part: 'after', activity: 'reject', keep: false } };
  expect((await faultOf(compare([trimmed], k))).code).toBe('run.tooAlike');
  expect((await compare([], k)).there?.cases).toBe(6);
  expect((await compare([channel('!=', 'phone')])).there?.cases).toBe(5);
});

test('a group that is too small on either side takes both sides with it', async () => {
  const { arcs, end } = await compare([channel('=', 'web')], { k: 3 });
  // decide → pay: four orders here, but only two of the web.
  expect(arcs.map(({ from, to }) => `${from} > ${to}`)).toEqual(['register > check', 'check > decide']);
  expect(end).toEqual([]);
});

test('the clock of a working calendar can be read at any instant', async () => {
  const nine = [{ from: '09:00', to: '17:00' }];
  const calendar = canonicalCalendar({ zone: 'UTC', week: { monday: nine, tuesday: nine } });
  type Found = Static<typeof workInProgress.result>;
  const { items } = await ask<Found>('work-in-progress', { bucket: 'day' }, { calendar: { hash: 'c', calendar } });
  // o1 is open from 09:00 to 13:00 and o2 from 09:00 to 12:00, of eight working hours each; then nobody works.
  expect(items.map(({ mean }) => mean)).toEqual([4 / 8, 3 / 8, null, null, null, null, null]);
});
