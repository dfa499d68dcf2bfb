import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import betweenActivities from './between-activities.ts';
import timePeriod from './time-period.ts';

/** The kept letters of a trace written as letters. */
const kept = async (trace: string, params: object) => {
  const memory = memoryLog(
    [...trace, '', ...'abxy']
      .map((activity, i) => ({ case: i > trace.length ? 'z' : 't', activity }))
      .filter((e) => e.activity),
  );
  const { events } = await keptBy(memory, betweenActivities, params);
  return events.flatMap((e) => (e.startsWith('t/') ? [e.slice(2)] : [])).join('');
};

test('before and after', async () => {
  expect(await kept('xaybax', { part: 'before', activity: 'a' })).toBe('xa');
  expect(await kept('xaybax', { part: 'before', activity: 'a', inclusive: false })).toBe('x');
  expect(await kept('xaybax', { part: 'before', activity: 'a', occurrence: 'last' })).toBe('xayba');
  expect(await kept('xaybax', { part: 'after', activity: 'a' })).toBe('aybax');
  expect(await kept('xaybax', { part: 'after', activity: 'a', occurrence: 'last', inclusive: false })).toBe('x');
});

test('between', async () => {
  const between = { activity: 'a', until: 'b' };
  expect(await kept('xaybybx', between)).toBe('ayb');
  expect(await kept('xaybybx', { ...between, inclusive: false })).toBe('y');
  expect(await kept('xaybybx', { ...between, untilOccurrence: 'last' })).toBe('aybyb');
  expect(await kept('xaayb', { ...between, occurrence: 'last' })).toBe('ayb');
  expect(await kept('bxayb', between)).toBe('ayb');
  expect(await kept('xabx', { ...between, inclusive: false })).toBe('');
  expect(await kept('xayaxa', { activity: 'a', until: 'a' })).toBe('aya');
  expect(await kept('xayaxa', { activity: 'a', until: 'a', untilOccurrence: 'last' })).toBe('ayaxa');
});

test('removing leaves the rest; without the part, keeping drops the case and removing leaves it whole', async () => {
  const between = { activity: 'a', until: 'b' };
  expect(await kept('xaybx', { ...between, keep: false })).toBe('xx');
  expect(await kept('xaybx', { ...between, keep: false, inclusive: false })).toBe('xabx');
  expect(await kept('xbya', between)).toBe('');
  expect(await kept('xbya', { ...between, keep: false })).toBe('xbya');
  expect(await kept('xy', { part: 'before', activity: 'a', keep: false })).toBe('xy');
  expect(await kept('xy', { part: 'after', activity: 'a' })).toBe('');
  expect(await kept('x', { part: 'after', activity: 'x', keep: false })).toBe('');
});

test('long parts reach over words of bits', async () => {
  const memory = memoryLog(
    [...`${'x'.repeat(40)}a${'y'.repeat(100)}b${'x'.repeat(40)}`].map((activity) => ({ case: 't', activity })),
  );
  const { events } = await keptBy(memory, betweenActivities, { activity: 'a', until: 'b' });
  expect(events.map((e) => e.slice(2)).join('')).toBe(`a${'y'.repeat(100)}b`);
});

test('positions count the events that earlier steps kept', async () => {
  const memory = memoryLog([...'abxab'].map((activity, i) => ({ case: 't', activity, time: i })));
  // Trimmed to instants 1 … 4 the trace is b x a b: between a and b stand the last two.
  const trim = { id: 'time-period', params: { from: '1970-01-01T00:00:00.001', mode: 'trim' } };
  const step = { id: 'between-activities', params: { activity: 'a', until: 'b' } };
  const source = filterSource([timePeriod, betweenActivities]);
  expect(inlineKept(memory, await inlineSelect(memory, [trim, step], source))).toEqual({ cases: 1, events: 2 });
  expect(inlineKept(memory, await inlineSelect(memory, [step, trim], source))).toEqual({ cases: 1, events: 1 });
});

test('until belongs to between', async () => {
  await expect(kept('ab', { activity: 'a' })).rejects.toThrow('"between" needs "until"');
  await expect(kept('ab', { part: 'after', activity: 'a', until: 'b' })).rejects.toThrow('take none');
  await expect(kept('ab', { part: 'after', activity: 'q' })).rejects.toThrow('no activity "q"');
});
