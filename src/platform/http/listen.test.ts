import { afterEach, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { exampleServer } from '../../../tests/example-server.ts';
import { readiness } from './health.ts';
import { type ListenSettings, type RunningServer, startServer } from './listen.ts';
import { type Route, route } from './route.ts';

const settings: ListenSettings = {
  ...{
    host: '127.0.0.1',
    port: 0,
    tls: null,
    trustedProxies: [],
    allowPlainHttp: false,
    idleTimeoutS: 60,
    nextFreePort: false,
  },
};
const quiet = { info() {}, warn() {}, error() {} };
const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop(0);
});

function start(extra: Partial<ListenSettings> = {}, routes: readonly Route[] = []) {
  const ready = readiness([{ name: 'db', check: () => true }], quiet);
  const { app } = exampleServer({ routes: [...ready.routes, ...routes] });
  const server = startServer({ app, settings: { ...settings, ...extra }, log: quiet, drain: ready.drain });
  running.push(server);
  return server;
}

test('a taken port is named; the demo takes the next free one', () => {
  const first = start();
  expect(() => start({ port: first.port })).toThrow(`Port ${first.port} on 127.0.0.1 is in use by another program`);
  expect(start({ port: first.port, nextFreePort: true }).port).toBeGreaterThan(first.port);
});

test('Bun shows none of its pages for developers', () => {
  const { app } = exampleServer();
  const server = startServer({ app, settings, log: quiet, drain: () => {} });
  running.push(server);
  expect(app.server!.development).toBe(false);
});

test('an address that is not ours is named', () => {
  expect(() => start({ host: '192.0.2.1', allowPlainHttp: true })).toThrow('no address "192.0.2.1"');
});

test('plain HTTP for others does not start', () => {
  expect(() => start({ host: '0.0.0.0' })).toThrow('server.allow_plain_http');
});

test('stopping lets a running request finish, says "stopping" meanwhile, and then nobody listens', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let entered = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const ready = readiness([], quiet);
  const slow = route({
    method: 'GET',
    path: '/slow',
    permission: 'public',
    summary: 'Waits.',
    tag: 'x',
    handler: async () => {
      entered();
      await held;
      return undefined;
    },
  });
  const { app } = exampleServer({ routes: [slow, ...ready.routes] });
  const server = startServer({ app, settings, log: quiet, drain: ready.drain });
  const answer = fetch(`${server.url}/slow`);
  await inside;
  const stopped = server.stop(20_000);
  expect((await app.handle(new Request('http://localhost/readyz'))).status).toBe(503);
  release();
  expect((await answer).status).toBe(204);
  expect(await stopped).toEqual({ cutOff: false });
  expect(fetch(`${server.url}/livez`)).rejects.toThrow();
});

test('a request that does not end is cut off after the grace', async () => {
  let entered = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const endless = route({
    method: 'GET',
    path: '/endless',
    permission: 'public',
    summary: 'Never ends.',
    tag: 'x',
    handler: () => {
      entered();
      return new Promise<undefined>(() => {});
    },
  });
  const server = start({}, [endless]);
  const answer = fetch(`${server.url}/endless`).then(
    () => 'answered',
    () => 'cut off',
  );
  await inside;
  expect(await server.stop(20)).toEqual({ cutOff: true });
  expect(await answer).toBe('cut off');
});

test('readiness: every check must pass, a throwing one is a failing one, and nobody learns which', async () => {
  const lines: unknown[] = [];
  const log = { ...quiet, warn: (event: string, fields?: object) => lines.push({ event, ...fields }) };
  const disk = () => {
    throw new Error('disk gone at /secret/place');
  };
  const { routes } = readiness(
    [
      { name: 'db', check: () => true },
      { name: 'disk', check: disk },
    ],
    log,
  );
  const { nobody } = exampleServer({ routes });
  const got = await nobody.get('/readyz');
  expect([got.status, got.text]).toEqual([503, '{"status":"not ready"}']);
  expect(lines).toEqual([{ event: 'health.notReady', check: 'disk', reason: 'disk gone at /secret/place' }]);
  expect((await nobody.get('/livez')).status).toBe(200);
  expect((await nobody.send('/health/ready', { method: 'HEAD' })).status).toBe(503);
});

test('the path is the same whatever the host is called', async () => {
  const { port } = start();
  const ask = async (path: string, host: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { host } })).status;
  for (const host of ['x', 'pm', 'bpm', 'a.b', '[::1]', 'a-long-name.of-a-host.example:8443']) {
    expect([host, await ask('/livez', host)]).toEqual([host, 200]);
    expect([host, await ask('/api/livez', host), await ask('/a/livez', host)]).toEqual([host, 404, 404]);
  }
});

test('raw bytes: what is not HTTP, or asks for TRACE, does not reach a handler', async () => {
  const server = start();
  const say = async (text: string): Promise<string> => {
    let heard = '';
    const closed = Promise.withResolvers<void>();
    await Bun.connect({
      hostname: '127.0.0.1',
      port: server.port,
      socket: {
        open: (socket) => {
          socket.write(text);
        },
        data: (socket, bytes) => {
          heard += bytes.toString();
          socket.end();
        },
        close: () => closed.resolve(),
      },
    });
    await closed.promise;
    return heard.split('\r\n')[0]!;
  };
  expect(await say('TRACE /livez HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('405');
  expect(await say('POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc')).toContain(
    '400',
  );
  expect(await say('GET /livez HTTP/1.1\r\n\r\n')).toContain('400');
});

test('a body that is broken off is its sender’s affair, no defect of ours', async () => {
  const { app, lines } = exampleServer();
  const server = startServer({ app, settings, log: quiet, drain: () => {} });
  running.push(server);
  const head = ['POST /api/v1/things HTTP/1.1', 'Host: localhost', 'Cookie: adit=ann-secret', 'X-Adit-CSRF: 1'];
  const type = ['Content-Type: application/json', 'Content-Length: 100', '', '{"name":'];
  const socket = connect(server.port, '127.0.0.1', () => socket.end([...head, ...type].join('\r\n')));
  while (!lines.some((line) => line.includes('http.request'))) await Bun.sleep(5);
  expect(lines.filter((line) => line.includes('http.defect'))).toEqual([]);
  expect(lines.find((line) => line.includes('http.request'))).toContain('"status":499');
});

test('what was ready and is not any more is told once, until it was ready again', async () => {
  let well = true;
  const ready = readiness([{ name: 'db', check: () => well }], quiet);
  expect(await ready.lookForLoss()).toBeNull();
  well = false;
  expect([await ready.lookForLoss(), await ready.lookForLoss()]).toEqual(['db', null]);
  well = true;
  expect(await ready.lookForLoss()).toBeNull();
  well = false;
  expect(await ready.lookForLoss()).toBe('db');
  ready.drain();
  expect(await ready.lookForLoss()).toBeNull();
});
