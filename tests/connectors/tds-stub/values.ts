import type {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBStructValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimeValue,
} from '@duckdb/node-api';

/** How the types of the database behind are sent (MS-TDS 2.2.5.4 and 2.2.5.5). */
export interface WireType {
  /** As it stands in the head of the column. */
  readonly info: readonly number[];
  put(value: unknown, to: RowWriter): void;
}

/** A struct in the database behind: it knows no type that keeps an offset. */
const DATETIMEOFFSET = 'STRUCT("at" TIMESTAMP_NS, "minutes" INTEGER)';
const COLLATION = [9, 4, 0xd0, 0, 0x34];
const NANOS_PER_DAY = 86_400_000_000_000n;
/** Days from the year 1 to 1970. */
const EPOCH_DAY = 719_162n;

export function wireTypeOf(type: string): WireType {
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(type) ?? [];
  return scale === undefined ? (TYPES[type] ?? TEXT) : decimal(Number(scale));
}

/** `nvarchar(max)`, for texts and for what has no type of its own here. */
const TEXT: WireType = {
  info: [0xe7, 0xff, 0xff, ...COLLATION],
  put: (value, to) => to.text(String(value)),
};

const fixed = (code: number, size: number, write: (value: unknown, bytes: Buffer, at: number) => void): WireType => ({
  info: [code, size],
  put: (value, to) => to.fixed(size, (bytes, at) => write(value, bytes, at)),
});

const TYPES: Readonly<Record<string, WireType>> = {
  BOOLEAN: fixed(0x68, 1, (value, bytes, at) => bytes.writeUInt8(value ? 1 : 0, at)),
  SMALLINT: fixed(0x26, 2, (value, bytes, at) => bytes.writeInt16LE(Number(value), at)),
  INTEGER: fixed(0x26, 4, (value, bytes, at) => bytes.writeInt32LE(Number(value), at)),
  BIGINT: fixed(0x26, 8, (value, bytes, at) => bytes.writeBigInt64LE(value as bigint, at)),
  FLOAT: fixed(0x6d, 4, (value, bytes, at) => bytes.writeFloatLE(Number(value), at)),
  DOUBLE: fixed(0x6d, 8, (value, bytes, at) => bytes.writeDoubleLE(Number(value), at)),
  UUID: fixed(0x24, 16, (value, bytes, start) => {
    const hex = Buffer.from(String(value).replaceAll('-', ''), 'hex');
    // The first three groups stand turned around.
    for (const [at, from] of [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].entries())
      bytes[start + at] = hex[from]!;
  }),
  BLOB: { info: [0xa5, 0xff, 0xff], put: (value, to) => to.long(Buffer.from((value as DuckDBBlobValue).bytes)) },
  DATE: { info: [0x28], put: (value, to) => to.short(dayBytes(BigInt((value as DuckDBDateValue).days))) },
  TIME: { info: [0x29, 7], put: (value, to) => to.short(timeBytes((value as DuckDBTimeValue).micros * 1000n)) },
  TIMESTAMP_NS: {
    info: [0x2a, 7],
    put: (value, to) => to.short(momentBytes((value as DuckDBTimestampNanosecondsValue).nanos)),
  },
  [DATETIMEOFFSET]: {
    info: [0x2b, 7],
    put(value, to) {
      const { at, minutes } = (value as DuckDBStructValue).entries;
      const offset = Buffer.alloc(2);
      offset.writeInt16LE(Number(minutes));
      to.short(Buffer.concat([momentBytes((at as DuckDBTimestampNanosecondsValue).nanos), offset]));
    },
  },
};

/** Sign, then the digits without their point as one number. */
const decimal = (scale: number): WireType => ({
  info: [0x6c, 17, 38, scale],
  put(value, to) {
    const all = (value as DuckDBDecimalValue).value;
    const bytes = Buffer.alloc(17);
    bytes[0] = all < 0n ? 0 : 1;
    const digits = all < 0n ? -all : all;
    bytes.writeBigUInt64LE(digits & 0xffff_ffff_ffff_ffffn, 1);
    bytes.writeBigUInt64LE(digits >> 64n, 9);
    to.short(bytes);
  },
});

function momentBytes(nanos: bigint): Buffer {
  const day = nanos >= 0n ? nanos / NANOS_PER_DAY : -((NANOS_PER_DAY - 1n - nanos) / NANOS_PER_DAY);
  return Buffer.concat([timeBytes(nanos - day * NANOS_PER_DAY), dayBytes(day)]);
}

function timeBytes(nanos: bigint): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUIntLE(Number(nanos / 100n), 0, 5);
  return bytes;
}

function dayBytes(day: bigint): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(Number(day + EPOCH_DAY), 0, 3);
  return bytes;
}

/** Rows, written one behind the other into a piece of memory that grows. */
export class RowWriter {
  #bytes = Buffer.allocUnsafe(131_072);
  #at = 0;
  readonly #types: readonly WireType[];

  constructor(types: readonly WireType[]) {
    this.#types = types;
  }

  row(values: readonly unknown[]): void {
    this.#room(1);
    this.#bytes[this.#at++] = 0xd1;
    for (let c = 0; c < this.#types.length; c += 1) {
      const type = this.#types[c]!;
      const value = values[c];
      if (value !== null && value !== undefined) type.put(value, this);
      else if (type.info[1] === 0xff) this.#put(NOTHING_LONG);
      else this.#put(NOTHING_SHORT);
    }
  }

  get length(): number {
    return this.#at;
  }

  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  /** A value of so many bytes, behind their number. */
  fixed(size: number, write: (bytes: Buffer, at: number) => void): void {
    this.#room(size + 1);
    this.#bytes[this.#at] = size;
    write(this.#bytes, this.#at + 1);
    this.#at += size + 1;
  }

  short(bytes: Buffer): void {
    this.fixed(bytes.length, (to, at) => bytes.copy(to, at));
  }

  long(bytes: Buffer): void {
    this.#long(bytes.length, (at) => void bytes.copy(this.#bytes, at));
  }

  text(text: string): void {
    this.#long(text.length * 2, (at) => void this.#bytes.write(text, at, 'utf16le'));
  }

  /** A value of a `max` type: the whole length, one piece, an end. */
  #long(size: number, write: (at: number) => void): void {
    this.#room(size + 16);
    this.#bytes.writeUInt32LE(size, this.#at);
    this.#bytes.writeUInt32LE(0, this.#at + 4);
    this.#at += 8;
    if (size > 0) {
      this.#bytes.writeUInt32LE(size, this.#at);
      write(this.#at + 4);
      this.#at += 4 + size;
    }
    this.#bytes.writeUInt32LE(0, this.#at);
    this.#at += 4;
  }

  #put(bytes: Buffer): void {
    this.#room(bytes.length);
    bytes.copy(this.#bytes, this.#at);
    this.#at += bytes.length;
  }

  #room(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + size));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

const NOTHING_SHORT = Buffer.from([0]);
const NOTHING_LONG = Buffer.alloc(8, 0xff);
