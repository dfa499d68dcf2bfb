import { CaseSupport, Choice, defineCalculator, type Log, Nullable, type Run, type Static, Type } from '#sdk';
import { alignPart } from '../conformance/align-part.ts';
import { ModelParams } from '../conformance/check-view.ts';
import { ruleTotals } from '../kernels/rule-totals.ts';
import { prepareRules } from '../rules/judge.ts';
import { compareWithModel, deviationsOf } from '../rules/model-rule.ts';
import { type Rule, RuleList, SEVERITIES, stepsOf } from '../rules/rule.ts';

const params = Type.Object({
  rules: Type.Optional(RuleList('Instead of a model: the rules to judge by')),
  ...ModelParams,
});

const result = Type.Object({
  against: Choice(['model', 'rules']),
  model: Nullable(Type.String({ description: 'Where the model came from: what was run, or the kind of file' })),
  cases: CaseSupport('Cases of the view'),
  counts: Nullable(
    Type.Object(
      {
        conforming: CaseSupport('Cases that do not deviate'),
        conformingShare: Type.Number({ minimum: 0, maximum: 1, description: 'Of the cases of the view' }),
        nonConforming: CaseSupport('Cases that deviate'),
      },
      { description: 'Null: fewer cases conform, or deviate, than may be shown; the lists are then empty' },
    ),
  ),
  undecided: Type.Integer({ minimum: 0, description: 'Cases for which the search ended before it was sure' }),
  byDeviations: Type.Array(
    Type.Object({
      deviations: Type.Integer({ minimum: 0, description: 'As the definition says' }),
      cases: CaseSupport('Cases with so many'),
    }),
    { description: 'Fewest first; undecided cases are in none' },
  ),
  bySeverity: Type.Array(
    Type.Object({
      severity: Choice(SEVERITIES),
      cases: CaseSupport('Cases of which this is the worst rule that they break'),
    }),
    { description: 'Worst first; empty against a model' },
  ),
  definition: Type.String({ description: 'What conforms, and what a deviation is' }),
});

/** How many cases conform to a model or to rules, and how far the others are from that. */
export default defineCalculator({
  id: 'conformance-counts',
  version: 1,
  title: 'Conformance counts',
  summary: 'Counts the cases that conform to a model or to rules, and the others by how far they deviate.',
  category: 'conformance',
  params,
  result,
  view: 'conformance-counts',
  examples: [
    {
      // o3 checks once too often, o4 decides once too often; o5 leaves out check, decide and the end.
      title: 'Against a model: register, check, decide, then pay or reject',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: {
        against: 'model',
        model: 'tree',
        cases: 6,
        counts: { conforming: 3, conformingShare: 0.5, nonConforming: 3 },
        undecided: 0,
        byDeviations: [
          { deviations: 0, cases: 3 },
          { deviations: 1, cases: 2 },
          { deviations: 3, cases: 1 },
        ],
        bySeverity: [],
      },
    },
    {
      // o4 decides before its check and right after the register; o5 ends there.
      title: 'Against rules: a check before each decision and right after the register, an end',
      params: {
        rules: [
          { template: 'before', activity: 'check', other: 'decide', severity: 'error', weight: 1 },
          { template: 'directly-followed-by', activity: 'register', other: 'check', severity: 'info', weight: 1 },
          { template: 'ends-with', activities: ['pay', 'reject'], severity: 'warning', weight: 1 },
        ],
      },
      expect: {
        against: 'rules',
        model: null,
        counts: { conforming: 4, conformingShare: 4 / 6, nonConforming: 2 },
        byDeviations: [
          { deviations: 0, cases: 4 },
          { deviations: 2, cases: 2 },
        ],
        bySeverity: [
          { severity: 'error', cases: 1 },
          { severity: 'warning', cases: 1 },
        ],
      },
    },
  ],
  works: [alignPart],
  steps: ({ rules }) => stepsOf(rules ?? []),
  compute: (log, p, run) => (p.rules ? countByRules(log, p.rules, run) : countByModel(log, p, run)),
});

type Result = Static<typeof result>;

async function countByRules(log: Log, rules: readonly Rule[], run: Run): Promise<Result> {
  const prepared = await prepareRules(log, rules, run);
  run.progress(0.5);
  const worst = SEVERITIES.toReversed();
  // Cases that break a rule of this severity or a worse one.
  const sets = worst.map((_, i) => [...rules.keys()].filter((n) => worst.indexOf(rules[n]!.severity) <= i));
  const found = await run.reduce(ruleTotals, { rules: prepared, sets, examples: 0, variantsOf: null });
  const bySeverity = worst.map((severity, i) => ({
    severity,
    cases: found.setViolating[i]! - (i === 0 ? 0 : found.setViolating[i - 1]!),
  }));
  return {
    against: 'rules',
    model: null,
    ...counted(found.cases, found.byBroken, 0, run.k),
    bySeverity: tellsOfFew(found.cases, found.byBroken, 0, run.k) ? [] : bySeverity.filter(({ cases }) => cases > 0),
    definition: 'A case conforms when it breaks no rule. Deviations: the number of rules that it breaks.',
  };
}

async function countByModel(log: Log, p: Static<typeof params>, run: Run): Promise<Result> {
  const { compared, aligned } = await compareWithModel(log, p, run);
  const cases: number[] = [];
  let undecided = 0;
  for (const of of aligned) {
    const deviations = deviationsOf(of);
    if (deviations < 0) undecided += of.count;
    else cases[deviations] = (cases[deviations] ?? 0) + of.count;
  }
  return {
    against: 'model',
    model: compared.source,
    ...counted(
      compared.cases,
      Float64Array.from(cases, (n) => n ?? 0),
      undecided,
      run.k,
    ),
    bySeverity: [],
    definition:
      'A case conforms when the model can replay it as it is. Deviations: log moves and visible model moves of an optimal alignment, at least so many where the search ended before.',
  };
}

/** @param by cases by number of deviations */
function counted(cases: number, by: Float64Array, undecided: number, k: number) {
  const conforming = by[0] ?? 0;
  const items = Array.from(by, (n, deviations) => ({ deviations, cases: n })).filter((item) => item.cases > 0);
  return {
    cases,
    counts: {
      conforming,
      conformingShare: cases === 0 ? 0 : conforming / cases,
      nonConforming: cases - conforming - undecided,
    },
    undecided,
    byDeviations: tellsOfFew(cases, by, undecided, k) ? [] : items,
  };
}

/** Whether fewer cases conform, or deviate, than may be shown: the lists would tell what the counts do not. */
function tellsOfFew(cases: number, by: Float64Array, undecided: number, k: number): boolean {
  const conforming = by[0] ?? 0;
  return [conforming, cases - conforming - undecided].some((n) => n > 0 && n < k);
}
