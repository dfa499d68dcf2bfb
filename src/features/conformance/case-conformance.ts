import { againstOf, type Rule } from '../../mining/rules/rule.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { ProcessModel } from '../models/index.ts';
import { type Asked, type ConformanceParts, resultOf } from './check.ts';
import type { CaseAlignment, CheckedCase, CheckedRule, ConstraintBreak } from './model.ts';

/**
 * How one case stands to a kept model and to the rules. Without a model that is named, the newest about the dataset, else of its
 * project. Whoever may not see single cases is refused by the filter.
 */
export async function checkCase(
  parts: ConformanceParts,
  actor: Actor,
  { caseId, model: wanted, ...view }: Asked & { readonly caseId: string; readonly model?: string | undefined },
  signal: AbortSignal,
): Promise<CheckedCase> {
  const one = only(view, caseId);
  const model =
    wanted === undefined ? parts.models.modelsFor(actor, view.datasetId)[0] : parts.models.getModel(actor, wanted);
  if ((await countCases(parts, actor, one, signal)) !== 1) notFound('case');
  const ref = model ? `model:${model.id}@${model.version.number}` : '';
  const compared = model ? await compare(parts, actor, one, model, ref, signal) : NOT_COMPARED;
  return { caseId, model: model ?? null, ...compared, rules: await rulesOf(parts, actor, { view, caseId }, signal) };
}

interface OneOf {
  readonly view: Asked;
  readonly caseId: string;
}

/** The view without the other cases. */
const only = (view: Asked, caseId: string): Asked => ({
  ...view,
  filters: [...view.filters, { id: 'case-list', params: { cases: [caseId] } }],
});

async function countCases(parts: ConformanceParts, actor: Actor, view: Asked, signal: AbortSignal): Promise<number> {
  const { text } = await parts.analyses.compute(actor, { ...view, id: 'log-summary', params: {} }, signal);
  return (JSON.parse(text) as { cases: number } | null)?.cases ?? 0;
}

const NOT_COMPARED = { alignment: null, constraints: null };

async function compare(
  parts: ConformanceParts,
  actor: Actor,
  one: Asked,
  { version }: ProcessModel,
  model: string,
  signal: AbortSignal,
): Promise<Pick<CheckedCase, 'alignment' | 'constraints'>> {
  if (version.format === 'decl') {
    const { items } = await resultOf<Constraints>(
      parts,
      actor,
      one,
      'declare-conformance',
      { model, limit: 1 },
      signal,
    );
    return { alignment: null, constraints: items[0]?.violations ?? [] };
  }
  const { items, definition } = await resultOf<Deviations>(
    parts,
    actor,
    one,
    'deviations',
    { model, limit: 1 },
    signal,
  );
  const { cost, fitness, moves, optimal, lowerBound, upperBound } = items[0] ?? notFound('case');
  return { alignment: { cost, fitness, moves, optimal, lowerBound, upperBound, definition }, constraints: null };
}

interface Constraints {
  readonly items: readonly { readonly violations: readonly ConstraintBreak[] }[];
}
interface Deviations {
  readonly items: readonly Omit<CaseAlignment, 'definition'>[];
  readonly definition: string;
}

/**
 * Most rules look at the case alone. One that depends on the other cases of the view is asked of the whole view: then it is known that
 * the case breaks it, not how often.
 */
async function rulesOf(
  parts: ConformanceParts,
  actor: Actor,
  { view, caseId }: OneOf,
  signal: AbortSignal,
): Promise<readonly CheckedRule[]> {
  const rules = parts.rules.rulesFor(actor, view.datasetId);
  if (rules.length === 0) return [];
  const params = { rules, examples: 0, variants: 0 };
  const found = await resultOf<Violations>(parts, actor, only(view, caseId), 'rule-violations', params, signal);
  const told: CheckedRule[] = [];
  for (const [i, rule] of rules.entries()) {
    const { casesChecked, violated } = found.rules[i]!;
    const alone = againstOf([rule]) === 'base';
    const violations = alone ? (violated?.violations ?? 0) : await breaks(parts, actor, { view, caseId }, rule, signal);
    told.push({ rule, checked: !alone || casesChecked > 0, violations });
  }
  return told;
}

async function breaks(
  parts: ConformanceParts,
  actor: Actor,
  { view, caseId }: OneOf,
  rule: Rule,
  signal: AbortSignal,
): Promise<number> {
  const breaking = { id: 'rule-violation', params: { rules: [rule] } };
  return countCases(parts, actor, only({ ...view, filters: [...view.filters, breaking] }, caseId), signal);
}

interface Violations {
  readonly rules: readonly {
    readonly casesChecked: number;
    readonly violated: { readonly violations: number } | null;
  }[];
}
