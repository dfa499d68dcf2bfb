/** Record batches written by hand after the description of format 2 (https://kafka.apache.org/documentation/#recordbatch). */
import { expect, test } from 'bun:test';
import { KafkaWriter, Malformed } from './kafka-bytes.ts';
import { readBatches } from './kafka-records.ts';
import { unpack } from './kafka-unpack.ts';

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}
const field = (bytes: Buffer | null) => Buffer.concat([varint(bytes?.length ?? -1), bytes ?? Buffer.alloc(0)]);

const TRANSACTION = 0x10;
const CONTROL = 0x20;

function batch(
  first: number,
  values: (Buffer | string)[],
  { attributes = 0, producer = -1, key = null as Buffer | null } = {},
) {
  const records = values.map((value, at) => {
    const parts = [Buffer.from([0]), varint(at), varint(at), field(key), field(Buffer.from(value)), varint(0)];
    return field(Buffer.concat(parts));
  });
  const tail = new KafkaWriter()
    .int32(0)
    .int8(2)
    .int32(0)
    .int16(attributes)
    .int32(values.length - 1);
  tail
    .int64(1_700_000_000_000n)
    .int64(1_700_000_000_009n)
    .int64(BigInt(producer))
    .int16(0)
    .int32(0)
    .int32(values.length);
  for (const record of records) tail.raw(record);
  return new KafkaWriter().int64(BigInt(first)).block(tail.done()).done();
}
/** Version 0; 0: abort, 1: commit. */
const mark = (first: number, producer: number, kind: 0 | 1) =>
  batch(first, [''], { attributes: TRANSACTION | CONTROL, producer, key: Buffer.from([0, 0, 0, kind]) });
const read = (batches: Buffer[], from = 0, aborted: { producer: bigint; firstOffset: bigint }[] = []) => {
  const { records, next } = readBatches(Buffer.concat(batches), BigInt(from), aborted);
  return { values: records.map(({ value }) => String(value)), next };
};

test('records from an offset on; a batch that is cut off waits for the next answer', () => {
  const [a, b] = [batch(10, ['a', 'b', 'c']), batch(13, ['d'])];
  expect(read([a, b])).toEqual({ values: ['a', 'b', 'c', 'd'], next: 14n });
  expect(read([a, b], 12)).toEqual({ values: ['c', 'd'], next: 14n });
  expect(read([a, b.subarray(0, -1)])).toEqual({ values: ['a', 'b', 'c'], next: 13n });
  expect(read([a.subarray(0, 20)])).toEqual({ values: [], next: null });
  const [record] = readBatches(batch(5, ['x', 'y']), 6n, []).records;
  expect(record).toMatchObject({ offset: 6n, atMs: 1_700_000_000_001, key: null });
  const byLog = readBatches(batch(5, ['x'], { attributes: 0x08 }), 0n, []).records[0]!;
  expect(byLog.atMs).toBe(1_700_000_000_009);
});

test('of transactions, what was given up is left out, and so are the marks', () => {
  const log = [
    batch(0, ['a1'], { attributes: TRANSACTION, producer: 1 }),
    batch(1, ['b1'], { attributes: TRANSACTION, producer: 2 }),
    batch(2, ['plain']),
    mark(3, 1, 0),
    mark(4, 2, 1),
    batch(5, ['a2'], { attributes: TRANSACTION, producer: 1 }),
    mark(6, 1, 1),
  ];
  expect(read(log, 0, [{ producer: 1n, firstOffset: 0n }])).toEqual({ values: ['b1', 'plain', 'a2'], next: 7n });
  expect(read(log)).toEqual({ values: ['a1', 'b1', 'plain', 'a2'], next: 7n });
});

test('what is malformed is told, never read beyond', () => {
  const good = batch(0, ['value']);
  const old = Buffer.from(good);
  old[16] = 1;
  expect(() => read([old])).toThrow('format 1');
  for (let at = 57; at < good.length; at++) {
    const bad = Buffer.from(good);
    bad[at] = 0x7f;
    try {
      read([bad]);
    } catch (error) {
      expect(error).toBeInstanceOf(Malformed);
    }
  }
});

test('packed bytes that lie end in a fault', () => {
  for (const kind of [1, 2, 3, 4, 5])
    for (const bytes of [
      [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 0xff, 0, 0, 0],
      [5, 1, 1],
    ])
      expect(() => unpack(kind, Buffer.from(bytes))).toThrow(Malformed);
});
