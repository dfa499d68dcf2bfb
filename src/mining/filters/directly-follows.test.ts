import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import directlyFollows from './directly-follows.ts';
import eventAttribute from './event-attribute.ts';
import timePeriod from './time-period.ts';

const pairs = (...names: string[]) =>
  names.map((name) => ({ from: name.split('>')[0] ?? '', to: name.split('>')[1] ?? '' }));
const cases = async (mode: string, ...names: string[]) =>
  (await keptBy(exampleLog(), directlyFollows, { pairs: pairs(...names), mode })).cases;

// o1, o6 register check decide pay · o2 register check decide reject · o3 register check check decide pay ·
// o4 register decide check decide pay · o5 register
test('any, all and none of the pairs', async () => {
  expect(await cases('any', 'check>decide')).toEqual(['o1', 'o2', 'o3', 'o4', 'o6']);
  expect(await cases('any', 'check>check', 'decide>reject')).toEqual(['o2', 'o3']);
  expect(await cases('all', 'check>check', 'decide>pay')).toEqual(['o3']);
  expect(await cases('all', 'decide>pay', 'decide>pay')).toEqual(['o1', 'o3', 'o4', 'o6']);
  expect(await cases('none', 'register>check')).toEqual(['o4', 'o5']);
  expect(await cases('any', 'register>pay')).toEqual([]);
});

test('no pair spans two cases', async () => {
  // o1 ends with pay and o2 begins with register.
  expect(await cases('any', 'pay>register', 'reject>register')).toEqual([]);
});

test('the next kept event is the next', async () => {
  // Cut at Wednesday 10:30: o3 keeps register, check; then check>decide is gone and check is its end.
  const memory = exampleLog();
  const steps = [
    { id: 'time-period', params: { to: '2024-01-03T10:30', mode: 'trim' } },
    { id: 'directly-follows', params: { pairs: pairs('check>decide') } },
  ];
  const source = filterSource([directlyFollows, timePeriod, eventAttribute]);
  expect(inlineKept(memory, await inlineSelect(memory, steps, source))).toEqual({ cases: 2, events: 8 });
});

test('unknown activities are named', async () => {
  await expect(cases('any', 'check>decde')).rejects.toThrow('no activity "decde". Did you mean "decide"?');
});

test('equal to the definition on every trace', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom('a', 'A', 'ä', '漢'), { minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.array(fc.tuple(fc.constantFrom('a', 'A', 'ä', '漢'), fc.constantFrom('a', 'A', 'ä', '漢')), {
        minLength: 1,
        maxLength: 3,
      }),
      async (traces, wanted) => {
        const all = [...traces, ['a', 'A', 'ä', '漢']];
        const memory = memoryLog(
          all.flatMap((trace, i) => trace.map((activity) => ({ case: `c${i}`, activity, time: 7 }))),
          { segmentEvents: 10 },
        );
        for (const mode of ['any', 'all', 'none']) {
          const expected = all.flatMap((trace, i) => {
            const shown = wanted.map(([from, to]) => trace.some((x, at) => x === from && trace[at + 1] === to));
            const keeps =
              mode === 'any' ? shown.includes(true) : mode === 'all' ? !shown.includes(false) : !shown.includes(true);
            return keeps ? [`c${i}`] : [];
          });
          const params = { pairs: wanted.map(([from, to]) => ({ from, to })), mode };
          expect((await keptBy(memory, directlyFollows, params)).cases.sort()).toEqual(expected.sort());
        }
      },
    ),
    { seed: 7, numRuns: 200 },
  ));
