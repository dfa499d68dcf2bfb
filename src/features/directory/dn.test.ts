import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dnKey, escapeDnValue, isUnder, nameOfDn, parseDn, sameDn } from './dn.ts';

const raw = String.raw;

/** Left, right, and whether they name the same entry. */
const PAIRS: readonly [string, string, boolean][] = [
  ['CN=Ann,DC=corp,DC=example', 'CN=Ann,DC=corp,DC=example', true],
  ['CN=Ann,DC=corp,DC=example', 'cn=ann,dc=CORP,dc=EXAMPLE', true],
  ['CN=Ann,DC=corp', 'CN=Ann, DC=corp', true],
  ['CN=Ann,DC=corp', ' CN = Ann , DC = corp ', true],
  ['CN=Ann,DC=corp', 'CN=Ann;DC=corp', true],
  ['CN=Ann,DC=corp', 'OID.2.5.4.3=Ann,DC=corp', true],
  ['CN=Ann,DC=corp', '2.5.4.3=Ann,0.9.2342.19200300.100.1.25=corp', true],
  ['CN=Ann,DC=corp', 'commonName=Ann,domainComponent=corp', true],
  ['UID=ann,OU=p', 'userId=ann,organizationalUnitName=p', true],
  ['CN=Ann,DC=corp', '"CN"=Ann,DC=corp', false],
  [raw`CN=Smith\, John,DC=corp`, raw`CN=Smith\2C John,DC=corp`, true],
  [raw`CN=Smith\, John,DC=corp`, raw`CN=Smith\2c John,DC=corp`, true],
  [raw`CN=Smith\, John,DC=corp`, 'CN="Smith, John",DC=corp', true],
  [raw`CN=Smith\, John,DC=corp`, 'CN=Smith,John,DC=corp', false],
  [raw`CN=Smith\, John (EXT),DC=corp`, raw`cn=smith\2C john \28EXT\29,dc=corp`, true],
  [raw`CN=a\+b,DC=x`, raw`CN=a\2Bb,DC=x`, true],
  [raw`CN=a\+b,DC=x`, 'CN=a+CN=b,DC=x', false],
  ['CN=a+UID=b,DC=x', 'UID=b+CN=a,DC=x', true],
  ['CN=a + UID=b,DC=x', 'uid=B+cn=A,dc=x', true],
  ['CN=a+UID=b,DC=x', 'CN=a,UID=b,DC=x', false],
  ['CN=a,UID=b', 'UID=b,CN=a', false],
  [raw`CN=\#1,DC=x`, raw`CN=\231,DC=x`, true],
  [raw`CN=a\=b,DC=x`, 'CN=a=b,DC=x', true],
  [raw`CN=a\"b,DC=x`, raw`CN=a\22b,DC=x`, true],
  [raw`CN=a\\b,DC=x`, raw`CN=a\5Cb,DC=x`, true],
  [raw`CN=a\<b\>,DC=x`, raw`CN=a\3Cb\3E,DC=x`, true],
  [raw`CN=a\;b,DC=x`, raw`CN=a\3Bb,DC=x`, true],
  [raw`CN=\ a,DC=x`, raw`CN=\20a,DC=x`, true],
  [raw`CN=a\ ,DC=x`, raw`CN=a\20,DC=x`, true],
  ['CN=a  b,DC=x', 'CN=a b,DC=x', true],
  ['CN=ab,DC=x', 'CN=a b,DC=x', false],
  ['CN=Zoë,DC=x', raw`CN=Zo\C3\AB,DC=x`, true],
  ['CN=Zoë,DC=x', 'CN=Zoe\u0308,DC=x', true],
  ['CN=ZOË,DC=x', 'CN=zoë,DC=x', true],
  ['CN=Zoë,DC=x', 'CN=Zoe,DC=x', false],
  ['CN=Müller,DC=x', raw`CN=M\C3\BCller,DC=x`, true],
  ['CN=ÅNGSTRÖM,DC=x', 'CN=ångström,DC=x', true],
  ['CN=Д,DC=x', 'CN=д,DC=x', true],
  ['CN=А,DC=x', 'CN=A,DC=x', false],
  ['CN=Ａｄｍｉｎｓ,DC=x', 'CN=Admins,DC=x', false],
  ['CN=#04024869', 'CN=Hi', true],
  ['CN=#0C024869', 'CN=Hi', true],
  ['CN=#04024869', 'CN=#04024869', true],
  ['CN=#04024869', 'CN=Ho', false],
  ['CN=#30030101FF', 'CN=#30030101ff', true],
  ['1.3.6.1.4.1.1466.0=#04024869,O=Test', '1.3.6.1.4.1.1466.0=Hi,O=test', true],
  ['CN=a,DC=x', 'CN=a,DC=x,DC=y', false],
  ['CN=a,DC=x,DC=y', 'DC=x,DC=y', false],
  ['CN=a', 'OU=a', false],
  ['CN=,DC=x', 'CN= ,DC=x', true],
  ['CN=,DC=x', 'DC=x', false],
  ['', ' ', true],
  ['', 'DC=x', false],
  ['OU=Sales+CN=J. Smith,DC=example,DC=net', 'ou=sales + cn=j. smith, dc=example, dc=net', true],
  [raw`CN=James \"Jim\" Smith\, III,DC=example,DC=net`, raw`cn=James \22Jim\22 Smith\2C III,dc=Example,dc=Net`, true],
  [raw`CN=Before\0dAfter,DC=example,DC=net`, raw`CN=before\0Dafter,DC=example,DC=net`, true],
  [raw`CN=Lu\C4\8Di\C4\87`, 'CN=Lučić', true],
  ['CN=no name', 'no name', false],
  ['no name', 'no name', true],
  ['no name', 'other name', false],
  ['CN=a,', 'CN=a', false],
  ['CN=a,,DC=x', 'CN=a,DC=x', false],
  [raw`CN=a\C3,DC=x`, 'CN=aÃ,DC=x', false],
  [raw`CN=a\zz,DC=x`, 'CN=azz,DC=x', false],
];

