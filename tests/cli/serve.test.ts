/** The server as a service: it lives, refuses company, ends in order, and comes back after being killed. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench, problemOf, until } from '../adit-bench.ts';

const TIMEOUT_MS = 60_000;
const ROAD_TRAFFIC = { cases: 150_370, events: 561_470 };
const bench = new AditBench();
beforeAll(() => {
  bench.log('RoadTraffic.xes.gz');
});
afterAll(() => bench[Symbol.asyncDispose]());

const versionsOf = (data: string): string[] =>
  readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((f) => /\/versions\/[^/]+$/.test(f));
const datasets = async (data: string) =>
  JSON.parse((await bench.adit(['dataset', 'list', '--json', '--data', data])).out);

describe('a server', () => {
  test(
    'lives, is ready, says where, and ends with 0 at SIGTERM and SIGINT',
    async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const server = await bench.serve();
        expect([await server.get('/livez'), await server.get('/readyz')]).toEqual([
          { status: 200, json: { status: 'alive' } },
          { status: 200, json: { status: 'ready' } },
        ]);
        expect(server.printed()).toContain('First administrator (once, within 30 minutes): http');
        const socket = join(bench.data, 'admin.sock');
        expect(statSync(socket).mode & 0o777).toBe(0o600);
        const { code, err } = await server.stop(signal);
        expect(code).toBe(0);
        expect(err).toContain('"event":"http.stopped"');
        expect([existsSync(socket), existsSync(join(bench.data, 'adit.lock.json'))]).toEqual([false, false]);
      }
      expect(statSync(bench.data).mode & 0o777).toBe(0o700);
    },
    TIMEOUT_MS,
  );

  test(
    'goes on, and ends with 0, when the reader of what it prints has gone',
    async () => {
      const data = bench.file('unread');
      const child = bench.spawn(['serve', '--data', data], { ADIT__SERVER__PORT: '0' });
      await child.stdout.cancel();
      await child.stderr.cancel();
      expect(await until(() => existsSync(join(data, 'admin.sock')) || undefined, child.exited)).toBe(true);
      child.kill('SIGTERM');
      expect(await child.exited).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'shares its data folder with no other, and its port neither',
    async () => {
      const server = await bench.serve();
      const second = await bench.adit(['serve', '--data', bench.data], { ADIT__SERVER__PORT: '0' });
      expect([second.code, second.out]).toEqual([4, '']);
      expect(second.err).toMatch(
        /^The data folder ".+" is in use by process \d+ \(adit serve, since .+\)\. Stop that process first, or choose another data folder\.\n$/,
      );
      expect(second.err).toContain(`process ${server.pid} `);
      const port = new URL(server.url).port;
      const elsewhere = ['serve', '--data', bench.file('other-data')];
      const taken = await bench.adit(elsewhere, { ADIT__SERVER__PORT: port });
      expect([taken.code, taken.out]).toEqual([3, '']);
      expect(taken.err).toContain(`Port ${port} on 127.0.0.1 is in use by another program.`);
      const next = await bench.serve({ ADIT__SERVER__PORT: port }, [...elsewhere.slice(1), '--next-free-port']);
      expect(Number(new URL(next.url).port)).toBeGreaterThan(Number(port));
      expect((await next.stop()).code).toBe(0);
      expect((await server.get('/readyz')).status).toBe(200);
      expect((await server.stop()).code).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'to other machines without TLS is refused',
    async () => {
      const open = await bench.adit(['serve', '--data', bench.data], {
        ADIT__SERVER__BIND: '0.0.0.0',
        ADIT__SERVER__PORT: '0',
      });
      expect([open.code, open.out]).toEqual([1, '']);
      expect(open.err).toContain('TLS');
    },
    TIMEOUT_MS,
  );
});

describe('while it loads a file', () => {
  /** A server in the middle of an import that `adit import` asked it for. */
  async function loading(data: string, env: Record<string, string> = {}) {
    const server = await bench.serve(env, ['--data', data]);
    const asking = bench.adit(['import', 'RoadTraffic.xes.gz', '--dataset', 'Fines', '--json', '--data', data]);
    const under = () =>
      existsSync(data) &&
      readdirSync(data, { recursive: true, encoding: 'utf8' }).some((f) =>
        /\/\.tmp-[^/]+\/quarantine|\/versions\/\.tmp-/.test(f),
      )
        ? true
        : undefined;
    if (!(await until(under))) throw new Error('the import did not begin');
    return { server, asking };
  }

  const rescued = async (data: string) => {
    const list = await until(async () => {
      const [fines] = await datasets(data);
      return fines?.status === 'ready' ? [fines] : undefined;
    });
    expect(list).toMatchObject([{ name: 'Fines', ...ROAD_TRAFFIC, version: 1 }]);
    expect(versionsOf(data).length).toBe(1);
  };

  test(
    'SIGTERM: without time to finish the job goes back to the queue, and the next start does it',
    async () => {
      const data = bench.file('stopped');
      const { server, asking } = await loading(data, { ADIT__SERVER__DRAIN_SECONDS: '0' });
      const { code, err } = await server.stop('SIGTERM');
      expect(code).toBe(0);
      expect(err).toContain('"event":"jobs.released"');
      const asked = await asking;
      expect([asked.code, problemOf(asked).code]).toEqual([3, 'operator.serverGone']);
      expect(versionsOf(data)).toEqual([]);
      const again = await bench.serve({}, ['--data', data]);
      await rescued(data);
      expect((await again.stop()).code).toBe(0);
    },
    2 * TIMEOUT_MS,
  );

  test(
    'SIGTERM: within the time to finish it is finished',
    async () => {
      const data = bench.file('drained');
      const { server, asking } = await loading(data, { ADIT__SERVER__DRAIN_SECONDS: '100' });
      expect((await server.stop('SIGTERM')).code).toBe(0);
      expect((await asking).code).toBe(0);
      expect(await datasets(data)).toMatchObject([{ status: 'ready', ...ROAD_TRAFFIC }]);
    },
    2 * TIMEOUT_MS,
  );

  test(
    'kill -9: the next start is ready, sweeps what was left, and does the job again',
    async () => {
      const data = bench.file('killed');
      const { server, asking } = await loading(data);
      await server.stop('SIGKILL');
      const asked = await asking;
      expect([asked.code, problemOf(asked).code]).toEqual([3, 'operator.serverGone']);
      expect(versionsOf(data).every((f) => f.includes('/.tmp-'))).toBe(true);
      const again = await bench.serve({}, ['--data', data]);
      expect((await again.get('/readyz')).status).toBe(200);
      expect(again.printed()).toContain('"event":"jobs.rescued"');
      expect(again.printed()).toContain('"event":"datasets.swept"');
      await rescued(data);
      expect((await again.stop()).code).toBe(0);
    },
    2 * TIMEOUT_MS,
  );
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'who asked for a load ends by %s: the load is cancelled, the server lives',
  async (signal) => {
    const data = bench.file(`left-${signal}`);
    const server = await bench.serve({}, ['--data', data]);
    const asking = bench.spawn(['import', 'RoadTraffic.xes.gz', '--dataset', 'Fines', '--json', '--data', data]);
    const status = async () => (await datasets(data))[0]?.status;
    expect(await until(async () => ((await status()) === 'importing' ? true : undefined))).toBe(true);
    asking.kill(signal);
    const err = await new Response(asking.stderr).text();
    await asking.exited;
    if (signal === 'SIGTERM')
      expect([asking.exitCode, problemOf({ code: 1, out: '', err }).title]).toEqual([1, 'Cancelled']);
    expect(await until(async () => ((await status()) === 'failed' ? true : undefined))).toBe(true);
    expect(await until(() => (versionsOf(data).length === 0 ? true : undefined))).toBe(true);
    expect((await server.get('/readyz')).status).toBe(200);
    bench.file('small.csv', 'case_id,activity,timestamp\n1,pay,2024-01-01T09:00:00Z\n');
    expect((await bench.adit(['import', 'small.csv', '--dataset', 'Fines', '--data', data])).code).toBe(0);
    const { code, err: log } = await server.stop();
    expect([code, log.includes('"event":"jobs.cancelled"'), log.includes('defect')]).toEqual([0, true, false]);
  },
  2 * TIMEOUT_MS,
);

