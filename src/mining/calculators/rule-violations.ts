import { CaseSupport, Choice, defineCalculator, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { type RuleTotals, ruleTotals } from '../kernels/rule-totals.ts';
import { findTrace, type VariantTable } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { firstInOrder } from '../log/first-in-order.ts';
import { variantId } from '../model/variant-id.ts';
import { variantOrder } from '../model/variant-order.ts';
import { unknownActivities } from '../rules/activity-codes.ts';
import { prepareRules } from '../rules/judge.ts';
import { paramsOf, type Rule, RuleList, ruleId, SEVERITIES, sentenceOf, stepsOf, templateOf } from '../rules/rule.ts';
import { partsOf, type RulePart, summedRules, sumOf } from '../rules/rule-sums.ts';
import { SCORE_DEFINITION } from '../rules/score.ts';
import { inEnglish } from '../rules/words.ts';

const params = Type.Object({
  rules: RuleList('The rules'),
  examples: Type.Integer({
    default: 3,
    minimum: 0,
    maximum: 100,
    description: 'Cases that are named of those that break a rule; none are where single cases may not be shown',
  }),
  variants: Type.Integer({
    default: 20,
    minimum: 0,
    maximum: 10_000,
    description: 'Most variants that are listed of those with violating cases',
  }),
});

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const Score = Nullable(Share('As the definition says; null: nothing was checked'));
const Violated = Nullable(
  Type.Object(
    {
      cases: CaseSupport('Cases that break it'),
      conforming: CaseSupport('Cases that it speaks about and that keep it'),
      share: Share('Of the cases that it speaks about'),
      violations: Type.Integer({ minimum: 0, description: 'Violations in all of them together' }),
    },
    { description: 'Null: fewer cases break it, or keep it, than may be shown' },
  ),
);
const Summed = {
  rules: Type.Integer({ minimum: 1, description: 'Number of rules' }),
  violated: Nullable(
    Type.Object(
      {
        cases: CaseSupport('Cases that break any of them'),
        conforming: CaseSupport('Cases of the view that break none of them'),
        violations: Type.Integer({ minimum: 0, description: 'Violations of all of them together' }),
        score: Score,
      },
      { description: 'Null: fewer cases break them, or do not, than may be shown' },
    ),
  ),
};

const result = Type.Object({
  cases: CaseSupport('Cases of the view'),
  overall: Nullable(
    Type.Object(
      {
        violatingCases: CaseSupport('Cases that break any rule'),
        conformingCases: CaseSupport('Cases that break none'),
        conformingShare: Share('Of the cases of the view'),
        violations: Type.Integer({ minimum: 0, description: 'Violations of all rules together' }),
        score: Score,
      },
      { description: 'Null: fewer cases break a rule, or none, than may be shown' },
    ),
  ),
  rules: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the rule, or its place in the list, from 1' }),
      name: Nullable(Type.String()),
      sentence: Type.String({ description: 'The rule in plain words' }),
      template: Type.String(),
      severity: Choice(SEVERITIES),
      group: Nullable(Type.String()),
      weight: Type.Number(),
      casesChecked: CaseSupport('Cases that the rule speaks about'),
      violated: Violated,
      unknownActivities: Type.Array(Type.String(), {
        description: 'Activities of the rule that the log does not have',
      }),
      examples: Type.Array(Type.String(), { description: 'Ids of cases that break it, the first to start first' }),
    }),
    { description: 'In the order of the list' },
  ),
  severities: Type.Array(Type.Object({ severity: Choice(SEVERITIES), ...Summed })),
  groups: Type.Array(Type.Object({ group: Nullable(Type.String()), ...Summed }), {
    description: 'In the order in which the list names them; null: rules without a group',
  }),
  violatingVariants: Type.Integer({ minimum: 0, description: 'Variants of which a case breaks a rule' }),
  variants: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the variant, as in the calculator variants' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport('Cases of the variant'),
      violatingCases: CaseSupport('Those that break a rule'),
    }),
    { description: 'Most violating cases first' },
  ),
  definition: Type.String({ description: 'What the score means' }),
});

