/** Customers' plug-ins: what is loaded and what is not, and that what they do harms nobody but themselves. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '#sdk';
import { type Calculation, Engine } from '../../src/engine/engine.ts';
import { ExternalPlugIns } from '../../src/engine/plug-ins/external.ts';
import { sha256 } from '../../src/engine/plug-ins/folder.ts';
import { createRegistry } from '../../src/engine/registry.ts';
import { badCalculator, installPlugIns, LONG_CASES, MEAN_LENGTH, SPY } from './customer-plug-ins.ts';
import { type BuiltLog, build, ORDERS, temporaryFolder } from './example-versions.ts';

setDefaultTimeout(60_000); // a busy machine is no fault

const folder = temporaryFolder();
const plugins = join(folder, 'plugins');
const registry = createRegistry();
const LIMITS = { memoryBytes: 1e9, timeoutMs: 20_000 };
let log: BuiltLog;
let engine: Engine;
let external: ExternalPlugIns;

const SECRET = 'ADIT__SECRETS__KEY';

beforeAll(async () => {
  process.env[SECRET] = 'hidden';
  log = await build(ORDERS, join(folder, 'log'), 8);
  const { path, allow } = installPlugIns(plugins, {
    'mean-length': MEAN_LENGTH,
    'long-cases': LONG_CASES,
    spy: SPY,
    'throws-in-compute': badCalculator('throws-in-compute', `throw new Error('in compute')`),
    'throws-in-kernel': badCalculator('throws-in-kernel', 'return run.reduce(kernel, null)'),
    'claims-a-fault': badCalculator('claims-a-fault', `throw new AppError('unauthenticated', 'a.b', 'sign in')`),
    hangs: badCalculator('hangs', 'for (;;);'),
    waits: badCalculator('waits', 'await new Promise(() => setInterval(() => {}, 1000))'),
    'eats-memory': badCalculator(
      'eats-memory',
      'for (const all = []; ; ) all.push(new Float64Array(1e6).fill(all.length))',
    ),
    exits: badCalculator('exits', 'process.exit(0)'),
    'leaves-a-child': badCalculator(
      'leaves-a-child',
      `Bun.spawn(['sleep', '1000'], { stdout: 'inherit', stderr: 'inherit' }); process.exit(1)`,
    ),
    floods: badCalculator(
      'floods',
      `for (let i = 0; i < 300; i++) process.stderr.write('x'.repeat(1e6)); throw new Error('done')`,
    ),
    garbles: badCalculator('garbles', `(await import('node:fs')).writeSync(1, 'no json\\\\n'); return { n: 1 }`),
  });
  const taken = new Set([...registry.calculators.keys(), ...registry.filters.keys()]);
  external = await ExternalPlugIns.load(path, allow, LIMITS, taken);
  engine = new Engine({
    registry,
    threads: 1,
    sqlMemoryBytes: 200e6,
    selectionBytes: 1e6,
    resultBytes: 0,
    dataFolders: [folder],
    cacheFolder: join(folder, 'cache'),
    build: 'test',
    now: () => Date.UTC(2024, 0, 31),
    onDefect: () => {},
    external,
  });
});
afterAll(async () => {
  delete process.env[SECRET];
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (id: string, more: Partial<Calculation> & { params?: object } = {}) => {
  const { params, ...rest } = more;
  const version = { folder: log.folder, hash: log.manifest.hash };
  return engine.calculate({
    version,
    policy: [],
    steps: [],
    calculator: { id, params: params ?? {} },
    k: 0,
    deadlineMs: 20_000,
    ...rest,
  });
};
const web: Step = { id: 'case-attribute', params: { attribute: 'case:channel', value: 'web' } };
const none: Step = { id: 'case-length', params: { min: 100 } };

test('a plug-in says what it is', () => {
  const described = external.status.flatMap((s) => (s.state === 'loaded' && s.name === 'mean-length' ? [s] : []));
  expect(described).toEqual([
    {
      name: 'mean-length',
      state: 'loaded',
      sha256: sha256(Buffer.from(MEAN_LENGTH)),
      description: {
        ...{
          kind: 'calculator',
          id: 'mean-length',
          version: 1,
          title: 'Trial',
          summary: 'A trial.',
          category: 'trial',
        },
        params: { type: 'object', properties: { factor: { default: 1, type: 'number' } }, required: ['factor'] },
      },
    },
  ]);
});

test('an allowed calculator and an allowed filter give the right numbers', async () => {
  // Six orders of 4, 4, 5, 5, 1 and 4 events: 23 / 6.
  const heard: number[] = [];
  const version = { folder: log.folder, hash: log.manifest.hash };
  const calculator = { id: 'mean-length', params: { factor: 6 } };
  const asked = { version, policy: [], steps: [], calculator, k: 0, deadlineMs: 20_000 };
  const all = await engine.calculate(asked, { onProgress: (share) => heard.push(share) });
  expect(JSON.parse(all.text!)).toEqual({ cases: 6, mean: 23 });
  expect(heard).toEqual([0.5]);
  const long: Step = { id: 'long-cases', params: { min: 5 } };
  const few = await ask('mean-length', { steps: [long] });
  expect([JSON.parse(few.text!), few.kept, few.total]).toEqual([
    { cases: 2, mean: 5 },
    { cases: 2, events: 10 },
    { cases: 6, events: 23 },
  ]);
  // A customer's filter under a built-in calculator, and beside a built-in filter: o1, o2 and o6 are from the web.
  const { text } = await ask('rework', { steps: [{ not: long }, web] });
  expect(JSON.parse(text!)).toMatchObject({ cases: 3, casesWithRework: 0 });
  expect((await ask('mean-length', { steps: [web], k: 4 }).catch((e) => e)).code).toBe('run.tooFewCases');
});

test('under a row policy a plug-in sees the cases of the policy and nothing else', async () => {
  const seen = JSON.parse((await ask('spy', { policy: [web] })).text!);
  expect(seen.ids.sort()).toEqual(['o1', 'o2', 'o6']);
  expect([seen.cases, seen.events]).toEqual([3, 12]);
  expect(seen.values.sort()).toEqual(['Ann', 'Bob', 'Cat', 'check', 'decide', 'pay', 'register', 'reject', 'web']);
  expect(seen.numbers).not.toContain(300);
  expect(seen.numbers).toContain(600);
  expect(seen.environment).not.toContain(SECRET);
  const whole = JSON.parse((await ask('spy')).text!);
  expect([whole.ids.length, whole.values.includes('Eve')]).toEqual([6, true]);
  const nobody = JSON.parse((await ask('spy', { policy: [none] })).text!);
  expect([nobody.ids, nobody.values, nobody.cases]).toEqual([[], [], 0]);
  expect(JSON.parse((await ask('mean-length', { policy: [none] })).text!)).toEqual({ cases: 0, mean: 0 });
});

test('a copy for a policy is made once, follows the clock, and goes with its version', async () => {
  const copies = () =>
    existsSync(join(folder, 'cache/copies/log')) ? readdirSync(join(folder, 'cache/copies/log')).length : 0;
  await engine.forget({ folder: log.folder, hash: log.manifest.hash });
  expect(copies()).toBe(0);
  const both = await Promise.all([1, 2].map((factor) => ask('mean-length', { policy: [web], params: { factor } })));
  expect(both.map((b) => JSON.parse(b.text!).mean)).toEqual([4, 8]);
  expect(copies()).toBe(1);
  const lately: Step = { id: 'time-period', params: { last: { amount: 27, unit: 'day' }, mode: 'started' } };
  // As of 31 January: from 4 January, which o4, o5 and o6 are.
  expect(JSON.parse((await ask('mean-length', { policy: [lately] })).text!)).toEqual({ cases: 3, mean: 10 / 3 });
  expect(copies()).toBe(2);
  await engine.forget({ folder: log.folder, hash: log.manifest.hash });
  expect(copies()).toBe(0);
});

describe('one that does harm ends its own run, under its name', () => {
  test.each([
    ['throws-in-compute', 'internal', '"throws-in-compute" failed: in compute'],
    ['throws-in-kernel', 'internal', '"throws-in-kernel" failed: in the kernel'],
    ['claims-a-fault', 'internal', 'The plug-in "claims-a-fault" failed: sign in'],
    ['exits', 'internal', 'The plug-in "exits" failed: A child process ended without an answer (0)'],
    ['leaves-a-child', 'internal', 'The plug-in "leaves-a-child" failed: A child process ended'],
    ['floods', 'internal', '"floods" failed: done'],
    ['garbles', 'internal', 'The plug-in "garbles" failed: A child process answered in no JSON: no json'],
    ['hangs', 'timeout', 'The plug-in "hangs" was stopped: The work took longer'],
    ['waits', 'timeout', 'The plug-in "waits" was stopped: The work took longer'],
    [
      'eats-memory',
      'too_large',
      'The plug-in "eats-memory" was stopped: The work needed more than its limit of 1000 MB',
    ],
  ])('%s', async (id, fault, message) => {
    const beside = ask('mean-length');
    const error = await ask(id, fault === 'timeout' ? { deadlineMs: 1_500 } : {}).catch((e) => e);
    expect([error.fault, error.message]).toEqual([fault, expect.stringContaining(message)]);
    expect(JSON.parse((await beside).text!).cases).toBe(6);
  });

  test('changed after it was allowed', async () => {
    const path = join(plugins, 'mean-length.ts');
    writeFileSync(path, `${MEAN_LENGTH}\n`);
    const error = await ask('mean-length').catch((e) => e);
    writeFileSync(path, MEAN_LENGTH);
    expect([error.fault, error.message]).toEqual([
      'conflict',
      'The plug-in "mean-length" was changed after it was allowed.',
    ]);
  });

  test('cancelled', async () => {
    const stop = new AbortController();
    const version = { folder: log.folder, hash: log.manifest.hash };
    const asked = { version, policy: [], steps: [], calculator: { id: 'hangs', params: {} }, k: 0, deadlineMs: 20_000 };
    const running = engine.calculate(asked, { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    expect((await running.catch((e) => e)).fault).toBe('cancelled');
  });
});

test('a child does not outlive its parent', async () => {
  const room = `${import.meta.dir}/../../src/engine/plug-ins/external.ts`;
  const file = {
    name: 'waits',
    path: join(plugins, 'waits.ts'),
    sha256: sha256(readFileSync(join(plugins, 'waits.ts'))),
  };
  const script = `const { ExternalPlugIns } = await import(${JSON.stringify(room)});
    const file = ${JSON.stringify(file)};
    const plugIns = await ExternalPlugIns.load(${JSON.stringify(plugins)}, { waits: file.sha256 }, ${JSON.stringify(LIMITS)}, new Set());
    const request = ${JSON.stringify({ version: log.folder, policy: [], steps: [], calculator: { id: 'waits', params: {} }, k: 0, deadlineMs: 20_000 })};
    console.log('running');
    await plugIns.run([file], { ...request, asOf: NaN }, ${JSON.stringify(join(folder, 'cache'))});`;
  const env = { ...process.env, TMPDIR: folder };
  const parent = Bun.spawn([process.execPath, '--eval', script], { stderr: 'inherit', env });
  await parent.stdout.getReader().read();
  const childrenOf = () =>
    readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  while (childrenOf().length === 0) await Bun.sleep(20);
  const [child] = childrenOf();
  expect(existsSync(`/proc/${child}`)).toBe(true);
  parent.kill('SIGKILL');
  await parent.exited;
  const alive = () =>
    existsSync(`/proc/${child}`) && !readFileSync(`/proc/${child}/status`, 'utf8').includes('State:\tZ');
  while (alive()) await Bun.sleep(50); // what never ends fails by the limit of the test
});
