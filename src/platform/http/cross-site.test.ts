import { describe, expect, test } from 'bun:test';
import { exampleServer, made } from '../../../tests/example-server.ts';
import { HttpClient } from '../../../tests/http-client.ts';

const { ann, nobody, app } = exampleServer();

describe('cross-site', () => {
  const send = (headers: Record<string, string>) => {
    const foreign = new HttpClient(app, headers);
    foreign.cookies.set('adit', 'ann-secret');
    return foreign.post('/api/v1/things', { name: 'n' });
  };
  const table: [string, Record<string, string>, number][] = [
    ['no header of ours', { 'sec-fetch-site': 'same-origin' }, 403],
    ['another site', { 'x-adit-csrf': '1', 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling host', { 'x-adit-csrf': '1', 'sec-fetch-site': 'same-site' }, 403],
    ['a foreign origin', { 'x-adit-csrf': '1', origin: 'http://evil.example' }, 403],
    ['the null origin', { 'x-adit-csrf': '1', origin: 'null' }, 403],
    ['https is not http', { 'x-adit-csrf': '1', origin: 'https://localhost' }, 403],
    ['our own origin', { 'x-adit-csrf': '1', origin: 'http://localhost' }, 201],
    ['htmx', { 'hx-request': 'true', 'sec-fetch-site': 'same-origin' }, 201],
    ['a program', { 'x-adit-csrf': '1' }, 201],
    ['a bearer needs no header, its cookie is not looked at', { authorization: 'Bearer ann-secret' }, 201],
    ['a bad bearer is not saved by a good cookie', { authorization: 'Bearer nope', 'x-adit-csrf': '1' }, 401],
  ];
  test.each(table)('%s', async (_, headers, status) => {
    expect((await send(headers)).status).toBe(status);
  });

  test('a forwarded proto or address counts only from a trusted proxy', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '6.6.6.6', 'x-request-id': 'from-outside-1' };
    const got = await nobody.get('/open', headers);
    expect(got.headers.getSetCookie()[0]).toStartWith('adit-form=');
    expect(got.headers.get('strict-transport-security')).toBeNull();
    expect(got.headers.get('x-request-id')).not.toBe('from-outside-1');
  });

  test('forms: the hidden token belongs to the browser that got the page', async () => {
    const browser = new HttpClient(app, { 'sec-fetch-site': 'same-origin' });
    const token = (await browser.get('/open')).text;
    const form = (csrf: string | null) =>
      browser.send('/open', {
        method: 'POST',
        body: new URLSearchParams({ word: 'hello', ...(csrf ? { csrf } : {}) }),
      });
    expect((await form(token)).text).toBe('said hello');
    expect((await form(null)).status).toBe(403);
    expect((await form('x'.repeat(43))).status).toBe(403);
    const other = new HttpClient(app, {});
    await other.get('/open');
    const stolen = await other.send('/open', { method: 'POST', body: new URLSearchParams({ word: 'h', csrf: token }) });
    expect(stolen.status).toBe(403);
  });
});

describe('repetition and versions', () => {
  const key = (value: string) => ({ 'idempotency-key': value });

  test('the same key does the work once and gives the first answer again', async () => {
    const before = made.count;
    const first = await ann.post('/api/v1/things', { name: 'once' }, key('k1'));
    const again = await ann.post('/api/v1/things', { name: 'once' }, key('k1'));
    expect(made.count).toBe(before + 1);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
  });

  test('another request under the key is refused; a failed one may be tried again; keys are personal', async () => {
    await ann.post('/api/v1/things', { name: 'mine' }, key('k2'));
    expect((await ann.post('/api/v1/things', { name: 'else' }, key('k2'))).json.code).toBe('http.idempotencyKeyReused');
    expect((await ann.post('/api/v1/things', { name: 'full' }, key('k3'))).status).toBe(507);
    expect((await ann.post('/api/v1/things', { name: 'fine' }, key('k3'))).status).toBe(201);
    expect((await ann.post('/api/v1/things', { name: 'n' }, key('k k'))).json.code).toBe('http.badIdempotencyKey');
  });

  test('a change names the version it changes', async () => {
    const put = (headers: Record<string, string>) => ann.put('/api/v1/things/1', { id: '1', name: 'n' }, headers);
    expect((await put({})).json).toMatchObject({ status: 409, code: 'change.versionMissing' });
    expect((await put({ 'if-match': '"6"' })).json).toMatchObject({ status: 412, code: 'change.stale' });
    expect((await put({ 'if-match': '*' })).status).toBe(400);
    expect((await put({ 'if-match': '"7"' })).status).toBe(200);
  });
});

describe('pages and files', () => {
  test('somebody without a session is sent to sign in and back; the dead cookie is dropped', async () => {
    const late = new HttpClient(app);
    late.cookies.set('adit', 'gone');
    const got = await late.get('/paper?x=1');
    expect([got.status, got.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fpaper%3Fx%3D1']);
    expect(late.cookies.has('adit')).toBe(false);
  });

  test('every answer carries the headers that protect it', async () => {
    for (const got of [await ann.get('/paper'), await ann.get('/api/v1/things'), await ann.get('/nope')]) {
      expect(got.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(got.headers.get('content-security-policy')).not.toContain('unsafe');
      expect(got.headers.get('x-content-type-options')).toBe('nosniff');
      expect(got.headers.get('cache-control')).toBe('no-store');
      expect(got.headers.get('referrer-policy')).toBe('same-origin');
      expect(got.headers.get('content-type')).toContain('charset=utf-8');
    }
  });

  test('a person gets a page for a mistake, a program a problem document', async () => {
    expect((await ann.get('/nope', { accept: 'text/html' })).text).toContain('<h1>Not found</h1>');
    expect((await ann.get('/api/v1/nope', { accept: 'text/html' })).json.code).toBe('http.notFound');
  });

  test('a file is sent once', async () => {
    const first = await nobody.get('/public/x.css');
    expect(first.headers.get('content-type')).toBe('text/css; charset=utf-8');
    const again = await nobody.get('/public/x.css', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe('what is only read', () => {
  const read = async (headers: Record<string, string>) => {
    const foreign = new HttpClient(app, headers);
    foreign.cookies.set('adit', 'ann-secret');
    return (await foreign.get('/api/v1/things')).status;
  };
  test.each([
    ['by our own page', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 200],
    ['typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 200],
    [
      'by a link in a mail',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      200,
    ],
    [
      'as an image of a sibling host',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      403,
    ],
    [
      'as a script of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
      403,
    ],
    ['in a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
  ])('%s', async (_, headers, status) => {
    expect(await read(headers)).toBe(status);
  });
});
