import type { Run } from '#sdk';
import { type RuleTotals, ruleTotals } from '../kernels/rule-totals.ts';
import type { PreparedRule } from './judge.ts';
import { type Rule, SEVERITIES } from './rule.ts';
import { conformanceScore } from './score.ts';

/**
 * Places of the rules that sums are made of. Where only groups of cases may be shown, a rule that fewer cases break, or
 * keep, is in none of them: what is left of a sum would tell of these cases.
 */
export async function summedRules(rules: readonly PreparedRule[], run: Run): Promise<number[]> {
  const all = [...rules.keys()];
  if (run.k <= 1) return all;
  const { checked, violating } = await run.reduce(ruleTotals, { rules, sets: [], examples: 0, variantsOf: null });
  const isSmall = (cases: number) => cases > 0 && cases < run.k;
  return all.filter((n) => !isSmall(violating[n]!) && !isSmall(checked[n]! - violating[n]!));
}

/** Rules that are summed up together. */
export interface RulePart {
  /** Number of its rules, and the places of those that are summed up. */
  readonly rules: number;
  readonly set: readonly number[];
  readonly severity?: Rule['severity'];
  readonly group?: string | null;
}

/** All rules, those of each severity (worst first), those of each group. */
export function partsOf(rules: readonly Rule[], summed: readonly number[]): RulePart[] {
  const part = (belongs: (rule: Rule) => boolean) => ({
    rules: rules.filter(belongs).length,
    set: summed.filter((n) => belongs(rules[n]!)),
  });
  const severities = SEVERITIES.toReversed().map((severity) => ({
    severity,
    ...part((rule) => rule.severity === severity),
  }));
  const groups = [...new Set(rules.map(({ group }) => group ?? null))];
  return [
    part(() => true),
    ...severities.filter((of) => of.rules > 0),
    ...groups.map((group) => ({ group, ...part((rule) => (rule.group ?? null) === group) })),
  ];
}

/** What the cases break of a part. @param cases those that break any of its rules */
export function sumOf(rules: readonly Rule[], found: RuleTotals, { rules: size, set }: RulePart, cases: number) {
  if (set.length === 0) return { rules: size, violated: null };
  const violations = set.reduce((sum, n) => sum + found.violations[n]!, 0);
  const weights = rules.map(({ weight }) => weight);
  const score = conformanceScore(found, weights, set);
  return { rules: size, violated: { cases, conforming: found.cases - cases, violations, score } };
}
