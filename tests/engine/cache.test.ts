/** What is kept and found again: results by key, selections by step, both by weight. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Step } from '#sdk';
import { type Calculation, Engine, type EngineOptions } from '../../src/engine/engine.ts';
import { Pool } from '../../src/engine/pool/pool.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { drive } from '../../src/engine/run/drive.ts';
import { localHost } from '../../src/engine/run/local-host.ts';
import { Lru } from '../../src/engine/run/lru.ts';
import { canonicalCalendar } from '../../src/mining/log/working-calendar.ts';
import { type BuiltLog, build, ORDERS, temporaryFolder } from './example-versions.ts';
import { trialPlugIns } from './trial-plug-ins.ts';

setDefaultTimeout(60_000); // a busy machine is no fault

const folder = temporaryFolder();
const worker = new URL('./trial-worker.ts', import.meta.url).href;
const registry = createRegistry(trialPlugIns);
const engines: Engine[] = [];
let log: BuiltLog;
let logs = 0;

beforeAll(async () => {
  log = await build(ORDERS, join(folder, 'log'), 8);
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

function newEngine(options: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine({
    registry,
    threads: 1,
    sqlMemoryBytes: 200e6,
    selectionBytes: 10e6,
    resultBytes: 10e6,
    dataFolders: [folder],
    cacheFolder: join(folder, `cache-${engines.length}`),
    build: 'build 1',
    now: () => Date.UTC(2024, 0, 31, 10, 20, 30),
    onDefect: () => {},
    external: null,
    worker,
    ...options,
  });
  engines.push(engine);
  return engine;
}

const newLog = () => join(folder, `lines-${logs++}`);
const linesOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []);
const filter = (path: string, name: string, id = 'trial-filter'): Step => ({ id, params: { log: path, name } });

const asked = (more: Partial<Calculation> = {}): Calculation => ({
  version: { folder: log.folder, hash: log.manifest.hash },
  policy: [],
  steps: [],
  calculator: { id: 'trial', params: { log: '/dev/null', segmentMs: 0 } },
  k: 0,
  deadlineMs: 20_000,
  ...more,
});

const paid: Step = { id: 'has-activity', params: { activities: ['pay'] } };
const checked: Step = { id: 'has-activity', params: { activities: ['check'] } };
const calendar = canonicalCalendar({ zone: 'UTC', week: { monday: [{ from: '09:00', to: '17:00' }] } });

test('the key depends on every part of what is asked', async () => {
  const engine = newEngine();
  const hour = 3_600_000;
  const calculator = { id: 'trial', params: { log: '/dev/null', segmentMs: 0 } };
  const others: Record<string, Promise<{ key: string }>> = {
    nothing: engine.calculate(asked()),
    version: engine.calculate(asked({ version: { folder: log.folder, hash: 'another' } })),
    policy: engine.calculate(asked({ policy: [paid] })),
    steps: engine.calculate(asked({ steps: [paid] })),
    'other steps': engine.calculate(asked({ steps: [checked] })),
    'order of steps': engine.calculate(asked({ steps: [paid, checked] })),
    'other order of steps': engine.calculate(asked({ steps: [checked, paid] })),
    classifier: engine.calculate(asked({ classifier: 'org:resource' })),
    calendar: engine.calculate(asked({ calendar: { hash: 'a'.repeat(64), calendar } })),
    'other calendar': engine.calculate(asked({ calendar: { hash: 'b'.repeat(64), calendar } })),
    k: engine.calculate(asked({ k: 5 })),
    params: engine.calculate(asked({ calculator: { id: 'trial', params: { log: '/dev/null', segmentMs: 1 } } })),
    calculator: engine.calculate(asked({ calculator: { id: 'rework', params: {} } })),
    'no calculator': engine.count(asked({ calculator: undefined as never })),
    clock: engine.calculate(asked({ steps: [filter('/dev/null', '', 'trial-clock')] })),
    'an hour later': newEngine({ now: () => Date.UTC(2024, 0, 31, 10, 20, 30) + hour }).calculate(
      asked({ steps: [filter('/dev/null', '', 'trial-clock')] }),
    ),
    build: newEngine({ build: 'build 2' }).calculate(asked()),
    'version of the calculator': newEngine({ registry: secondVersion() }).calculate(asked({ calculator })),
  };
  const keys = await Promise.all(Object.entries(others).map(async ([name, work]) => [(await work).key, name] as const));
  const same = Map.groupBy(keys, ([key]) => key);
  expect([...same.values()].filter((list) => list.length > 1)).toEqual([]);
  expect(keys.length).toBe(18);
});

const secondVersion = () =>
  createRegistry({ ...trialPlugIns, calculators: [{ ...trialPlugIns.calculators![0]!, version: 2 }] });

test('the key depends on nothing else', async () => {
  const engine = newEngine();
  const { key, asOf } = await engine.calculate(asked());
  expect(asOf).toBeNull();
  const keyOf = async (work: Promise<{ key: string }>) => (await work).key;
  expect(await keyOf(engine.calculate(asked({ deadlineMs: 19_000 })))).toBe(key);
  expect(await keyOf(engine.calculate(asked(), { signal: new AbortController().signal, onProgress() {} }))).toBe(key);
  const calculator = { id: 'trial', params: { segmentMs: 0, log: '/dev/null' } };
  expect(await keyOf(engine.calculate(asked({ calculator })))).toBe(key);
  const elsewhere = await build(ORDERS, join(folder, 'same-log-elsewhere'), 8);
  expect(await keyOf(engine.calculate(asked({ version: { ...elsewhere, hash: log.manifest.hash } })))).toBe(key);
  expect(await keyOf(newEngine({ threads: 2 }).calculate(asked()))).toBe(key);
  expect(await keyOf(newEngine({ now: () => 0 }).calculate(asked()))).toBe(key);
  const clocked = asked({ steps: [filter('/dev/null', '', 'trial-clock')] });
  const inTheHour = newEngine({ now: () => Date.UTC(2024, 0, 31, 10, 59, 59) });
  expect(await keyOf(inTheHour.calculate(clocked))).toBe(await keyOf(engine.calculate(clocked)));
  expect((await inTheHour.calculate(clocked)).asOf).toBe(Date.UTC(2024, 0, 31, 10));
});

test('a relative period counts only when it is one', async () => {
  const asOf = async (params: object) =>
    (await newEngine().calculate(asked({ steps: [{ id: 'time-period', params }] }))).asOf;
  expect(await asOf({ from: '2024-01-01' })).toBeNull();
  expect(await asOf({ last: { amount: 2, unit: 'hour' } })).toBe(Date.UTC(2024, 0, 31, 10, 20));
  expect(await asOf({ last: { amount: 2, unit: 'day' } })).toBe(Date.UTC(2024, 0, 31, 10));
});

test('a relative period inside a rule counts, too, wherever the rule stands', async () => {
  const step = { id: 'time-period', params: { last: { amount: 2, unit: 'hour' } } };
  const ruleOf = (step: Step) => ({ template: 'filter', step, severity: 'info', weight: 1 });
  const byFilter = (step: Step) => asked({ steps: [{ id: 'rule-violation', params: { rules: [ruleOf(step)] } }] });
  const byCalculator = (step: Step) =>
    asked({ calculator: { id: 'rule-violations', params: { rules: [ruleOf(step)] } } });
  for (const askedBy of [byFilter, byCalculator]) {
    expect((await newEngine().calculate(askedBy(step))).asOf).toBe(Date.UTC(2024, 0, 31, 10, 20));
    expect((await newEngine().calculate(askedBy({ not: step }))).asOf).toBe(Date.UTC(2024, 0, 31, 10, 20));
    expect((await newEngine().calculate(askedBy({ id: 'rework' }))).asOf).toBeNull();
  }
});

test('steps that are none are the fault of who wrote them', async () => {
  const engine = newEngine();
  for (const step of [null, 7, {}, { and: 5 }, { not: null }, { or: [null] }, { id: 3 }]) {
    const error = await engine.calculate(asked({ steps: [step as never] })).catch((e) => e);
    expect([step, error.fault]).toEqual([step, 'invalid']);
  }
  let deep: Step = paid;
  for (let i = 0; i < 50_000; i++) deep = { not: deep };
  expect((await engine.calculate(asked({ steps: [deep] })).catch((e) => e)).fault).toBe('invalid');
});

test('a hit gives the same text and computes nothing', async () => {
  const engine = newEngine();
  const lines = newLog();
  const calculator = { id: 'trial', params: { log: lines } };
  const first = await engine.calculate(asked({ calculator }));
  const segments = log.manifest.segments.length;
  expect(linesOf(lines)).toHaveLength(segments);
  expect(await engine.calculate(asked({ calculator }))).toEqual(first);
  expect(linesOf(lines)).toHaveLength(segments);
  const without = newEngine({ resultBytes: 0 });
  expect((await without.calculate(asked({ calculator }))).text).toBe(first.text);
  expect((await without.calculate(asked({ calculator }))).text).toBe(first.text);
  expect(linesOf(lines)).toHaveLength(3 * segments);
});

test('adding a filter evaluates that filter alone; the order of base filters does not matter', async () => {
  const host = localHost(registry, join(folder, 'cache-local'));
  const lines = newLog();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => filter(lines, name)) as [Step, Step, Step];
  let before = 0;
  const evaluated = async (steps: Step[], policy: Step[] = []) => {
    const request = { version: log.folder, policy, steps, asOf: Number.NaN, k: 0, deadlineMs: 20_000 };
    const { kept } = await drive(request, new Int32Array(1), host);
    expect(kept.cases).toBe(policy.length > 0 ? 4 : 6);
    const all = linesOf(lines);
    const fresh = all.slice(before).map((line) => line.split(' ')[0]!);
    before = all.length;
    expect(fresh.length % log.manifest.segments.length).toBe(0);
    return [...new Set(fresh)].sort().join('');
  };
  expect(await evaluated([a])).toBe('a');
  expect(await evaluated([a])).toBe('');
  expect(await evaluated([a, b])).toBe('b');
  expect(await evaluated([b, a])).toBe('');
  expect(await evaluated([b, { and: [a, c] }])).toBe('c');
  expect(await evaluated([c, a, b])).toBe('');
  expect(await evaluated([{ not: { not: a } }])).toBe('a'); // a group is a step of its own
  expect(await evaluated([a], [paid])).toBe('a'); // under a policy another log is seen
});

test('selections are kept by bytes, those used last', async () => {
  const segments = log.manifest.segments.length;
  const weight = 200 + 4 * segments; // six cases: one word a segment
  const evaluations = async (selectionBytes: number) => {
    const lines = newLog();
    const pool = new Pool({
      ...{
        threads: 1,
        selectionBytes,
        caches: { usual: join(folder, 'cache-pool'), regions: [] },
        worker,
        onDefect: () => {},
      },
      archiveRows: () => Promise.reject(new Error('no archive')),
    });
    for (const name of ['a', 'a', 'b', 'a', 'c', 'b', 'a']) {
      const request = { version: log.folder, policy: [], steps: [filter(lines, name)], asOf: Number.NaN };
      await pool.run({ ...request, k: 0, deadlineMs: 20_000 });
    }
    await pool.stop();
    const all = linesOf(lines);
    return ['a', 'b', 'c'].map((name) => all.filter((line) => line.startsWith(name)).length / segments);
  };
  expect(await evaluations(weight - 1)).toEqual([4, 2, 1]);
  expect(await evaluations(weight)).toEqual([3, 2, 1]); // one: a a b a c b a, of which the second a is a hit
  expect(await evaluations(2 * weight)).toEqual([2, 2, 1]); // two: c drops b, b drops a
  expect(await evaluations(3 * weight)).toEqual([1, 1, 1]);
});

test('a map by weight never weighs more than its limit, and forgets what was used longest ago', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const operation = fc.oneof(
    fc.record({ do: fc.constant('set' as const), key, weight: fc.integer({ min: 0, max: 12 }) }),
    fc.record({ do: fc.constant('get' as const), key, weight: fc.constant(0) }),
    fc.record({ do: fc.constant('delete' as const), key, weight: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), fc.integer({ min: 0, max: 20 }), (operations, limit) => {
      const lru = new Lru<number>(limit);
      let model: { key: string; value: number; weight: number }[] = []; // last used last
      operations.forEach((op, value) => {
        const found = model.find((entry) => entry.key === op.key);
        const others = model.filter((entry) => entry.key !== op.key);
        if (op.do === 'get') {
          expect(lru.get(op.key)).toBe(found?.value as number);
          model = found ? [...others, found] : others;
          return;
        }
        model = others;
        if (op.do === 'delete') lru.delete(op.key);
        else lru.set(op.key, value, op.weight);
        if (op.do === 'set' && op.weight <= limit) model.push({ key: op.key, value, weight: op.weight });
        while (model.reduce((n, entry) => n + entry.weight, 0) > limit) model.shift();
        expect(lru.weight).toBe(model.reduce((n, entry) => n + entry.weight, 0));
        expect(lru.weight).toBeLessThanOrEqual(limit);
      });
    }),
    { numRuns: 300, seed: 5 },
  );
});
