import type { DuckDBConnection } from '@duckdb/node-api';
import { type Sql, sql } from '#sdk';
import { bucketsOf, startOfBucket } from '../../mining/log/local-time.ts';
import { rows } from '../duckdb/query.ts';

/** What a load did to the events of one day, month or year, by the clocks of the log's zone. */
export interface LoadPeriod {
  /** First day, `2026-05-01`; null: events without a time. */
  from: string | null;
  unit: PeriodUnit;
  inserted: number;
  updated: number;
  unchanged: number;
}

export type PeriodUnit = 'day' | 'month' | 'year';

/** Above so many days they are told by months, above so many months by years. */
const MOST_DAYS = 62;
const MOST_MONTHS = 240;

/** No zone's clocks differ by less. */
const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;

interface Counted {
  quarter: number | null;
  inserted: number;
  updated: number;
  unchanged: number;
}

/** Counts of table `outcomes`. */
export const OUTCOMES = sql`select floor("time" / ${QUARTER_HOUR_MS}) as quarter, count_if(outcome = 'inserted')::double as inserted,
  count_if(outcome = 'updated')::double as updated, count_if(outcome = 'unchanged')::double as "unchanged" from outcomes group by 1`;

/** Counts of a log that is new as a whole. */
export const ALL_INSERTED = sql`select floor("time" / ${QUARTER_HOUR_MS}) as quarter, count(*)::double as inserted,
  0::double as updated, 0::double as "unchanged" from sorted group by 1`;

/** What a load did, by days where it spans two months, by months where it spans twenty years, else by years. */
export async function loadPeriods(connection: DuckDBConnection, counts: Sql, zone: string): Promise<LoadPeriod[]> {
  return periodsOf(await rows<Counted & Record<string, number | null>>(connection, counts), zone);
}

export function periodsOf(counted: readonly Counted[], zone: string): LoadPeriod[] {
  const times = Float64Array.from(counted, (c) => (c.quarter === null ? Number.NaN : c.quarter * QUARTER_HOUR_MS));
  const unit = unitFor(times);
  const buckets = bucketsOf(zone, unit, times);
  const sums = new Map<number | null, LoadPeriod>();
  counted.forEach((count, i) => {
    const bucket = count.quarter === null ? null : buckets[i]!;
    const from = bucket === null ? null : dayText(startOfBucket(unit, bucket));
    const sum = sums.get(bucket) ?? { from, unit, inserted: 0, updated: 0, unchanged: 0 };
    sum.inserted += count.inserted;
    sum.updated += count.updated;
    sum.unchanged += count.unchanged;
    sums.set(bucket, sum);
  });
  const placed = [...sums].sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));
  return placed.map(([, period]) => period);
}

function unitFor(times: Float64Array): PeriodUnit {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const t of times) {
    if (t < first) first = t;
    if (t > last) last = t;
  }
  const days = (last - first) / DAY_MS;
  if (!(days > MOST_DAYS)) return 'day';
  return days > MOST_MONTHS * 30.44 ? 'year' : 'month';
}

const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().replace(/T.*$/, '');
