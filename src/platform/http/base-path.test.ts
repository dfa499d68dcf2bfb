import { describe, expect, test } from 'bun:test';
import { exampleServer } from '../../../tests/example-server.ts';
import { HttpClient } from '../../../tests/http-client.ts';
import { addressBelow, pageBelow, pathWithin } from './base-path.ts';
import { asset, page, route } from './route.ts';

test('a path is taken off, and only where it is one', () => {
  expect(['/adit', '/adit/', '/adit/x/y', '/aditx', '/', '/x'].map((path) => pathWithin(path, '/adit'))).toEqual([
    ...['/', '/', '/x/y'],
    ...[null, null, null],
  ]);
  expect(pathWithin('/x', '')).toBe('/x');
});

test('only addresses of ours are put below it', () => {
  expect(
    ['/x?a=/b', '//evil.example/x', 'https://evil.example/', '#part'].map((a) => addressBelow(a, '/adit')),
  ).toEqual([...['/adit/x?a=/b', '//evil.example/x', 'https://evil.example/', '#part']]);
});

test('addresses of a page are put below it; names and values that look like them stay', () => {
  const html =
    '<a href="/x?a=1&amp;b=2" title="/y">href=&quot;/z&quot;</a><form action="/"><input value="/back"></form>' +
    '<p hx-sse:connect="/events"></p><a href="//cdn"></a><script>{"text":"<a href=\\"/x\\">"}</script>';
  expect(pageBelow(html, '/adit')).toBe(
    '<a href="/adit/x?a=1&amp;b=2" title="/y">href=&quot;/z&quot;</a><form action="/adit/"><input value="/back"></form>' +
      '<p hx-sse:connect="/adit/events"></p><a href="//cdn"></a><script>{"text":"<a href=\\"/x\\">"}</script>',
  );
  expect(pageBelow(html, '')).toBe(html);
});

describe('a server below /adit, behind TLS', () => {
  const settings = {
    ...{ publicUrl: 'https://tools.example', basePath: '/adit', trustedProxies: [], tls: true, strictTransport: true },
    ...{ maxBodyBytes: 1000, idleTimeoutS: 60 },
  };
  const { app } = exampleServer({
    settings,
    routes: [
      page({
        ...{ method: 'GET', path: '/', permission: 'public', summary: 'Home.' },
        handler: (call) => ({ html: `<a href="/x">${call.formToken()}</a> ${call.site}` }),
      }),
      page({
        ...{ method: 'GET', path: '/go', permission: 'public', summary: 'x' },
        handler: () => ({ redirect: '/x?y' }),
      }),
      page({
        ...{ method: 'GET', path: '/mine', permission: 'read:self', summary: 'x' },
        handler: () => ({ html: '' }),
      }),
      route({
        ...{ method: 'POST', path: '/api/v1/go', permission: 'public', summary: 'x', tag: 'x', provesItself: true },
        handler: ({ reply }) => {
          reply.location = '/api/v1/x/1';
          return undefined;
        },
      }),
      {
        ...{ kind: 'probe', method: 'GET', path: '/livez', permission: 'public', summary: 'x' },
        handler: () => ({ ok: true, status: 'alive' }),
      },
      asset('/public/x.css', 'text/css; charset=utf-8', 'p { color: red }'),
    ],
  });
  const browser = () => new HttpClient(app, {});

  test('pages, files and probes are there, nothing is at the root but probes', async () => {
    const statuses = async (paths: string[]) =>
      Promise.all(paths.map(async (path) => (await browser().get(path)).status));
    expect(await statuses(['/adit', '/adit/', '/adit/public/x.css', '/adit/livez', '/livez'])).toEqual([
      ...[200, 200, 200, 200, 200],
    ]);
    expect(await statuses(['/', '/public/x.css', '/go', '/aditx', '/adit//go'])).toEqual([404, 404, 404, 404, 404]);
  });

  test('links, redirects and the way to sign in lead below it; `next` names our own path', async () => {
    expect((await browser().get('/adit/')).text).toContain('<a href="/adit/x">');
    expect((await browser().get('/adit/')).text).toContain('https://tools.example/adit');
    expect((await browser().get('/adit/go')).headers.get('location')).toBe('/adit/x?y');
    expect((await browser().get('/adit/mine?a=b')).headers.get('location')).toBe('/adit/sign-in?next=%2Fmine%3Fa%3Db');
    expect((await browser().post('/adit/api/v1/go')).headers.get('location')).toBe('/adit/api/v1/x/1');
  });

  test('the cookie is kept to the path, and says that it came by TLS', async () => {
    const got = await browser().get('/adit/');
    expect(got.headers.getSetCookie()[0]).toMatch(
      /^__Secure-adit-form=[\w-]{43}; Path=\/adit; HttpOnly; SameSite=Lax; Secure$/,
    );
  });
});
