import { DIMENSIONS, type Dimension } from './dimensions.ts';

/** What counts in a score; a check of which nothing can be said does not. */
export interface Scored {
  readonly dimension: Dimension;
  readonly weight: number;
  /** 0 … 100; null: nothing can be said. */
  readonly score: number | null;
}

export const SCORE_DEFINITION =
  'Score = Σ weight · score of the check ⁄ Σ weight, over the checks of which something can be said, from 0 to 100. ' +
  'A check scores 100 · max(0, 1 − share ⁄ tolerance): share is what is affected of what it looks at, tolerance the share at which it ' +
  'scores 0. A check costs weight · (100 − its score) ⁄ Σ weight points. Where only groups of cases are shown, a check that fewer cases ' +
  'break or keep is in no score.';

/** The score of one check. @param share affected ⁄ all, 0 … 1 */
export const checkScore = (share: number, zeroAt: number): number => 100 * Math.max(0, 1 - share / zeroAt);

/** The weighted mean, null where nothing counts. */
export function weightedScore(checks: readonly Scored[]): number | null {
  let sum = 0;
  let weights = 0;
  for (const { weight, score } of checks) {
    if (score === null) continue;
    sum += weight * score;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** Points that each check takes from the whole, in their order. */
export function costs(checks: readonly Scored[]): number[] {
  const weights = checks.reduce((total, { weight, score }) => total + (score === null ? 0 : weight), 0);
  return checks.map(({ weight, score }) => (score === null || weights === 0 ? 0 : (weight * (100 - score)) / weights));
}

/** The score of each dimension that has a check with weight. */
export const dimensionScores = (checks: readonly Scored[]): { dimension: Dimension; score: number | null }[] =>
  DIMENSIONS.map((dimension) => ({
    dimension,
    score: weightedScore(checks.filter((check) => check.dimension === dimension)),
  }));
