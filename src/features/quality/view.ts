import { DIMENSION_STANDARDS, DIMENSION_TITLES, DIMENSIONS } from '../../mining/quality/dimensions.ts';
import type { CheckResult, Finding, QualityResult } from '../../mining/quality/finding.ts';
import { findCheck } from '../../mining/quality/settings.ts';
import { type Statement, statementText } from '../../mining/quality/statement.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { periodLabel } from '../../platform/text/period-label.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { SEVERITY_TEXTS } from '../workbench/index.ts';
import type { QualityWork } from './page-model.ts';
import { repairHref, repairStepOf } from './pipeline-repair.ts';

/** Findings of a check that stand there at once; the others unfold. */
const SHOWN = 5;
/** Filters cannot say more values than these in a sentence. */
const VALUES = 4;

/** The statement as the reader writes numbers, shares, durations and instants. */
export const sentenceOf = (statement: Statement, { t, fmt, locale }: Words): string =>
  statementText(statement, (pattern) => t(pattern), {
    number: (value) => fmt.number(value, Number.isInteger(value) ? 0 : 2),
    ...{
      share: fmt.percent,
      duration: fmt.duration,
      instant: fmt.instant,
      day: (day) => periodLabel('day', day, locale),
    },
  });

const scoreText = (score: number | null, { fmt }: Words): string => fmt.number(score, 1);

/** Good, so so, or bad: by words and colour. */
const gradeOf = (score: number | null): 'good' | 'fair' | 'poor' | 'none' =>
  score === null ? 'none' : score >= 95 ? 'good' : score >= 80 ? 'fair' : 'poor';

export const GRADE_TEXTS = {
  good: english('good'),
  fair: english('fair'),
  poor: english('poor'),
  none: english('not measured'),
} as const;

export function scoreOf(score: number | null, words: Words) {
  const grade = gradeOf(score);
  return { text: scoreText(score, words), share: (score ?? 0) / 100, grade, gradeText: words.t(GRADE_TEXTS[grade]) };
}

export const dimensionsOf = ({ dimensions, checks }: QualityResult, words: Words) =>
  DIMENSIONS.map((dimension) => {
    const own = checks.filter((check) => check.dimension === dimension && check.points > 0);
    return {
      ...{ name: words.t(DIMENSION_TITLES[dimension]), title: DIMENSION_STANDARDS[dimension] },
      ...scoreOf(dimensions[dimension] ?? null, words),
      points:
        own.length === 0
          ? null
          : pointsText(
              own.reduce((sum, { points }) => sum + points, 0),
              words,
            ),
    };
  });

const pointsText = (points: number, { fmt }: Words): string =>
  points > 0 && points < 0.05 ? `< ${fmt.number(0.1, 1)}` : `−${fmt.number(points, 1)}`;

/** Checks that found something, those that cost most first; then those that found nothing, and those of which nothing can be said. */
export function checksOf({ checks }: QualityResult, work: QualityWork, words: Words, refusedHref: string | null) {
  const found = checks.filter(({ findings }) => findings.length > 0);
  const unmeasured = checks.filter(({ why }) => why !== null);
  return {
    found: found
      .toSorted((a, b) => Number(b.rule !== null) - Number(a.rule !== null) || b.points - a.points)
      .map((check) => ({
        ...shownCheck(check, work, words),
        refusedHref: check.check === 'refused-rows' ? refusedHref : null,
      })),
    sound: checks
      .filter(({ findings, why }) => findings.length === 0 && why === null)
      .map((check) => titleOf(check, words)),
    unmeasured: unmeasured.map((check) => ({ title: titleOf(check, words), why: sentenceOf(check.why!, words) })),
  };
}

const titleOf = ({ rule, title, check }: CheckResult, { t }: Words): string =>
  rule !== null && title !== findCheck(check)?.title ? title : t(title);

function shownCheck(check: CheckResult, work: QualityWork, words: Words) {
  const { t } = words;
  const { rule, dimension, points, score, advice, source, findings, weight, zeroAt } = check;
  const rows = findings.map((finding) => shownFinding(check.check, finding, work, words));
  return {
    id: check.id,
    title: titleOf(check, words),
    summary: t(findCheck(check.check)?.summary ?? ''),
    dimension: t(DIMENSION_TITLES[dimension]),
    severity: rule && { text: t(SEVERITY_TEXTS[rule.severity]), of: rule.severity },
    points: points > 0 ? pointsText(points, words) : null,
    ...{ score: scoreOf(score, words), advice: advice && t(advice), source },
    ...{ weight: words.fmt.number(weight, 2), zeroAt: words.fmt.percent(zeroAt) },
    ...{ rows: rows.slice(0, SHOWN), more: rows.slice(SHOWN) },
    repairable: findings.some(({ repair }) => repair !== null),
    mendable: rows.some(({ pipeline }) => pipeline !== null),
  };
}

function shownFinding(check: string, finding: Finding, work: QualityWork, words: Words) {
  const { fmt } = words;
  const { select, repair } = finding;
  const mayMend = mayIn(work.call.actor, 'write:datasets', scopeOfDataset(work.dataset));
  const step = mayMend ? repairStepOf(check, finding) : null;
  return {
    text: sentenceOf(finding.statement, words),
    ...{ subject: finding.subject, share: finding.share, shareText: fmt.percent(finding.share) },
    cases: { count: finding.cases, text: fmt.number(finding.cases) },
    open: select && {
      cases: work.mayReadCases ? work.hrefTo('cases', {}, select) : null,
      variants: work.hrefTo('variants', {}, select),
      map: work.hrefTo('map', {}, select),
    },
    repair: repair && work.hrefTo('overview', {}, repair),
    pipeline: step && repairHref(work.dataset.id, step),
    values: finding.values.slice(0, VALUES).map(({ value, like, cases }) => ({
      ...{ value, like, cases: fmt.number(cases), count: cases },
    })),
    examples: finding.exampleCases.map((id) => ({ id, href: work.caseHref(id) })),
  };
}

/** The report as rows: a line each finding, and each check that found nothing. */
export const reportCsv = (result: QualityResult, words: Words) => [
  [
    'check',
    'title',
    'dimension',
    'severity',
    'weight',
    'score',
    'points',
    'subject',
    'message',
    'affected',
    'of',
    'cases',
  ],
  ...result.checks.flatMap((check) => {
    const head = [
      ...[check.id, titleOf(check, words), check.dimension, check.rule?.severity ?? null, check.weight],
      ...[check.score, check.points],
    ];
    if (check.findings.length === 0) return [[...head, null, check.unmeasured, 0, null, 0]];
    return check.findings.map(({ subject, statement, affected, of, cases }) => [
      ...head,
      ...[subject, sentenceOf(statement, words), affected, of, cases],
    ]);
  }),
];
