import type { Document, ObjectId } from 'mongodb';
import type { Cell } from '#sdk';
import { ExactNumber, type Json } from './exact-json.ts';

type Bson = typeof import('mongodb').BSON;

/** Documents as JSON without loss, and values of cells as what they were. */
export class MongoValues {
  readonly #bson: Bson;

  constructor(bson: Bson) {
    this.#bson = bson;
  }

  /** 64-bit integers and decimals keep their digits, ids are hexadecimal digits, times ISO 8601; lists are extended JSON. */
  plain(document: Document): { [name: string]: Json } {
    const plain: { [name: string]: Json } = {};
    for (const [name, value] of Object.entries(document))
      Object.defineProperty(plain, name, { value: this.#one(value), enumerable: true });
    return plain;
  }

  #one(value: unknown): Json {
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (Array.isArray(value)) return this.#bson.EJSON.stringify(value, { relaxed: true });
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    const { _bsontype: kind } = value as { _bsontype?: string };
    if (kind === undefined) return this.plain(value as Document);
    return this.#special(kind, value);
  }

  #special(kind: string, value: unknown): Json {
    const { Binary } = this.#bson;
    if (kind === 'ObjectId') return (value as ObjectId).toHexString();
    if (kind === 'Int32' || kind === 'Double') return this.#one((value as { value: number }).value);
    if (kind === 'Long') return new ExactNumber(String(value));
    if (kind === 'Decimal128') return decimal(String(value));
    if (value instanceof Binary)
      return value.sub_type === Binary.SUBTYPE_UUID ? value.toUUID().toHexString() : value.toString('base64');
    return this.#bson.EJSON.stringify(value as never, { relaxed: true });
  }

  /** What a watermark stands for in the collection: a value of the kind that the column has there. */
  valueLike(cell: Cell, sample: unknown): unknown {
    const { Decimal128, Long, ObjectId } = this.#bson;
    if (sample instanceof Date) return new Date(String(cell));
    const { _bsontype: kind } = (sample ?? {}) as { _bsontype?: string };
    if (kind === 'ObjectId') return ObjectId.createFromHexString(String(cell));
    if (kind === 'Decimal128') return Decimal128.fromString(String(cell));
    if (kind === 'Long' && typeof cell !== 'number') return Long.fromString(String(cell));
    if (kind === 'Int32' || kind === 'Double' || kind === 'Long') return Number(cell);
    return typeof cell === 'bigint' ? Long.fromBigInt(cell) : cell;
  }

  /** As a cursor is kept; back by {@link fromKept}. */
  kept(value: unknown): Json {
    return this.#bson.EJSON.serialize({ value: value ?? null }, { relaxed: false }).value as Json;
  }

  fromKept(kept: unknown): unknown {
    return (this.#bson.EJSON.deserialize({ value: kept }, { relaxed: false }) as Document).value;
  }
}

/** Without an exponent as far as that is short; what is no number is text. */
const decimal = (text: string): Json => (/^-?\d+(\.\d+)?(E[+-]?\d+)?$/.test(text) ? new ExactNumber(text) : text);
