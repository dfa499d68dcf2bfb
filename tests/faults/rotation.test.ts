/**
 * kill -9 while secrets get a new key, at random moments: every secret opens, and the next rotation finishes what was left.
 * `ADIT_TEST_KILLS=200 bun test tests/faults` kills 200 times; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { AditBench, until } from '../adit-bench.ts';
import { keepSecrets, keyUse, readSecrets } from '../kept-secrets.ts';
import { seeded } from './seeded.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 5);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const SECRETS = 4000;
const TIMEOUT_MS = 60_000;
const bench = new AditBench();
beforeAll(() => keepSecrets(bench.data, SECRETS));
afterAll(() => bench[Symbol.asyncDispose]());

const keyFiles = () => readdirSync(bench.data).filter((name) => /^secrets-.*\.key$/.test(name)).length;
const rotate = () => bench.spawn(['secrets', 'rotate', '--json', '--data', bench.data]);

/** The new key is on the disk from here on, and the secrets follow. */
async function begun(former: number): Promise<void> {
  await until(() => (keyFiles() > former ? true : undefined));
}

test(
  `${KILLS} times at random moments`,
  async () => {
    const random = seeded(SEED);
    const before = keyFiles();
    const whole = rotate();
    await begun(before);
    const started = performance.now();
    expect(await whole.exited).toBe(0);
    const wholeMs = performance.now() - started;
    let inTheMiddle = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const what = `seed ${SEED}, kill ${kill}`;
      const files = keyFiles();
      const child = rotate();
      await begun(files);
      await Bun.sleep(random() * 0.8 * wholeMs);
      child.kill('SIGKILL');
      await child.exited;
      const { current, waiting } = keyUse(bench.data);
      if (current > 0 && waiting > 0) inTheMiddle++;
      expect([what, current + waiting, readSecrets(bench.data)]).toEqual([what, SECRETS, SECRETS]);
      const next = rotate();
      const finished = JSON.parse(await new Response(next.stdout).text());
      // What was cut off is finished with the key that it made; one that was over makes the next.
      const key = waiting > 0 ? null : expect.any(String);
      expect([what, finished]).toEqual([what, { key, secrets: waiting || SECRETS, broken: [] }]);
      expect([what, keyUse(bench.data)]).toEqual([what, { current: SECRETS, waiting: 0 }]);
    }
    expect([inTheMiddle > 0, readSecrets(bench.data)]).toEqual([true, SECRETS]);
  },
  TIMEOUT_MS + KILLS * 15_000,
);

test(
  'in a server: the one that starts next finishes by itself',
  async () => {
    const server = await bench.serve();
    const files = keyFiles();
    const asked = rotate();
    await begun(files);
    await server.stop('SIGKILL');
    expect(await asked.exited).toBe(3);
    const { current, waiting } = keyUse(bench.data);
    expect([current + waiting, readSecrets(bench.data)]).toEqual([SECRETS, SECRETS]);
    expect(waiting).toBeGreaterThan(0);
    const next = await bench.serve();
    await until(() => (next.printed().includes('secrets.rewrapped') ? true : undefined));
    await next.stop();
    expect(keyUse(bench.data)).toEqual({ current: SECRETS, waiting: 0 });
  },
  TIMEOUT_MS,
);
