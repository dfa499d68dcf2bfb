import { expect, test } from 'bun:test';
import {
  bucketClock,
  bucketName,
  bucketStartMs,
  bucketsOf,
  dayOf,
  NO_BUCKET,
  startOfBucket,
  TIME_UNITS,
  type TimeUnit,
} from './local-time.ts';
import { instantOfLocal, zoneOffsets } from './zone-offsets.ts';

const at = (iso: string) => Date.parse(iso);
const name = (zone: string, unit: TimeUnit, t: number) => bucketName(unit, bucketClock(zone, unit)(t));

test('names of buckets around midnight in a zone', () => {
  const t = at('2023-12-31T23:30:00Z'); // 00:30 on Monday, 1 January 2024 in Berlin
  expect(TIME_UNITS.map((unit) => name('Europe/Berlin', unit, t))).toEqual([
    '2024-01-01',
    '2024-01-01',
    '2024-01',
    '2024-Q1',
    '2024',
    'Monday',
    '00:00',
  ]);
  expect(TIME_UNITS.map((unit) => name('UTC', unit, t))).toEqual([
    '2023-12-31',
    '2023-12-25',
    '2023-12',
    '2023-Q4',
    '2023',
    'Sunday',
    '23:00',
  ]);
});

test('before 1970, and a missing time', () => {
  expect(name('UTC', 'month', at('1969-12-31T23:59:59.999Z'))).toBe('1969-12');
  expect(name('UTC', 'quarter', at('1969-12-31T23:59:59.999Z'))).toBe('1969-Q4');
  expect(name('UTC', 'weekday', at('1900-01-01T00:00:00Z'))).toBe('Monday');
  expect(name('UTC', 'year', at('0044-03-15T00:00:00Z'))).toBe('0044');
  expect([...bucketsOf('UTC', 'day', Float64Array.of(Number.NaN, 0, -1))]).toEqual([NO_BUCKET, 0, -1]);
});

test('a day of 23 hours, and one whose midnight does not exist', () => {
  const start = (zone: string, y: number, m: number, d: number) => bucketStartMs(zone, 'day', dayOf(y, m, d));
  expect(start('Europe/Berlin', 2024, 4, 1) - start('Europe/Berlin', 2024, 3, 31)).toBe(23 * 3_600_000);
  expect(start('Europe/Berlin', 2024, 10, 28) - start('Europe/Berlin', 2024, 10, 27)).toBe(25 * 3_600_000);
  // São Paulo, 4 November 2018: clocks jumped from 00:00 to 01:00, so the day began at 01:00-02:00 = 03:00Z.
  expect(start('America/Sao_Paulo', 2018, 11, 4)).toBe(at('2018-11-04T03:00:00Z'));
});

test('a wall time that occurs twice is its first; one that is skipped is the jump', () => {
  const berlin = zoneOffsets('Europe/Berlin');
  expect(instantOfLocal(berlin, at('2024-10-27T02:30:00Z'))).toBe(at('2024-10-27T00:30:00Z'));
  expect(instantOfLocal(berlin, at('2024-03-31T02:30:00Z'))).toBe(at('2024-03-31T01:00:00Z'));
  expect(instantOfLocal(berlin, at('2024-07-01T12:00:00Z'))).toBe(at('2024-07-01T10:00:00Z'));
});

test('an unknown zone is named', () => {
  expect(() => zoneOffsets('Europe/Berlln')).toThrow('There is no time zone "Europe/Berlln"');
});

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Sao_Paulo',
];

test('agrees with Intl on random instants and on both sides of every change of clocks', () => {
  let seed = 12_345;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x80000000;
  };
  for (const zone of ZONES) {
    const changes = [...zoneOffsets(zone).from].filter(
      (t) => t > at('1920-01-01T00:00:00Z') && t < at('2060-01-01T00:00:00Z'),
    );
    expect(changes.length).toBeGreaterThan(0);
    const times = Float64Array.from([
      ...Array.from(
        { length: 1500 },
        () =>
          at('1920-01-01T00:00:00Z') +
          Math.floor(random() * 140 * 365.25) * 86_400_000 +
          Math.floor(random() * 86_400_000),
      ),
      ...changes.flatMap((t) => [t - 1, t, t + 1]),
    ]);
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'long',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    const got = TIME_UNITS.map((unit) => bucketsOf(zone, unit, times));
    const wrong: string[] = [];
    times.forEach((t, i) => {
      const part = Object.fromEntries(format.formatToParts(t).map((p) => [p.type, p.value]));
      const date = `${part.year}-${part.month}-${part.day}`;
      const monday = new Date(at(`${date}T00:00:00Z`));
      monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
      const wanted = [
        date,
        monday.toISOString().slice(0, 10),
        `${part.year}-${part.month}`,
        `${part.year}-Q${Math.ceil(Number(part.month) / 3)}`,
        part.year,
        part.weekday,
        `${part.hour}:00`,
      ];
      TIME_UNITS.forEach((unit, u) => {
        const text = bucketName(unit, got[u]![i]!);
        if (text !== wanted[u]) wrong.push(`${zone} ${unit} ${new Date(t).toISOString()}: ${text}, not ${wanted[u]}`);
      });
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  }
});

test('the start of a bucket lies in it, the moment before does not', () => {
  for (const zone of ZONES) {
    for (const unit of ['day', 'week', 'month', 'quarter', 'year'] as const) {
      const clock = bucketClock(zone, unit);
      for (const year of [1931, 1969, 1999, 2024]) {
        const bucket = clock(at(`${year}-07-15T12:00:00Z`));
        const start = bucketStartMs(zone, unit, bucket);
        expect(clock(start)).toBe(bucket);
        expect(clock(start - 1)).toBe(bucket - 1);
        expect(startOfBucket(unit, bucket)).toBeLessThan(startOfBucket(unit, bucket + 1));
      }
    }
  }
});

test('the first and the last date have buckets with names', () => {
  for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo'])
    for (const unit of ['day', 'week', 'month', 'quarter', 'year'] as const)
      for (const [time, year] of [
        [-8.64e15, '-27182'],
        [8.64e15, '27576'],
      ] as const)
        expect(name(zone, unit, time)).toContain(year);
});
