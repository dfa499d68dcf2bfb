import { type Rule, sentenceOf } from '../../mining/rules/rule.ts';
import { sentenceText } from '../../mining/rules/words.ts';
import type { CsvRow } from '../../platform/csv.ts';
import { ELSEWHERE } from './links.ts';
import type { Around } from './page-model.ts';
import type { Constraints } from './results.ts';

const findConstraints = ({ work, against }: Around) =>
  work.calculate<Constraints | null>('declare-conformance', { ...against.params, limit: 0 });

/** A constraint as the rule that says the same. */
const ruleOf = ({ template, n, activities }: Constraints['constraints'][number]): Rule => ({
  ...{ template: 'declare', constraint: template, n, activities: [...activities] },
  ...{ severity: 'warning', weight: 1 },
});

/** How the cases stand to the constraints of a DECLARE model, those that most break first; null: too few cases. */
export async function presentConstraints(around: Around): Promise<object | null> {
  const { work, words } = around;
  const { t, fmt } = words;
  const found = await findConstraints(around);
  if (!found) return null;
  const rows = found.constraints
    .toSorted((a, b) => b.violated - a.violated)
    .map((of) => {
      const rule = ruleOf(of);
      const spoken = of.fulfilled + of.violated;
      const share = spoken === 0 ? 0 : of.violated / spoken;
      return {
        ...{ constraint: of.constraint, sentence: sentenceText(sentenceOf(rule), (pattern) => t(pattern)) },
        ...{ violated: fmt.number(of.violated), none: of.violated === 0, fulfilled: fmt.number(of.fulfilled) },
        ...{ vacuous: fmt.number(of.vacuous), part: share, share: fmt.percent(share) },
        href: work.hrefWith({ id: 'rule-violation', params: { rules: [rule] } }, ELSEWHERE),
      };
    });
  return {
    ...{ rows, unknown: found.unknown, notEvaluated: found.notEvaluated },
    facts: [
      {
        label: t('Conforming cases'),
        value: fmt.percent(found.conformingShare),
        title: t('Cases that violate no constraint'),
      },
      { label: t('Constraints'), value: fmt.number(found.constraints.length), title: '' },
    ],
  };
}

export async function constraintsCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findConstraints(around);
  return [
    ['constraint', 'fulfilled', 'violated', 'vacuous', 'activations', 'fulfilled_activations'],
    ...(found?.constraints ?? []).map((of) => [
      ...[of.constraint, of.fulfilled, of.violated, of.vacuous, of.activations, of.fulfilledActivations],
    ]),
  ];
}
