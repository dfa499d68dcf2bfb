import type { Document, Filter } from 'mongodb';

/** The order in which MongoDB sorts values of different types, by the names of `$type`. */
const TYPES = [
  ...[['minKey'], ['null'], ['number'], ['symbol', 'string'], ['object'], ['array'], ['binData']],
  ...[['objectId'], ['bool'], ['date'], ['timestamp'], ['regex'], ['maxKey']],
];

/** Comparisons see values of one type only: what comes after a value is greater, or of a type that is sorted later. */
export function behind(field: string, value: unknown): Filter<Document>[] {
  const place = TYPES.findIndex((names) => names.includes(typeOf(value)));
  const later = TYPES.slice(place + 1).flat();
  const greater = value === null ? [] : [{ [field]: { $gt: value } }];
  return later.length > 0 ? [...greater, { [field]: { $type: later as never } }] : greater;
}

/** The documents behind a place in the order of `fields`. */
export function behindPlace(fields: readonly string[], values: readonly unknown[]): Filter<Document> {
  const [field, ...rest] = fields as [string, ...string[]];
  const [value, ...others] = values;
  const with_ = rest.length > 0 ? [{ $and: [{ [field]: { $eq: value } }, behindPlace(rest, others)] }] : [];
  return { $or: [...behind(field, value), ...with_] };
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Date) return 'date';
  const { _bsontype: kind = 'Object' } = value as { _bsontype?: string };
  return BY_CLASS[kind] ?? 'object';
}

const BY_CLASS: Readonly<Record<string, string>> = {
  ...{
    ObjectId: 'objectId',
    Long: 'number',
    Int32: 'number',
    Double: 'number',
    Decimal128: 'number',
    Binary: 'binData',
  },
  ...{ Timestamp: 'timestamp', BSONRegExp: 'regex', MinKey: 'minKey', MaxKey: 'maxKey', BSONSymbol: 'symbol' },
};
