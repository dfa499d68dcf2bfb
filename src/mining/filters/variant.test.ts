import { expect, test } from 'bun:test';
import { allBits, COLUMNS } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import timePeriod from './time-period.ts';
import variant from './variant.ts';

const straight = ['register', 'check', 'decide', 'pay'];
const cases = async (...variants: string[][]) => (await keptBy(exampleLog(), variant, { variants })).cases;

test('exactly the chosen sequences', async () => {
  expect(await cases(straight)).toEqual(['o1', 'o6']);
  expect(await cases(['register'])).toEqual(['o5']);
  expect(await cases(straight.slice(0, 3))).toEqual([]);
  expect(await cases([...straight, 'pay'])).toEqual([]);
  expect(await cases(straight, ['register'], straight)).toEqual(['o1', 'o5', 'o6']);
});

test('of the kept events, under the classifier of the view', async () => {
  const memory = exampleLog({ segmentEvents: 5 });
  const source = filterSource([variant, timePeriod]);
  // From Tuesday 10:30 o2 keeps decide, reject.
  const trim = { id: 'time-period', params: { from: '2024-01-02T10:30', mode: 'trim' } };
  const step = { id: 'variant', params: { variants: [['decide', 'reject']] } };
  expect(inlineKept(memory, await inlineSelect(memory, [trim, step], source))).toEqual({ cases: 1, events: 2 });
  // By resource (a second dictionary: Ann Bob Cat Dan Eve = 1 … 5), Ann Bob Cat Ann = o1, o2, o6. The codes of activities
  // check decide pay register reject = 1 … 5 stand for them: check decide pay check.
  const lens = { classifier: COLUMNS.resource, clock: null };
  const byResource = { id: 'variant', params: { variants: [['check', 'decide', 'pay', 'check']] } };
  const selection = await inlineSelect(memory, [byResource], source, undefined, lens);
  expect(inlineKept(memory, selection)).toEqual({ cases: 3, events: 12 });
});

test('under another classifier the variants of publish say nothing', async () => {
  const rows = ['Ann', 'Bob', 'Ann'].map((resource, i) => ({ case: `c${i}`, activity: 'x', resource, time: i }));
  // Code 1 is x, and Ann.
  const steps = [{ id: 'variant', params: { variants: [['x']] } }];
  const lens = { classifier: COLUMNS.resource, clock: null };
  const selection = await inlineSelect(memoryLog(rows), steps, filterSource([variant]), undefined, lens);
  expect(inlineKept(memoryLog(rows), selection).cases).toBe(2);
});

test('long, one-event and look-alike traces', async () => {
  const long = Array.from({ length: 3000 }, (_, i) => (i % 2 ? 'ü' : 'Ü'));
  const traces = [long, long.slice(1), ['Ü'], ['ü']];
  const memory = memoryLog(
    traces.flatMap((trace, i) => trace.map((activity) => ({ case: `c${i}`, activity, time: i }))),
  );
  const of = async (...variants: string[][]) => (await keptBy(memory, variant, { variants })).cases;
  expect(await of(long)).toEqual(['c0']);
  expect(await of(['Ü'], long.slice(1))).toEqual(['c1', 'c2']);
  const live = { cases: null, events: memory.segments.map((s) => allBits(s.events)) };
  const steps = [{ id: 'variant', params: { variants: [long, ['ü']] } }];
  expect(inlineKept(memory, await inlineSelect(memory, steps, filterSource([variant]), live)).cases).toBe(2);
});

test('unknown activities and empty variants are refused', async () => {
  await expect(cases(['register', 'chek'])).rejects.toThrow('Did you mean "check"?');
  await expect(cases([])).rejects.toThrow('/variants/0');
});
