import { AppError, type Static, type TObject, Type } from '#sdk';
import { type Rule, ruleTemplates, SEVERITIES, templateOf } from '../../mining/rules/rule.ts';
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
import type { ChangeRule, KeptRule } from '../rules/index.ts';
import { readParams } from '../workbench/index.ts';
import type { ConformancePageParts } from './page-parts.ts';
import { SEVERITY_TEXTS } from './rules-view.ts';
import { Back, formPage, sameDataset } from './small-pages.ts';

const permission = 'write:rules';
type Sent = Static<typeof ChangeRule>;
/** What stands in the form. */
interface Typed {
  readonly template: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly severity: Rule['severity'];
  readonly group: string;
  readonly weight: string;
  readonly enabled: boolean;
  readonly onlyHere: boolean;
  readonly back: string | undefined;
}
interface Of {
  /** Null: a new one. */
  readonly rule: KeptRule | null;
  readonly typed: Typed;
  readonly error: AppError | null;
}

/** Forms that add a rule of a template, change it, switch it on and off, and delete it; without scripts too. */
export const rulePages = (parts: ConformancePageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/conformance/rules/new', permission },
    summary: 'Choose a template of rules and fill in its form.',
    query: Type.Object({ back: Back, template: Type.Optional(Type.String({ maxLength: 100 })) }),
    handler: async (call) => {
      const { template, back } = call.query;
      if (template === undefined) return { html: chooser(parts, call, back) };
      const typed: Typed = {
        ...{ template: templateOf(template).id, values: {}, name: '', severity: 'warning', group: '', weight: '1' },
        ...{ enabled: true, onlyHere: false, back },
      };
      return { html: await ruleForm(parts, call, { rule: null, typed, error: null }) };
    },
  }),
  openFormPage({
    ...{ path: '/datasets/:id/conformance/rules', permission },
    summary: 'Keeps a new rule.',
    handler: (call) => saveRule(parts, call, null),
  }),
  page({
    ...{ method: 'GET', path: '/datasets/:id/conformance/rules/:rule/edit', permission },
    summary: 'The form that changes a rule.',
    query: Type.Object({ back: Back }),
    handler: async (call) => {
      const rule = ruleHere(parts, call);
      return { html: await ruleForm(parts, call, { rule, typed: typedOf(rule, call.query.back), error: null }) };
    },
  }),
  openFormPage({
    ...{ path: '/datasets/:id/conformance/rules/:rule', permission },
    summary: 'Changes a rule, switches it on or off, or deletes it.',
    handler: (call) => changeRule(parts, call),
  }),
];

/** The rule of the address, which is one of the dataset's project. */
function ruleHere(parts: ConformancePageParts, { actor, params }: Call<unknown, unknown>): KeptRule {
  const { dataset } = parts.openDataset(actor, params.id!);
  const rule = parts.rules.getRule(actor, params.rule!);
  return rule.project === dataset.project ? rule : notFound('rule');
}

const typedOf = (rule: KeptRule, back: string | undefined): Typed => ({
  ...{ template: rule.template, values: rule.params, name: rule.name ?? '', severity: rule.severity },
  ...{ group: rule.group ?? '', weight: String(rule.weight), enabled: rule.enabled },
  ...{ onlyHere: rule.dataset !== null, back },
});

function chooser(parts: ConformancePageParts, call: Call<unknown, unknown>, back: string | undefined): string {
  const dataset = call.params.id!;
  const templates = ruleTemplates().map(({ id, title, summary }) => ({
    ...{ title, summary },
    href: `/datasets/${dataset}/conformance/rules/new?${new URLSearchParams({ template: id, ...(back ? { back } : {}) })}`,
  }));
  return formPage(parts, call, '@conformance/choose-rule', english('Add a rule'), {
    ...{ templates, cancel: sameDataset(dataset, back) },
  });
}

async function ruleForm(parts: ConformancePageParts, call: Call<unknown, unknown>, of: Of): Promise<string> {
  const { rule, typed, error } = of;
  const { t } = textsIn(call.viewer.locale);
  const dataset = call.params.id!;
  const template = templateOf(typed.template);
  const fields = await parts.workbench.paramFields(call, dataset, {
    ...{ schema: template.params as TObject, values: typed.values, error },
  });
  const at = Object.fromEntries((error?.details ?? []).map(({ pointer, message }) => [pointer?.slice(1), message]));
  return formPage(parts, call, '@conformance/rule-form', rule ? english('Change the rule') : english('Add a rule'), {
    ...{ rule: rule && { id: rule.id, etag: rule.etag }, typed, fields, error: error?.message ?? null, at, dataset },
    ...{ title: template.title, summary: template.summary, ofFilter: template.id === 'filter' },
    filters: template.id === 'filter' ? filtersIn(parts, call, typed).length : 0,
    severities: SEVERITIES.toReversed().map((value) => ({ value, text: t(SEVERITY_TEXTS[value]) })),
    cancel: sameDataset(dataset, typed.back),
  });
}

