import { type Against, Choice, invalid, nearest, type Static, type Step, type TUnsafe, Type } from '#sdk';
import { templates } from './generated/templates.ts';
import type { RuleTemplate, Sentence } from './rule-template.ts';

/** From what is only worth knowing to what must not be. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What every rule has, whatever its template. */
const head = {
  id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Names the rule in results and filters; without it, its place in the list from 1',
    }),
  ),
  name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'What people call the rule; without it, its sentence' }),
  ),
  severity: Choice(SEVERITIES, { default: 'warning', description: 'How bad it is to break the rule' }),
  group: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'Rules of one group are summed up together' }),
  ),
  weight: Type.Number({
    default: 1,
    exclusiveMinimum: 0,
    maximum: 1000,
    description: 'How much the rule counts in the conformance score',
  }),
};

/** A rule: a template, its parameters beside it, and what every rule has. */
export interface Rule {
  readonly id?: string;
  readonly name?: string;
  readonly template: string;
  readonly severity: Severity;
  readonly group?: string;
  readonly weight: number;
  readonly [parameter: string]: unknown;
}

const byId: ReadonlyMap<string, RuleTemplate> = new Map(templates.map((template) => [template.id, template]));

/** One branch a template, told apart by `template`. */
export const RuleSchema = Type.Union(
  templates.map(({ id, title, params }) =>
    Type.Object({ ...head, template: Type.Literal(id), ...params.properties }, { title, additionalProperties: false }),
  ),
  {
    discriminator: { propertyName: 'template' },
    description: 'A template with its parameters, severity, group and weight',
  },
) as unknown as TUnsafe<Rule>;

/** Rules as a parameter. */
export const RuleList = (description: string) =>
  Type.Array(RuleSchema, {
    minItems: 1,
    maxItems: 200,
    description: `${description}, each { "template", … its parameters, "severity", "group", "weight" }`,
  });

/** Rules that belong together, under a name. */
export const RuleSetSchema = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 2000 })),
    rules: RuleList('The rules'),
  },
  { additionalProperties: false, description: 'Rules that are checked together' },
);
export type RuleSet = Static<typeof RuleSetSchema>;

/** All templates, by id. */
export const ruleTemplates = (): readonly RuleTemplate[] => templates;

/** The template of this id; `invalid` with the nearest one otherwise. */
export function templateOf(id: string): RuleTemplate {
  const found = byId.get(id);
  if (found) return found;
  const near = nearest(id, byId.keys());
  return invalid(
    'rules.unknownTemplate',
    `There is no template of rules "${id}".${near ? ` Did you mean "${near}"?` : ` Templates: ${[...byId.keys()].join(', ')}.`}`,
  );
}

/** What the template of a rule is given: its parameters without what every rule has. */
export function paramsOf(rule: Rule): Record<string, unknown> {
  const { properties } = templateOf(rule.template).params;
  return Object.fromEntries(Object.entries(rule).filter(([name]) => Object.hasOwn(properties, name)));
}

/** The name of the n-th rule of a list (from 0) in results and filters. */
export const ruleId = (rule: Rule, n: number): string => rule.id ?? String(n + 1);

export const sentenceOf = (rule: Rule): Sentence => templateOf(rule.template).sentence(paramsOf(rule));

/** Filter steps inside rules. */
export const stepsOf = (rules: readonly Rule[]): readonly Step[] =>
  rules.flatMap((rule) => templateOf(rule.template).steps?.(paramsOf(rule)) ?? []);

/** Whether what one of the rules demands depends on the view. */
export const againstOf = (rules: readonly Rule[]): Against =>
  rules.some((rule) => templateOf(rule.template).against?.(paramsOf(rule)) === 'previous') ? 'previous' : 'base';
