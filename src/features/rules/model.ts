import { Choice, type Static, Type } from '#sdk';
import { type Rule, SEVERITIES, type Severity, sentenceOf } from '../../mining/rules/rule.ts';
import { inEnglish } from '../../mining/rules/words.ts';
import { Description, Name } from '../../platform/names.ts';

/** A rule that cases are to keep, in a project. */
export interface KeptRule {
  readonly id: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly project: string;
  /** The only dataset that it is about; null: every one of the project. */
  readonly dataset: string | null;
  /** Rules are listed and told by it, then in the order in which they were made. */
  readonly position: number;
  /** Null: its sentence is name enough. */
  readonly name: string | null;
  readonly description: string;
  readonly template: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly severity: Severity;
  readonly group: string | null;
  readonly weight: number;
  /** Others are kept and not checked. */
  readonly enabled: boolean;
  readonly etag: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

/** Most rules that are checked at a time; so many may be enabled in a project. */
export const MOST_ENABLED = 200;

/** The rule as calculators and filters take it. */
export const asRule = (kept: KeptRule): Rule => ({
  ...kept.params,
  ...{ id: kept.id, template: kept.template, severity: kept.severity, weight: kept.weight },
  ...(kept.name === null ? {} : { name: kept.name }),
  ...(kept.group === null ? {} : { group: kept.group }),
});

const content = {
  name: Type.Optional(Name),
  description: Type.Optional(Description),
  template: Type.String({ maxLength: 100, description: 'Id of a template, as rules/templates lists them' }),
  params: Type.Object({}, { additionalProperties: true, default: {}, description: 'As the template declares' }),
  severity: Choice(SEVERITIES, { default: 'warning', description: 'How bad it is to break the rule' }),
  group: Type.Optional(Name),
  weight: Type.Number({
    ...{ default: 1, exclusiveMinimum: 0, maximum: 1000 },
    description: 'How much the rule counts in the conformance score',
  }),
  enabled: Type.Boolean({ default: true, description: 'Rules that are not are kept, and not checked' }),
  position: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Place in the list; without it, behind the others' }),
  ),
  datasetId: Type.Optional(Type.String({ description: 'The only dataset that it is about; without it, all' })),
};
export const CreateRule = Type.Object({
  ...content,
  projectId: Type.Optional(Type.String({ description: 'Needed where no dataset is named' })),
});
export const ChangeRule = Type.Object(content);

const TextOrNull = Type.Union([Type.String(), Type.Null()]);
export const RuleView = Type.Object({
  id: Type.String(),
  projectId: Type.String(),
  datasetId: TextOrNull,
  position: Type.Integer(),
  name: TextOrNull,
  sentence: Type.String({ description: 'What the rule says' }),
  description: Type.String(),
  template: Type.String(),
  params: Type.Unknown(),
  severity: Type.String({ description: SEVERITIES.join(', ') }),
  group: TextOrNull,
  weight: Type.Number(),
  enabled: Type.Boolean(),
  etag: Type.String(),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
  updatedAt: TextOrNull,
});

export const RuleTemplateView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  params: Type.Unknown({ description: 'JSON Schema of the parameters' }),
  meaning: Type.Object({
    checked: Type.String(),
    violation: Type.String(),
    repeated: Type.String(),
    missing: Type.String(),
  }),
  examples: Type.Array(Type.Unknown()),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const presentRule = (rule: KeptRule): Static<typeof RuleView> => ({
  ...{ id: rule.id, projectId: rule.project, datasetId: rule.dataset, position: rule.position, name: rule.name },
  ...{ sentence: inEnglish(sentenceOf(asRule(rule))), description: rule.description, template: rule.template },
  ...{ params: rule.params, severity: rule.severity, group: rule.group, weight: rule.weight },
  ...{ enabled: rule.enabled, etag: rule.etag, createdAt: iso(rule.createdAtMs) },
  updatedAt: rule.updatedAtMs === null ? null : iso(rule.updatedAtMs),
});
