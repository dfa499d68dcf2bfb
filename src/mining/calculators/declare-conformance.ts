import { CaseSupport, defineCalculator, ModelRef, Type } from '#sdk';
import { DeclareCheck } from '../conformance/check-declare.ts';
import { declareModelOf } from '../conformance/declare-model-of.ts';
import { MeasuredConstraint, measuredConstraint } from '../discovery/declare/declare-result.ts';
import { Work } from '../discovery/work.ts';
import { declLine } from '../formats/decl.ts';
import { namesOf } from '../kernels/variant-table.ts';
import { variants } from '../kernels/variants.ts';
import { constraintText, type DeclareConstraint } from '../model/declare.ts';
import { variantId } from '../model/variant-id.ts';
import { byFrequency } from '../model/variant-order.ts';

const params = Type.Object({
  model: ModelRef(
    'The constraints: declare-model discovers them from the view; or the text of a .decl file, with a constraint as Response[A, B] | | | on each line',
    'declare-model',
  ),
  limit: Type.Integer({
    default: 1000,
    minimum: 0,
    maximum: 100_000,
    description: 'Most variants that are listed',
  }),
  offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to skip' }),
  deviating: Type.Boolean({ default: false, description: 'List only the variants that deviate' }),
});

const result = Type.Object({
  model: Type.String({ description: 'Where the constraints came from: decl, or what was run' }),
  cases: CaseSupport('Cases of the view'),
  conforming: Type.Integer({ minimum: 0, description: 'Cases that violate no constraint' }),
  conformingShare: Type.Number({ description: 'Their share of the cases' }),
  constraints: Type.Array(MeasuredConstraint, { description: 'In the order of the model' }),
  notEvaluated: Type.Array(Type.Object({ constraint: Type.String(), reason: Type.String() }), {
    description: 'Constraints of which nothing was checked, and why',
  }),
  unknown: Type.Array(Type.String(), { description: 'Activities of the constraints that the log does not have' }),
  notes: Type.Array(Type.String(), { description: 'What was taken otherwise than written in the model' }),
  total: Type.Integer({ minimum: 0, description: 'Variants, of which `items` is a part' }),
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Of the variant, as in the calculator variants' }),
      activities: Type.Array(Type.String()),
      count: CaseSupport(),
      violations: Type.Array(
        Type.Object({
          constraint: Type.String(),
          activations: Type.Integer({ description: 'Occurrences in the trace that activate it' }),
          violations: Type.Integer({ description: 'Those of them that are not met' }),
        }),
        { description: 'What the variant violates' },
      ),
    }),
    { description: 'Most frequent first' },
  ),
  definition: Type.String({ description: 'What the figures mean' }),
});

const MODEL = [
  'Init[register] | |',
  'Response[check, decide] | | |',
  'Chain Response[check, decide] | | |',
  'Existence[pay] | |',
  'Not Co-Existence[pay, reject] | | |',
  'Response[check, pay] |A.cost > 10 | |',
].join('\n');

/** How the cases of a view stand to DECLARE constraints. */
export default defineCalculator({
  id: 'declare-conformance',
  version: 1,
  title: 'DECLARE conformance',
  summary: 'Tells for each rule how many cases keep it, break it or do not meet with it, and what each variant breaks.',
  category: 'conformance',
  params,
  result,
  view: 'declare-conformance',
  examples: [
    {
      title: 'Five rules: o3 checks twice in a row, o2 and o5 are never paid',
      params: { model: MODEL, deviating: true },
      expect: {
        ...{ model: 'decl', cases: 6, conforming: 3, conformingShare: 0.5, total: 3, unknown: [] },
        constraints: [
          { constraint: 'Init[register]', fulfilled: 6, violated: 0, vacuous: 0 },
          { constraint: 'Response[check, decide]', fulfilled: 5, violated: 0, vacuous: 1, activations: 6 },
          {
            ...{ constraint: 'Chain Response[check, decide]', fulfilled: 4, violated: 1, vacuous: 1 },
            ...{ activations: 6, fulfilledActivations: 5 },
          },
          { constraint: 'Existence[pay]', fulfilled: 4, violated: 2, vacuous: 0 },
          { constraint: 'Not Co-Existence[pay, reject]', fulfilled: 5, violated: 0, vacuous: 1, activations: 5 },
        ],
        notEvaluated: [{ constraint: 'Response[check, pay] |A.cost > 10 | |' }],
        items: [
          { activities: ['register'], count: 1, violations: [{ constraint: 'Existence[pay]', violations: 1 }] },
          {
            activities: ['register', 'check', 'check', 'decide', 'pay'],
            violations: [{ constraint: 'Chain Response[check, decide]', activations: 2, violations: 1 }],
          },
          { activities: ['register', 'check', 'decide', 'reject'], violations: [{ constraint: 'Existence[pay]' }] },
        ],
      },
    },
    {
      // Of six cases, one that breaks a rule is more than a tenth: what is discovered as usual no case breaks.
      title: 'Against the constraints that the orders themselves keep',
      params: { limit: 0 },
      expect: { model: 'declare', cases: 6, conforming: 6, total: 5, items: [], notEvaluated: [] },
    },
  ],
  async compute(log, p, run) {
    const { model, source, notes } = await declareModelOf(p.model, log, run);
    const table = await run.reduce(variants, { durations: false });
    run.progress(0.3);
    const evaluated = model.constraints.filter((constraint) => reasonNot(constraint) === null);
    const names = log.activityNames;
    const check = new DeclareCheck(evaluated, names);
    await check.read(table, new Work(run));
    run.progress(0.9);
    const listed = byFrequency(table, names).filter((v) => !p.deviating || check.violated[v]! > 0);
    return {
      ...{ model: source, cases: check.cases, conforming: check.conforming },
      conformingShare: check.cases === 0 ? 1 : check.conforming / check.cases,
      constraints: evaluated.map((constraint, c) => measuredConstraint({ ...constraint, ...check.measures[c]! })),
      notEvaluated: model.constraints.flatMap((constraint) => {
        const reason = reasonNot(constraint);
        return reason === null ? [] : [{ constraint: declLine(constraint), reason }];
      }),
      unknown: unknownOf(evaluated, names),
      notes: [...notes],
      total: listed.length,
      items: listed.slice(p.offset, p.offset + p.limit).map((v) => {
        const activities = namesOf(table, v, names);
        const violations = check.violated[v] === 0 ? [] : check.violationsOf(table, v);
        return {
          ...{ id: variantId(activities), activities, count: table.count[v]! },
          violations: violations.map((of) => ({ ...of, constraint: constraintText(evaluated[of.constraint]!) })),
        };
      }),
      definition: DEFINITION,
    };
  },
});

function reasonNot({ conditions = [], activities }: DeclareConstraint): string | null {
  if (conditions.some((condition) => condition !== ''))
    return 'It has conditions on attributes or time, which are not evaluated.';
  return activities[0] === activities[1] ? 'Both its activities are the same.' : null;
}

function unknownOf(constraints: readonly DeclareConstraint[], names: readonly string[]): string[] {
  const known = new Set(names);
  return [...new Set(constraints.flatMap(({ activities }) => activities))].filter((name) => !known.has(name));
}

const DEFINITION =
  'A case activates a constraint when one of the activities that activate it occurs (init, end, existence, absence, exactly, choice and exclusive choice are activated by every case). It fulfils the constraint when every activation is met, violates it when one is not, and meets it vacuously when there is none: fulfilled + violated + vacuous = cases. A case conforms when it violates no constraint.';
