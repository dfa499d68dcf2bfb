import { KafkaReader, Malformed } from './kafka-bytes.ts';
import { unpack } from './kafka-unpack.ts';

export interface KafkaRecord {
  readonly offset: bigint;
  /** Milliseconds since 1970; null: it has none. */
  readonly atMs: number | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | null])[];
}

/** A transaction that was given up, whose records nobody shall see. */
export interface Aborted {
  readonly producer: bigint;
  readonly firstOffset: bigint;
}

export interface Fetched {
  readonly records: KafkaRecord[];
  /** Where the next records begin; null: not one batch was whole. */
  readonly next: bigint | null;
}

/** Before the length in the head of a batch, and that length. */
const HEAD = 12;
const [PACKED, LOG_TIME, TRANSACTION, CONTROL] = [0x07, 0x08, 0x10, 0x20];

/** Reads record batches (format 2, since Kafka 0.11) from an offset on: committed records, without the marks of transactions. */
export function readBatches(bytes: Buffer, from: bigint, aborted: readonly Aborted[]): Fetched {
  const givenUp = new GivenUp(aborted);
  const records: KafkaRecord[] = [];
  let next: bigint | null = null;
  for (let rest = bytes; rest.length >= HEAD; ) {
    const length = rest.readInt32BE(8);
    if (length < 49) throw new Malformed('a batch of records without a head');
    // The last batch of an answer may be cut off: it comes whole with the next one.
    if (rest.length < HEAD + length) break;
    const batch = headOf(rest.subarray(0, HEAD + length));
    rest = rest.subarray(HEAD + length);
    next = batch.last + 1n;
    if (givenUp.hides(batch)) continue;
    for (const record of recordsOf(batch)) if (record.offset >= from) records.push(record);
  }
  return { records, next };
}

interface BatchHead {
  readonly first: bigint;
  readonly last: bigint;
  readonly attributes: number;
  readonly firstMs: bigint;
  readonly maxMs: bigint;
  readonly producer: bigint;
  readonly count: number;
  readonly body: Buffer;
}

function headOf(bytes: Buffer): BatchHead {
  const format = bytes[16]!;
  if (format !== 2)
    throw new Malformed(`records in the format ${format}; only those written since Kafka 0.11 (format 2) can be read`);
  const first = bytes.readBigInt64BE(0);
  return {
    first,
    ...{ attributes: bytes.readInt16BE(21), last: first + BigInt(bytes.readInt32BE(23)) },
    ...{ firstMs: bytes.readBigInt64BE(27), maxMs: bytes.readBigInt64BE(35), producer: bytes.readBigInt64BE(43) },
    ...{ count: bytes.readInt32BE(57), body: bytes.subarray(61) },
  };
}

function* recordsOf({ first, attributes, firstMs, maxMs, count, body }: BatchHead): Generator<KafkaRecord> {
  const reader = new KafkaReader(unpack(attributes & PACKED, body));
  for (let i = 0; i < count; i++) {
    const record = new KafkaReader(reader.field() ?? Buffer.alloc(0));
    record.int8();
    const ms = firstMs + record.varlong();
    const at = attributes & LOG_TIME ? maxMs : ms;
    const offset = first + BigInt(record.varint());
    const [key, value] = [record.field(), record.field()];
    const headers: [string, Buffer | null][] = [];
    for (let left = record.varint(); left > 0; left--)
      headers.push([(record.field() ?? '').toString('utf8'), record.field()]);
    yield { offset, key, value, headers, atMs: at < 0n || at > 8_640_000_000_000_000n ? null : Number(at) };
  }
}

/** Which transactions are given up where the reading is. */
class GivenUp {
  readonly #begins: Aborted[];
  readonly #open = new Set<bigint>();

  constructor(aborted: readonly Aborted[]) {
    this.#begins = aborted.toSorted((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  }

  hides({ attributes, last, producer, body }: BatchHead): boolean {
    while (this.#begins[0] && this.#begins[0].firstOffset <= last) this.#open.add(this.#begins.shift()!.producer);
    if ((attributes & TRANSACTION) === 0) return (attributes & CONTROL) !== 0;
    if ((attributes & CONTROL) === 0) return this.#open.has(producer);
    if (isAbort(body)) this.#open.delete(producer);
    return true;
  }
}

/** The key of the one record of a control batch: its version, then 0 for an abort. */
function isAbort(body: Buffer): boolean {
  const record = new KafkaReader(new KafkaReader(body).field() ?? Buffer.alloc(0));
  record.int8();
  record.varlong();
  record.varint();
  const key = record.field();
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
}
