import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createServer } from 'node:net';
import { EgressHouse, faultOf } from '../../../tests/egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../../../tests/example-authority.ts';
import { EXAMPLE_CERTIFICATE } from '../../../tests/example-certificate.ts';

const house = new EgressHouse();
beforeAll(() => house.start());
afterAll(() => house.stop());

const at = (kind: 'plain' | 'secure' | 'stranger', path: string, host = 'erp.corp.example') =>
  `${kind === 'plain' ? 'http' : 'https'}://${host}:${house[kind]}${path}`;
beforeAll(() => {
  house.names.answer('erp.corp.example', ['127.0.0.1']);
  house.names.answer('one.apps.corp.example', ['127.0.0.1']);
});

test.each(['plain', 'secure'] as const)('sends and answers as the global one does (%s)', async (server) => {
  const { egress } = house.door();
  const response = await egress.fetch(at(server, '/post?x=1'), {
    method: 'POST',
    body: new URLSearchParams({ a: 'b' }),
  });
  expect([response.status, response.headers.getSetCookie(), await response.text()]).toEqual([
    ...[201, ['a=1', 'b=2'], 'POST a=b'],
  ]);
  expect(house.seen.at(-1)).toEqual({
    url: '/post?x=1',
    host: `erp.corp.example:${house[server]}`,
    method: 'POST',
    body: 'a=b',
  });
  const empty = await egress.fetch(new URL(at(server, '/empty')));
  expect([empty.status, await empty.text()]).toEqual([204, '']);
});

test('redirects are not followed, whether into a chain or to the metadata of a cloud', async () => {
  const { egress } = house.door();
  house.seen.length = 0;
  for (const path of ['/redirect0', '/away'])
    expect(await faultOf(egress.fetch(at('plain', path)))).toBe('unavailable egress.redirect');
  const manual = await egress.fetch(at('plain', '/away'), { redirect: 'manual' });
  expect([manual.status, manual.headers.get('location')]).toEqual([307, 'http://169.254.169.254/latest/meta-data/']);
  expect(house.seen.map(({ url }) => url)).toEqual(['/redirect0', '/away', '/away']);
});

test('proxies that the environment names are not used', async () => {
  const before = { ...process.env };
  try {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])
      process.env[name] = 'http://127.0.0.1:1';
    for (const server of ['plain', 'secure'] as const)
      expect((await house.door().egress.fetch(at(server, '/'))).status).toBe(201);
  } finally {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});

test('answers that are too large, too slow, packed or cut off end in a fault', async () => {
  const { egress } = house.door();
  const body = async (path: string, limits = {}) => (await egress.fetch(at('plain', path), {}, limits)).text();
  expect(await faultOf(body('/large', { maxBytes: 1_000_000 }))).toBe('too_large egress.tooLarge');
  expect(await faultOf(body('/slow', { timeoutMs: 100 }))).toBe('timeout egress.timeout');
  expect(await faultOf(body('/packed'))).toBe('unavailable egress.packed');
  expect(await faultOf(body('/cut'))).toBe('unavailable egress.broken');
  const stop = new AbortController();
  const slow = await egress.fetch(at('plain', '/slow'), { signal: stop.signal });
  const rest = slow.text();
  stop.abort();
  expect(await faultOf(rest)).toBe('cancelled egress.cancelled');
  expect(await faultOf(egress.fetch(at('plain', '/'), { signal: stop.signal }))).toBe('cancelled egress.cancelled');
});

test('a server that takes the connection and says nothing is given up', async () => {
  const silent = await house.listen(createServer(() => {}));
  const { egress } = house.door({ allow: [`127.0.0.1:${silent}`] });
  const url = `//127.0.0.1:${silent}/`;
  expect(await faultOf(egress.fetch(`http:${url}`, {}, { timeoutMs: 100 }))).toBe('timeout egress.timeout');
  expect(await faultOf(egress.fetch(`https:${url}`, {}, { timeoutMs: 100 }))).toBe('timeout egress.timeout');
});

test('what does not speak HTTP is a fault', async () => {
  const rude = await house.listen(createServer((socket) => socket.end('220 mail ready\r\n')));
  const { egress } = house.door({ allow: [`127.0.0.1:${rude}`] });
  expect(await faultOf(egress.fetch(`http://127.0.0.1:${rude}/`))).toBe('unavailable egress.broken');
});

test('nobody there', async () => {
  const gone = createServer();
  const port = await house.listen(gone);
  await new Promise((resolve) => gone.close(resolve));
  const { egress } = house.door({ allow: [`127.0.0.1:${port}`] });
  expect(await faultOf(egress.fetch(`http://127.0.0.1:${port}/`))).toBe('unavailable egress.cannotConnect');
});

test('TLS: a private authority is believed where it is configured, and only for the names it certified', async () => {
  const known = house.door().egress;
  const unknown = house.door({ ca: [] }).egress;
  expect((await known.fetch(at('secure', '/', 'one.apps.corp.example'))).status).toBe(201);
  const tls = 'unavailable egress.tls';
  expect(await faultOf(unknown.fetch(at('secure', '/')))).toBe(tls);
  expect(await faultOf(known.fetch(at('stranger', '/')))).toBe(tls);
  const own = { ca: [EXAMPLE_AUTHORITY] };
  expect((await unknown.fetch(at('secure', '/'), {}, own)).status).toBe(201);
  expect(await faultOf(unknown.fetch(at('stranger', '/'), {}, own))).toBe(tls);
  expect(await faultOf(known.fetch(`https://127.0.0.1:${house.secure}/`))).toBe(tls);
  house.names.answer('hr.corp.example', ['127.0.0.1']);
  const other = known.fetch(at('secure', '/', 'hr.corp.example'));
  await expect(other).rejects.toThrow('is for another name');
  await expect(unknown.fetch(at('secure', '/'))).rejects.toThrow('put the certificate of a private one');
});

test('TLS cannot be switched off by the environment', async () => {
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    expect(await faultOf(house.door({ ca: [] }).egress.fetch(at('secure', '/')))).toBe('unavailable egress.tls');
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
});

test('TLS for drivers: the name can be another, the authorities can be others', async () => {
  const { egress } = house.door({ ca: [] });
  const own = { ca: [EXAMPLE_AUTHORITY] };
  const socket = await egress.connectTls('erp.corp.example', house.secure, own);
  expect([socket.authorized, socket.remoteAddress, socket.getProtocol()]).toEqual([true, '127.0.0.1', 'TLSv1.3']);
  socket.destroy();
  const byAddress = await egress.connectTls('127.0.0.1', house.secure, { ...own, serverName: 'erp.corp.example' });
  expect(byAddress.authorized).toBe(true);
  byAddress.destroy();
  const address = await egress.connectTls('127.0.0.1', house.stranger, { ca: [EXAMPLE_CERTIFICATE] });
  expect(address.authorized).toBe(true);
  address.destroy();
  expect(await faultOf(egress.connectTls('127.0.0.1', house.plain, own))).toBe('unavailable egress.tls');
  expect(egress.ca().length).toBeGreaterThan(10);
});
