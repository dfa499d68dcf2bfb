/** Whatever ends a load on its way, the versions are as they were before, and the next load works. */
import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_LIMITS } from '../../src/engine/import/import-job.ts';
import { FAIL_POINTS, type FailPoint } from '../../src/engine/publish/fail-point.ts';
import { loadVersion, sweepVersions } from '../../src/engine/publish/place-version.ts';
import { verifyVersion } from '../../src/engine/publish/verify-version.ts';
import { temporaryFolder } from './example-versions.ts';

const folder = temporaryFolder();
const versions = join(folder, 'versions');
setDefaultTimeout(60_000); // a busy machine is no fault
const small = join(folder, 'small.csv');
const large = join(folder, 'large.csv');
const tmpfs = join(folder, 'tmpfs');

const csv = (cases: number) =>
  `case_id,activity,timestamp\n${Array.from({ length: cases }, (_, i) =>
    ['register', 'check', 'pay'].map((a, n) => `order-${i},${a},2024-01-0${n + 1}T09:00:00Z\n`).join(''),
  ).join('')}`;
writeFileSync(small, csv(50));
writeFileSync(large, csv(60_000));

beforeEach(() => rmSync(versions, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = (file: string) => ({
  file,
  base: null,
  mapping: null,
  timeZone: null,
  rejects: { stop: 'never' } as const,
  limits: DEFAULT_LIMITS,
  threads: 2,
  memoryBytes: 300e6,
});
const LIMITS = { memoryBytes: 2e9, timeoutMs: 60_000 };
const load = (file: string, limits = LIMITS, options: Parameters<typeof loadVersion>[3] = {}, into = versions) =>
  loadVersion(into, job(file), limits, options);
const faultOf = (loading: Promise<unknown>) =>
  loading.then(
    () => 'it worked',
    (error) => `${error.fault} ${error.code}`,
  );

async function expectNextLoadToWork(into = versions): Promise<void> {
  const { folder: placed, report } = await load(small, LIMITS, {}, into);
  expect([report.cases, report.events]).toEqual([50, 150]);
  expect(verifyVersion(placed).damage).toEqual([]);
}

/** A server that loads the small file and is killed, with or in place of its child, at a fail point. */
async function loadInServer(point: FailPoint): Promise<number | null> {
  const room = resolve(import.meta.dir, '../../src/engine/publish/place-version.ts');
  const script = `const { loadVersion } = await import(${JSON.stringify(room)});
    await loadVersion(${JSON.stringify(versions)}, ${JSON.stringify(job(small))}, ${JSON.stringify(LIMITS)});`;
  const server = Bun.spawn([process.execPath, '--eval', script], {
    env: { ...process.env, ADIT_FAIL_POINT: point },
    stderr: 'ignore',
  });
  await server.exited;
  return server.signalCode === 'SIGKILL' ? 9 : server.exitCode;
}

/** Points that only the transaction of publishing passes, or that loads do not pass; the tests of datasets, bin and pushes try them. */
const AFTERWARDS: readonly FailPoint[] = [
  ...(['publish.beforeCommit', 'publish.committed', 'bin.purged', 'push.written', 'push.kept'] as const),
];
const IN_SERVER: readonly FailPoint[] = ['publish.beforeRename', 'publish.renamed'];

describe.each(FAIL_POINTS.filter((p) => !AFTERWARDS.includes(p)))('kill -9 at %s', (point) => {
  test('leaves nothing or the whole', async () => {
    const ended = await loadInServer(point);
    expect(ended).toBe(IN_SERVER.includes(point) ? 9 : 1);
    const finals = readdirSync(versions).filter((name) => !name.startsWith('.tmp-'));
    expect(finals).toHaveLength(point === 'publish.renamed' ? 1 : 0);
    for (const name of finals) expect(verifyVersion(join(versions, name)).damage).toEqual([]);
    // A server that lives cleans up after its child; what one that died left is swept.
    const leftovers = readdirSync(versions).filter((name) => name.startsWith('.tmp-'));
    expect(leftovers.length > 0).toBe(IN_SERVER.includes(point));
    await sweepVersions(versions, new Set(finals.map((name) => join(versions, name))));
    expect(readdirSync(versions)).toEqual(finals);
    await expectNextLoadToWork();
  });
});

test('over the limit of memory', async () => {
  expect(await faultOf(load(large, { ...LIMITS, memoryBytes: 20e6 }))).toBe('too_large child.memory');
  expect(readdirSync(versions)).toEqual([]);
  await expectNextLoadToWork();
});

test('over the limit of time', async () => {
  expect(await faultOf(load(large, { ...LIMITS, timeoutMs: 50 }))).toBe('timeout child.timeout');
  expect(readdirSync(versions)).toEqual([]);
  await expectNextLoadToWork();
});

test('cancelled: before it began, and in its midst', async () => {
  expect(await faultOf(load(large, LIMITS, { signal: AbortSignal.abort() }))).toBe('cancelled child.cancelled');
  const stop = new AbortController();
  const shares: number[] = [];
  const onProgress = (share: number) => {
    shares.push(share);
    stop.abort();
  };
  expect(await faultOf(load(large, LIMITS, { signal: stop.signal, onProgress }))).toBe('cancelled child.cancelled');
  expect(shares.length).toBeGreaterThan(0);
  expect(readdirSync(versions)).toEqual([]);
  await expectNextLoadToWork();
});

test('a sweep leaves what is being built alone', async () => {
  const sweeps: Promise<string[]>[] = [];
  const { folder: placed } = await load(large, LIMITS, {
    onProgress: () => sweeps.push(sweepVersions(versions, new Set())),
  });
  expect(sweeps.length).toBeGreaterThan(0);
  const swept = (await Promise.all(sweeps)).flat();
  expect((await Promise.all(swept)).flat()).toEqual([]);
  expect(verifyVersion(placed).damage).toEqual([]);
});

const root = process.getuid!() === 0;
test.skipIf(!root)(`the disk is full${root ? '' : ' (needs root, to mount a small file system)'}`, async () => {
  mkdirSync(tmpfs);
  const run = (...command: string[]) => {
    const { exitCode, stderr } = Bun.spawnSync(command);
    if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  };
  run('mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', tmpfs);
  try {
    const into = join(tmpfs, 'versions');
    // Full at other steps each time: the first folders, the columns, the archive, the last files.
    for (const size of ['16k', '256k', '2m']) {
      run('mount', '-o', `remount,size=${size}`, tmpfs);
      expect([size, await faultOf(load(large, LIMITS, {}, into))]).toEqual([size, 'no_space disk.full']);
      expect(existsSync(into) ? readdirSync(into) : []).toEqual([]);
    }
    run('mount', '-o', 'remount,size=40m', tmpfs);
    const { report } = await load(large, LIMITS, {}, into);
    expect(report.events).toBe(180_000);
    await expectNextLoadToWork(into);
  } finally {
    run('umount', '--lazy', tmpfs); // what was verified stays mapped until it is collected
  }
});
