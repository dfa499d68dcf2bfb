import type { Figure } from '../../platform/charts/index.ts';
import type { Words } from '../../platform/text/words.ts';
import type { Measured } from './model.ts';

/** Versions that the picture shows. */
export const TREND = 50;

/** The scores of the versions, the oldest first; null: fewer than two. */
export function trendOf(newestFirst: readonly Measured[], { t, n, fmt }: Words): Figure | null {
  const measured = newestFirst.toReversed();
  if (measured.length < 2) return null;
  const last = measured.at(-1)!;
  const label = ({ version }: Measured) => t('Version {number}', { number: version });
  const score = (m: Measured) => fmt.number(m.score, 1);
  const broken = (m: Measured) => m.checks.filter(({ severity, affected }) => severity !== null && affected > 0).length;
  const brokenText = (m: Measured) => n(broken(m), '{n} broken rule', '{n} broken rules', fmt.number(broken(m)));
  return {
    id: 'trend',
    chart: {
      title: t('Score over loads'),
      unit: t('score from 0 to 100 of each version, over all of its rows'),
      alt: t('Scores of {count} versions; the newest has {score}.', { count: measured.length, score: score(last) }),
      x: { name: '', labels: measured.map(({ version }) => String(version)) },
      y: { show: 'number' },
      series: [{ name: t('Score'), kind: 'line', colour: '--accent', data: measured.map(({ score }) => score) }],
      tips: measured.map((m) => `${label(m)}, ${fmt.instant(m.measuredAtMs)}\n${score(m)}, ${brokenText(m)}`),
    },
    columns: [
      { text: t('Version'), num: true },
      { text: t('Measured'), num: false },
      { text: t('Score'), num: true },
      { text: t('Broken rules'), num: true },
    ],
    rows: measured.toReversed().map((m) => ({
      cells: [
        { text: fmt.number(m.version) },
        { text: fmt.instant(m.measuredAtMs), title: fmt.exactInstant(m.measuredAtMs) },
        { text: score(m), title: String(m.score ?? '') },
        { text: fmt.number(broken(m)) },
      ],
      href: null,
    })),
    csv: [
      ['version', 'measured_at', 'score', 'broken_rules'],
      ...measured.map((m) => [m.version, new Date(m.measuredAtMs).toISOString(), m.score, broken(m)]),
    ],
  };
}
