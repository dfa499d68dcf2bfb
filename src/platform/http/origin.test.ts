import { describe, expect, test } from 'bun:test';
import { isLoopback } from '../addresses.ts';
import { demandProtection, originReader } from './origin.ts';

const reader = (trustedProxies: string[], publicUrl: string | null = null) =>
  originReader({ publicUrl, basePath: '', trustedProxies, tls: false }, () => 'made-here');
const request = (headers: Record<string, string>) => new Request('http://adit.corp/x', { headers });

describe('behind a proxy', () => {
  const read = reader(['10.0.0.0/8', 'fd00::/8']);
  const chain = { 'x-forwarded-for': '1.1.1.1, 203.0.113.7, 10.2.2.2', 'x-forwarded-proto': 'https' };

  test('the client is the last address that is not a proxy of ours; earlier ones were written by it', () => {
    expect(read(request(chain), '10.0.0.1')).toMatchObject({ ip: '203.0.113.7', secure: true });
    expect(read(request(chain), '::ffff:10.0.0.1')).toMatchObject({ ip: '203.0.113.7', secure: true });
    expect(read(request(chain), 'fd00::7')).toMatchObject({ ip: '203.0.113.7' });
  });

  test('from anywhere else the headers say nothing', () => {
    expect(read(request({ ...chain, host: 'adit.corp' }), '192.0.2.1')).toEqual({
      ...{ ip: '192.0.2.1', secure: false, requestId: 'made-here', site: 'http://adit.corp', basePath: '' },
    });
    expect(read(request(chain), null)).toMatchObject({ ip: null, secure: false });
  });

  test('rubbish in the chain leaves the proxy itself', () => {
    expect(read(request({ 'x-forwarded-for': '203.0.113.7, <script>' }), '10.0.0.1').ip).toBe('10.0.0.1');
    expect(read(request({}), '10.0.0.1').ip).toBe('10.0.0.1');
  });

  test('its request id is taken when it is harmless', () => {
    expect(read(request({ 'x-request-id': 'abc-12345' }), '10.0.0.1').requestId).toBe('abc-12345');
    expect(read(request({ 'x-request-id': 'a b"c\u001b1234' }), '10.0.0.1').requestId).toBe('made-here');
  });

  test('a configured address is the site, whatever Host says', () => {
    expect(reader([], 'https://adit.corp/')(request({ host: 'evil.example' }), null).site).toBe('https://adit.corp');
  });

  test('a network that is none refuses the start and is named', () => {
    for (const bad of ['10.0.0.0/33', 'proxy.corp', '10.0.0/8', '::1/129', '10.0.0.0/x', ''])
      expect(() => reader([bad])).toThrow(`"${bad}" in server.trusted_proxies`);
  });
});

test('plain HTTP that others can reach refuses to start', () => {
  const server = { host: '0.0.0.0', tls: false, trustedProxies: [], allowPlainHttp: false };
  expect(() => demandProtection(server)).toThrow('plain HTTP on 0.0.0.0');
  for (const ok of [{ tls: true }, { host: '127.0.0.1' }, { trustedProxies: ['10.0.0.1'] }, { allowPlainHttp: true }])
    expect(() => demandProtection({ ...server, ...ok })).not.toThrow();
});

test('loopback', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])
    expect([host, isLoopback(host)]).toEqual([host, true]);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'localhost.evil.example', '128.0.0.1'])
    expect([host, isLoopback(host)]).toEqual([host, false]);
});
