import { AppError, Type } from '#sdk';
import { findCheck, qualityChecks, SEVERITIES, type Severity } from '../../mining/quality/settings.ts';
import { notFound } from '../../platform/access/guard.ts';
import {
  type Call,
  type OpenForm,
  openFormPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { readParams } from '../workbench/index.ts';
import type { KeptRule, SentRule } from './model.ts';
import type { QualityPageParts } from './page-model.ts';
import { changeRule, createRule, deleteRule, getRule, listRules } from './rules.ts';
import { formPage, qualityPath } from './small-pages.ts';
import { SEVERITY_TEXTS } from './view.ts';

const permission = 'write:datasets';
const PATH = '/datasets/:id/quality/rules';

/** What stands in the form. */
interface Typed {
  readonly check: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly severity: Severity;
  readonly weight: string;
  /** In per cent. */
  readonly zeroAt: string;
  readonly enabled: boolean;
}
interface Of {
  /** Null: a new one. */
  readonly rule: KeptRule | null;
  readonly typed: Typed;
  readonly error: AppError | null;
}

/** The rules of a dataset, and forms that add, change, switch and delete them; without scripts too. */
export const rulePages = (parts: QualityPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The rules of data quality of a dataset.',
    handler: (call) => ({ html: listPage(parts, call) }),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/new`, permission },
    summary: 'Choose what must hold, and fill in its form.',
    query: Type.Object({ check: Type.Optional(Type.String({ maxLength: 100 })) }),
    handler: async (call) => {
      const { check } = call.query;
      if (check === undefined) return { html: chooser(parts, call) };
      const typed = { check: ruleCheck(check).id, values: {}, name: '', severity: 'warning' as const };
      const form: Typed = { ...typed, weight: '', zeroAt: '', enabled: true };
      return { html: await ruleForm(parts, call, { rule: null, typed: form, error: null }) };
    },
  }),
  openFormPage({
    ...{ path: PATH, permission },
    summary: 'Keeps a new rule of data quality.',
    handler: (call) => saveRule(parts, call, null),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:qualityRule/edit`, permission },
    summary: 'The form that changes a rule of data quality.',
    handler: async (call) => {
      const rule = ruleHere(parts, call);
      return { html: await ruleForm(parts, call, { rule, typed: typedOf(rule), error: null }) };
    },
  }),
  openFormPage({
    ...{ path: `${PATH}/:qualityRule`, permission },
    summary: 'Changes a rule of data quality, switches it on or off, or deletes it.',
    handler: (call) => oneRule(parts, call),
  }),
];

/** The rule of the address, which is one of the dataset's. */
function ruleHere(parts: QualityPageParts, { actor, params }: Call<unknown, unknown>): KeptRule {
  const { dataset } = parts.datasets.openDataset(actor, params.id!);
  const rule = getRule(parts, actor, params.qualityRule!);
  return rule.dataset === dataset.id ? rule : notFound('rule');
}

const ruleChecks = () => qualityChecks().filter(({ use }) => use === 'rule');

function ruleCheck(id: string) {
  const check = findCheck(id);
  return check?.use === 'rule' ? check : notFound('rule');
}

function listPage(parts: QualityPageParts, call: Call<unknown, unknown>): string {
  const { t } = textsIn(call.viewer.locale);
  const rules = listRules(parts, call.actor, call.params.id!).map((rule) => ({
    ...{ id: rule.id, name: rule.name, etag: rule.etag, enabled: rule.enabled, severity: rule.severity },
    severityText: t(SEVERITY_TEXTS[rule.severity]),
    kind: t(findCheck(rule.check)?.title ?? rule.check),
    says: Object.entries(rule.params).map(([, value]) => (Array.isArray(value) ? value.join(', ') : String(value))),
  }));
  return formPage(parts, call, '@quality/rules', english('Rules of data quality'), { rules });
}

function chooser(parts: QualityPageParts, call: Call<unknown, unknown>): string {
  const kinds = ruleChecks().map(({ id, title, summary }) => ({
    ...{ title, summary, href: `${qualityPath(call.params.id!)}/rules/new?check=${id}` },
  }));
  return formPage(parts, call, '@quality/choose-rule', english('Add a rule'), { kinds });
}

const typedOf = (rule: KeptRule): Typed => ({
  ...{ check: rule.check, values: rule.params, name: rule.name ?? '', severity: rule.severity, enabled: rule.enabled },
  weight: rule.weight === null ? '' : String(rule.weight),
  zeroAt: rule.zeroAt === null ? '' : String(rule.zeroAt * 100),
});

async function ruleForm(parts: QualityPageParts, call: Call<unknown, unknown>, of: Of): Promise<string> {
  const { rule, typed, error } = of;
  const { t } = textsIn(call.viewer.locale);
  const check = ruleCheck(typed.check);
  const fields = (await fieldsOf(parts, call, typed, error)).map(withColumnChosen);
  const at = Object.fromEntries((error?.details ?? []).map(({ pointer, message }) => [pointer?.slice(1), message]));
  return formPage(parts, call, '@quality/rule-form', rule ? english('Change the rule') : english('Add a rule'), {
    ...{ rule: rule && { id: rule.id, etag: rule.etag }, typed, fields, error: error?.message ?? null, told: at },
    ...{ title: check.title, summary: check.summary, usual: { weight: check.weight, zeroAt: check.zeroAt * 100 } },
    severities: SEVERITIES.toReversed().map((value) => ({ value, text: t(SEVERITY_TEXTS[value]) })),
  });
}

