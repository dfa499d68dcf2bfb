import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { referenceLog } from '../../../tests/reference-log.ts';
import logSkeleton from '../calculators/log-skeleton.ts';
import logSkeletonConformance from '../calculators/log-skeleton-conformance.ts';
import { type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);

/** The activities of each case, read from the segments: nothing of the kernels. */
const casesOf = ({ segments, log }: MemoryLog): string[][] =>
  segments.flatMap((segment) =>
    Array.from({ length: segment.cases }, (_, c) =>
      Array.from(
        segment.codes('activity').subarray(segment.offsets[c], segment.offsets[c + 1]),
        (code) => log.activityNames[code]!,
      ),
    ),
  );

const times = (trace: readonly string[], name: string) => trace.filter((other) => other === name).length;

/** The definitions, case by case. */
const HOLDS: Record<string, (trace: readonly string[], a: string, b: string) => boolean | null> = {
  equivalence: (trace, a, b) => (times(trace, a) + times(trace, b) === 0 ? null : times(trace, a) === times(trace, b)),
  alwaysAfter: (trace, a, b) =>
    times(trace, a) === 0 ? null : trace.every((name, i) => name !== a || trace.slice(i + 1).includes(b)),
  alwaysBefore: (trace, a, b) =>
    times(trace, a) === 0 ? null : trace.every((name, i) => name !== a || trace.slice(0, i).includes(b)),
  neverTogether: (trace, a, b) =>
    times(trace, a) + times(trace, b) === 0 ? null : times(trace, a) * times(trace, b) === 0,
};

function byDefinition(cases: readonly string[][], relation: string, a: string, b: string) {
  const verdicts = cases.map((trace) => HOLDS[relation]!(trace, a, b));
  return { cases: verdicts.filter((v) => v === true).length, breaking: verdicts.filter((v) => v === false).length };
}

async function compare(memory: MemoryLog, noise: number): Promise<void> {
  const cases = casesOf(memory);
  const found = await calculate(memory, logSkeleton, { noise });
  const names = found.activities.map(({ activity }) => activity);
  const withName = (name: string) => cases.filter((trace) => trace.includes(name)).length;
  for (const relation of ['equivalence', 'alwaysAfter', 'alwaysBefore', 'neverTogether'] as const) {
    const symmetric = relation === 'equivalence' || relation === 'neverTogether';
    const wanted = names.flatMap((activity, i) =>
      names.flatMap((other, j) => {
        if (i === j || (symmetric && j < i)) return [];
        const of = byDefinition(cases, relation, activity, other);
        const rarer = Math.min(withName(activity), withName(other));
        const seen = relation === 'neverTogether' ? rarer : of.cases + of.breaking;
        return of.breaking <= noise * seen + 1e-9 ? [{ activity, other, ...of }] : [];
      }),
    );
    expect([relation, found[relation]]).toEqual([relation, wanted]);
  }
  for (const { activity, cases: some, count, least, most } of found.activities) {
    const counts = cases.map((trace) => times(trace, activity));
    expect([some, count]).toEqual([withName(activity), counts.reduce((x, y) => x + y, 0)]);
    const share = (test: (n: number) => boolean) => counts.filter(test).length;
    const allowed = noise * cases.length + 1e-9;
    expect([activity, share((n) => n < least) <= allowed, share((n) => n <= least) > allowed]).toEqual([
      activity,
      true,
      true,
    ]);
    expect([activity, share((n) => n > most) <= allowed, share((n) => n >= most) > allowed]).toEqual([
      activity,
      true,
      true,
    ]);
  }
  const steps = found.directlyFollows.map(({ from, to, count }) => [from, to, count] as const);
  for (const [from, to, count] of steps)
    expect(
      cases.reduce(
        (n, trace) => n + trace.filter((name, i) => name === to && i > 0 && trace[i - 1] === from).length,
        0,
      ),
    ).toBe(count);
  if (noise === 0)
    expect(steps.reduce((n, [, , count]) => n + count, 0)).toBe(cases.reduce((n, trace) => n + trace.length - 1, 0));
}

describe('every relation, against the definitions case by case', () => {
  for (const noise of [0, 0.1, 0.25]) {
    test(`running example, noise ${noise}`, async () => compare((await referenceLog('running-example')).memory, noise));
    test(`Receipt, noise ${noise}`, async () => compare((await referenceLog('receipt')).memory, noise), 60_000);
  }
  test('generated logs', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(0, 0.1, 0.29, 0.5), (seed, noise) =>
        compare(randomLog(seed, { cases: 12 }), noise),
      ),
      { seed: 7, numRuns: Math.ceil(numRuns / 3) },
    ));
});

