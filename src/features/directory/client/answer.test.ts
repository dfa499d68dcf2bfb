import { describe, expect, test } from 'bun:test';
import {
  BIND_49,
  BIND_OK,
  damaged,
  ENTRY,
  hex,
  LONG,
  PAGE,
  REFERENCE,
  randomNumbers,
} from '../../../../tests/directory/damaged-answers.ts';
import { type Answer, readAnswer } from './answer.ts';
import { Malformed } from './ber.ts';
import { MAX_MESSAGE_BYTES, MessageCutter } from './messages.ts';

describe('answers of a directory', () => {
  test('RFC 4511: bind, entry, reference, end of a page', () => {
    expect(readAnswer(BIND_OK)).toEqual({ kind: 'bind', id: 1, code: 0, message: '', referrals: [], cookie: null });
    expect(readAnswer(BIND_49)).toMatchObject({ kind: 'bind', code: 49 });
    expect(readAnswer(ENTRY)).toEqual({
      ...{ kind: 'entry', id: 2, dn: 'x' },
      attributes: [{ name: 'a', values: [Buffer.from('1'), Buffer.from('2')] }],
    });
    expect(readAnswer(REFERENCE)).toEqual({ kind: 'reference', id: 2 });
    expect(readAnswer(PAGE)).toMatchObject({ kind: 'search', code: 0, cookie: Buffer.from('abc') });
    expect(readAnswer(LONG)).toMatchObject({ kind: 'bind', id: 1, code: 0 });
  });

  test('a referral, and what a bind may add', () => {
    const referral = hex('3016 020101 6511 0a010a 0400 0400 a308 0406 6c6461703a2f');
    expect(readAnswer(referral)).toMatchObject({ code: 10, referrals: ['ldap:/'] });
    const credentials = hex('300f 020101 610a 0a0100 0400 0400 870161');
    expect(readAnswer(credentials)).toMatchObject({ kind: 'bind', code: 0 });
  });

  test.each([
    ['nothing', ''],
    ['a bind without a code, which ldapts takes for success', '3005 020101 6100'],
    ['a bind whose code is empty', '300b 020101 6106 0a00 0400 0400'],
    ['a code that is no enumeration', '300c 020101 6107 020100 0400 0400'],
    ['a code of five bytes', '3010 020101 610b 0a05 0000000000 0400 0400'],
    [
      'a value longer than its message, at which ldapts never comes back',
      '3015 020102 6410 0401 78 300b 3009 0401 61 3104 0420 0000',
    ],
    ['an entry whose attribute is no sequence', '3010 020102 640b 0401 78 3006 0404 00000000'],
    ['an entry without attributes', '3008 020102 6403 0401 78'],
    ['a message that goes on after its end', '300d 020101 6107 0a0100 0400 0400 00'],
    ['two messages in one', '300c 020101 6107 0a0100 0400 0400 3005'],
    ['a negative length of four bytes', '3084ffffffff 020101'],
    ['an indefinite length', '3080 020101 6107 0a0100 0400 0400 0000'],
    ['a length of five bytes', '308500 0000000c 020101'],
    ['a tag of several bytes', '3008 020101 7f61 03 0a0100'],
    ['a number that is none', '300b 0200 6107 0a0100 0400 0400'],
    ['an answer that is a request', '300c 020101 6007 020103 0400 8000'],
    ['an unknown answer', '300c 020101 7f07 0a0100 0400 0400'],
    ['a control that is none', '3010 020101 6107 0a0100 0400 0400 a002 0400'],
    [
      'a page that is none',
      '302a 020102 6507 0a0100 0400 0400 a01c 301a 0416 312e322e3834302e3131333535362e312e342e333139 0400',
    ],
    ['no sequence', '040c 020101 6107 0a0100 0400 0400'],
  ])('%s is refused', (_, text) => expect(() => readAnswer(hex(text))).toThrow(Malformed));

  test('whatever is cut off or changed in one byte, a refusal never becomes success', () => {
    let read = 0;
    const look = (bytes: Buffer, at: number) => {
      try {
        const answer = readAnswer(bytes);
        read++;
        // The byte of the code itself is the server's word.
        if (at !== 9 && 'code' in answer) expect(answer.code).not.toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    };
    for (let at = 0; at < BIND_49.length; at++) {
      look(BIND_49.subarray(0, at), -1);
      look(Buffer.concat([BIND_49.subarray(0, at), BIND_49.subarray(at + 1)]), -1);
      for (let value = 0; value < 256; value++) {
        const changed = Buffer.from(BIND_49);
        changed[at] = value;
        look(changed, at);
      }
    }
    expect(read).toBeGreaterThan(256);
  });
});

const COUNT = Number(process.env.ADIT_TEST_MALFORMED ?? 2000);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);

test(`${COUNT} damaged answers (seed ${SEED}) end in an answer or in Malformed`, () => {
  const random = randomNumbers(SEED);
  let refused = 0;
  for (let i = 0; i < COUNT; i++) {
    const bytes = damaged(random);
    const cutter = new MessageCutter();
    const answers: Answer[] = [];
    try {
      for (let at = 0, size = 1; at < bytes.length; at += size) {
        size = 1 + random(9);
        for (const message of cutter.push(bytes.subarray(at, at + size))) answers.push(readAnswer(message));
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw new Error(`damage ${i} of seed ${SEED}: ${error}`);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(COUNT / 4);
}, 60_000);

describe('messages out of what the network brings', () => {
  const cut = (chunks: readonly Buffer[]) => {
    const cutter = new MessageCutter();
    return chunks.flatMap((chunk) => [...cutter.push(chunk)].map((message) => message.toString('hex')));
  };
  const whole = [BIND_OK, ENTRY, PAGE].map((message) => message.toString('hex'));
  const stream = Buffer.concat([BIND_OK, ENTRY, PAGE]);

  test('cut anywhere, joined in any way', () => {
    expect(cut([stream])).toEqual(whole);
    expect(cut([...stream].map((byte) => Buffer.from([byte])))).toEqual(whole);
    for (let at = 0; at <= stream.length; at++)
      expect(cut([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole);
  });

  test('100,000 messages in one piece, at which ldapts runs out of stack', () => {
    expect(cut([Buffer.concat(Array.from({ length: 100_000 }, () => BIND_OK))]).length).toBe(100_000);
  });

  test('a message of 20 MiB in pieces of 16 KiB is joined once', () => {
    const body = Buffer.alloc(20 * 1_048_576);
    const message = Buffer.concat([hex('3084'), Buffer.from([1, 0x40, 0, 0]), body]);
    const pieces = Array.from({ length: Math.ceil(message.length / 16_384) }, (_, i) =>
      message.subarray(i * 16_384, (i + 1) * 16_384),
    );
    const cutter = new MessageCutter();
    const lengths = pieces.flatMap((piece) => [...cutter.push(piece)].map(({ length }) => length));
    expect([lengths, cutter.isEmpty]).toEqual([[message.length], true]);
  });

  test('what is too long, and what is no message, is refused at once', () => {
    const tooLong = Buffer.alloc(6);
    tooLong[0] = 0x30;
    tooLong[1] = 0x84;
    tooLong.writeUInt32BE(MAX_MESSAGE_BYTES + 1, 2);
    expect(() => cut([tooLong])).toThrow(Malformed);
    expect(() => cut([Buffer.from('HTTP/1.1 400 Bad Request\r\n')])).toThrow(Malformed);
    expect(() => cut([Buffer.from([0x15, 3, 3, 0, 2, 2, 40])])).toThrow(Malformed);
  });
});
