import { defineCalculator, Type } from '#sdk';
import { caseValueKernels, numberValueKernels } from '../kernels/case-values.ts';
import { QualityResultSchema } from '../quality/finding.ts';
import { qualityResult } from '../quality/quality-result.ts';
import { MOST_RULES, plannedChecks, type QualityRule, RuleSchema, SettingsSchema } from '../quality/settings.ts';

const params = Type.Object({
  settings: SettingsSchema,
  rules: Type.Array(RuleSchema, {
    ...{ default: [], maxItems: MOST_RULES },
    description: 'Rules of your own: { "check": "rule-…", … its parameters, "severity", "weight", "zeroAt" }',
  }),
  load: Type.Optional(
    Type.Object(
      {
        rows: Type.Integer({ minimum: 0, description: 'Rows that were taken' }),
        refused: Type.Integer({ minimum: 0, description: 'Rows that were refused' }),
      },
      { additionalProperties: false, description: 'What is known of the load that made the log' },
    ),
  ),
  examples: Type.Integer({
    ...{ default: 3, minimum: 0, maximum: 100 },
    description: 'Affected cases to name for each finding, where single cases may be shown',
  }),
});

/** How good the data of a view are: a score from 0 to 100, what it is made of, and what was found. */
export default defineCalculator({
  id: 'data-quality',
  version: 1,
  title: 'Data quality',
  summary:
    'Scores the data from 0 to 100 by checks of completeness, uniqueness, validity, consistency, accuracy and timeliness.',
  category: 'summary',
  params,
  result: QualityResultSchema,
  view: 'data-quality',
  kernels: [...Object.values(caseValueKernels), ...Object.values(numberValueKernels)],
  clock: () => 'day',
  examples: [
    {
      // Accuracy: all 23 times lie on the full hour, which costs that check (weight 0.5 of 5) its 100 points.
      title: 'Six orders on round hours, one of a single event',
      params: { examples: 1 },
      expect: {
        ...{ cases: 6, events: 23 },
        dimensions: { uniqueness: 100, validity: 100, consistency: 100, accuracy: 90, timeliness: null },
      },
    },
    {
      // Of the six orders o6 has an amount of 600: 1 ⁄ 6 is a third of what is tolerated. Nothing else of validity is asked.
      title: 'A rule of your own: no amount above 500',
      params: {
        settings: { 'early-times': { off: true }, 'epoch-times': { off: true }, 'future-times': { off: true } },
        rules: [
          { check: 'rule-within-range', column: 'case:amount', to: 500, severity: 'error', weight: 4, zeroAt: 0.5 },
        ],
      } as never,
      expect: { dimensions: { validity: 100 * (1 - 1 / 6 / 0.5) } },
    },
  ],
  async compute(log, { settings, rules, load, examples }, run) {
    const planned = plannedChecks(settings as never, rules as unknown as readonly QualityRule[]);
    return qualityResult(log, run, planned, { load: load ?? null, examples });
  },
});
