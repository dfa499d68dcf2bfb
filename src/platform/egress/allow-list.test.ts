import { expect, test } from 'bun:test';
import { entryMistake, parseAllowList } from './allow-list.ts';

const list = parseAllowList([
  'erp-db.corp:1521',
  '*.corp.example:443',
  '10.20.0.0/16:443',
  '10.20.0.5:443',
  '[fd00::/8]:443',
  '[fd00::5]:22',
  '127.0.0.1:5432',
]);

test('a name is allowed itself, with its port', () => {
  expect(list.forHost({ host: 'erp-db.corp', port: 1521 })).toBe('erp-db.corp:1521');
  expect(list.forHost({ host: 'erp-db.corp', port: 1522 })).toBeNull();
  expect(list.forHost({ host: 'x.erp-db.corp', port: 1521 })).toBeNull();
});

test('a star stands for subdomains at any depth, not for the domain, nor for names that only end alike', () => {
  const allowed = (host: string) => list.forHost({ host, port: 443 }) !== null;
  expect(['a.corp.example', 'a.b.corp.example', 'corp.example', 'evilcorp.example'].map(allowed)).toEqual([
    ...[true, true, false, false],
  ]);
});

test('addresses and networks, of either family; the exact entry is found before the network', () => {
  expect(list.forAddress('10.20.9.9', 443)).toEqual({ entry: '10.20.0.0/16:443', exact: false });
  expect(list.forAddress('10.20.0.5', 443)).toEqual({ entry: '10.20.0.5:443', exact: true });
  expect(list.forAddress('fd12::1', 443)).toEqual({ entry: '[fd00::/8]:443', exact: false });
  expect(list.forAddress('fd00:0:0::5', 22)?.exact).toBe(true);
  expect(list.forAddress('10.21.0.1', 443)).toBeNull();
  expect(list.forAddress('fe00::1', 443)).toBeNull();
  expect([443, 22, 80].map((port) => list.hasAddresses(port))).toEqual([true, true, false]);
});

test.each([
  ['erp-db.corp', 'has no port'],
  ['erp-db.corp:', 'has no port'],
  [':443', 'has no port'],
  ['erp-db.corp:0', 'no port'],
  ['erp-db.corp:70000', 'no port'],
  ['*:443', 'no host in its plain form'],
  ['*.:443', 'no host in its plain form'],
  ['*.*.corp:443', 'no host in its plain form'],
  ['a.*.corp:443', 'no host in its plain form'],
  ['*.10.0.0.1:443', 'an address where a name belongs'],
  ['https://erp.corp:443', 'no host in its plain form'],
  ['user@erp.corp:443', 'no host in its plain form'],
  ['erp.corp/8:443', 'no host in its plain form'],
  ['0x7f.1:443', 'no host in its plain form'],
  ['10.20.0.0/33:443', 'from 0 to 32'],
  ['10.20.0.0/:443', 'from 0 to 32'],
  ['10.20.0.0/8/8:443', 'from 0 to 32'],
  ['[fd00::/129]:443', 'from 0 to 128'],
  ['fd00::5:443', 'needs brackets'],
  ['127.0.0.0/8:443', 'one by one'],
  ['169.254.169.254:80', 'special (link-local)'],
  ['0.0.0.0/0:443', 'special (unspecified)'],
  ['[::ffff:10.0.0.1]:443', 'special (IPv4 inside IPv6)'],
  ['224.0.0.0/4:443', 'special (multicast)'],
])('%j is a mistake', (entry, says) => {
  expect(entryMistake(entry)).toContain(says);
});
