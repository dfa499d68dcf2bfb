import { expect, test } from 'bun:test';
import { testClock } from './clock.ts';
import { idSource, isId, newId } from './ids.ts';

test('ids sort in the order they were made, also within a millisecond and when the clock steps back', () => {
  const clock = testClock();
  const next = idSource(clock);
  const made: string[] = [];
  for (let i = 0; i < 10_000; i++) {
    made.push(next());
    if (i === 5_000) clock.advance(-3_600_000);
    if (i === 7_000) clock.advance(3_700_000);
  }
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

test('the first 48 bits are the time in milliseconds', () => {
  const id = idSource(testClock(Date.UTC(2026, 0, 1)))();
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 1));
});

test('the form is that of a UUID version 7', () => {
  expect(isId(newId())).toBe(true);
  expect(isId('../etc/passwd')).toBe(false);
  expect(isId(crypto.randomUUID())).toBe(false);
});
