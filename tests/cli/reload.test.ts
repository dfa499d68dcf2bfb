/** SIGHUP: a new certificate and new settings without a restart; what is wrong leaves the old in place, and is said. */
import { afterAll, expect, test } from 'bun:test';
import { connect } from 'node:tls';
import { AditBench, until } from '../adit-bench.ts';
import { AUTHORITY, FIRST, SECOND } from '../example-certificates.ts';

const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const settings = (level: string, more = '') => `
[server]
port = 0
trusted_proxies = ["192.0.2.1"]
${more}
[server.tls]
cert_file = "adit.crt"
key_file = "adit.key"
[log]
level = "${level}"
`;

const named = (url: string) =>
  new Promise<string>((resolve, reject) => {
    const { port } = new URL(url);
    const socket = connect({ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca: AUTHORITY }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.end();
    });
    socket.on('error', reject);
  });

test('a server takes over what is right, and keeps what it has where it is not', async () => {
  bench.file('adit.crt', FIRST.cert);
  bench.file('adit.key', FIRST.key);
  const file = bench.file('adit.toml', settings('info'));
  const server = await bench.serve({}, ['--config', file, '--data', bench.data]);
  expect(await named(server.url)).toBe('first.adit.example');
  const told = (words: string) => until(() => server.printed().includes(words) || undefined);
  const hup = () => process.kill(server.pid, 'SIGHUP');

  bench.file('adit.crt', SECOND.cert);
  hup();
  expect(await told('does not belong to the first certificate')).toBe(true);
  expect(await named(server.url)).toBe('first.adit.example');

  bench.file('adit.key', SECOND.key);
  bench.file('adit.toml', settings('warn', 'port_ = 1'));
  hup();
  expect(await told('"event":"config.notReloaded"')).toBe(true);
  expect(server.printed()).toContain('Did you mean');
  expect(await told('"event":"tls.reloaded"')).toBe(true);
  expect(await named(server.url)).toBe('second.adit.example');

  bench.file('adit.toml', settings('debug', 'drain_seconds = 7\nmax_body_bytes = 2048'));
  hup();
  expect(await told('"taken":["server.drain_seconds","log.level"],"need_restart":["server.max_body_bytes"]')).toBe(
    true,
  );
  expect((await server.stop()).code).toBe(0);
}, 60_000);