/** What the cases of a view break of rules, rule by rule, by severity, group and variant, with a weighted score. */
export default defineCalculator({
  id: 'rule-violations',
  version: 1,
  title: 'Rule violations',
  summary: 'Says which rules the cases break, how many do and how often, with a weighted score.',
  category: 'conformance',
  params,
  result,
  view: 'rule-violations',
  examples: [
    {
      // o4 decides before its check: 1 of the 5 cases with a decision. o3 checks twice: 1 of 5. Ann registers and pays o1,
      // o3, o4, o6: 4 of the 4 paid cases. Score: 1 − (3·1 + 1·1 + 1·4) ⁄ (3·5 + 1·5 + 1·4) = 1 − 8 ⁄ 24.
      title: 'A check before each decision, one check, and somebody else who pays',
      params: {
        rules: [
          ...[{ id: 'first', template: 'before', activity: 'check', other: 'decide' }].map((rule) => ({
            ...{ ...rule, severity: 'error' as const, group: 'Order', weight: 3 },
          })),
          { template: 'at-most-times', activity: 'check', severity: 'info', group: 'Order', weight: 1 },
          { template: 'different-people', activity: 'register', other: 'pay', severity: 'warning', weight: 1 },
        ],
      },
      expect: {
        cases: 6,
        overall: { violatingCases: 4, conformingCases: 2, conformingShare: 2 / 6, violations: 6, score: 1 - 8 / 24 },
        rules: [
          {
            id: 'first',
            sentence: '‘check’ must come before ‘decide’.',
            casesChecked: 5,
            violated: { cases: 1, share: 1 / 5, violations: 1 },
            examples: ['o4'],
          },
          { id: '2', casesChecked: 5, violated: { cases: 1, share: 1 / 5, violations: 1 }, examples: ['o3'] },
          { id: '3', casesChecked: 4, violated: { cases: 4, share: 1, violations: 4 }, examples: ['o1', 'o3', 'o4'] },
        ],
        severities: [
          { severity: 'error', rules: 1, violated: { cases: 1, violations: 1, score: 1 - 3 / 15 } },
          { severity: 'warning', rules: 1, violated: { cases: 4, violations: 4, score: 0 } },
          { severity: 'info', rules: 1, violated: { cases: 1, violations: 1, score: 1 - 1 / 5 } },
        ],
        groups: [
          { group: 'Order', rules: 2, violated: { cases: 2, violations: 2, score: 1 - 4 / 20 } },
          { group: null, rules: 1, violated: { cases: 4, violations: 4, score: 0 } },
        ],
        violatingVariants: 3,
        variants: [
          { activities: ['register', 'check', 'decide', 'pay'], count: 2, violatingCases: 2 },
          { activities: ['register', 'check', 'check', 'decide', 'pay'], count: 1, violatingCases: 1 },
          { activities: ['register', 'decide', 'check', 'decide', 'pay'], count: 1, violatingCases: 1 },
        ],
      },
    },
    {
      // The slower half of 0, 3, 4, 4, 6, 24 hours (the median is 4): o1, o3, o4 and o6; of these o3 and o4 are of the shop.
      title: 'A filter as a rule: no case of the slower half is of the shop',
      params: {
        rules: [
          {
            ...{ template: 'filter', severity: 'info', weight: 1 },
            step: {
              and: [
                { id: 'case-duration', params: { minPercentile: 50 } },
                { id: 'case-attribute', params: { attribute: 'case:channel', value: 'shop' } },
              ],
            },
          },
        ],
      },
      expect: {
        overall: { violatingCases: 2, conformingCases: 4, score: 1 - 2 / 6 },
        rules: [{ sentence: 'The filter case-duration, case-attribute must not keep a case.', examples: ['o3', 'o4'] }],
      },
    },
    {
      title: 'An activity that the log does not have never occurs',
      params: {
        rules: [{ template: 'must-contain', activities: ['chek'], severity: 'error', weight: 1 }],
        variants: 0,
      },
      expect: {
        overall: { violatingCases: 6, conformingCases: 0, score: 0 },
        rules: [{ casesChecked: 6, violated: { cases: 6 }, unknownActivities: ['chek'] }],
      },
    },
  ],
  steps: ({ rules }) => stepsOf(rules),
  async compute(log, p, run) {
    const { rules } = p;
    const prepared = await prepareRules(log, rules, run);
    run.progress(0.5);
    const parts = partsOf(rules, await summedRules(prepared, run));
    const [{ set: all }] = parts as [RulePart];
    const found = await run.reduce(ruleTotals, {
      rules: prepared,
      sets: parts.map(({ set }) => set),
      // Single cases are named only where they may be shown.
      examples: run.k > 1 ? 0 : p.examples,
      variantsOf: p.variants > 0 ? all : null,
    });
    const sums = parts.map((part, i) => ({ part, sum: sumOf(rules, found, part, found.setViolating[i]!) }));
    const [{ sum }] = sums as [(typeof sums)[number]];
    return {
      cases: found.cases,
      overall: sum.violated && {
        violatingCases: sum.violated.cases,
        conformingCases: sum.violated.conforming,
        conformingShare: found.cases === 0 ? 1 : sum.violated.conforming / found.cases,
        violations: sum.violated.violations,
        score: sum.violated.score,
      },
      rules: rules.map((rule, n) => itemOf(log, rule, n, found)),
      severities: sums.flatMap(({ part: { severity }, sum }) => (severity ? [{ severity, ...sum }] : [])),
      groups: sums.flatMap(({ part: { group }, sum }) => (group === undefined ? [] : [{ group, ...sum }])),
      ...(await violatingVariants(log, found.variants, p.variants, run)),
      definition: SCORE_DEFINITION,
    };
  },
});

function itemOf(log: Log, rule: Rule, n: number, found: RuleTotals): Static<typeof result>['rules'][number] {
  const [checked, violating] = [found.checked[n]!, found.violating[n]!];
  return {
    id: ruleId(rule, n),
    name: rule.name ?? null,
    sentence: inEnglish(sentenceOf(rule)),
    template: rule.template,
    severity: rule.severity,
    group: rule.group ?? null,
    weight: rule.weight,
    casesChecked: checked,
    violated: {
      ...{ cases: violating, conforming: checked - violating, violations: found.violations[n]! },
      share: checked === 0 ? 0 : violating / checked,
    },
    unknownActivities: unknownActivities(log, templateOf(rule.template).params, paramsOf(rule)),
    examples: found.examples[n]!.map(({ id }) => id),
  };
}

async function violatingVariants(log: Log, violating: VariantTable | null, limit: number, run: Run) {
  if (violating === null) return { violatingVariants: 0, variants: [] };
  const { codes, offsets, count, size } = violating;
  const order = variantOrder(violating, log.activityNames, (v) => count[v]!);
  const whole = size === 0 ? null : await run.reduce(variants, { durations: false });
  return {
    violatingVariants: size,
    variants: firstInOrder(size, Math.min(size, limit), order).map((v) => {
      const activities = Array.from(codes.subarray(offsets[v]!, offsets[v + 1]!), (code) => log.activityNames[code]!);
      const cases = whole!.count[findTrace(whole!, codes, offsets[v]!, offsets[v + 1]!)]!;
      return { id: variantId(activities), activities, count: cases, violatingCases: count[v]! };
    }),
  };
}