describe('rule 20: names are compared by what they mean', () => {
  test('the table has more than sixty pairs', () => expect(PAIRS.length).toBeGreaterThanOrEqual(60));
  test.each(PAIRS)('%p and %p: %p', (a, b, same) => {
    expect(sameDn(a, b)).toBe(same);
    expect(sameDn(b, a)).toBe(same);
  });
});

test.each([
  'CN',
  '=a',
  'CN=a,',
  'CN=a,DC',
  'C N=a',
  raw`CN=a\,`.slice(0, -1),
  'CN="a',
  'CN="a"b',
  'CN=a"b',
  'CN=#0',
  'CN=#xy',
  'CN=a\0b',
])('rule 20: %p is no name, and is equal to itself alone', (text) => {
  expect(parseDn(text)).toBeNull();
  expect(sameDn(text, text)).toBe(true);
  expect(sameDn(text, `${text}x`)).toBe(false);
});

test('rule 6: whatever stands in a value comes back as it was, and stays one value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
      fc.pre(value.isWellFormed());
      const parsed = parseDn(`uid=${escapeDnValue(value)},ou=people,dc=x`);
      expect(parsed).toEqual([
        [{ type: 'uid', value }],
        [{ type: 'ou', value: 'people' }],
        [{ type: 'dc', value: 'x' }],
      ]);
    }),
    { numRuns: 1000 },
  );
});

test('rule 20: hostile names are read in time that grows with their length', () => {
  const long = `CN=${'\\,'.repeat(50_000)}`;
  expect(parseDn(long)?.[0]?.[0]?.value.length).toBe(50_000);
  expect(parseDn(`${'A=b,'.repeat(20_000)}A=b`)?.length).toBe(20_001);
  expect(parseDn(' '.repeat(100_000))).toEqual([]);
});

test('what is under what', () => {
  expect(isUnder('CN=a,OU=People,DC=x', 'ou=people, dc=X')).toBe(true);
  expect(isUnder('OU=People,DC=x', 'ou=people,dc=x')).toBe(true);
  expect(isUnder('CN=a,OU=Others,DC=x', 'ou=people,dc=x')).toBe(false);
  expect(isUnder('DC=x', 'ou=people,dc=x')).toBe(false);
  expect(isUnder('no name', 'dc=x')).toBe(false);
});

test('what people call an entry', () => {
  expect(nameOfDn(raw`CN=Sales\, North,OU=Groups,DC=x`)).toBe('Sales, North');
  expect(nameOfDn('no name')).toBe('no name');
  expect(nameOfDn('')).toBe('');
});

test('keys of different names are different texts', () => {
  expect(dnKey(raw`cn=a\,b`)).not.toBe(dnKey('cn=a,cn=b'));
  expect(dnKey(raw`cn=a\+cn\=b`)).not.toBe(dnKey('cn=a+cn=b'));
});
