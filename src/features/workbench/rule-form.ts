import type { AppError, TObject } from '#sdk';
import { SEVERITIES, type Severity } from '../../mining/rules/rule.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call, OpenForm } from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { backWithin, besidePage } from './beside.ts';
import { paramFields } from './filter-form.ts';
import type { FieldView } from './param-fields.ts';
import { readParams } from './read-params.ts';
import type { WorkbenchParts } from './use-cases.ts';

export type AnyCall = Call<unknown, unknown>;

export const SEVERITY_TEXTS: Readonly<Record<Severity, string>> = {
  ...{ error: english('error'), warning: english('warning'), info: english('info') },
};

/** What a rule is made of: a template of conformance, a check of quality. */
export interface RuleKind {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly params: TObject;
  /** What a rule of this kind weighs where nobody says otherwise. */
  readonly weight: number;
}

/** What stands in the form of every rule; `more` holds the first value of each further field by its name. */
export interface TypedRule {
  readonly kind: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly severity: Severity;
  /** As typed; empty: as usual. */
  readonly weight: string;
  readonly enabled: boolean;
  readonly more: Readonly<Record<string, string>>;
  readonly back: string | undefined;
}

/** A further field, as `@components/field` takes it. */
interface MoreField {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly [attribute: string]: string | number;
}

/** What a form has beside the fields of every rule: a word above them, fields, and boxes to tick. */
export interface MoreFields {
  readonly note?: string;
  readonly fields: readonly MoreField[];
  readonly choices: readonly { readonly name: string; readonly text: string }[];
}

export type Kept = { readonly id: string; readonly etag: string };

/** The rules of one section: what differs between them. */
export interface RulePages<R extends Kept> {
  readonly section: 'conformance' | 'quality';
  readonly permission: Permission;
  /** How addresses name a rule, and how they name its kind. */
  readonly named: { readonly rule: string; readonly kind: string };
  /** What is said above the kinds to choose from, in English. */
  readonly intro: string;
  readonly kinds: () => readonly RuleKind[];
  /** Where forms lead back to, unless an address says it: below the section. */
  readonly home: string;
  /** The rule of the address, which is one of the dataset's; `not_found` otherwise. */
  find(call: AnyCall): R;
  typedOf(rule: R): Omit<TypedRule, 'back'>;
  more(call: AnyCall, typed: TypedRule, rule: R | null): MoreFields;
  /** Fields as the form shows them, where parameters are kept otherwise than they are chosen. */
  shownFields?(fields: readonly FieldView[]): readonly FieldView[];
  /** Makes the rule, or changes it under the etag that was sent; `invalid` says at which field. */
  keep(call: Call<OpenForm>, typed: TypedRule, rule: R | null, etag: string): void | Promise<void>;
  enable(call: AnyCall, rule: R, etag: string, enabled: boolean): void;
  remove(call: AnyCall, rule: R, etag: string): void;
}

export interface Of<R> {
  /** Null: a new one. */
  readonly rule: R | null;
  readonly typed: TypedRule;
  readonly error: AppError | null;
}

export const firstOf = (form: OpenForm, name: string): string => form[name]?.[0] ?? '';

export interface House<R extends Kept> {
  readonly parts: WorkbenchParts;
  readonly render: Render;
  readonly declared: RulePages<R>;
}

const kindOf = <R extends Kept>({ declared }: House<R>, id: string): RuleKind =>
  declared.kinds().find((kind) => kind.id === id) ?? notFound('rule');

const rulesPath = <R extends Kept>({ declared }: House<R>, { params }: AnyCall): string =>
  `/datasets/${encodeURIComponent(params.id!)}/${declared.section}/rules`;

export const homeOf = <R extends Kept>(
  { declared }: House<R>,
  { params }: AnyCall,
  back: string | undefined,
): string =>
  back
    ? backWithin(params.id!, declared.section, back)
    : `${backWithin(params.id!, declared.section, '')}${declared.home}`;

export function blank<R extends Kept>(house: House<R>, kind: string, back: string | undefined): TypedRule {
  const of = { kind: kindOf(house, kind).id, values: {}, name: '', severity: 'warning' as const };
  return { ...of, weight: '', enabled: true, more: {}, back };
}

export function chooser<R extends Kept>(house: House<R>, call: AnyCall, back: string | undefined): string {
  const { declared } = house;
  const kinds = declared.kinds().map(({ id, title, summary }) => ({
    ...{ title, summary },
    href: `${rulesPath(house, call)}/new?${new URLSearchParams({ [declared.named.kind]: id, ...(back && { back }) })}`,
  }));
  return besidePage(house.parts, house.render, call, {
    ...{ section: declared.section, view: '@workbench/choose-rule', title: english('Add a rule') },
    data: { kinds, intro: declared.intro, cancel: homeOf(house, call, back) },
  });
}

export async function ruleForm<R extends Kept>(house: House<R>, call: AnyCall, { rule, typed, error }: Of<R>) {
  const { parts, render, declared } = house;
  const { t } = textsIn(call.viewer.locale);
  const kind = kindOf(house, typed.kind);
  const fields = await paramFields(parts, call, call.params.id!, { schema: kind.params, values: typed.values, error });
  const told = Object.fromEntries((error?.details ?? []).map(({ pointer, message }) => [pointer?.slice(1), message]));
  const title = rule ? english('Change the rule') : english('Add a rule');
  const { note, fields: more, choices } = declared.more(call, typed, rule);
  return besidePage(parts, render, call, {
    ...{ section: declared.section, view: '@workbench/rule-form', title },
    data: {
      ...{ title, kind, kindName: `rule.${declared.named.kind}`, typed, rule: rule && { etag: rule.etag }, note },
      action: rule ? `${rulesPath(house, call)}/${rule.id}` : rulesPath(house, call),
      fields: declared.shownFields?.(fields) ?? fields,
      ...{ told, error: error?.message ?? null, cancel: homeOf(house, call, typed.back) },
      severities: SEVERITIES.toReversed().map((value) => ({ value, text: t(SEVERITY_TEXTS[value]) })),
      more: more.map((field) => ({ ...field, value: typed.more[field.name] ?? '' })),
      choices: choices.map((choice) => ({ ...choice, checked: typed.more[choice.name] === 'true' })),
    },
  });
}

export function typedIn<R extends Kept>(house: House<R>, form: OpenForm): TypedRule {
  const of = (name: string) => firstOf(form, `rule.${name}`);
  const kind = kindOf(house, of(house.declared.named.kind));
  const names = Object.keys(form).filter((name) => name.startsWith('rule.'));
  return {
    ...{ kind: kind.id, values: readParams(kind.params, form), name: of('name'), weight: of('weight') },
    ...{ severity: SEVERITIES.find((severity) => severity === of('severity')) ?? 'warning' },
    ...{ enabled: of('enabled') === 'true', back: form.back?.[0] },
    more: Object.fromEntries(names.map((name) => [name.slice('rule.'.length), firstOf(form, name)])),
  };
}
