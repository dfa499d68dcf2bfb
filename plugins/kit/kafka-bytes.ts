/** What was expected is not there: the answer is cut off, or is no answer of Kafka. */
export class Malformed extends Error {}

/** Reads the values of the protocol of Kafka, never beyond what there is. */
export class KafkaReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(length: number): Buffer {
    const from = this.#step(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** Where the next bytes begin; the reader stands behind them. */
  #step(length: number): number {
    if (length < 0 || length > this.left) throw new Malformed(`${length} bytes where ${this.left} are left`);
    this.#at += length;
    return this.#at - length;
  }

  int8 = (): number => this.#bytes.readInt8(this.#step(1));
  int16 = (): number => this.#bytes.readInt16BE(this.#step(2));
  int32 = (): number => this.#bytes.readInt32BE(this.#step(4));
  int64 = (): bigint => this.#bytes.readBigInt64BE(this.#step(8));

  text(): string {
    return this.nullableText() ?? '';
  }

  nullableText(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.bytes(length).toString('utf8');
  }

  /** After its length in 32 bits; null as nothing. */
  block(): Buffer {
    const length = this.int32();
    return length < 0 ? Buffer.alloc(0) : this.bytes(length);
  }

  /** Every element has a byte at least: a count that lies ends where the bytes do. */
  list<T>(one: () => T): T[] {
    const count = this.int32();
    if (count > this.left) throw new Malformed(`a list of ${count} where ${this.left} bytes are left`);
    return Array.from({ length: Math.max(0, count) }, one);
  }

  /** Zigzag, seven bits a byte, 32 bits at most. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.int8() & 0xff;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new Malformed('a number of more than five bytes');
  }

  /** The same of 64 bits. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.int8() & 0xff;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n);
    }
    throw new Malformed('a number of more than ten bytes');
  }

  /** After its length as such a number; null: there is none. */
  field(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.bytes(length);
  }
}

/** Writes them. */
export class KafkaWriter {
  readonly #parts: Buffer[] = [];

  int8(value: number): this {
    return this.#add(1, (bytes) => bytes.writeInt8(value));
  }

  int16(value: number): this {
    return this.#add(2, (bytes) => bytes.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.#add(4, (bytes) => bytes.writeInt32BE(value));
  }

  int64(value: bigint): this {
    return this.#add(8, (bytes) => bytes.writeBigInt64BE(value));
  }

  text(value: string): this {
    const bytes = Buffer.from(value, 'utf8');
    return this.int16(bytes.length).raw(bytes);
  }

  block(bytes: Buffer): this {
    return this.int32(bytes.length).raw(bytes);
  }

  list<T>(items: readonly T[], one: (item: T) => unknown): this {
    this.int32(items.length);
    for (const item of items) one(item);
    return this;
  }

  raw(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #add(length: number, write: (bytes: Buffer) => void): this {
    const bytes = Buffer.alloc(length);
    write(bytes);
    return this.raw(bytes);
  }
}