test('running example, by hand', async () => {
  const found = await calculate((await referenceLog('running-example')).memory, logSkeleton, {});
  // As many tickets as decisions: 1, 1, 2, 1, 3, 1. Three are paid, three rejected.
  expect(found.equivalence).toEqual([{ activity: 'check ticket', other: 'decide', cases: 6, breaking: 0 }]);
  expect(found.neverTogether).toEqual([
    { activity: 'pay compensation', other: 'reject request', cases: 6, breaking: 0 },
  ]);
  // Who begins anew looks at the ticket and decides again; every look is followed by a decision; register by both.
  expect(found.alwaysAfter.map(({ activity, other }) => `${activity} > ${other}`)).toEqual([
    'check ticket > decide',
    'examine casually > decide',
    'examine thoroughly > decide',
    'register request > check ticket',
    'register request > decide',
    'reinitiate request > check ticket',
    'reinitiate request > decide',
  ]);
  expect(found.activities.find(({ activity }) => activity === 'decide')).toMatchObject({ count: 9, least: 1, most: 3 });
});

describe('laws', () => {
  const law = (check: (memory: MemoryLog, seed: number) => Promise<void>) => () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), (seed) => check(randomLog(seed), seed)),
      { seed: 11, numRuns },
    );

  test(
    'no case deviates from what was found without noise, as such or as JSON',
    law(async (memory) => {
      const own = await calculate(memory, logSkeletonConformance, { noise: 0 });
      expect([own.conforming, own.averageFitness, own.deviations]).toEqual([own.cases, 1, []]);
      const model = JSON.stringify(await calculate(memory, logSkeleton, {}));
      const given = await calculate(memory, logSkeletonConformance, { model });
      expect({ ...given, model: '' }).toEqual({ ...own, model: '' });
    }),
  );

  test(
    'with noise, cases deviate as often as the skeleton says that they break it',
    law(async (memory) => {
      const skeleton = await calculate(memory, logSkeleton, { noise: 0.3 });
      const { deviations, items, conforming, cases } = await calculate(memory, logSkeletonConformance, {
        model: JSON.stringify(skeleton),
      });
      const said = new Map(
        (['equivalence', 'alwaysAfter', 'alwaysBefore', 'neverTogether'] as const).flatMap((kind) =>
          skeleton[kind]
            .filter(({ breaking }) => breaking > 0)
            .map(({ activity, other, breaking }) => {
              const relation = kind.replace(/[A-Z]/, (sign) => `-${sign.toLowerCase()}`);
              return [JSON.stringify([relation, activity, other]), breaking] as const;
            }),
        ),
      );
      const found = deviations
        .filter(({ relation }) => relation !== 'counts' && relation !== 'directly-follows')
        .map((of) => [JSON.stringify([of.relation, of.activity, of.other]), of.cases] as const);
      expect(new Map(found)).toEqual(said);
      const good = items.filter((item) => item.deviations.length === 0);
      expect(good.reduce((n, { count }) => n + count, 0)).toBe(conforming);
      expect(items.reduce((n, { count }) => n + count, 0)).toBe(cases);
      for (const { fitness, deviations: wrong } of items) expect(fitness < 1).toBe(wrong.length > 0);
    }),
  );
});

test('one selection against another: what the others do not do deviates', async () => {
  const rows = (id: string, ...trace: string[]) => trace.map((activity, i) => ({ case: id, activity, time: i }));
  const usual = memoryLog([...rows('1', 'a', 'b', 'c'), ...rows('2', 'a', 'c', 'b')]);
  const model = JSON.stringify(await calculate(usual, logSkeleton, {}));
  const other = memoryLog([...rows('3', 'a', 'b', 'c'), ...rows('4', 'b', 'a', 'x')]);
  const found = await calculate(other, logSkeletonConformance, { model });
  expect([found.cases, found.conforming]).toEqual([2, 1]);
  expect(found.items[1]!.deviations).toEqual([
    { relation: 'counts', activity: 'c', other: null },
    { relation: 'counts', activity: 'x', other: null },
    { relation: 'equivalence', activity: 'a', other: 'c' },
    { relation: 'equivalence', activity: 'b', other: 'c' },
    { relation: 'always-after', activity: 'a', other: 'b' },
    { relation: 'always-after', activity: 'a', other: 'c' },
    { relation: 'always-before', activity: 'b', other: 'a' },
    { relation: 'directly-follows', activity: null, other: 'b' },
    { relation: 'directly-follows', activity: 'b', other: 'a' },
    { relation: 'directly-follows', activity: 'a', other: 'x' },
    { relation: 'directly-follows', activity: 'x', other: null },
  ]);
});

test('what is no skeleton is refused by place', async () => {
  const memory = memoryLog([{ case: 'c', activity: 'a', time: 0 }]);
  const refused = (model: string, message: RegExp) =>
    expect(calculate(memory, logSkeletonConformance, { model })).rejects.toThrow(message);
  await refused('skeleton', /"skeleton" is no log skeleton/);
  await refused('{"activities":[', /is no log skeleton/);
  await refused('{"activities":[{"activity":"a","least":"1"}]}', /not right at/);
  await refused('[]', /not right at \/:/);
});
