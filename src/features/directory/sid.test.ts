import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { guidFromBytes, guidToBytes, primaryGroupSid, sidFromBytes, sidToBytes } from './sid.ts';

/** Microsoft's well-known SIDs and the two worked examples of its documentation; then the ends of the range. */
test.each([
  ['010100000000000512000000', 'S-1-5-18'],
  ['01020000000000052000000020020000', 'S-1-5-32-544'],
  ['0105000000000005150000005951b81766725d2564633b0b74542f00', 'S-1-5-21-397955417-626881126-188441444-3101812'],
  ['010500000000000515000000a065cf7e784b9b5fe77c8770091c0100', 'S-1-5-21-2127521184-1604012920-1887927527-72713'],
  ['010100000000000100000000', 'S-1-1-0'],
  ['0100000000000005', 'S-1-5'],
  ['0101ffffffffffff01000000', 'S-1-281474976710655-1'],
])('rule 16: the SID %s is %s', (hex, sid) => {
  expect(sidFromBytes(Buffer.from(hex, 'hex'))).toBe(sid);
  expect(sidToBytes(sid)?.toString('hex')).toBe(hex);
});

test.each([
  '',
  '01',
  '0105',
  '010500000000000515000000',
  '02010000000000051200000',
  '0201000000000005120000ff',
  '01100000000000050000',
])('rule 16: %p is no SID', (hex) => expect(sidFromBytes(Buffer.from(hex, 'hex'))).toBeNull());

test.each([
  '',
  'S-1',
  'S-2-5-18',
  'S-1-5-x',
  'S-1-5-4294967296',
  'S-1-281474976710656-1',
  `S-1-5${'-1'.repeat(16)}`,
  'S-1-5-18\n',
])('rule 16: %p is no text of a SID', (sid) => expect(sidToBytes(sid)).toBeNull());

test('rule 17: the primary group is the domain of the person and its number', () => {
  expect(primaryGroupSid('S-1-5-21-1-2-3-1105', '513')).toBe('S-1-5-21-1-2-3-513');
  expect(primaryGroupSid('S-1-5-32-544', '513')).toBeNull();
  expect(primaryGroupSid('S-1-5-21-1-2-3-1105', '')).toBeNull();
  expect(primaryGroupSid('S-1-5-21-1-2-3-1105', '5x')).toBeNull();
});

/** Written out by hand after the order of [MS-DTYP] 2.3.4.2: the first three fields are little-endian. */
test('rule 12: a GUID is read in the order in which Active Directory keeps it', () => {
  expect(guidFromBytes(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))).toBe(
    '33221100-5544-7766-8899-aabbccddeeff',
  );
  expect(guidFromBytes(Buffer.alloc(15))).toBeNull();
  expect(guidToBytes('33221100-5544-7766-8899-aabbccddeeff')?.toString('hex')).toBe('00112233445566778899aabbccddeeff');
  expect(guidToBytes('33221100')).toBeNull();
});

test('rule 12: bytes and texts of SIDs and GUIDs turn into each other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(guidToBytes(guidFromBytes(Buffer.from(bytes)) as string)).toEqual(Buffer.from(bytes));
    }),
  );
  const subs = fc.array(fc.nat(0xff_ff_ff_ff), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), subs, (authority, parts) => {
      const sid = ['S', 1, authority, ...parts].join('-');
      expect(sidFromBytes(sidToBytes(sid) as Buffer)).toBe(sid);
    }),
  );
});