const fieldsOf = (
  parts: QualityPageParts,
  call: Call<unknown, unknown>,
  { check, values }: Typed,
  error: AppError | null,
) => parts.workbench.paramFields(call, call.params.id!, { schema: ruleCheck(check).params, values, error });

type Field = Awaited<ReturnType<typeof fieldsOf>>[number];

/** Rules name a column as the source does, for its id may be another one after the next load; forms choose by the id. */
const withColumnChosen = (field: Field): Field => {
  const chosen = field.name === 'column' && field.options.find(({ text }) => text === field.value);
  return chosen ? { ...field, value: chosen.value } : field;
};

async function withColumnNamed(parts: QualityPageParts, call: Call<unknown, unknown>, typed: Typed): Promise<Typed> {
  if (typed.values.column === undefined) return typed;
  const fields = await fieldsOf(parts, call, typed, null);
  const chosen = fields
    .find(({ name }) => name === 'column')
    ?.options.find(({ value }) => value !== '' && value === typed.values.column);
  return chosen ? { ...typed, values: { ...typed.values, column: chosen.text } } : typed;
}

function typedIn(form: OpenForm): Typed {
  const first = (name: string) => form[name]?.[0] ?? '';
  const check = ruleCheck(first('rule.check'));
  return {
    ...{ check: check.id, values: readParams(check.params, form), name: first('rule.name') },
    severity: SEVERITIES.find((of) => of === first('rule.severity')) ?? 'warning',
    ...{ weight: first('rule.weight'), zeroAt: first('rule.zeroAt'), enabled: first('rule.enabled') === 'true' },
  };
}

/** A number that may be left out; `invalid` with its place otherwise. */
export function optionalNumber(text: string, at: string, { least, most }: { least: number; most: number }) {
  if (text.trim() === '') return undefined;
  const number = Number(text.replace(',', '.'));
  if (number >= least && number <= most) return number;
  throw new AppError('invalid', 'quality.number', 'A number is not right. See what is said beside it.', [
    { pointer: at, message: 'not a number within its bounds' },
  ]);
}

const sentOf = (typed: Typed): SentRule => {
  const weight = optionalNumber(typed.weight, '/weight', { least: 0, most: 1000 });
  const zeroAt = optionalNumber(typed.zeroAt, '/zeroAt', { least: 0.0001, most: 100 });
  return {
    ...{ check: typed.check, params: { ...typed.values }, severity: typed.severity, enabled: typed.enabled },
    ...(typed.name.trim() && { name: typed.name }),
    ...(weight !== undefined && { weight }),
    ...(zeroAt !== undefined && { zeroAt: zeroAt / 100 }),
  };
};

async function saveRule(parts: QualityPageParts, call: Call<OpenForm>, rule: KeptRule | null): Promise<PageAnswer> {
  const { t } = textsIn(call.viewer.locale);
  const dataset = call.params.id!;
  const typed = typedIn(call.body);
  try {
    const sent = sentOf(await withColumnNamed(parts, call, typed));
    if (rule) changeRule(parts, call.actor, rule.id, call.body.etag?.[0] ?? '', sent);
    else createRule(parts, call.actor, { ...sent, datasetId: dataset });
    call.reply.flash = rule ? t('The rule was changed.') : t('The rule is kept.');
    return { redirect: `${qualityPath(dataset)}/rules` };
  } catch (error) {
    if (!(error instanceof AppError) || (error.fault !== 'invalid' && error.fault !== 'conflict')) throw error;
    return { html: await ruleForm(parts, call, { rule, typed, error }), fault: error.fault };
  }
}

async function oneRule(parts: QualityPageParts, call: Call<OpenForm>): Promise<PageAnswer> {
  const rule = ruleHere(parts, call);
  const first = (name: string) => call.body[name]?.[0] ?? '';
  const wanted = first('do');
  if (wanted === '') return saveRule(parts, call, rule);
  const { t } = textsIn(call.viewer.locale);
  try {
    if (wanted === 'delete') deleteRule(parts, call.actor, rule.id, first('etag'));
    else
      changeRule(parts, call.actor, rule.id, first('etag'), { ...sentOf(typedOf(rule)), enabled: wanted === 'enable' });
    call.reply.flash = wanted === 'delete' ? t('The rule was deleted.') : t('The rule was changed.');
  } catch (error) {
    // Somebody changed it meanwhile.
    if (!(error instanceof AppError) || error.fault !== 'conflict') throw error;
    call.reply.flash = t(error.message);
  }
  return { redirect: `${qualityPath(call.params.id!)}/rules` };
}
