import { type Static, type TObject, Type } from '#sdk';
import { SEVERITIES, type Severity } from '../rules/rule.ts';
import { checkParams } from '../views/check-params.ts';
import type { QualityCheck } from './check.ts';
import { checks } from './generated/checks.ts';

/** All checks, by id. */
export const qualityChecks = (): readonly QualityCheck[] => checks;
const byId: ReadonlyMap<string, QualityCheck> = new Map(checks.map((check) => [check.id, check]));
export const findCheck = (id: string): QualityCheck | undefined => byId.get(id);

const common = {
  weight: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1000, description: 'How much it counts in the score; 0: told, costs nothing' }),
  ),
  zeroAt: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of affected rows at which its score is 0' }),
  ),
};

const optional = (params: TObject): TObject['properties'] =>
  Object.fromEntries(Object.entries(params.properties).map(([name, schema]) => [name, Type.Optional(schema)]));

/** What may be changed of each check: whether it is asked, its weight, its tolerance, its own parameters. */
export const SettingsSchema = Type.Object(
  Object.fromEntries(
    checks
      .filter(({ use }) => use === 'always')
      .map((check) => [
        check.id,
        Type.Optional(
          Type.Object(
            {
              off: Type.Optional(Type.Boolean({ description: 'Not asked' })),
              ...common,
              ...withoutDefaults(optional(check.params)),
            },
            { additionalProperties: false, title: check.title, description: check.summary },
          ),
        ),
      ]),
  ),
  {
    additionalProperties: false,
    default: {},
    description: 'By the id of a check what is different from its usual settings',
  },
);

/** Defaults are filled in when a check is asked, so that a setting says only what somebody chose. */
function withoutDefaults(properties: TObject['properties']): TObject['properties'] {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { default: _, ...schema }]) => [name, schema as never]),
  );
}

const ruleHead = {
  id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Names the rule in results; without it, its place from 1',
    }),
  ),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'What people call the rule' })),
  severity: Type.Optional(
    Type.Union(
      SEVERITIES.map((severity) => Type.Literal(severity)),
      { description: 'How bad it is to break it' },
    ),
  ),
  ...common,
};

/** A rule of somebody's own: a check whose parameters say what must hold. */
export const RuleSchema = Type.Union(
  checks
    .filter(({ use }) => use === 'rule')
    .map((check) =>
      Type.Object(
        { ...ruleHead, check: Type.Literal(check.id), ...check.params.properties },
        { additionalProperties: false, title: check.title },
      ),
    ),
  { discriminator: { propertyName: 'check' } },
);

export const MOST_RULES = 100;

/** A rule as it is kept. */
export interface QualityRule {
  readonly id?: string;
  readonly name?: string;
  readonly severity?: Severity;
  readonly weight?: number;
  readonly zeroAt?: number;
  readonly check: string;
  readonly [parameter: string]: unknown;
}

export type Settings = Readonly<Record<string, CheckSettings | undefined>>;
export interface CheckSettings {
  readonly off?: boolean;
  readonly weight?: number;
  readonly zeroAt?: number;
  readonly [parameter: string]: unknown;
}

/** A check with everything that is to be known before it is asked. */
export interface PlannedCheck {
  readonly check: QualityCheck;
  /** Of the check, or of the rule. */
  readonly id: string;
  readonly title: string;
  readonly rule: { readonly severity: Severity } | null;
  readonly weight: number;
  readonly zeroAt: number;
  /** As they were chosen, for the filter that opens a finding. */
  readonly chosen: Readonly<Record<string, unknown>>;
  readonly params: Static<TObject>;
}

const HEAD: ReadonlySet<string> = new Set(['id', 'name', 'severity', 'off', 'weight', 'zeroAt', 'check']);
const ownOf = (settings: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !HEAD.has(name)));

/** Every check that is asked, those of the catalogue first, then the rules in their order. */
export function plannedChecks(settings: Settings, rules: readonly QualityRule[]): PlannedCheck[] {
  const always = checks
    .filter((check) => check.use === 'always' && settings[check.id]?.off !== true)
    .map((check): PlannedCheck => {
      const set = settings[check.id] ?? {};
      const chosen = ownOf(set);
      return {
        ...{ check, id: check.id, title: check.title, rule: null },
        ...{ weight: set.weight ?? check.weight, zeroAt: set.zeroAt ?? check.zeroAt, chosen },
        params: checkParams(check.params, chosen, `/params/settings/${check.id}`, 'settings of the check') as never,
      };
    });
  const own = rules.map((rule, n): PlannedCheck => {
    const check = byId.get(rule.check)!;
    const chosen = ownOf(rule);
    return {
      ...{ check, id: rule.id ?? String(n + 1), title: rule.name ?? check.title },
      ...{ rule: { severity: rule.severity ?? 'warning' }, weight: rule.weight ?? check.weight },
      ...{ zeroAt: rule.zeroAt ?? check.zeroAt, chosen },
      params: checkParams(check.params, chosen, `/params/rules/${n}`, 'parameters of the rule') as never,
    };
  });
  return [...always, ...own];
}
