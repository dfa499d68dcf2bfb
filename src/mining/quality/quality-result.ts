import type { Log, Run } from '#sdk';
import { logCounts } from '../kernels/log-counts.ts';
import { showsSingleCases } from '../views/single-cases.ts';
import { type Assessed, assess } from './assess.ts';
import type { LoadFacts } from './check.ts';
import type { CheckResult, QualityResult } from './finding.ts';
import { costs, dimensionScores, SCORE_DEFINITION, weightedScore } from './score.ts';
import type { PlannedCheck } from './settings.ts';
import { inEnglish } from './statement.ts';

/** Asks every check that is planned, and weighs what they say. */
export async function qualityResult(
  log: Log,
  run: Run,
  planned: readonly PlannedCheck[],
  asked: { readonly load: LoadFacts | null; readonly examples: number },
): Promise<QualityResult> {
  const counts = await run.reduce(logCounts, null);
  const around = { log, run, load: asked.load, examples: showsSingleCases(run) ? asked.examples : 0 };
  const assessed: Assessed[] = [];
  for (const one of planned) {
    run.signal.throwIfAborted();
    assessed.push(await assess(one, around));
    run.progress(assessed.length / planned.length);
  }
  const scored = planned.map(({ check, weight }, n) => ({
    dimension: check.dimension,
    weight,
    score: assessed[n]!.score,
  }));
  const points = costs(scored);
  return {
    cases: counts.cases,
    events: counts.events,
    score: weightedScore(scored),
    dimensions: Object.fromEntries(
      dimensionScores(scored).map(({ dimension, score }) => [dimension, score]),
    ) as QualityResult['dimensions'],
    checks: planned.map((one, n) => resultOf(one, assessed[n]!, points[n]!)),
    definition: SCORE_DEFINITION,
  };
}

const resultOf = (
  { check, id, title, rule, weight, zeroAt }: PlannedCheck,
  { score, why, findings }: Assessed,
  points: number,
): CheckResult => ({
  ...{
    id,
    check: check.id,
    title,
    dimension: check.dimension,
    rule: rule && { ...rule },
    weight,
    zeroAt,
    score,
    points,
  },
  ...{ unmeasured: why && inEnglish(why), why: why && { text: why.text, values: { ...why.values } } },
  ...{ advice: check.advice && inEnglish(check.advice), source: check.source, findings: [...findings] },
});
