/** What scores must obey, whatever the log. */
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import calculator from '../calculators/data-quality.ts';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import type { Dimension } from './dimensions.ts';
import type { QualityResult } from './finding.ts';
import { checkScore, costs, dimensionScores, weightedScore } from './score.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);
const HOUR = 3_600_000;

const events = fc
  .array(
    fc.record({
      case: fc.integer({ min: 0, max: 5 }),
      activity: fc.constantFrom('a', 'b', 'A ', 'n/a'),
      time: fc.integer({ min: 0, max: 400 }),
      resource: fc.option(fc.constantFrom('Ann', 'Bob')),
      cost: fc.option(fc.integer({ min: 1, max: 9 })),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) =>
    rows.map(
      ({ case: id, activity, time, resource, cost }): MemoryEvent => ({
        ...{ case: `c${id}`, activity, time: Date.UTC(2023, 0, 1) + time * HOUR },
        ...{ resource: resource ?? 'Eve', attributes: { cost, colour: 'red' } },
      }),
    ),
  );

const assess = (rows: readonly MemoryEvent[], compare = 'auto', segmentEvents = 1000) =>
  calculate(memoryLog(rows, { segmentEvents }), calculator, {
    settings: { 'duplicate-cases': { compare } } as never,
  }) as Promise<QualityResult>;
/** What makes cases duplicates, said: left to the log, one row more may turn its times into dates, or dates into times. */
const compared = fc.constantFrom('times', 'everything');
const dimension = (result: QualityResult, of: Dimension) => result.dimensions[of]!;

test('more missing values never raise completeness', async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.integer({ min: 0, max: 39 }),
      fc.constantFrom('cost', 'colour'),
      async (rows, at, name) => {
        const i = at % rows.length;
        const poorer = rows.map((row, n) =>
          n === i ? { ...row, attributes: { ...row.attributes, [name]: null } } : row,
        );
        // A column without any value is no column: then nothing can be said of it.
        fc.pre(poorer.some(({ attributes }) => attributes![name] !== null));
        expect(dimension(await assess(poorer), 'completeness')).toBeLessThanOrEqual(
          dimension(await assess(rows), 'completeness'),
        );
      },
    ),
    { numRuns },
  );
});

test('rows without a fault never lower completeness, uniqueness and validity', async () => {
  const sound = [0, 1, 2].map(
    (e): MemoryEvent => ({
      ...{ case: 'sound', activity: 'b', time: Date.UTC(2023, 1, 20, e, 13, 7), resource: 'Ann' },
      attributes: { cost: 3, colour: 'red' },
    }),
  );
  await fc.assert(
    fc.asyncProperty(events, compared, async (rows, compare) => {
      const [before, after] = [await assess(rows, compare), await assess([...rows, ...sound], compare)];
      for (const name of ['completeness', 'uniqueness', 'validity'] as const)
        expect(dimension(after, name)).toBeGreaterThanOrEqual(dimension(before, name) - 1e-9);
    }),
    { numRuns },
  );
});

test('a copy of an event never raises uniqueness', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.nat(), compared, async (rows, at, compare) => {
      const copied = [...rows, rows[at % rows.length]!];
      expect(dimension(await assess(copied, compare), 'uniqueness')).toBeLessThanOrEqual(
        dimension(await assess(rows, compare), 'uniqueness'),
      );
    }),
    { numRuns },
  );
});

test('each score lies between 0 and 100, costs add up, and segments do not matter', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (rows) => {
      const result = await assess(rows);
      const scores = [result.score, ...Object.values(result.dimensions), ...result.checks.map(({ score }) => score)];
      for (const score of scores) if (typeof score === 'number') expect(score >= 0 && score <= 100).toBe(true);
      expect(result.checks.reduce((sum, { points }) => sum + points, result.score!)).toBeCloseTo(100, 9);
      expect(await assess(rows, 'auto', 7)).toEqual(result);
    }),
    { numRuns },
  );
});

test('the score by hand', () => {
  const checks = [
    { dimension: 'completeness', weight: 3, score: 50 },
    { dimension: 'completeness', weight: 1, score: 100 },
    { dimension: 'validity', weight: 2, score: 25 },
    { dimension: 'accuracy', weight: 5, score: null },
    { dimension: 'accuracy', weight: 0, score: 0 },
  ] as const;
  // (3 · 50 + 1 · 100 + 2 · 25) ⁄ 6 = 50; the costs are 3 · 50 ⁄ 6, 0 and 2 · 75 ⁄ 6.
  expect(weightedScore(checks)).toBe(50);
  expect(costs(checks)).toEqual([25, 0, 25, 0, 0]);
  expect(Object.fromEntries(dimensionScores(checks).map(({ dimension, score }) => [dimension, score]))).toEqual({
    ...{ completeness: 62.5, uniqueness: null, validity: 25, consistency: null, accuracy: null, timeliness: null },
  });
  expect([checkScore(0, 0.2), checkScore(0.05, 0.2), checkScore(0.9, 0.2)]).toEqual([100, 75, 0]);
});
