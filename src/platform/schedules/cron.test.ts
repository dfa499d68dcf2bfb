import { expect, test } from 'bun:test';
import type { AppError } from '#sdk';
import { checkTiming, cronInWords, everyMinutes } from './index.ts';

const START = Date.UTC(2026, 0, 10, 12, 30);

test.each([
  ['* * * *', 'UTC', 'schedules.badCron', 'five fields'],
  ['* * * * * *', 'UTC', 'schedules.badCron', 'five fields'],
  ['61 * * * *', 'UTC', 'schedules.badCron', 'Invalid value for minute'],
  ['0 0 30 2 *', 'UTC', 'schedules.badCron', 'never run'],
  ['a b c d e', 'UTC', 'schedules.badCron', 'no cron expression'],
  ['0 0 * * *', 'Mars/Olympus', 'schedules.badZone', 'no time zone'],
  ['0 0 * * *', '+02:00', 'schedules.badZone', 'no time zone'],
])('%s in %s is refused in words', (cron, zone, code, says) => {
  const fault = (() => {
    try {
      return checkTiming({ cron, zone }, START);
    } catch (error) {
      return error as AppError;
    }
  })() as AppError;
  expect([fault.code, fault.message]).toEqual([code, expect.stringContaining(says)]);
  expect(fault.details[0]?.pointer).toBe(code === 'schedules.badZone' ? '/zone' : '/cron');
});

test('what is right is tidied; minutes become the nearest expression; expressions are said in words', () => {
  expect(checkTiming({ cron: ' 0  9 * * MON#2 ', zone: 'Europe/Berlin ' }, START)).toEqual({
    ...{ cron: '0 9 * * MON#2', zone: 'Europe/Berlin' },
  });
  expect([1, 5, 7, 59, 60, 90, 240, 300, 1440, 10_080].map(everyMinutes)).toEqual([
    ...['* * * * *', '*/5 * * * *', '*/6 * * * *', '*/30 * * * *', '0 * * * *', '0 * * * *', '0 */4 * * *'],
    ...['0 */4 * * *', '0 0 * * *', '0 0 * * *'],
  ]);
  expect(cronInWords('30 2 * * 1-5', 'en')).toBe('At 02:30, Monday through Friday');
  expect(cronInWords('30 2 * * 1-5', 'de')).toBe('Um 02:30, Montag bis Freitag');
});
