import { type Rule, sentenceOf } from '../../mining/rules/rule.ts';
import { sentenceText } from '../../mining/rules/words.ts';
import { mayIn } from '../../platform/access/guard.ts';
import type { CsvRow } from '../../platform/csv.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { asRule, type KeptRule } from '../rules/index.ts';
import { SEVERITY_TEXTS } from '../workbench/index.ts';
import { ELSEWHERE } from './links.ts';
import type { Around } from './page-model.ts';
import type { Violations } from './results.ts';

/** Rules that a page lists; a project checks no more at a time. */
const MOST = 500;
/** Cases that are named of those that break a rule. */
const EXAMPLES = 3;

const kept = ({ parts, work }: Around): readonly KeptRule[] =>
  parts.rules
    .listRules(work.call.actor, work.dataset.project, { limit: MOST, after: null, offset: 0 })
    .items.filter(({ dataset }) => dataset === null || dataset === work.dataset.id);

const findViolations = ({ work }: Around, rules: readonly Rule[]) =>
  work.calculate<Violations | null>('rule-violations', { rules, examples: EXAMPLES, variants: 0 });

/** The project's rules, and what the cases break of them; null: too few cases. */
export async function presentRules(around: Around): Promise<object | null> {
  const { work, words } = around;
  const all = kept(around);
  const rules = around.parts.rules.rulesFor(work.call.actor, work.dataset.id);
  const found = rules.length > 0 ? await findViolations(around, rules) : null;
  if (rules.length > 0 && !found) return null;
  const rows = all.map((rule) => rowOf(rule, found, around));
  const groups = [...Map.groupBy(rows, ({ group }) => group)].map(([group, of]) => ({
    ...{ group, rows: of },
    score: scoreText(found?.groups.find((summed) => summed.group === group)?.violated?.score ?? null, words),
  }));
  return {
    ...{ groups: groups.toSorted((a, b) => Number(a.group === null) - Number(b.group === null)), any: all.length > 0 },
    ...{ facts: found ? factsOf(found, words) : null, severities: found ? severitiesOf(found, words) : [] },
    mayChange: mayIn(work.call.actor, 'write:rules', scopeOfDataset(work.dataset)),
    ...{ base: `/datasets/${work.dataset.id}/conformance/rules`, back: work.href({}) },
    noneHref: found && rules.length > 0 ? linkOf(around, rules, 'none') : null,
  };
}

export const ruleSentence = (rule: KeptRule, { t }: Pick<Around['words'], 't'>): string =>
  sentenceText(sentenceOf(asRule(rule)), (pattern) => t(pattern));

const scoreText = (score: number | null, { fmt }: Around['words']): string => fmt.percent(score);

function linkOf({ work }: Around, rules: readonly Rule[], mode: 'any' | 'none'): string {
  const params = { rules: [...rules], ...(mode === 'none' ? { mode } : {}) };
  return work.hrefWith({ id: 'rule-violation', params }, ELSEWHERE);
}

function rowOf(rule: KeptRule, found: Violations | null, around: Around) {
  const { work, words } = around;
  const { t, fmt } = words;
  const { id, name, severity, group, enabled, etag, dataset } = rule;
  const of = enabled ? found?.rules.find((counted) => counted.id === id) : undefined;
  const violated = of?.violated ?? null;
  return {
    ...{ id, name, severity, group, enabled, etag, severityText: t(SEVERITY_TEXTS[severity]) },
    ...{ sentence: ruleSentence(rule, words), onlyHere: dataset !== null, weight: fmt.number(rule.weight) },
    checked: of ? fmt.number(of.casesChecked) : null,
    violated: violated && {
      ...{ cases: fmt.number(violated.cases), none: violated.cases === 0, violations: fmt.number(violated.violations) },
      ...{ share: fmt.percent(violated.share), part: violated.share, href: linkOf(around, [asRule(rule)], 'any') },
    },
    unknown: of?.unknownActivities ?? [],
    examples: (of?.examples ?? []).map((caseId) => ({ caseId, href: work.caseHref(caseId) })),
  };
}

function factsOf({ overall }: Violations, { t, fmt }: Around['words']) {
  if (!overall) return null;
  return [
    {
      ...{ label: t('Conformance score'), value: fmt.percent(overall.score) },
      title: t(
        'The share of checks that passed: a check is a rule and a case that it speaks about, and counts by the weight of the rule',
      ),
    },
    {
      ...{ label: t('Conforming cases'), value: fmt.percent(overall.conformingShare) },
      title: t('Cases that break no rule'),
    },
    { label: t('Cases that break a rule'), value: fmt.number(overall.violatingCases), title: '' },
    { label: t('Violations'), value: fmt.number(overall.violations), title: t('Of all rules together') },
  ];
}

const severitiesOf = ({ severities }: Violations, { t, n, fmt }: Around['words']) =>
  severities.map(({ severity, rules, violated }) => ({
    ...{ severity, text: t(SEVERITY_TEXTS[severity]), rules: n(rules, '{n} rule', '{n} rules', fmt.number(rules)) },
    cases: violated === null ? '–' : n(violated.cases, '{n} case', '{n} cases', fmt.number(violated.cases)),
  }));

export async function rulesCsv(around: Around): Promise<readonly CsvRow[]> {
  const rules = around.parts.rules.rulesFor(around.work.call.actor, around.work.dataset.id);
  const found = rules.length > 0 ? await findViolations(around, rules) : null;
  const names = new Map(kept(around).map((rule) => [rule.id, rule]));
  const head = ['rule', 'sentence', 'severity', 'group', 'weight', 'cases_checked', 'violating_cases', 'violations'];
  return [
    head,
    ...(found?.rules ?? []).map(({ id, casesChecked, violated }) => {
      const rule = names.get(id)!;
      const sentence = ruleSentence(rule, around.words);
      return [
        ...[rule.name ?? sentence, sentence, rule.severity, rule.group, rule.weight, casesChecked],
        ...[violated?.cases ?? null, violated?.violations ?? null],
      ];
    }),
  ];
}
