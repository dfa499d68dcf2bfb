import { Choice, type Static, Type } from '#sdk';
import { type Rule, sentenceOf } from '../../mining/rules/rule.ts';
import { inEnglish } from '../../mining/rules/words.ts';
import { CalendarChoice, Steps } from '../analyses/index.ts';
import type { ProcessModel } from '../models/index.ts';

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const CheckConformance = Type.Object({
  datasetId: Type.String(),
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
  model: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 2_000_000,
      description: 'model:<id> of a kept one, an algorithm that discovers one, or the text of a model',
    }),
  ),
  rules: Type.Optional(
    Type.Union([Type.Literal('kept'), Type.Array(Type.String(), { minItems: 1, maxItems: 200 })], {
      description: 'kept: all enabled rules about the dataset; or the ids of some of them',
    }),
  ),
  method: Choice(['alignment', 'replay'], {
    default: 'alignment',
    description: 'How fitness is measured; deviations are told by alignments only',
  }),
  params: Type.Object(
    {
      noise: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'For a model that is discovered' })),
      statesPerTrace: Type.Optional(
        Type.Integer({ minimum: 1000, maximum: 100_000_000, description: 'How far the search for one trace may go' }),
      ),
      limit: Type.Integer({ default: 20, minimum: 0, maximum: 500, description: 'Most variants that are listed' }),
    },
    { default: {} },
  ),
});
export type CheckSent = Static<typeof CheckConformance>;

const Fitness = Type.Object({
  value: Share('Of the whole log at once'),
  averageTraceFitness: Share('Mean over the cases'),
  fittingShare: Share('Share of the cases that the model can replay as they are'),
  undecided: Type.Integer({ description: 'Cases for which the search ended before it was sure' }),
  method: Type.String({ description: 'alignment or replay' }),
  definition: Type.String(),
});
const AsCalculator = (id: string) =>
  Type.Object({}, { additionalProperties: true, description: `The result of the calculator ${id}` });

export const CheckedConformance = Type.Object({
  datasetVersionId: Type.String(),
  model: orNull(
    Type.String({ description: 'Where the model came from: what was run, or the kind of text' }),
    'Null: none was named',
  ),
  cases: orNull(Type.Integer(), 'Cases that were compared; null where fewer than may be shown'),
  fitness: orNull(Fitness, 'Null: no model was named'),
  deviations: orNull(
    AsCalculator('deviations (declare-conformance for constraints)'),
    'By step of the model and by variant; null: no model was named, or replay was asked for',
  ),
  violations: orNull(
    AsCalculator('rule-violations'),
    'By rule, severity, group and variant; null: no rules, or none is kept',
  ),
});

const Move = Type.Object({
  log: orNull(Type.String(), 'The activity of the event; null: the case does nothing'),
  model: orNull(Type.String(), 'The activity of the step; null: the model does nothing, or a silent step'),
  transition: Type.Optional(Type.String()),
});

export const CaseConformance = Type.Object({
  caseId: Type.String(),
  model: orNull(
    Type.Object({ id: Type.String(), name: Type.String(), version: Type.Integer(), ref: Type.String() }),
    'The kept model that the case was compared with; null: there is none',
  ),
  alignment: orNull(
    Type.Object({
      cost: orNull(Type.Integer(), 'Log moves and visible model moves; null: no alignment was found'),
      fitness: Share('1 − cost ⁄ (events + shortest run of the model)'),
      moves: orNull(Type.Array(Move), 'Null: no alignment was found'),
      optimal: Type.Boolean({ description: 'No alignment costs less' }),
      lowerBound: Type.Integer(),
      upperBound: orNull(Type.Integer(), 'The best alignment costs as much or less'),
      definition: Type.String(),
    }),
    'Null: there is no model, or it is a list of constraints',
  ),
  constraints: orNull(
    Type.Array(
      Type.Object({
        constraint: Type.String(),
        activations: Type.Integer({ description: 'Occurrences in the case that activate it' }),
        violations: Type.Integer({ description: 'Those of them that are not met' }),
      }),
    ),
    'Constraints of the model that the case breaks; null: the model is a net or a tree',
  ),
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      name: orNull(Type.String(), 'Null: the sentence is name enough'),
      sentence: Type.String(),
      severity: Type.String(),
      group: orNull(Type.String(), 'Null: none'),
      checked: Type.Boolean({ description: 'Whether the rule speaks about this case at all' }),
      violations: Type.Integer({ description: 'How often the case breaks it' }),
    }),
    { description: 'The enabled rules about the dataset, in their order' },
  ),
});

/** As the calculator `deviations` tells it of one variant. */
export interface CaseAlignment {
  readonly cost: number | null;
  readonly fitness: number;
  readonly moves: readonly CaseMove[] | null;
  readonly optimal: boolean;
  readonly lowerBound: number;
  readonly upperBound: number | null;
  readonly definition: string;
}
export interface CaseMove {
  readonly log: string | null;
  readonly model: string | null;
  readonly transition?: string;
}
export interface ConstraintBreak {
  readonly constraint: string;
  readonly activations: number;
  readonly violations: number;
}
export interface CheckedRule {
  readonly rule: Rule;
  readonly checked: boolean;
  readonly violations: number;
}
/** One case beside a model and rules. */
export interface CheckedCase {
  readonly caseId: string;
  readonly model: ProcessModel | null;
  readonly alignment: CaseAlignment | null;
  readonly constraints: readonly ConstraintBreak[] | null;
  readonly rules: readonly CheckedRule[];
}

export const presentCase = ({
  caseId,
  model,
  alignment,
  constraints,
  rules,
}: CheckedCase): Static<typeof CaseConformance> => ({
  caseId,
  model: model && {
    ...{ id: model.id, name: model.name, version: model.version.number },
    ref: `model:${model.id}@${model.version.number}`,
  },
  alignment: alignment && { ...alignment, moves: alignment.moves && [...alignment.moves] },
  constraints: constraints && [...constraints],
  rules: rules.map(({ rule, checked, violations }) => ({
    ...{ id: rule.id ?? '', name: rule.name ?? null, sentence: inEnglish(sentenceOf(rule)), severity: rule.severity },
    ...{ group: rule.group ?? null, checked, violations },
  })),
});
