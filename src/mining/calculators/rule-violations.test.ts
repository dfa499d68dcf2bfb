import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { noBits, Value } from '#sdk';
import ruleViolation from '../filters/rule-violation.ts';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { checkParams } from '../views/check-params.ts';
import { calculate, inlineRun, keptBy } from '../views/inline.ts';
import fitness from './fitness.ts';
import ruleViolations from './rule-violations.ts';

const base = { severity: 'warning' as const, weight: 1 };

test('the numbers are those of the filter by the same rules', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 40 }), async (seed, segmentEvents) => {
      const memory = randomLog(seed, { segmentEvents });
      const [a = '', b = 'nowhere', c = 'nowhere'] = memory.log.activityNames.slice(1);
      const rules = [
        { ...base, id: 'first', template: 'starts-with', activities: [a] },
        { ...base, id: 'order', template: 'before', activity: a, other: b, severity: 'error' as const, group: 'x' },
        { ...base, id: 'late', template: 'case-duration-within', maxMs: 7_200_000, weight: 2.5, group: 'x' },
        { ...base, id: 'both', template: 'not-both', activity: b, other: `${c} or another` },
      ];
      const found = await calculate(memory, ruleViolations, { rules, examples: 100, variants: 1000 });
      const kept = async (params: object) => (await keptBy(memory, ruleViolation, { rules, ...params })).cases;
      expect(found.overall?.violatingCases).toBe((await kept({})).length);
      expect(found.overall?.conformingCases).toBe((await kept({ mode: 'none' })).length);
      for (const { id, violated, examples } of found.rules) {
        const cases = await kept({ which: [id] });
        expect(violated?.cases).toBe(cases.length);
        expect(examples.toSorted()).toEqual(cases.toSorted().slice(0, 100));
      }
      const [error] = found.severities;
      expect(error?.violated?.cases).toBe((await kept({ which: ['order'] })).length);
      expect(found.groups.find(({ group }) => group === 'x')?.violated?.cases).toBe(
        (await kept({ which: ['order', 'late'] })).length,
      );
      expect(found.variants.reduce((sum, { violatingCases }) => sum + violatingCases, 0)).toBe((await kept({})).length);
    }),
    { seed: 7, numRuns: 40 },
  ));

test('a rule that follows a model breaks where the calculator fitness finds no fit, and as often as its costs', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const memory = randomLog(seed, { segmentEvents: 20 });
      const model = { model: 'imf', noise: 0.5 };
      const of = await calculate(memory, fitness, model);
      const rules = [{ ...base, template: 'follows-model', ...model, statesPerTrace: 300_000 }];
      const { rules: found, cases } = await calculate(memory, ruleViolations, { rules });
      expect(found[0]?.violated?.cases).toBe(Math.round((1 - of.fittingShare) * cases));
      expect(found[0]?.violated?.violations).toBe(of.totalCost!);
    }),
    { seed: 11, numRuns: 25 },
  ));

test('cases are named in the order of their start, then of their ids; none where only groups are shown', async () => {
  const at = (id: string, time?: number) => ({ case: id, activity: 'x', ...(time === undefined ? {} : { time }) });
  const memory = memoryLog([at('b', 5), at('a', 5), at('zebra', 9), at('never'), at('é', 5)], { segmentEvents: 2 });
  const rules = [{ ...base, template: 'must-contain', activities: ['y'] }];
  const named = async (examples: number) =>
    (await calculate(memory, ruleViolations, { rules, examples })).rules[0]?.examples;
  expect(await named(100)).toEqual(['a', 'b', 'é', 'zebra', 'never']);
  expect(await named(2)).toEqual(['a', 'b']);
  const params = checkParams(ruleViolations.params, { rules, examples: 100 });
  const grouped = await ruleViolations.compute(memory.log, params as never, { ...inlineRun(memory), k: 2 });
  expect(grouped.rules[0]?.examples).toEqual([]);
  expect(JSON.stringify(grouped)).not.toContain('zebra');
});

test('a rule that speaks about no case is kept and counts for nothing', async () => {
  const rules = [
    { ...base, template: 'before', activity: 'pay', other: 'nowhere', weight: 1000 },
    { ...base, template: 'ends-with', activities: ['pay', 'reject'] },
  ];
  const found = await calculate(exampleLog(), ruleViolations, { rules });
  expect(found.rules[0]).toMatchObject({ casesChecked: 0, violated: { cases: 0, share: 0, violations: 0 } });
  expect(found.rules[0]?.unknownActivities).toEqual(['nowhere']);
  expect(found.overall?.score).toBe(1 - 1 / 6);
});

test('no case left', async () => {
  const memory = exampleLog({ segmentEvents: 5 });
  const nothing = { cases: memory.segments.map((s) => noBits(s.cases)), events: null };
  const rules = [{ ...base, template: 'must-contain', activities: ['pay'] }];
  const found = await calculate(memory, ruleViolations, { rules }, nothing);
  expect(Value.Check(ruleViolations.result, found)).toBe(true);
  expect(found.overall).toEqual({
    ...{ violatingCases: 0, conformingCases: 0, conformingShare: 1, violations: 0, score: null },
  });
});

test('a fault names the rule', async () => {
  const rules = [
    { ...base, template: 'starts-with', activities: ['register'] },
    { ...base, id: 'pair', template: 'before', activity: 'pay', other: 'pay' },
  ];
  const fault = await calculate(exampleLog(), ruleViolations, { rules }).catch((error) => error);
  expect(fault.message).toBe('Rule pair: The rule needs two activities, and both are "pay". Choose another one.');
  expect(fault.details[0].pointer).toBe('/params/rules/1');
});
