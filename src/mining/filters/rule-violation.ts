import { allBits, andBits, andNotBits, Choice, defineFilter, invalid, nearest, orBits, type Static, Type } from '#sdk';
import { judgeRules, prepareRules, verdictOf } from '../rules/judge.ts';
import { againstOf, type Rule, RuleList, ruleId, stepsOf } from '../rules/rule.ts';

const params = Type.Object({
  rules: RuleList('The rules'),
  which: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'Look only at the rules of these ids (a rule without one has its place in the list, from 1)',
    }),
  ),
  mode: Choice(['any', 'all', 'none'], {
    default: 'any',
    description: 'Keep the cases that break any, all or none of the rules',
  }),
});

/** Keeps cases by the rules that they break. A case that a rule does not speak about does not break it. */
export default defineFilter({
  id: 'rule-violation',
  version: 1,
  title: 'Rule violation',
  summary: 'Keeps the cases that break any, all or none of the rules.',
  category: 'conformance',
  params,
  examples: [
    {
      // o4 decides before it is checked; o5 is neither paid nor rejected.
      title: 'Decided without a check, or without an end',
      params: {
        rules: [
          { template: 'before', activity: 'check', other: 'decide', severity: 'error', weight: 1 },
          { template: 'ends-with', activities: ['pay', 'reject'], severity: 'warning', weight: 1 },
        ],
      },
      expect: { cases: 2, events: 6 },
    },
    {
      // o6 takes a day; o5 has no amount.
      title: 'Longer than ten hours, or without an amount: two filters as rules',
      params: {
        rules: [
          {
            ...{ template: 'filter', severity: 'info', weight: 1, violates: 'removed' },
            step: { id: 'case-duration', params: { maxMs: 36_000_000 } },
          },
          {
            ...{ template: 'filter', severity: 'info', weight: 1 },
            step: { id: 'case-attribute', params: { attribute: 'case:amount', operator: 'missing' } },
          },
        ],
      },
      expect: { cases: 2, events: 5 },
    },
    {
      title: 'Checked once at most, by the rule’s id',
      params: {
        rules: [
          { id: 'once', template: 'at-most-times', activity: 'check', severity: 'info', weight: 1 },
          { id: 'end', template: 'ends-with', activities: ['pay', 'reject'], severity: 'warning', weight: 1 },
        ],
        which: ['once'],
        mode: 'none',
      },
      expect: { cases: 5, events: 18 },
    },
  ],
  keeps: () => 'cases',
  against: ({ rules }) => againstOf(rules),
  steps: ({ rules }) => stepsOf(rules),
  prepare: (log, p, run) => prepareRules(log, chosenRules(p), run),
  select(segment, view, { mode }, prepared) {
    const violating = judgeRules(segment, view, prepared, (judged) => verdictOf(judged).violating);
    if (mode === 'all') return violating.reduce((a, b) => andBits(a, b));
    const any = violating.reduce((a, b) => orBits(a, b));
    if (mode === 'any') return any;
    return andNotBits(allBits(segment.cases), any);
  },
});

function chosenRules({ rules, which }: Static<typeof params>): Rule[] {
  const ids = rules.map(ruleId);
  for (const [i, id] of (which ?? []).entries()) {
    if (ids.includes(id)) continue;
    const near = nearest(id, ids);
    invalid('rules.unknownRule', `There is no rule "${id}" in the list.${near ? ` Did you mean "${near}"?` : ''}`, [
      { pointer: `/params/which/${i}`, message: 'unknown rule' },
    ]);
  }
  return which ? rules.filter((_, i) => which.includes(ids[i]!)) : rules;
}
