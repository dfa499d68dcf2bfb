import { expect, test } from 'bun:test';
import { wordsFor } from '../../platform/text/words.ts';
import type { CaseEvent } from './model.ts';
import { timelineOf } from './timeline.ts';

const words = wordsFor({ locale: 'en', zone: 'UTC' });
const HOUR = 3_600_000;
const event = (hour: number | null, activity: string, more: Partial<CaseEvent> = {}): CaseEvent => ({
  ...{ activity, time: hour === null ? null : new Date(hour * HOUR).toISOString(), startTime: null },
  ...{ resource: null, lifecycle: null, sincePreviousMs: null, sinceStartMs: null, serviceMs: null, attributes: {} },
  ...more,
});

test('events stand where their time is, in lanes by first use; long pauses are named', () => {
  const found = timelineOf([event(0, 'b'), event(10, 'a'), event(75, 'b'), event(100, '')], 'activity', words)!;
  expect(found.lanes.map(({ name, marks }) => [name, marks.map(({ x }) => x)])).toEqual([
    ['b', ['0%', '75%']],
    ['a', ['10%']],
    ['(none)', ['100%']],
  ]);
  expect(found.pauses.map(({ x, width, text }) => [x, width, text])).toEqual([
    ['10%', '65%', words.fmt.shortDuration(65 * HOUR)],
    ['75%', '25%', words.fmt.shortDuration(25 * HOUR)],
  ]);
  expect(found.axis.map(({ text }) => text)).toEqual(['1 Jan 1970', '3 Jan 1970', '5 Jan 1970']);
});

test('one event stands in the middle; events without a time are not drawn; none at all gives no line', () => {
  const one = timelineOf([event(5, 'a'), event(null, 'b')], 'activity', words)!;
  expect(one.lanes).toHaveLength(1);
  expect([one.lanes[0]!.marks[0]!.x, one.axis, one.pauses]).toEqual([
    '50%',
    [{ x: '50%', text: '1 Jan 1970, 05:00', anchor: 'middle' }],
    [],
  ]);
  expect(timelineOf([event(null, 'a')], 'activity', words)).toBeNull();
});

test('work with a start is a bar, and a pause ends where work begins', () => {
  const work = event(100, 'a', { startTime: new Date(50 * HOUR).toISOString(), resource: 'Ann' });
  const found = timelineOf([event(0, 'a', { resource: 'Bob' }), work], 'resource', words)!;
  expect(found.lanes.map(({ name }) => name)).toEqual(['Bob', 'Ann']);
  expect(found.lanes[1]!.marks[0]).toMatchObject({ x: '50%', width: '50%' });
  expect(found.pauses.map(({ width }) => width)).toEqual(['50%']);
});

test('three thousand events of many activities stay few marks in few lanes', () => {
  const events = Array.from({ length: 3000 }, (_, i) => event(i / 10, `activity ${i % 40}`));
  const { lanes } = timelineOf(events, 'activity', words)!;
  expect(lanes.map(({ count }) => count).reduce((a, b) => a + b)).toBe(3000);
  expect(lanes).toHaveLength(12);
  expect(lanes.at(-1)!.name).toBe('29 others');
  for (const { marks } of lanes) expect(marks.length).toBeLessThanOrEqual(801);
});
