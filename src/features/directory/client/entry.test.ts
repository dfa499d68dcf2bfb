import { expect, test } from 'bun:test';
import { Entry } from './entry.ts';

const values = (...texts: string[]) => texts.map((text) => Buffer.from(text));

test('rule 11: attributes are found in any case, options aside', () => {
  const entry = new Entry({
    dn: 'cn=x',
    attributes: [
      { name: 'sAMAccountName', values: values('ann') },
      { name: 'MAIL;lang-de', values: values('a@x', 'b@x') },
      { name: '__proto__', values: values('x') },
      { name: 'empty', values: [] },
      { name: 'blank', values: values('') },
    ],
  });
  expect([entry.text('samaccountname'), entry.text('SAMACCOUNTNAME')]).toEqual(['ann', 'ann']);
  expect(entry.texts('mail')).toEqual(['a@x', 'b@x']);
  expect(entry.texts('__PROTO__')).toEqual(['x']);
  expect([entry.text('empty'), entry.text('blank'), entry.text('nothing'), entry.text('constructor')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('rule 18: ranges are put together, and what is no step forward is told', () => {
  const entry = new Entry({
    dn: 'cn=x',
    attributes: [
      { name: 'member', values: [] },
      { name: 'member;range=0-1', values: values('a', 'b') },
    ],
  });
  expect(entry.unfinished).toEqual({ attribute: 'member', next: 2 });
  expect(entry.continueWith('member', { attributes: [] })).toBe(false);
  expect(entry.continueWith('member', { attributes: [{ name: 'member;range=0-1', values: values('a', 'b') }] })).toBe(
    false,
  );
  expect(entry.continueWith('member', { attributes: [{ name: 'member;range=2-3', values: values('c', 'd') }] })).toBe(
    true,
  );
  expect(entry.unfinished).toEqual({ attribute: 'member', next: 4 });
  expect(entry.continueWith('member', { attributes: [{ name: 'Member;Range=4-*', values: values('e') }] })).toBe(true);
  expect([entry.unfinished, entry.texts('MEMBER')]).toEqual([null, ['a', 'b', 'c', 'd', 'e']]);
});
