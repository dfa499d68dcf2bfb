import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { keptBy } from '../views/inline.ts';
import eventuallyFollows from './eventually-follows.ts';

const cases = async (activities: string[], mode = 'any') =>
  (await keptBy(exampleLog(), eventuallyFollows, { activities, mode })).cases;

// o1, o6 register check decide pay · o2 register check decide reject · o3 register check check decide pay ·
// o4 register decide check decide pay · o5 register
test('an order with anything between', async () => {
  expect(await cases(['register', 'pay'])).toEqual(['o1', 'o3', 'o4', 'o6']);
  expect(await cases(['decide', 'check'])).toEqual(['o4']);
  expect(await cases(['decide', 'check', 'decide', 'pay'])).toEqual(['o4']);
  expect(await cases(['pay', 'register'])).toEqual([]);
  expect(await cases(['check', 'decide'], 'none')).toEqual(['o5']);
});

test('a repeated activity needs as many events', async () => {
  // The trap of other tools: one event must not stand for both.
  expect(await cases(['check', 'check'])).toEqual(['o3']);
  expect(await cases(['decide', 'decide'])).toEqual(['o4']);
  expect(await cases(['check', 'check', 'check'])).toEqual([]);
  expect(await cases(['register', 'register'], 'none')).toHaveLength(6);
});

test('among equal times the source order counts', async () => {
  const memory = memoryLog([
    { case: '1', activity: 'a', time: 3 },
    { case: '1', activity: 'b', time: 3 },
  ]);
  expect((await keptBy(memory, eventuallyFollows, { activities: ['a', 'b'] })).cases).toEqual(['1']);
  expect((await keptBy(memory, eventuallyFollows, { activities: ['b', 'a'] })).cases).toEqual([]);
});

test('one activity is no order', async () => {
  await expect(cases(['check'])).rejects.toThrow('/activities');
});

/** By definition: some choice of rising positions shows the order. */
const shows = (trace: string[], order: string[]): boolean =>
  order.length === 0 || trace.some((x, i) => x === order[0] && shows(trace.slice(i + 1), order.slice(1)));

test('equal to the definition on every trace', () => {
  const letter = fc.constantFrom('a', 'b', 'c');
  return fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(letter, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 12 }),
      fc.array(letter, { minLength: 2, maxLength: 4 }),
      async (traces, order) => {
        const all = [...traces, ['a', 'b', 'c']];
        const memory = memoryLog(all.flatMap((trace, i) => trace.map((activity) => ({ case: `c${i}`, activity }))));
        const expected = all.flatMap((trace, i) => (shows(trace, order) ? [`c${i}`] : []));
        const { cases: found } = await keptBy(memory, eventuallyFollows, { activities: order });
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
    { seed: 327, numRuns: 200 },
  );
});