test(
  'another file for a dataset that is being loaded waits its turn; the same one is asked for once',
  async () => {
    const data = bench.file('turns');
    const server = await bench.serve({}, ['--data', data]);
    bench.file('small.csv', 'case_id,activity,timestamp\n1,pay,2024-01-01T09:00:00Z\n');
    const ask = (file: string) => bench.adit(['import', file, '--dataset', 'Fines', '--json', '--data', data]);
    const road = ask('RoadTraffic.xes.gz');
    const isLoading = async () => ((await datasets(data))[0]?.status === 'importing' ? true : undefined);
    expect(await until(isLoading)).toBe(true);
    const [first, twin, small] = await Promise.all([road, ask('RoadTraffic.xes.gz'), ask('small.csv')]);
    expect([first.code, twin.code, small.code]).toEqual([0, 0, 0]);
    expect(JSON.parse(first.out).report).toMatchObject({ read: ROAD_TRAFFIC.events });
    expect(JSON.parse(small.out)).toMatchObject({ dataset: { events: 1 }, report: { read: 1 } });
    expect(await datasets(data)).toMatchObject([{ status: 'ready', events: 1 }]);
    await server.stop();
  },
  2 * TIMEOUT_MS,
);

describe('demo', () => {
  test(
    '--no-wait imports the sample, tells the figures and ends',
    async () => {
      const call = ['demo', '--no-wait', '--data', bench.file('demo')];
      for (let time = 0; time < 2; time++) {
        const { code, out } = await bench.adit(call);
        expect(code).toBe(0);
        expect(out).toContain('1,434 cases, 8,577 events, 0 rejected');
        // expected/receipt.json: 27 activities, 99 arcs; the most frequent one counts 1,177.
        expect(out).toContain('The process map: 27 activities, 99 paths.');
        expect(out).toMatch(
          /\n +1177 {2}T04 Determine confirmation of receipt {2}→ {2}T05 Print and send confirmation of receipt/,
        );
      }
      expect(await datasets(bench.file('demo'))).toMatchObject([{ name: 'Receipt', cases: 1434, version: 1 }]);
    },
    TIMEOUT_MS,
  );

  test(
    'serves on this machine only, on the next free port',
    async () => {
      const other = await bench.serve();
      const child = bench.spawn(['demo', '--data', bench.file('demo'), '--port', new URL(other.url).port]);
      let out = '';
      for await (const chunk of child.stdout) {
        out += new TextDecoder().decode(chunk);
        if (!out.includes('Elsewhere')) continue;
        const url = /Open +(http:\/\/127\.0\.0\.1:\d+)/.exec(out)![1]!;
        expect(url).not.toBe(other.url);
        expect((await fetch(`${url}/livez`)).status).toBe(200);
        child.kill('SIGTERM');
      }
      await child.exited;
      expect(child.exitCode).toBe(0);
      expect(out).toMatch(/Data .+\nStop .+\nReset .+\nElsewhere ssh -L/);
      await other.stop();
    },
    TIMEOUT_MS,
  );
});

test('nothing was left among temporary files', () => expect(bench.leftovers()).toEqual([]));
