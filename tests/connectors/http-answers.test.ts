/** What every connector behind HTTP does, seen at REST: signing in, a server in trouble, and answers that mean harm. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import rest from '../../plugins/connectors/rest.ts';
import { faultOf } from '../egress-house.ts';
import { EXAMPLE_AUTHORITY } from '../example-authority.ts';
import { type Asked, HttpHouse, opened, rowsOf, sendJson } from './http-house.ts';

const house = new HttpHouse();
beforeAll(() => house.start());
afterAll(() => house.stop());
beforeEach(() => {
  house.asked.length = 0;
});

const orders = Array.from({ length: 7 }, (_, i) => ({ id: i + 1, at: `2026-05-0${i + 1}T08:00:00Z` }));
const source = (endpoint: object, settings: object = {}) =>
  opened(
    rest,
    { url: house.url, endpoints: [{ name: 'orders', path: 'orders', ...endpoint }], ...settings },
    house.run(),
  );
const ids = async (endpoint: object, request: object = {}) =>
  (await rowsOf(await source(endpoint), { table: 'orders', ...request })).map(({ id }) => id);
const part = (from: number, size = 3) => orders.slice(from, from + size);

describe('signing in', () => {
  const seen = async (settings: object) => {
    house.answer = (_, response) => sendJson(response, []);
    await (await source({}, settings)).check();
    return house.asked.at(-1)!;
  };

  test('by name and password, token, key in a header, key in the address', async () => {
    const basic = await seen({ signIn: 'basic', user: 'ä', secret: 'p:w' });
    expect(basic.headers.authorization).toBe(`Basic ${Buffer.from('ä:p:w').toString('base64')}`);
    expect((await seen({ signIn: 'bearer', secret: 't' })).headers.authorization).toBe('Bearer t');
    expect((await seen({ signIn: 'header', secret: 'k', headers: ['X-Tenant: 7'] })).headers).toMatchObject({
      ...{ 'x-api-key': 'k', 'x-tenant': '7' },
    });
    expect((await seen({ signIn: 'query', keyName: 'key', secret: 'k&' })).url.search).toBe('?key=k%26');
    expect(await faultOf(source({}, { signIn: 'bearer' }))).toBe('invalid connector.badSettings');
  });

  test('by OAuth 2.0: one token for many queries, a new one where it is refused', async () => {
    let tokens = 0;
    let valid = 'token-1';
    house.answer = ({ url, headers, body }, response) => {
      if (url.pathname === '/token') {
        expect([headers.authorization, body]).toEqual([
          `Basic ${Buffer.from('me%3A:s+1').toString('base64')}`,
          'grant_type=client_credentials&scope=read',
        ]);
        valid = `token-${++tokens}`;
        sendJson(response, { access_token: valid, expires_in: 3600 });
      } else if (headers.authorization !== `Bearer ${valid}`)
        sendJson(response, `{"error":"${headers.authorization}"}`, 401);
      else sendJson(response, part(Number(url.searchParams.get('from'))));
    };
    const settings = { signIn: 'oauth2', user: 'me:', secret: 's 1', scope: 'read' };
    const tokenUrl = new URL('/token', house.url).href;
    const open = await source({ paging: { kind: 'offset', parameter: 'from' } }, { ...settings, tokenUrl });
    expect((await rowsOf(open, { table: 'orders' })).length).toBe(7);
    expect(tokens).toBe(1);
    valid = 'changed';
    expect((await rowsOf(open, { table: 'orders' })).length).toBe(7);
    expect(tokens).toBe(2);
  });

  test('a refusal says so, without the token that the server says back', async () => {
    house.answer = ({ url, headers }, response) => {
      if (url.pathname === '/token') sendJson(response, { access_token: 'given-token' });
      else sendJson(response, `{"error":"${headers.authorization}"}`, 401);
    };
    const tokenUrl = new URL('/token', house.url).href;
    const open = await source({}, { signIn: 'oauth2', user: 'me', secret: 's', tokenUrl });
    const error = await open.check().catch((fault) => fault);
    expect([error.code, error.message]).toEqual(['connector.signIn', expect.not.stringContaining('given-token')]);
    house.answer = (_, response) => sendJson(response, { error: 'invalid_client' }, 401);
    expect(await faultOf((await source({}, { signIn: 'oauth2', secret: 's', tokenUrl })).check())).toBe(
      'invalid connector.signIn',
    );
  });

  test('over TLS by a private authority, of the configuration or of the connection alone', async () => {
    house.answer = (_, response) => sendJson(response, orders);
    const settings = { url: house.secureUrl, endpoints: [{ name: 'orders', path: 'orders' }] };
    const check = async (more: object, ca: string[]) =>
      (await opened(rest, { ...settings, ...more }, house.run({ ca }))).check();
    expect((await check({}, [EXAMPLE_AUTHORITY])).server).toContain('erp.corp.example');
    expect(await faultOf(check({}, []))).toBe('unavailable egress.tls');
    expect((await check({ authority: EXAMPLE_AUTHORITY }, [])).server).toContain('erp.corp.example');
    expect(await faultOf(check({ url: house.secureUrl.replace('https', 'http') }, []))).toMatch(/^unavailable/);
  });
});

describe('a server in trouble', () => {
  const failing = (times: number, status: number, headers: Record<string, string> = {}) => {
    let left = times;
    house.answer = (_, response) =>
      left-- > 0 ? sendJson(response, 'busy', status, headers) : sendJson(response, orders);
  };

  test('is asked again after the time that it says, and not for ever', async () => {
    failing(2, 429, { 'retry-after': '0' });
    expect(await ids({})).toHaveLength(7);
    failing(1, 503, { 'retry-after': 'Fri, 27 Nov 2026 08:00:00 GMT', date: 'Fri, 27 Nov 2026 08:00:00 GMT' });
    expect(await ids({})).toHaveLength(7);
    failing(99, 429, { 'retry-after': '0' });
    expect(await faultOf(ids({}))).toBe('rate_limited connector.tooManyQueries');
    failing(99, 429, { 'retry-after': '86400' });
    expect(await faultOf(ids({}))).toBe('rate_limited connector.longWait');
    failing(99, 500, { 'retry-after': '0' });
    expect(await faultOf(ids({}))).toBe('unavailable connector.lost');
  });

  test('a connection that breaks is opened again', async () => {
    let broken = 0;
    house.answer = (_, response) => (broken++ < 1 ? void response.destroy() : sendJson(response, orders));
    expect(await ids({})).toHaveLength(7);
  });

  test.each([
    [400, 'invalid connector.refused'],
    [403, 'invalid connector.refused'],
    [404, 'invalid connector.notThere'],
    [302, 'unavailable egress.redirect'],
  ])('%d is %s', async (status, fault) => {
    house.answer = (_, response) => sendJson(response, 'why', status, { location: 'http://127.0.0.1/' });
    expect(await faultOf(ids({}))).toBe(fault);
  });

  test('a wait is called off with the run', async () => {
    failing(99, 429, { 'retry-after': '50' });
    const stop = new AbortController();
    const settings = { url: house.url, endpoints: [{ name: 'orders', path: 'orders' }] };
    const open = await opened(rest, settings, house.run({ signal: stop.signal }));
    const reading = faultOf(rowsOf(open, { table: 'orders' }));
    while (house.asked.length === 0) await Bun.sleep(1);
    stop.abort();
    expect(await reading).toStartWith('cancelled');
  });
});

describe('what an answer holds', () => {
  const rows = async (text: string, endpoint: object = {}) => {
    house.answer = (_, response) => sendJson(response, text);
    return rowsOf(await source(endpoint), { table: 'orders' });
  };

  test('packed answers are unpacked, within limits', async () => {
    const packed = (text: string | Buffer) => (_: Asked, response: ServerResponse) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    house.answer = packed(JSON.stringify(orders));
    expect(await ids({})).toHaveLength(7);
    expect(house.asked.at(-1)!.headers['accept-encoding']).toBe('gzip');
    house.answer = packed(Buffer.alloc(80 * 1_048_576, 32));
    expect(await faultOf(ids({}))).toBe('too_large connector.tooLarge');
    house.answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip');
    expect(await faultOf(ids({}))).toBe('unavailable connector.garbled');
  });

  test.each([
    ['a page', '<html>Please sign in</html>', {}],
    ['what was cut off', '[{"a":1}', {}],
    ['a text', '"text"', {}],
    ['another place', '{"a":[1]}', { records: 'a.b' }],
    ['what is nested deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}],
    ['more columns than there are', `[{${Array.from({ length: 3_000 }, (_, i) => `"c${i}":1`).join()}}]`, {}],
  ])('%s is not understood', async (_, text, endpoint) => {
    expect(await faultOf(rows(text, endpoint))).toBe('unavailable connector.garbled');
  });
});
