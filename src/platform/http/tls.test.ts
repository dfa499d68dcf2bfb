import { afterEach, expect, test } from 'bun:test';
import { connect } from 'node:tls';
import { Type } from '#sdk';
import { EXAMPLE_CERTIFICATE, EXAMPLE_KEY } from '../../../tests/example-certificate.ts';
import { AUTHORITY, FIRST, SECOND } from '../../../tests/example-certificates.ts';
import { exampleServer, routes } from '../../../tests/example-server.ts';
import { say } from '../../../tests/network/raw-http.ts';
import { type RunningServer, startServer } from './listen.ts';
import { type Route, route } from './route.ts';

const quiet = { info() {}, warn() {}, error() {} };
const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop(0);
});

const EXAMPLE = { cert: EXAMPLE_CERTIFICATE, key: EXAMPLE_KEY };

function start(
  minVersion: 'TLSv1.2' | 'TLSv1.3',
  pair = EXAMPLE,
  more: readonly Route[] = [],
  port = 0,
): RunningServer {
  const { app } = exampleServer({
    routes: [...routes, ...more],
    settings: {
      ...{ publicUrl: null, basePath: '' },
      trustedProxies: [],
      tls: true,
      strictTransport: true,
      maxBodyBytes: 1000,
      idleTimeoutS: 60,
    },
  });
  const server = startServer({
    app,
    settings: {
      ...{ host: '127.0.0.1', port, trustedProxies: [], allowPlainHttp: false, idleTimeoutS: 60, nextFreePort: false },
      tls: { ...pair, minVersion },
    },
    log: quiet,
    drain: () => {},
  });
  running.push(server);
  return server;
}

/** The protocol that is agreed on when only this one is offered; null when none is. */
const agreed = (server: RunningServer, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
  new Promise<string | null>((resolve) => {
    const socket = connect(
      {
        ...{ port: server.port, host: '127.0.0.1', servername: 'localhost', ca: EXAMPLE_CERTIFICATE },
        ...{ minVersion: version, maxVersion: version },
      },
      () => {
        resolve(socket.getProtocol());
        socket.end();
      },
    );
    socket.on('error', () => resolve(null));
  });

test('TLS 1.2 and 1.3, or 1.3 only; never 1.1', async () => {
  const both = start('TLSv1.2');
  expect(await agreed(both, 'TLSv1.2')).toBe('TLSv1.2');
  expect(await agreed(both, 'TLSv1.3')).toBe('TLSv1.3');
  expect(await agreed(both, 'TLSv1.1')).toBeNull();
  await both.stop(0);
  const newest = start('TLSv1.3');
  expect(await Promise.all([agreed(newest, 'TLSv1.2'), agreed(newest, 'TLSv1.3')])).toEqual([null, 'TLSv1.3']);
});

test('over TLS the cookie is bound to this host, and the browser is told to stay with TLS', async () => {
  const server = start('TLSv1.2');
  expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
  const got = await fetch(`${server.url}/open`, { tls: { ca: EXAMPLE_CERTIFICATE } });
  expect(got.headers.getSetCookie()[0]).toMatch(
    /^__Host-adit-form=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(got.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
});

const peer = (port: number, ca: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.end();
    });
    socket.on('error', reject);
  });

test('another certificate while it runs: new connections get it, what is open goes on', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let entered = () => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const slow = route({
    ...{ method: 'GET', path: '/slow', permission: 'public', summary: 'Waits.', tag: 'x', response: Type.Unknown() },
    handler: async () => {
      entered();
      await held;
      return { said: 'all' };
    },
  });
  const server = start('TLSv1.2', FIRST, [slow]);
  expect(await peer(server.port, AUTHORITY)).toBe('first.adit.example');
  const ask = (path: string) =>
    fetch(`${server.url}${path}`, { tls: { ca: AUTHORITY }, keepalive: false } as RequestInit);
  const answer = ask('/slow');
  await inside;
  server.useCertificate(SECOND);
  expect(await peer(server.port, AUTHORITY)).toBe('second.adit.example');
  const others = Array.from({ length: 20 }, () => ask('/open').then(({ status }) => status));
  expect(new Set(await Promise.all(others))).toEqual(new Set([200]));
  release();
  expect(await (await answer).json()).toEqual({ said: 'all' });
  expect(() => server.useCertificate({ cert: FIRST.cert, key: SECOND.key })).toThrow();
  expect(await peer(server.port, AUTHORITY)).toBe('second.adit.example');
  expect(await server.stop(0)).toEqual({ cutOff: false });
  expect(peer(server.port, AUTHORITY)).rejects.toThrow();
});

test('a port that another server with TLS has is taken', () => {
  const first = start('TLSv1.2');
  expect(() => start('TLSv1.2', FIRST, [], first.port)).toThrow(`Port ${first.port} on 127.0.0.1 is in use`);
});

test('plain HTTP at a port with TLS is not answered, nor sent elsewhere', async () => {
  const { port } = start('TLSv1.2');
  const heard = await say({ port, tls: false }, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect([heard.text.includes('HTTP/1.1 2'), heard.text.includes('ocation'), heard.closed]).toEqual([
    false,
    false,
    true,
  ]);
});
