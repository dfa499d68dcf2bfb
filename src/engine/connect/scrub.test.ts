import { expect, test } from 'bun:test';
import { AppError, Secret, Type } from '#sdk';
import { Scrub } from './scrub.ts';
import { secretsIn } from './secret-settings.ts';

const SECRET = 'pä/ss+w"rd 7';

test.each([
  ['as it is', SECRET],
  ['in an address', encodeURIComponent(SECRET)],
  ['in an address, lower case', encodeURIComponent(SECRET).toLowerCase()],
  ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['in JSON', JSON.stringify({ SECRET }).slice(11, -2)],
  ['in hexadecimal digits', Buffer.from(SECRET).toString('hex')],
  ['in base64', Buffer.from(SECRET).toString('base64').replace(/=+$/, '')],
])('a secret %s is taken out', (_, form) => {
  const said = new Scrub([SECRET]).text(`before ${form} after`);
  expect(said).toStartWith('before •••');
  expect(said).toEndWith(' after');
  expect(said).not.toContain(form.slice(2, -2));
});

test.each(['u', 'us', 'use', 'user'])('in base64 with "%s:" before it', (user) => {
  const header = Buffer.from(`${user}:correct horse battery`).toString('base64');
  const said = new Scrub(['correct horse battery']).text(`Basic ${header}`);
  expect(said).toContain('•••');
  expect(Buffer.from(said.replace('Basic ', '').replace('•••', ''), 'base64').toString()).not.toContain('horse');
});

test('every line of a key', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n';
  expect(new Scrub([key]).text('bad line AQEFAASCBKcwggSjAgEAAoIB')).toBe('bad line •••');
});

test('a short one only as a word of its own', () => {
  expect(new Scrub(['ab']).text('password "ab" in about ab1')).toBe('password "•••" in about ab1');
});

test('data keeps what may be there by chance', () => {
  const scrub = new Scrub(['Berlin', 'Berlin-2024']);
  expect(scrub.data('Berlin')).toBe('Berlin');
  expect(scrub.data('Berlin-2024')).toBe('•••');
});

test('faults lose it in message, details and stack, and stay what they are', () => {
  const fault = new AppError('invalid', 'a.code', `no ${SECRET}`, [{ message: SECRET, value: SECRET, line: 3 }]);
  const clean = new Scrub([SECRET]).fault(fault);
  expect([clean.fault, clean.code, clean.message]).toEqual(['invalid', 'a.code', 'no •••']);
  expect(clean.details).toEqual([{ message: '•••', value: '•••', line: 3 }]);
  expect(clean.stack).not.toContain(SECRET);
});

test('without secrets nothing changes', () => {
  const scrub = new Scrub([]);
  expect(scrub.value({ a: ['x', 1, null] })).toEqual({ a: ['x', 1, null] });
  expect(scrub.text('')).toBe('');
});

test('secrets are found wherever a schema marks them', () => {
  const schema = Type.Object({
    host: Type.String(),
    password: Secret('Of the user'),
    none: Secret('Not there', { optional: true }),
    headers: Type.Array(Type.Object({ name: Type.String(), value: Secret('A value') })),
    sign: Type.Union([
      Type.Object({ by: Type.Literal('key'), key: Secret('A key', { lines: true }) }),
      Type.Object({ by: Type.Literal('token'), token: Secret('A token') }),
    ]),
  });
  const settings = {
    ...{
      host: 'h',
      password: 'p1',
      none: '',
      headers: [{ name: 'a', value: 'v1' }],
      sign: { by: 'token', token: 't1' },
    },
  };
  expect(secretsIn(schema, settings).map(({ pointer, value }) => `${pointer} ${value}`)).toEqual([
    ...['/password p1', '/headers/0/value v1', '/sign/token t1'],
  ]);
});
