import { AppError } from '#sdk';
import { findCheck, qualityChecks } from '../../mining/quality/settings.ts';
import { notFound } from '../../platform/access/guard.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { type FieldView, type MoreFields, SEVERITY_TEXTS, type TypedRule } from '../workbench/index.ts';
import type { KeptRule, SentRule } from './model.ts';
import { besideQuality, type QualityPageParts } from './page-model.ts';
import { changeRule, createRule, deleteRule, getRule, listRules } from './rules.ts';

type AnyCall = Call<unknown, unknown>;

const permission = 'write:datasets';
const ruleChecks = () => qualityChecks().filter(({ use }) => use === 'rule');

/** The rules of a dataset, and their forms. */
export const rulePages = (parts: QualityPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/quality/rules', permission },
    summary: 'The rules of data quality of a dataset.',
    handler: (call) => ({ html: listPage(parts, call) }),
  }),
  ...parts.workbench.rulePages<KeptRule>({
    ...{ section: 'quality', permission, named: { rule: 'qualityRule', kind: 'check' }, home: '/rules' },
    intro: english('What must hold in this dataset, beside the usual checks? It is checked at each load.'),
    kinds: () =>
      ruleChecks().map(({ id, title, summary, params, weight }) => ({ ...{ id, title, summary, params, weight } })),
    find: (call) => ruleHere(parts, call),
    typedOf,
    more: (call, typed) => moreFields(call, typed),
    shownFields: (fields) => fields.map(withColumnChosen),
    async keep(call, typed, rule, etag) {
      const sent = sentOf(await withColumnNamed(parts, call, typed));
      if (rule) changeRule(parts, call.actor, rule.id, etag, sent);
      else createRule(parts, call.actor, { ...sent, datasetId: call.params.id! });
    },
    enable: (call, rule, etag, enabled) =>
      changeRule(parts, call.actor, rule.id, etag, { ...sentOf({ ...typedOf(rule), back: undefined }), enabled }),
    remove: (call, rule, etag) => deleteRule(parts, call.actor, rule.id, etag),
  }),
];

/** The rule of the address, which is one of the dataset's. */
function ruleHere(parts: QualityPageParts, { actor, params }: AnyCall): KeptRule {
  const { dataset } = parts.datasets.openDataset(actor, params.id!);
  const rule = getRule(parts, actor, params.qualityRule!);
  return rule.dataset === dataset.id ? rule : notFound('rule');
}

function listPage(parts: QualityPageParts, call: AnyCall): string {
  const { t } = textsIn(call.viewer.locale);
  const rules = listRules(parts, call.actor, call.params.id!).map((rule) => ({
    ...{ id: rule.id, name: rule.name, etag: rule.etag, enabled: rule.enabled, severity: rule.severity },
    severityText: t(SEVERITY_TEXTS[rule.severity]),
    kind: t(findCheck(rule.check)?.title ?? rule.check),
    says: Object.entries(rule.params).map(([, value]) => (Array.isArray(value) ? value.join(', ') : String(value))),
  }));
  return besideQuality(parts, call, '@quality/rules', english('Rules of data quality'), { rules });
}

const typedOf = (rule: KeptRule): Omit<TypedRule, 'back'> => ({
  ...{ kind: rule.check, values: rule.params, name: rule.name ?? '', severity: rule.severity, enabled: rule.enabled },
  weight: rule.weight === null ? '' : String(rule.weight),
  more: { zeroAt: rule.zeroAt === null ? '' : String(rule.zeroAt * 100) },
});

function moreFields(call: AnyCall, { kind }: TypedRule): MoreFields {
  const { t } = textsIn(call.viewer.locale);
  const usual = String((findCheck(kind)?.zeroAt ?? 0) * 100);
  const tolerance = {
    ...{ name: 'zeroAt', label: t('Tolerance in per cent'), placeholder: usual },
    hint: t('From this share of affected rows on it scores 0'),
  };
  return { fields: [{ ...tolerance, type: 'number', step: 'any', min: 0.0001, max: 100 }], choices: [] };
}

/** Rules name a column as the source does, for its id may be another one after the next load; forms choose by the id. */
const withColumnChosen = (field: FieldView): FieldView => {
  const chosen = field.name === 'column' && field.options.find(({ text }) => text === field.value);
  return chosen ? { ...field, value: chosen.value } : field;
};

async function withColumnNamed(parts: QualityPageParts, call: AnyCall, typed: TypedRule): Promise<TypedRule> {
  const { column } = typed.values;
  const schema = ruleChecks().find(({ id }) => id === typed.kind)!.params;
  if (column === undefined) return typed;
  const of = { schema, values: typed.values, error: null };
  const fields = await parts.workbench.paramFields(call, call.params.id!, of);
  const chosen = fields
    .find(({ name }) => name === 'column')
    ?.options.find(({ value }) => value !== '' && value === column);
  return chosen ? { ...typed, values: { ...typed.values, column: chosen.text } } : typed;
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

const sentOf = (typed: TypedRule): SentRule => {
  const weight = optionalNumber(typed.weight, '/weight', { least: 0, most: 1000 });
  const zeroAt = optionalNumber(typed.more.zeroAt ?? '', '/zeroAt', { least: 0.0001, most: 100 });
  return {
    ...{ check: typed.kind, params: { ...typed.values }, severity: typed.severity, enabled: typed.enabled },
    ...(typed.name.trim() && { name: typed.name }),
    ...(weight !== undefined && { weight }),
    ...(zeroAt !== undefined && { zeroAt: zeroAt / 100 }),
  };
};
