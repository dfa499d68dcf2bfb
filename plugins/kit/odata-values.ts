import type { Cell } from '#sdk';
import { ExactNumber, type Json } from './exact-json.ts';
import type { EntitySet } from './odata-metadata.ts';

const TICKS = /^\/Date\((-?\d{1,16})([+-]\d{1,4})?\)\/$/;

/** A record without what the protocol adds, with its times as ISO 8601. */
export function plainRecord(record: Json, { properties }: EntitySet): Json {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record;
  const types = new Map(properties.map(({ name, type }) => [name, type]));
  const plain: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(record)) {
    if (name === '__metadata' || name.includes('@odata.') || isDeferred(value)) continue;
    Object.defineProperty(plain, name, { value: plainValue(value, types.get(name)), enumerable: true });
  }
  return plain;
}

/** A link to other records, which version 2 puts in their place. */
const isDeferred = (value: Json): boolean => typeof value === 'object' && value !== null && '__deferred' in value;

function plainValue(value: Json, type: string | undefined): Json {
  if (typeof value === 'string') return timeOf(value, type === 'Edm.DateTimeOffset');
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof ExactNumber) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__metadata' && !name.includes('@odata.'))
      .map(([name, inner]) => [name, plainValue(inner, undefined)]),
  );
}

/** `/Date(ms)/` of version 2: an `Edm.DateTime` has no zone, an offset is said in minutes. */
function timeOf(text: string, hasZone: boolean): string {
  const [, ticks, minutes] = TICKS.exec(text) ?? [];
  if (ticks === undefined) return text;
  const offset = Number(minutes ?? 0);
  const local = new Date(Number(ticks) + offset * 60_000);
  if (Number.isNaN(local.getTime())) return text;
  const iso = local
    .toISOString()
    .replace(/Z$/, '')
    .replace(/\.000$/, '');
  if (minutes === undefined && !hasZone) return iso;
  return offset === 0 ? `${iso}Z` : `${iso}${offset < 0 ? '-' : '+'}${clock(Math.abs(offset))}`;
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const QUOTED_IN_V2: Readonly<Record<string, string>> = {
  ...{ 'Edm.DateTime': 'datetime', 'Edm.DateTimeOffset': 'datetimeoffset', 'Edm.Time': 'time', 'Edm.Guid': 'guid' },
};
const MARKED_IN_V2: Readonly<Record<string, string>> = {
  ...{ 'Edm.Int64': 'L', 'Edm.Decimal': 'M', 'Edm.Double': 'd', 'Edm.Single': 'f' },
};

/** A value as a `$filter` writes it. */
export function literalOf(value: Cell, type: string, version: 2 | 4): string {
  if (value === null) return 'null';
  const text = `'${String(value).replaceAll("'", "''")}'`;
  if (type === 'Edm.String') return text;
  if (version === 2 && QUOTED_IN_V2[type]) return `${QUOTED_IN_V2[type]}${text}`;
  // Nothing but the signs that literals of the other types are made of.
  const plain = String(value).replace(/[^A-Za-z0-9+\-.:]/g, '');
  return version === 2 ? `${plain}${MARKED_IN_V2[type] ?? ''}` : plain;
}
