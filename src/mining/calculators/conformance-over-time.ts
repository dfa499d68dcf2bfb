import { CaseSupport, Choice, defineCalculator, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { alignPart } from '../conformance/align-part.ts';
import { ModelParams, shortestRunOf } from '../conformance/check-view.ts';
import { ALIGNMENT_FITNESS } from '../conformance/measures.ts';
import { caseTimes, PERIOD_UNITS, periodAt, periodsBetween } from '../kernels/case-periods.ts';
import { rulePeriods } from '../kernels/rule-periods.ts';
import { type PreparedRule, prepareRules } from '../rules/judge.ts';
import { compareWithModel } from '../rules/model-rule.ts';
import { RuleList, stepsOf } from '../rules/rule.ts';
import { conformanceScore, SCORE_DEFINITION } from '../rules/score.ts';

const params = Type.Object({
  rules: Type.Optional(RuleList('Instead of a model: the rules to judge by')),
  ...ModelParams,
  bucket: Choice(['auto', ...PERIOD_UNITS], {
    default: 'auto',
    description: 'Length of a period; auto takes days up to three months, weeks up to a year, months up to ten years',
  }),
  by: Choice(['start', 'end'], {
    default: 'end',
    description: 'Whether a case belongs to the period of its first event, or of its last one',
  }),
});

const Share = (description: string) => Nullable(Type.Number({ minimum: 0, maximum: 1, description }));

const result = Type.Object({
  against: Choice(['model', 'rules']),
  model: Nullable(Type.String({ description: 'Where the model came from: what was run, or the kind of file' })),
  bucket: Choice(PERIOD_UNITS, { description: 'Length of a period' }),
  zone: Type.String({ description: 'Zone whose calendar counts' }),
  undated: Type.Integer({ minimum: 0, description: 'Cases without any time: they are in no period' }),
  undecided: Type.Integer({ minimum: 0, description: 'Cases for which the search ended before it was sure' }),
  items: Type.Array(
    Type.Object({
      period: Type.String({ description: 'The period, such as 2024-01; a week is written by its Monday' }),
      from: Type.String({ description: 'Instant at which the period begins, ISO 8601 UTC' }),
      cases: CaseSupport('Cases of the period'),
      found: Nullable(
        Type.Object(
          {
            conforming: CaseSupport('Cases that do not deviate, or break no rule'),
            nonConforming: CaseSupport('Cases that do'),
            conformingShare: Share('Of the cases that are decided; null: there is none'),
            violations: Type.Integer({ minimum: 0, description: 'Deviations, or violations of all rules' }),
            fitness: Share('Log fitness; null: against rules, or no case'),
            score: Share('Conformance score; null: against a model, or nothing was checked'),
          },
          { description: 'Of the cases of the period; null: fewer conform, or do not, than may be shown' },
        ),
      ),
    }),
    { description: 'One period after the other, those without cases too' },
  ),
  definition: Type.String({ description: 'What fitness, or the score, means' }),
});

/** How well the cases conform to a model or to rules, period by period, for a trend. */
export default defineCalculator({
  id: 'conformance-over-time',
  version: 1,
  title: 'Conformance over time',
  summary: 'Shows in each period how many cases conform to a model or to rules, and how well.',
  category: 'conformance',
  params,
  result,
  view: 'conformance-over-time',
  examples: [
    {
      // One order begins on each day of 1 to 6 January; o4, of the fourth, decides before its check. o5 decides nothing.
      title: 'By the day of the start: a check before each decision',
      params: {
        rules: [{ template: 'before', activity: 'check', other: 'decide', severity: 'error', weight: 1 }],
        bucket: 'day',
        by: 'start',
      },
      expect: {
        against: 'rules',
        bucket: 'day',
        items: [
          ...['2024-01-01', '2024-01-02', '2024-01-03'].map((period) => ({
            period,
            cases: 1,
            found: { conforming: 1, nonConforming: 0, conformingShare: 1, violations: 0, fitness: null, score: 1 },
          })),
          { period: '2024-01-04', found: { conforming: 0, nonConforming: 1, violations: 1, score: 0 } },
          { period: '2024-01-05', found: { conforming: 1, conformingShare: 1, score: null } },
          { period: '2024-01-06', found: { conforming: 1, score: 1 } },
        ],
      },
    },
    {
      // As the calculator fitness: costs 1 + 1 + 3 over 8 + 8 + 9 + 9 + 5 + 8 = 47.
      title: 'By month, against a model',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", bucket: 'month' },
      expect: {
        against: 'model',
        model: 'tree',
        undecided: 0,
        items: [
          {
            ...{ period: '2024-01', cases: 6 },
            found: {
              conforming: 3,
              nonConforming: 3,
              conformingShare: 0.5,
              violations: 5,
              fitness: 1 - 5 / 47,
              score: null,
            },
          },
        ],
      },
    },
  ],
  works: [alignPart],
  steps: ({ rules }) => stepsOf(rules ?? []),
  async compute(log, p, run) {
    const { zone } = run;
    const times = await run.reduce(caseTimes, null);
    const [from, to] = p.by === 'start' ? [times.firstStart, times.lastStart] : [times.firstEnd, times.lastEnd];
    const periods = periodsBetween(from, to, p.bucket, zone);
    const { model, shortestRun, rules, weights } = await judgedBy(log, p, run);
    run.progress(0.8);
    const found = await run.reduce(rulePeriods, { rules, periods, zone, by: p.by });
    const each = (n: number, of: Float64Array, i: number) => of[n * periods.count + i]!;
    const items = Array.from(found.cases, (cases, i) => {
      const column = (of: Float64Array) => rules.map((_, n) => each(n, of, i));
      const violations = column(found.violations).reduce((sum, n) => sum + n, 0);
      const decided = model === null ? cases : each(0, found.checked, i);
      const conforming = decided - found.violatingAny[i]!;
      const worst = each(0, found.events, i) + decided * shortestRun;
      return {
        ...periodAt(periods, i, zone),
        cases,
        found: {
          ...{ conforming, nonConforming: found.violatingAny[i]!, violations },
          conformingShare: decided === 0 ? null : conforming / decided,
          fitness: model === null || decided === 0 ? null : worst === 0 ? 1 : 1 - violations / worst,
          score:
            model === null
              ? conformanceScore({ checked: column(found.checked), violating: column(found.violating) }, weights)
              : null,
        },
      };
    });
    const dated = items.reduce((sum, { cases }) => sum + cases, 0);
    const checked = model === null ? dated : found.checked.reduce((sum, n) => sum + n, 0);
    return {
      ...{ against: model === null ? ('rules' as const) : ('model' as const), model, bucket: periods.unit, zone },
      ...{ undated: found.undated, undecided: dated - checked, items },
      definition: model === null ? SCORE_DEFINITION : ALIGNMENT_FITNESS,
    };
  },
});

interface JudgedBy {
  /** Null: rules. */
  readonly model: string | null;
  readonly shortestRun: number;
  readonly rules: readonly PreparedRule[];
  readonly weights: readonly number[];
}

/** The rules, or the model as the one rule that cases follow it. */
async function judgedBy(log: Log, p: Static<typeof params>, run: Run): Promise<JudgedBy> {
  if (p.rules)
    return {
      ...{ model: null, shortestRun: 0, rules: await prepareRules(log, p.rules, run) },
      weights: p.rules.map(({ weight }) => weight),
    };
  const { compared, context } = await compareWithModel(log, p, run);
  const rules = [{ template: 'follows-model', context }];
  return { model: compared.source, shortestRun: shortestRunOf(compared.aligner), rules, weights: [1] };
}
