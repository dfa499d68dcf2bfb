import { afterEach, expect, test } from 'bun:test';
import { connect } from 'node:tls';
import { EXAMPLE_CERTIFICATE, EXAMPLE_KEY } from '../../../tests/example-certificate.ts';
import { exampleServer } from '../../../tests/example-server.ts';
import { type RunningServer, startServer } from './listen.ts';

const quiet = { info() {}, warn() {}, error() {} };
let running: RunningServer | null = null;
afterEach(() => running?.stop(0));

function start(minVersion: 'TLSv1.2' | 'TLSv1.3'): RunningServer {
  const { app } = exampleServer({
    settings: {
      ...{ publicUrl: null, basePath: '' },
      trustedProxies: [],
      tls: true,
      strictTransport: true,
      maxBodyBytes: 1000,
      idleTimeoutS: 60,
    },
  });
  running = startServer({
    app,
    settings: {
      ...{ host: '127.0.0.1', port: 0, trustedProxies: [], allowPlainHttp: false, nextFreePort: false },
      tls: { key: EXAMPLE_KEY, cert: EXAMPLE_CERTIFICATE, minVersion },
    },
    log: quiet,
    drain: () => {},
  });
  return running;
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
