import { AppError, type Static, type TObject } from '#sdk';
import { ruleTemplates } from '../../mining/rules/rule.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Call, Route } from '../../platform/http/route.ts';
import { english } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import type { ChangeRule, KeptRule } from '../rules/index.ts';
import type { MoreFields, TypedRule } from '../workbench/index.ts';
import type { ConformancePageParts } from './page-parts.ts';

type AnyCall = Call<unknown, unknown>;
type Sent = Static<typeof ChangeRule>;

/** The rule that takes the filters of the page it is added from. */
const OF_FILTERS = 'filter';

/** Forms of the rules of a project, and of those about one dataset only. */
export const rulePages = (parts: ConformancePageParts): Route[] =>
  parts.workbench.rulePages<KeptRule>({
    ...{ section: 'conformance', permission: 'write:rules', named: { rule: 'rule', kind: 'template' }, home: '' },
    intro: english(
      'A rule says what every case must keep. Choose what kind of rule it is; what each kind means exactly stands in the reference of rules.',
    ),
    kinds: () =>
      ruleTemplates().map(({ id, title, summary, params }) => ({
        ...{ id, title, summary, params: params as TObject, weight: 1 },
      })),
    find: (call) => ruleHere(parts, call),
    typedOf: (rule) => ({
      ...{ kind: rule.template, values: rule.params, name: rule.name ?? '', severity: rule.severity },
      ...{ weight: rule.weight === 1 ? '' : String(rule.weight), enabled: rule.enabled },
      more: { group: rule.group ?? '', onlyHere: String(rule.dataset !== null) },
    }),
    more: (call, typed, rule) => moreFields(parts, call, typed, rule),
    keep(call, typed, rule, etag) {
      const { dataset } = parts.openDataset(call.actor, call.params.id!);
      const sent = sentOf(parts, call, typed, rule);
      if (rule) parts.rules.changeRule(call.actor, rule.id, etag, sent);
      else parts.rules.createRule(call.actor, sent.datasetId ? sent : { ...sent, projectId: dataset.project });
    },
    enable: (call, rule, etag, enabled) => parts.rules.changeRule(call.actor, rule.id, etag, switched(rule, enabled)),
    remove: (call, rule, etag) => parts.rules.deleteRule(call.actor, rule.id, etag),
  });

/** The rule of the address, which is one of the dataset's project. */
function ruleHere(parts: ConformancePageParts, { actor, params }: AnyCall): KeptRule {
  const { dataset } = parts.openDataset(actor, params.id!);
  const rule = parts.rules.getRule(actor, params.rule!);
  return rule.project === dataset.project ? rule : notFound('rule');
}

function moreFields(parts: ConformancePageParts, call: AnyCall, typed: TypedRule, rule: KeptRule | null): MoreFields {
  const { t, n, fmt } = wordsFor(call.viewer);
  const filters = typed.kind === OF_FILTERS ? filtersIn(parts, call, typed).length : 0;
  const becomes =
    filters > 0
      ? n(
          filters,
          'The filter that is set on the page becomes the rule.',
          'The {n} filters that are set on the page become the rule together.',
          fmt.number(filters),
        )
      : rule
        ? t('No filter is set on the page: the rule keeps its own.')
        : t('Set filters on the page first: they become the rule.');
  return {
    ...(typed.kind === OF_FILTERS && { note: becomes }),
    fields: [
      { name: 'group', label: t('Group'), hint: t('Rules of one group are summed up together'), maxlength: 100 },
    ],
    choices: [{ name: 'onlyHere', text: t('Only for this dataset, not for all of the project') }],
  };
}

/** The filters of the page that the form was opened from. */
function filtersIn({ workbench }: ConformancePageParts, { actor }: AnyCall, { back = '' }: TypedRule) {
  return workbench.readFilters(actor, new URL(back, 'http://x').searchParams.get('f') ?? '');
}

/** The rule that a form means. One of filters takes those of the page; a changed one without any keeps its own. */
function sentOf(parts: ConformancePageParts, call: AnyCall, typed: TypedRule, rule: KeptRule | null): Sent {
  const weight = Number(typed.weight.replace(',', '.') || '1');
  if (!(weight > 0 && weight <= 1000))
    throw new AppError('invalid', 'rule.weight', 'The weight is a number above 0, up to 1000.', [
      { pointer: '/weight', message: 'not a number above 0, up to 1000' },
    ]);
  const { group = '', onlyHere } = typed.more;
  return {
    ...{ template: typed.kind, params: { ...typed.values, ...stepOf(parts, call, typed, rule) } },
    ...{ severity: typed.severity, weight, enabled: typed.enabled },
    ...(typed.name.trim() && { name: typed.name }),
    ...(group.trim() && { group }),
    ...(onlyHere === 'true' && { datasetId: call.params.id! }),
    ...(rule && { description: rule.description }),
  };
}

function stepOf(parts: ConformancePageParts, call: AnyCall, typed: TypedRule, rule: KeptRule | null) {
  if (typed.kind !== OF_FILTERS) return {};
  const filters = filtersIn(parts, call, typed);
  if (filters.length > 0) return { step: filters.length === 1 ? filters[0] : { and: [...filters] } };
  if (rule) return { step: rule.params.step };
  throw new AppError(
    'invalid',
    'rule.noFilter',
    'There is no filter on the page that you came from. Set the filters there first; then add the rule.',
  );
}

const switched = (rule: KeptRule, enabled: boolean): Sent => ({
  ...{ template: rule.template, params: { ...rule.params }, severity: rule.severity, weight: rule.weight, enabled },
  ...{ description: rule.description, ...(rule.name !== null && { name: rule.name }) },
  ...(rule.group !== null && { group: rule.group }),
  ...(rule.dataset !== null && { datasetId: rule.dataset }),
});
