/** What rules found, one entry a rule. */
interface Counted {
  readonly checked: ArrayLike<number>;
  readonly violating: ArrayLike<number>;
}

export const SCORE_DEFINITION =
  'Conformance score: 1 − Σ weight · violating cases ⁄ Σ weight · checked cases, over the rules: the share of all checks (a rule and a case that it speaks about) that passed, each counted by the weight of its rule. Where only groups of cases are shown, rules that fewer cases break or keep are in no sum.';

/** The weighted share of checks that passed; null where there was nothing to check. @param rules places of the rules that count */
export function conformanceScore(
  { checked, violating }: Counted,
  weights: readonly number[],
  rules: readonly number[] = [...weights.keys()],
): number | null {
  const sum = (of: ArrayLike<number>) => rules.reduce((total, n) => total + weights[n]! * of[n]!, 0);
  const all = sum(checked);
  return all === 0 ? null : 1 - sum(violating) / all;
}
