import { Choice, type Static, Type } from '#sdk';
import { DIMENSIONS, type Dimension } from '../../mining/quality/dimensions.ts';
import { type QualityRule, type Settings, SettingsSchema } from '../../mining/quality/settings.ts';
import { SEVERITIES, type Severity } from '../../mining/rules/rule.ts';
import { Name } from '../../platform/names.ts';

/** Where the activities that are known come from. */
export const KNOWN_FROM = ['nowhere', 'former-version', 'model', 'list'] as const;

const Known = Type.Object(
  {
    from: Choice(KNOWN_FROM, { default: 'nowhere', description: 'Nowhere: activities are not checked' }),
    activities: Type.Array(Type.String({ maxLength: 10_000 }), {
      default: [],
      maxItems: 10_000,
      description: 'The list',
    }),
    model: Type.Optional(
      Type.String({ maxLength: 100, description: 'Id of a kept model of the workspace; its present version counts' }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'Where the activities that are known come from' },
);
export const SettingsContent = Type.Object({ checks: SettingsSchema, known: Known });
export interface SettingsContent {
  readonly checks: Settings;
  readonly known: Static<typeof Known>;
}
export const USUAL: SettingsContent = { checks: {}, known: { from: 'nowhere', activities: [] } };

/** How the quality of a dataset is measured. */
export interface KeptSettings extends SettingsContent {
  /** `0`: nobody has chosen anything. */
  readonly etag: string;
  readonly updatedAtMs: number | null;
}

/** A rule of a dataset. */
export interface KeptRule {
  readonly id: string;
  readonly tenant: string;
  readonly dataset: string;
  readonly name: string | null;
  /** The check whose parameters say what must hold. */
  readonly check: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly severity: Severity;
  /** Null: as the check has it; so with `zeroAt`. */
  readonly weight: number | null;
  readonly zeroAt: number | null;
  readonly enabled: boolean;
  readonly etag: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

/** The rule as the calculator takes it. */
export const asRule = ({ id, name, check, params, severity, weight, zeroAt }: KeptRule): QualityRule => ({
  ...{ ...params, id, check, severity },
  ...(name === null ? {} : { name }),
  ...(weight === null ? {} : { weight }),
  ...(zeroAt === null ? {} : { zeroAt }),
});

/** What was measured of one check, without what it found. */
export interface MeasuredCheck {
  readonly id: string;
  readonly title: string;
  readonly score: number | null;
  readonly points: number;
  readonly affected: number;
  /** Of a rule. */
  readonly severity: Severity | null;
}

/** What was measured of a version, over all of its rows. */
export interface Measured {
  readonly tenant: string;
  readonly dataset: string;
  readonly versionId: string;
  readonly version: number;
  readonly measuredAtMs: number;
  readonly score: number | null;
  readonly dimensions: Readonly<Partial<Record<Dimension, number | null>>>;
  readonly checks: readonly MeasuredCheck[];
}

/** A rule that found something, or could not be asked. */
export const isBroken = ({ severity, affected, score }: MeasuredCheck): boolean =>
  severity !== null && (affected > 0 || score === null);

const content = {
  name: Type.Optional(Name),
  check: Type.String({
    maxLength: 100,
    description: 'Id of a check whose use is "rule", as quality/checks lists them',
  }),
  params: Type.Object({}, { additionalProperties: true, default: {}, description: 'As the check declares' }),
  severity: Choice(SEVERITIES, { default: 'warning', description: 'How bad it is to break the rule' }),
  weight: Type.Optional(Type.Number({ minimum: 0, maximum: 1000, description: 'How much it counts in the score' })),
  zeroAt: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of affected rows at which its score is 0' }),
  ),
  enabled: Type.Boolean({ default: true, description: 'Rules that are not are kept, and not checked' }),
};
export const CreateRule = Type.Object({ ...content, datasetId: Type.String() });
export const ChangeRule = Type.Object(content);
export type SentRule = Static<typeof ChangeRule>;

const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);

export const RuleView = Type.Object({
  ...{ id: Type.String(), datasetId: Type.String(), name: TextOrNull, check: Type.String(), params: Type.Unknown() },
  ...{ severity: Type.String(), weight: NumberOrNull, zeroAt: NumberOrNull, enabled: Type.Boolean() },
  ...{
    etag: Type.String(),
    createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
    updatedAt: TextOrNull,
  },
});

export const SettingsView = Type.Object({
  ...{ datasetId: Type.String(), checks: Type.Unknown({ description: 'By the id of a check' }), known: Known },
  ...{ etag: Type.String(), updatedAt: TextOrNull },
});

export const MeasuredView = Type.Object({
  versionId: Type.String(),
  version: Type.Integer(),
  measuredAt: Type.String(),
  score: NumberOrNull,
  dimensions: Type.Record(Choice(DIMENSIONS), NumberOrNull),
  brokenRules: Type.Integer(),
});

export const CheckView = Type.Object({
  ...{ id: Type.String(), title: Type.String(), summary: Type.String(), dimension: Type.String(), use: Type.String() },
  ...{ weight: Type.Number(), zeroAt: Type.Number(), source: Type.String() },
  params: Type.Unknown({ description: 'JSON Schema of the parameters' }),
});

/** The report of a version, as far as who asks may see it. */
export const ReportView = Type.Object({
  ...{ datasetId: Type.String(), version: Type.Integer() },
  report: Type.Unknown({ description: 'As the calculator data-quality declares; null: fewer cases than may be shown' }),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentRule = (rule: KeptRule): Static<typeof RuleView> => ({
  ...{ id: rule.id, datasetId: rule.dataset, name: rule.name, check: rule.check, params: rule.params },
  ...{ severity: rule.severity, weight: rule.weight, zeroAt: rule.zeroAt, enabled: rule.enabled, etag: rule.etag },
  ...{ createdAt: iso(rule.createdAtMs), updatedAt: isoOrNull(rule.updatedAtMs) },
});

export const presentMeasured = (m: Measured): Static<typeof MeasuredView> => ({
  ...{ versionId: m.versionId, version: m.version, measuredAt: iso(m.measuredAtMs), score: m.score },
  dimensions: m.dimensions as Static<typeof MeasuredView>['dimensions'],
  brokenRules: m.checks.filter(isBroken).length,
});

export const presentSettings = (datasetId: string, s: KeptSettings): Static<typeof SettingsView> => ({
  ...{ datasetId, checks: s.checks, known: { ...s.known, activities: [...s.known.activities] }, etag: s.etag },
  updatedAt: isoOrNull(s.updatedAtMs),
});
