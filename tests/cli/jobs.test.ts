/** `adit job` and `adit schedule`: the same whether a server holds the data folder or not. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AditBench, problemOf } from '../adit-bench.ts';
import { downAndUp } from './down-and-up.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const adit = (...args: string[]) => bench.adit([...args, '--data', bench.data]);
const json = async (...args: string[]) => JSON.parse((await adit(...args, '--json')).out);

beforeAll(async () => {
  bench.file('orders.csv', 'case_id,activity,timestamp\n1,a,2024-01-01T00:00:00Z\n');
  bench.file('bad.csv', 'x\n1\n');
  await adit('import', 'orders.csv', '--dataset', 'Orders');
  await adit('import', 'bad.csv', '--dataset', 'Bad');
}, TIMEOUT_MS);

downAndUp(bench, () => {
  test(
    'jobs are listed, shown, and acted on where their state allows it',
    async () => {
      const { items, counts } = await json('job', 'list', '--kind', 'dataset.import');
      expect([items.length, counts.done, counts.dead]).toEqual([2, 1, 1]);
      const [dead] = (await json('job', 'dead')).items;
      expect((await adit('job', 'dead')).out).toContain(`${dead.id}  dataset.import  dead`);
      const shown = await adit('job', 'show', dead.id);
      expect([shown.code, shown.err]).toEqual([0, '']);
      for (const said of ['Attempts that failed', 'What it said', 'jobs.failed', dead.error.message])
        expect(shown.out).toContain(said);
      const refused = await adit('job', 'cancel', dead.id, '--json');
      expect([refused.code, problemOf(refused).code]).toEqual([4, 'job.otherState']);
      const unknown = await adit('job', 'show', 'nothing', '--json');
      expect([unknown.code, problemOf(unknown).code]).toEqual([1, 'job.notFound']);
    },
    TIMEOUT_MS,
  );

  test(
    'schedules are listed, paused, resumed and run',
    async () => {
      const listed = await adit('schedule', 'list');
      expect(listed.out).toMatch(/bin\.empty +Every 5 minutes +UTC/);
      expect((await adit('schedule', 'pause', 'uploads.sweep')).out).toBe('uploads.sweep is paused.\n');
      const paused = (await json('schedule', 'list')).find(({ id }: { id: string }) => id === 'uploads.sweep');
      expect(paused).toMatchObject({ isPaused: true, nextRunAt: null });
      expect((await adit('schedule', 'resume', 'uploads.sweep')).out).toBe('uploads.sweep goes on.\n');
      expect((await adit('schedule', 'run', 'uploads.sweep')).out).toMatch(
        /^The job \S+ (is in the queue|waits or runs)/,
      );
    },
    TIMEOUT_MS,
  );
});

test(
  'a dead job runs again when the server starts, and can be discarded',
  async () => {
    const [dead] = (await json('job', 'dead')).items;
    expect((await adit('job', 'retry', dead.id)).out).toContain('runs again');
    const server = await bench.serve();
    let now = await json('job', 'show', dead.id);
    while (now.state !== 'dead') now = await json('job', 'show', dead.id);
    expect(now.attempt).toBe(1);
    expect((await adit('job', 'discard', dead.id)).out).toBe('The job is discarded.\n');
    expect((await json('job', 'dead')).total).toBe(0);
    await server.stop();
  },
  TIMEOUT_MS,
);

test.each([
  [['job', 'lst'], 'There is no action "lst".'],
  [['job', 'retry'], 'Say which job to retry'],
  [['job', 'list', '--state', 'gone'], 'There is no state "gone".'],
  [['job', 'show', 'x', '--state', 'dead'], 'belong to "list"'],
  [['job', 'list', '--limit', '0'], '--limit is a whole number'],
  [['schedule', 'start', 'x'], 'There is no action "start".'],
  [['schedule', 'run'], 'Say which schedule to run'],
])('bad usage: %j', async (args, says) => {
  const ran = await bench.adit(args);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(says)]);
});
