import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import { planView } from '../views/plan.ts';
import caseDuration from './case-duration.ts';
import ruleViolation from './rule-violation.ts';

const rules = [
  { id: 'order', template: 'before', activity: 'check', other: 'decide' },
  { template: 'ends-with', activities: ['pay', 'reject'] },
  { id: 'once', template: 'at-most-times', activity: 'decide' },
];
const on = async (params: object) => (await keptBy(exampleLog({ segmentEvents: 6 }), ruleViolation, params)).cases;

// o4 decides before its check, and twice; o5 has no end.
test('any, all and none of the rules, or of some', async () => {
  expect(await on({ rules })).toEqual(['o4', 'o5']);
  expect(await on({ rules, mode: 'all' })).toEqual([]);
  expect(await on({ rules, which: ['order', 'once'], mode: 'all' })).toEqual(['o4']);
  expect(await on({ rules, mode: 'none' })).toEqual(['o1', 'o2', 'o3', 'o6']);
  expect(await on({ rules, which: ['2'] })).toEqual(['o5']);
});

test('a rule that does not exist is named, and so is a filter inside itself', async () => {
  await expect(on({ rules, which: ['ordr'] })).rejects.toThrow('no rule "ordr" in the list. Did you mean "order"?');
  const inner = { template: 'filter', step: { not: { id: 'rule-violation', params: { rules } } } };
  await expect(on({ rules: [inner] })).rejects.toThrow('Rule 1: A rule cannot rest on the filter rule-violation.');
});

test('rules that rest on the view see what is left, and their order shows', async () => {
  const source = filterSource([ruleViolation, caseDuration]);
  const slow = { template: 'filter', step: { id: 'case-duration', params: { minPercentile: 90 } } };
  const steps = [
    { id: 'case-duration', params: { maxMs: 6 * 3_600_000 } },
    { id: 'rule-violation', params: { rules: [slow] } },
  ];
  const memory = exampleLog();
  // Without o6: 0, 3, 4, 4, 6 hours, of which the slowest tenth is o3.
  expect(inlineKept(memory, await inlineSelect(memory, steps, source))).toEqual({ cases: 1, events: 5 });
  const inOr = [{ or: [steps[1]!, steps[0]!] }];
  expect(() => planView(inOr, source)).toThrow('cannot stand inside "or"');
  const plain = { id: 'rule-violation', params: { rules } };
  expect(planView([{ not: { or: [plain, steps[0]!] } }], source).caseSteps).toHaveLength(1);
});