/** The filters of the page that the form was opened from. */
function filtersIn({ workbench }: ConformancePageParts, { actor }: Call<unknown, unknown>, { back = '' }: Typed) {
  return workbench.readFilters(actor, new URL(back, 'http://x').searchParams.get('f') ?? '');
}

function typedIn(form: OpenForm): Typed {
  const first = (name: string) => form[name]?.[0] ?? '';
  const template = templateOf(first('rule.template'));
  const severity = SEVERITIES.find((of) => of === first('rule.severity')) ?? 'warning';
  return {
    ...{ template: template.id, values: readParams(template.params as TObject, form), severity, back: first('back') },
    ...{ name: first('rule.name'), group: first('rule.group'), weight: first('rule.weight') || '1' },
    ...{ enabled: first('rule.enabled') === 'true', onlyHere: first('rule.onlyHere') === 'true' },
  };
}

/** The rule that a form means. One of a filter takes the filters of the page; a changed one without any keeps its own. */
function sentOf(parts: ConformancePageParts, call: Call<unknown, unknown>, typed: Typed, rule: KeptRule | null): Sent {
  const weight = Number(typed.weight.replace(',', '.'));
  if (!(weight > 0 && weight <= 1000))
    throw new AppError('invalid', 'rule.weight', 'The weight is a number above 0, up to 1000.', [
      { pointer: '/weight', message: 'not a number above 0, up to 1000' },
    ]);
  return {
    ...{ template: typed.template, params: { ...typed.values, ...stepOf(parts, call, typed, rule) } },
    ...{ severity: typed.severity, weight, enabled: typed.enabled },
    ...(typed.name.trim() && { name: typed.name }),
    ...(typed.group.trim() && { group: typed.group }),
    ...(typed.onlyHere && { datasetId: call.params.id! }),
    ...(rule && { description: rule.description }),
  };
}

function stepOf(parts: ConformancePageParts, call: Call<unknown, unknown>, typed: Typed, rule: KeptRule | null) {
  if (typed.template !== 'filter') return {};
  const filters = filtersIn(parts, call, typed);
  if (filters.length > 0) return { step: filters.length === 1 ? filters[0] : { and: [...filters] } };
  if (rule) return { step: rule.params.step };
  throw new AppError(
    'invalid',
    'rule.noFilter',
    'There is no filter on the page that you came from. Set the filters there first; then add the rule.',
  );
}

async function saveRule(parts: ConformancePageParts, call: Call<OpenForm>, rule: KeptRule | null): Promise<PageAnswer> {
  const { t } = textsIn(call.viewer.locale);
  const { dataset } = parts.openDataset(call.actor, call.params.id!);
  const typed = typedIn(call.body);
  try {
    const sent = sentOf(parts, call, typed, rule);
    if (rule) parts.rules.changeRule(call.actor, rule.id, call.body.etag?.[0] ?? '', sent);
    else parts.rules.createRule(call.actor, typed.onlyHere ? sent : { ...sent, projectId: dataset.project });
    call.reply.flash = rule ? t('The rule was changed.') : t('The rule is kept.');
    return { redirect: sameDataset(dataset.id, typed.back) };
  } catch (error) {
    if (!(error instanceof AppError) || (error.fault !== 'invalid' && error.fault !== 'conflict')) throw error;
    return { html: await ruleForm(parts, call, { rule, typed, error }), fault: error.fault };
  }
}

async function changeRule(parts: ConformancePageParts, call: Call<OpenForm>): Promise<PageAnswer> {
  const rule = ruleHere(parts, call);
  const first = (name: string) => call.body[name]?.[0] ?? '';
  const wanted = first('do');
  if (wanted === '') return saveRule(parts, call, rule);
  const { t } = textsIn(call.viewer.locale);
  const back = sameDataset(call.params.id!, first('back'));
  try {
    if (wanted === 'delete') parts.rules.deleteRule(call.actor, rule.id, first('etag'));
    else parts.rules.changeRule(call.actor, rule.id, first('etag'), switched(rule, wanted === 'enable'));
    call.reply.flash = wanted === 'delete' ? t('The rule was deleted.') : t('The rule was changed.');
  } catch (error) {
    // Somebody changed it meanwhile, or too many are switched on.
    if (!(error instanceof AppError) || error.fault !== 'conflict') throw error;
    call.reply.flash = t(error.message);
  }
  return { redirect: back };
}

const switched = (rule: KeptRule, enabled: boolean): Sent => ({
  ...{ template: rule.template, params: { ...rule.params }, severity: rule.severity, weight: rule.weight, enabled },
  ...{ description: rule.description, ...(rule.name !== null && { name: rule.name }) },
  ...(rule.group !== null && { group: rule.group }),
  ...(rule.dataset !== null && { datasetId: rule.dataset }),
});
