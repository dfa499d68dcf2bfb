/** Messages that others sign, against what their makers publish; and bodies that nobody should send. */
import { expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { AppError, withDefaults } from '#sdk';
import connector from '../../plugins/connectors/http-push.ts';

const settingsWith = (more: object) =>
  withDefaults(connector.params, { ...more }) as Parameters<typeof connector.verify>[0];
const messageOf = (body: string | Uint8Array, headers: Record<string, string> = {}) => {
  const sent = new Headers(headers);
  return { header: (name: string) => sent.get(name), body: Buffer.from(body as string) };
};
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof AppError ? `${error.fault} ${error.code}` : String(error);
  }
};
const rowsOf = (body: string | Uint8Array, records = '', type = 'application/json') =>
  connector.rowsOf(settingsWith({ secret: 'x', records }), messageOf(body, { 'content-type': type }));

const SPEC = {
  secret: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
  body: '{"event_type":"ping","data":{"success":true}}',
  atMs: 1_731_705_121_000,
  headers: {
    'webhook-id': 'msg_loFOjxBNrRLzqYUf',
    'webhook-timestamp': '1731705121',
    'webhook-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  },
};
const spec = settingsWith({ secret: SPEC.secret });

test('the example of the Standard Webhooks specification is taken, within five minutes', () => {
  const message = messageOf(SPEC.body, SPEC.headers);
  for (const [offMs, id] of [
    [0, 'msg_loFOjxBNrRLzqYUf'],
    [300_000, 'msg_loFOjxBNrRLzqYUf'],
    [-300_000, 'msg_loFOjxBNrRLzqYUf'],
    [300_001, undefined],
    [-300_001, undefined],
  ] as const)
    expect([offMs, connector.verify(spec, message, SPEC.atMs + offMs)?.id]).toEqual([offMs, id]);
});

test('every altered byte of body, id and time is refused, and every part that is left out', () => {
  for (let at = 0; at < SPEC.body.length; at++) {
    const body = Buffer.from(SPEC.body);
    body[at]! ^= 1;
    expect([at, connector.verify(spec, messageOf(body, SPEC.headers), SPEC.atMs)]).toEqual([at, null]);
  }
  for (const name of Object.keys(SPEC.headers)) {
    const { [name as keyof typeof SPEC.headers]: value, ...others } = SPEC.headers;
    for (const headers of [others, { ...others, [name]: `${value}1` }, { ...others, [name]: '' }])
      expect([name, connector.verify(spec, messageOf(SPEC.body, headers as never), SPEC.atMs)]).toEqual([name, null]);
  }
  const other = settingsWith({ secret: 'whsec_plJ3nmyCDGBKInavdOK15jsm' });
  expect(connector.verify(other, messageOf(SPEC.body, SPEC.headers), SPEC.atMs)).toBeNull();
});

test('a secret that says no key signs nothing, not even with an empty one', () => {
  const signed = createHmac('sha256', '').update(`a.1.${SPEC.body}`).digest('base64');
  const headers = { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': `v1,${signed}` };
  for (const secret of ['whsec_', 'whsec_!!!!!!!!!!!!!!!!', '****************'])
    expect(connector.verify(settingsWith({ secret }), messageOf(SPEC.body, headers), 1000)).toBeNull();
});

test('what the library of the specification signs is taken, by either of two secrets', () => {
  const body = Buffer.from('{"a":"ä"}');
  const at = new Date(SPEC.atMs);
  const sign = (secret: string) => new Webhook(secret).sign('m1', at, body.toString());
  const [now, former] = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', SPEC.secret];
  const headers = { 'webhook-id': 'm1', 'webhook-timestamp': '1731705121' };
  const both = { ...headers, 'webhook-signature': `v1a,xyz ${sign(now)} ${sign(former)}` };
  for (const secret of [now, former])
    expect(connector.verify(settingsWith({ secret }), messageOf(body, both), SPEC.atMs)).toEqual({ id: 'm1' });
});

test('the example of the documentation of GitHub is taken, and one with another byte is not', () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  const github = settingsWith({ signature: 'hmac-sha256', secret: "It's a Secret to Everybody" });
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const verify = (body: string, value: string) =>
    connector.verify(github, messageOf(body, { 'X-Hub-Signature-256': value }), 0);
  const taken = verify('Hello, World!', signature);
  expect(taken).toEqual({ id: 'sha256-dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f' });
  expect(verify('Hello, World!', signature.toUpperCase().replace('SHA256', 'sha256'))).toEqual(taken);
  for (const [body, value] of [
    ['Hello, World?', signature],
    ['Hello, World!', signature.replace('7571', '7572')],
    ['Hello, World!', signature.slice(7)],
    ['Hello, World!', signature.slice(0, -1)],
    ['Hello, World!', ''],
  ] as const)
    expect([value, verify(body, value)]).toEqual([value, null]);
});

test('an HMAC in base64 under a header of its own, and a bearer token', () => {
  const secret = '0123456789abcdef';
  const hmac = settingsWith({ signature: 'hmac-sha256', secret, header: 'X-Sign', encoding: 'base64', prefix: '' });
  const signed = createHmac('sha256', secret).update('{}').digest('base64');
  expect(connector.verify(hmac, messageOf('{}', { 'x-sign': signed }), 0)).not.toBeNull();
  expect(connector.verify(hmac, messageOf('{}', { 'x-sign': signed.toLowerCase() }), 0)).toBeNull();
  const bearer = settingsWith({ signature: 'bearer', secret });
  expect(connector.verify(bearer, messageOf('{}', { authorization: `Bearer ${secret}` }), 0)).not.toBeNull();
  for (const authorization of ['Bearer ', `Bearer ${secret}x`, secret, `Basic ${secret}`, ''])
    expect(connector.verify(bearer, messageOf('{}', { authorization }), 0)).toBeNull();
});

test('records become flat rows, and numbers stay what they are', () => {
  const body = '{"data":{"items":[{"id":9223372036854775807,"at":{"place":"A"},"tags":[1,2],"ok":true},{"id":0.1}]}}';
  expect(rowsOf(body, 'data.items')).toEqual([
    { id: '9223372036854775807', 'at.place': 'A', tags: '[1,2]', ok: true },
    { id: 0.1 },
  ]);
  expect(rowsOf('{"a":1}')).toEqual([{ a: 1 }]);
  expect(rowsOf('{"a":1}\n\n{"a":2}\n', '', 'application/x-ndjson; charset=utf-8')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(rowsOf('{"e":{"a":1}}\n{"e":[{"a":2}]}', 'e', 'application/x-ndjson')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(rowsOf('{"__proto__":{"a":1},"constructor":2}')).toEqual([{ '__proto__.a': 1, constructor: 2 } as never]);
});

test('garbage is refused with words', () => {
  for (const [body, records, code] of [
    ['', '', 'invalid push.notJson'],
    ['{"a":', '', 'invalid push.notJson'],
    ['\u0000', '', 'invalid push.notJson'],
    ['['.repeat(100_000), '', 'invalid push.notJson'],
    [new Uint8Array([34, 0xff, 34]), '', 'invalid push.notUtf8'],
    ['{"a":1}', 'b.c', 'invalid push.noRecords'],
    ['{"b":null}', 'b', 'invalid push.noRecords'],
    [`[${'1,'.repeat(5000)}1]`, '', 'too_large push.tooManyRows'],
  ] as const)
    expect([records, codeOf(() => rowsOf(body, records))]).toEqual([records, code]);
  expect(codeOf(() => rowsOf('{}\n{', '', 'application/x-ndjson'))).toBe('invalid push.notJson');
});
