import { CaseSupport, Choice, Nullable, type Static, StepRef, Type } from '#sdk';
import { SEVERITIES } from '../rules/rule.ts';
import { DIMENSIONS } from './dimensions.ts';
import { StatementSchema } from './statement.ts';

const Text = Type.String();
const Score = Nullable(Type.Number({ minimum: 0, maximum: 100 }));
const StepOrNull = Nullable(StepRef('A filter step'));

export const FindingSchema = Type.Object({
  subject: Nullable(Type.String({ description: 'The column or the period that it is about; null: the log' })),
  message: Type.String({ description: 'What was found, in English' }),
  statement: StatementSchema,
  of: Type.Number({ minimum: 0, description: 'What `affected` is counted of' }),
  affected: Type.Number({ minimum: 0, description: 'Affected events, cases, periods, columns or rows of the file' }),
  share: Type.Number({ minimum: 0, maximum: 1, description: 'affected ⁄ of' }),
  cases: CaseSupport('Affected cases'),
  values: Type.Array(
    Type.Object({
      value: Text,
      like: Nullable(Type.String({ description: 'What it should perhaps be' })),
      cases: CaseSupport('Cases with this value'),
    }),
    { description: 'Values that are meant, the most frequent first' },
  ),
  exampleCases: Type.Array(Text, { description: 'Ids of affected cases, the first to start first' }),
  select: StepOrNull,
  repair: StepOrNull,
});
export type Finding = Static<typeof FindingSchema>;

export const CheckResultSchema = Type.Object({
  id: Type.String({ description: 'Of the check, or of the rule' }),
  check: Text,
  title: Text,
  dimension: Choice(DIMENSIONS),
  rule: Nullable(Type.Object({ severity: Choice(SEVERITIES) }, { description: 'Null: a check of the catalogue' })),
  weight: Type.Number({ minimum: 0 }),
  zeroAt: Type.Number({ description: 'Share of affected rows at which its score is 0' }),
  score: Score,
  points: Type.Number({ minimum: 0, description: 'What it costs of the score of the whole' }),
  unmeasured: Nullable(Type.String({ description: 'Why nothing can be said' })),
  why: Nullable(StatementSchema),
  advice: Nullable(Text),
  source: Text,
  findings: Type.Array(FindingSchema),
});
export type CheckResult = Static<typeof CheckResultSchema>;

export const QualityResultSchema = Type.Object({
  cases: CaseSupport('Cases of the view'),
  events: Type.Integer({ minimum: 0 }),
  score: Score,
  dimensions: Type.Record(Choice(DIMENSIONS), Score),
  checks: Type.Array(CheckResultSchema),
  definition: Type.String({ description: 'What the score means' }),
});
export type QualityResult = Static<typeof QualityResultSchema>;
