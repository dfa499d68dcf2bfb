import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import { DEFAULT_LENS } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';
import followerWithin from './follower-within.ts';

const HOUR = 3_600_000;
const on = async (params: object) =>
  (await keptBy(exampleLog({ segmentEvents: 6 }), followerWithin, { activity: 'decide', follower: 'pay', ...params }))
    .cases;

// decide → pay: o1 1 h; o3 3 h; o4 3 h and 1 h; o6 19 h. o2 rejects, o5 does not decide.
test('any, all and none of the occurrences, bounds included', async () => {
  expect(await on({ maxMs: HOUR })).toEqual(['o1', 'o4']);
  expect(await on({ maxMs: HOUR, mode: 'all' })).toEqual(['o1']);
  expect(await on({ maxMs: HOUR, mode: 'none' })).toEqual(['o2', 'o3', 'o5', 'o6']);
  expect(await on({ minMs: 3 * HOUR, maxMs: 18 * HOUR })).toEqual(['o3', 'o4']);
  expect(await on({})).toEqual(['o1', 'o3', 'o4', 'o6']);
  expect(await on({ minMs: 19 * HOUR })).toEqual(['o6']);
});

test('directly: nothing may stand between', async () => {
  // o4: after the first decision comes a check.
  expect(await on({ minMs: 2 * HOUR, directly: true })).toEqual(['o3', 'o6']);
  expect(await on({ directly: true, mode: 'all' })).toEqual(['o1', 'o3', 'o6']);
});

test('working time: the view’s clock decides', async () => {
  // A clock that runs at half the speed.
  const clock = (s: { numbers(c: string): Float64Array }, column: string) => s.numbers(column).map((t) => t / 2);
  const memory = exampleLog();
  const steps = [{ id: 'follower-within', params: { activity: 'decide', follower: 'pay', maxMs: HOUR / 2 } }];
  const source = filterSource([followerWithin]);
  const slow = await inlineSelect(memory, steps, source, EVERYTHING, { ...DEFAULT_LENS, clock });
  expect(inlineKept(memory, slow).cases).toBe(2);
  expect(inlineKept(memory, await inlineSelect(memory, steps, source)).cases).toBe(0);
});

test('bounds that exclude each other, and activities that are not there', async () => {
  await expect(on({ minMs: 2, maxMs: 1 })).rejects.toThrow('shortest time');
  await expect(on({ follower: 'payy' })).rejects.toThrow('no activity "payy". Did you mean "pay"?');
});

test('equal to the definition on every trace, times missing or equal', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.nat(4))), { minLength: 1, maxLength: 7 }),
      ),
      fc.record({ follower: fc.constantFrom('a', 'b'), minMs: fc.nat(2), maxMs: fc.nat(4), directly: fc.boolean() }),
      async (traces, params) => {
        fc.pre(params.minMs <= params.maxMs);
        const all = [...traces, [['a', 0] as const, ['b', 1] as const]];
        const memory = memoryLog(
          all.flatMap((trace, i) =>
            trace.map(([activity, time]) => ({ case: `c${i}`, activity, ...(time === null ? {} : { time }) })),
          ),
          { segmentEvents: 9 },
        );
        // The log orders cases whose times are all known; the definition reads them in that order.
        const ordered = all.map((trace) =>
          trace.every(([, time]) => time !== null) ? trace.toSorted((x, y) => x[1]! - y[1]!) : trace,
        );
        for (const mode of ['any', 'all', 'none']) {
          const expected = ordered.flatMap((trace, i) => {
            const within = trace.flatMap(([activity, time], at) => {
              if (activity !== 'a') return [];
              const next = trace.findIndex(([other], j) => j > at && other === params.follower);
              if (next < 0 || (params.directly && next !== at + 1)) return [false];
              const other = trace[next]![1];
              return [time !== null && other !== null && other - time >= params.minMs && other - time <= params.maxMs];
            });
            const any = within.includes(true);
            return (mode === 'any' ? any : mode === 'none' ? !any : any && !within.includes(false)) ? [`c${i}`] : [];
          });
          const kept = await keptBy(memory, followerWithin, { activity: 'a', ...params, mode });
          expect(kept.cases.sort()).toEqual(expected.sort());
        }
      },
    ),
    { seed: 5, numRuns: 200 },
  ));
