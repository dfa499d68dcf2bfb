import { expect, test } from 'bun:test';
import { periodLabel } from '../../platform/text/period-label.ts';
import { periodBounds } from './periods.ts';

test('a period’s bounds are what the filter takes', () => {
  expect(periodBounds('day', '2024-02-29')).toEqual({ from: '2024-02-29', to: '2024-02-29' });
  expect(periodBounds('week', '2024-12-30')).toEqual({ from: '2024-12-30', to: '2025-01-05' });
  expect(periodBounds('month', '2024-02')).toEqual({ from: '2024-02', to: '2024-02' });
  expect(periodBounds('quarter', '2024-Q1')).toEqual({ from: '2024-01', to: '2024-03' });
  expect(periodBounds('quarter', '2024-Q4')).toEqual({ from: '2024-10', to: '2024-12' });
  expect(periodBounds('year', '1999')).toEqual({ from: '1999', to: '1999' });
});

test('labels in the reader’s language, of the calendar’s day whatever the server’s zone', () => {
  expect(periodLabel('day', '2024-03-04', 'en')).toBe('4 Mar 2024');
  expect(periodLabel('month', '2024-03', 'en')).toBe('Mar 2024');
  expect(periodLabel('month', '2024-03', 'de')).toBe('März 2024');
  expect(periodLabel('quarter', '2024-Q3', 'en')).toBe('Q3 2024');
  expect(periodLabel('year', '2024', 'de')).toBe('2024');
});
