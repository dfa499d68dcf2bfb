import { sentenceOf } from '../../mining/rules/rule.ts';
import { sentenceText } from '../../mining/rules/words.ts';
import type { Words } from '../../platform/text/words.ts';
import type { CaseMove, CheckedCase } from '../conformance/index.ts';
import type { Work } from '../workbench/index.ts';
import type { CaseAsked } from './model.ts';
import type { CaseConformance } from './use-cases.ts';
import { seenName } from './value-text.ts';

/** Steps of an alignment that are spelled out, and models that are offered. */
const SHOWN_MOVES = 60;
const OFFERED = 12;

/** How the case stands to a model and to the rules, as plain data; null: there is nothing to hold it against. */
export function presentConformance(work: Work<CaseAsked>, found: CaseConformance | null, words: Words) {
  if (found === null) return null;
  const { models, checked, error } = found;
  const chosen = checked?.model?.id ?? work.query.model ?? null;
  const offered = models.slice(0, OFFERED).map(({ id, name }) => ({
    ...{ name, chosen: id === chosen, href: work.href({ model: id }) },
  }));
  return {
    models: models.length > 1 ? offered : [],
    ...{ error, model: checked?.model?.name ?? null },
    alignment: checked?.alignment ? presentAlignment(checked.alignment, words) : null,
    constraints: checked?.constraints?.map(({ constraint, violations }) => ({ constraint, violations })) ?? null,
    rules: checked ? presentRules(checked.rules, words) : null,
  };
}

function presentAlignment(alignment: NonNullable<CheckedCase['alignment']>, words: Words) {
  const { cost, fitness, optimal, moves } = alignment;
  const visible = (moves ?? []).filter(({ log, model }) => log !== null || model !== null);
  return {
    ...{ cost, fitness, optimal },
    moves: visible.slice(0, SHOWN_MOVES).map((move) => ({
      kind: kindOf(move),
      activity: seenName(move.log ?? move.model ?? '', words),
    })),
    more: Math.max(0, visible.length - SHOWN_MOVES),
  };
}

const kindOf = ({ log, model }: CaseMove): 'both' | 'extra' | 'missing' =>
  log === null ? 'missing' : model === null ? 'extra' : 'both';

function presentRules(rules: CheckedCase['rules'], { t }: Words) {
  const broken = rules.filter(({ violations }) => violations > 0);
  return {
    total: rules.length,
    kept: rules.filter(({ checked, violations }) => checked && violations === 0).length,
    broken: broken.map(({ rule, violations }) => ({
      ...{ name: rule.name ?? null, sentence: sentenceText(sentenceOf(rule), (pattern) => t(pattern)) },
      ...{ severity: rule.severity, violations },
    })),
  };
}
