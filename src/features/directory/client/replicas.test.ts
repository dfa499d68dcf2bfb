import { expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { kept } from '../../../../tests/directory/configured.ts';
import { testClock } from '../../../platform/clock.ts';
import { Outage } from './faults.ts';
import { Pace } from './pace.ts';
import { Replicas } from './replicas.ts';

const never = new AbortController().signal;

/** Two replicas that fail as told, and which were asked. */
function pair() {
  const clock = testClock();
  const { log } = kept();
  const replicas = new Replicas('corp', ['ldaps://one', 'ldaps://two'], 30_000, { clock, log });
  const failing = new Map<string, Error>();
  const asked: string[] = [];
  const work = async (url: string) => {
    asked.push(url);
    const error = failing.get(url);
    if (error) throw error;
    return url;
  };
  return {
    ...{ clock, failing, replicas },
    async ask(signal: AbortSignal = never) {
      asked.length = 0;
      const answer = await replicas
        .use(signal, work)
        .catch((error: unknown) => (error as AppError).code ?? String(error));
      return [answer, asked.length];
    },
  };
}

test('rule 1: the next replica where one cannot be used, in their order', async () => {
  const { failing, ask } = pair();
  expect(await ask()).toEqual(['ldaps://one', 1]);
  failing.set('ldaps://one', new Outage('down'));
  expect(await ask()).toEqual(['ldaps://two', 2]);
});

test('rule 1: never after an answer, a refusal of a password before all', async () => {
  const { failing, ask } = pair();
  failing.set('ldaps://one', new AppError('unavailable', 'directory.refusedUs', 'No.'));
  expect(await ask()).toEqual(['directory.refusedUs', 1]);
  failing.set('ldaps://one', new Error('a defect'));
  expect(await ask()).toEqual(['Error: a defect', 1]);
});

test('rule 2: a replica that failed is left alone for 30 s, and asked again after', async () => {
  const { clock, failing, ask } = pair();
  failing.set('ldaps://one', new Outage('down'));
  await ask();
  failing.clear();
  clock.advance(29_999);
  expect(await ask()).toEqual(['ldaps://two', 1]);
  clock.advance(1);
  expect(await ask()).toEqual(['ldaps://one', 1]);
});

test('rule 2: where all rest, all are asked', async () => {
  const { failing, ask } = pair();
  failing.set('ldaps://one', new Outage('down')).set('ldaps://two', new Outage('down'));
  expect(await ask()).toEqual(['directory.unavailable', 2]);
  expect(await ask()).toEqual(['directory.unavailable', 2]);
  failing.delete('ldaps://two');
  expect(await ask()).toEqual(['ldaps://two', 2]);
  expect(await ask()).toEqual(['ldaps://two', 1]);
});

test('rule 2: a budget that is used up ends it, and the replica that used it rests', async () => {
  const { replicas, ask } = pair();
  const budget = new AbortController();
  const slow = replicas.use(budget.signal, async () => {
    budget.abort(new DOMException('over', 'TimeoutError'));
    throw budget.signal.reason;
  });
  await expect(slow).rejects.toThrow('does not answer');
  expect(await ask()).toEqual(['ldaps://two', 1]);
});

test('rule 2: who asked may go, and no replica is blamed', async () => {
  const { replicas, ask } = pair();
  const gone = new AbortController();
  const cancelled = replicas.use(gone.signal, async () => {
    gone.abort();
    throw gone.signal.reason;
  });
  await expect(cancelled).rejects.toMatchObject({ code: 'directory.cancelled' });
  expect(await ask()).toEqual(['ldaps://one', 1]);
});

test('requests of a synchronisation are spread evenly', async () => {
  let now = 0;
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  const pace = new Pace(10, () => now, sleep);
  await Promise.all([pace.turn(), pace.turn(), pace.turn()]);
  expect(slept).toEqual([100, 200]);
  now = 10_000;
  await pace.turn();
  expect(slept).toEqual([100, 200]);
  const free = new Pace(0, () => now, sleep);
  await Promise.all([free.turn(), free.turn()]);
  expect(slept.length).toBe(2);
});
