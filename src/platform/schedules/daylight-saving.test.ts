/**
 * Nights on which clocks change, in several zones. The instants come from the tz database: `TZ=Europe/Berlin date -d @…` shows the same.
 * node-cron, which was asked for, is beside it (docs/adr/scheduler.md).
 */
import { describe, expect, setSystemTime, test } from 'bun:test';
import { schedule } from 'node-cron';
import { nextRunMs } from './cron.ts';

const at = (iso: string): number => Date.parse(iso);
/** The next runs, as instants in UTC without their date's year and seconds: "03-29 01:00". */
function runs(cron: string, zone: string, from: string, count: number): string[] {
  const found: string[] = [];
  for (let ms: number | null = at(from); found.length < count; ) {
    ms = nextRunMs({ cron, zone }, ms as number);
    found.push(new Date(ms as number).toISOString().slice(5, 16).replace('T', ' '));
  }
  return found;
}

describe('a daily run in the hour that is skipped in spring runs that night, at the end of the gap', () => {
  test.each([
    // 02:00 → 03:00 at 01:00 UTC
    ['Europe/Berlin', '30 2 * * *', '2026-03-27T12:00:00Z', ['03-28 01:30', '03-29 01:00', '03-30 00:30']],
    // 01:00 → 02:00 at 01:00 UTC
    ['Europe/London', '30 1 * * *', '2026-03-27T12:00:00Z', ['03-28 01:30', '03-29 01:00', '03-30 00:30']],
    // 02:00 → 03:00 at 07:00 UTC
    ['America/New_York', '30 2 * * *', '2026-03-06T12:00:00Z', ['03-07 07:30', '03-08 07:00', '03-09 06:30']],
    // 00:00 → 01:00 at 22:00 UTC: midnight itself is skipped
    ['Africa/Cairo', '0 0 * * *', '2026-04-22T12:00:00Z', ['04-22 22:00', '04-23 22:00', '04-24 21:00']],
    // 02:00 → 02:30 at 15:30 UTC: half an hour
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-02T12:00:00Z', ['10-02 15:45', '10-03 15:30', '10-04 15:15']],
  ])('%s', (zone, cron, from, expected) => {
    expect(runs(cron, zone, from, 3)).toEqual(expected);
  });
});

describe('a daily run in the hour that comes twice in autumn runs once that night', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', ['10-25 00:30', '10-26 01:30', '10-27 01:30']],
    ['Europe/London', '30 1 * * *', '2026-10-24T12:00:00Z', ['10-25 00:30', '10-26 01:30', '10-27 01:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', ['11-01 05:30', '11-02 06:30', '11-03 06:30']],
  ])('%s', (zone, cron, from, expected) => {
    expect(runs(cron, zone, from, 3)).toEqual(expected);
  });
});

describe('a run of every hour misses none, and has none twice', () => {
  const every = (cron: string, zone: string, from: string, minutes: number) => {
    const found = runs(cron, zone, from, 12).map((time) => at(`2026-${time.replace(' ', 'T')}:00Z`));
    expect(found.slice(1).map((ms, i) => (ms - found[i]!) / 60_000)).toEqual(Array(11).fill(minutes));
  };
  test.each([
    ['Europe/Berlin', '2026-10-24T20:00:00Z'],
    ['Europe/Berlin', '2026-03-28T20:00:00Z'],
    ['America/New_York', '2026-11-01T01:00:00Z'],
    ['Asia/Kolkata', '2026-10-24T20:00:00Z'],
  ])('%s from %s', (zone, from) => {
    every('30 * * * *', zone, from, 60);
    every('*/15 * * * *', zone, from, 15);
  });
});

describe('node-cron', () => {
  const its = (cron: string, from: string, count: number): string[] => {
    const task = schedule(cron, () => {}, { timezone: 'Europe/Berlin' });
    // It reads the clock of the process.
    setSystemTime(at(from));
    try {
      return task.getNextRuns(count).map((time) => time.toISOString().slice(5, 16).replace('T', ' '));
    } finally {
      setSystemTime();
      task.destroy();
    }
  };

  test('skips the run in the spring gap', () => {
    expect(its('30 2 * * *', '2026-03-28T12:00:00Z', 2)).toEqual(['03-30 00:30', '03-31 00:30']);
  });

  test('loses one of the hourly runs in autumn', () => {
    expect(its('30 * * * *', '2026-10-24T22:00:00Z', 4)).toEqual([
      '10-24 22:30',
      '10-24 23:30',
      '10-25 01:30',
      '10-25 02:30',
    ]);
  });
});
