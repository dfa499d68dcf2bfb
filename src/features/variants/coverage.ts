import type { Figure } from '../../platform/charts/index.ts';
import type { Words } from '../../platform/text/words.ts';
import { COVER_DEFAULT, type Coverage, type VariantsWork } from './model.ts';

const POINTS = 120;
/** Beyond, the curve's beginning would be a wall. */
const LINEAR_UP_TO = 40;

type Asking = Pick<VariantsWork, 'calculate'>;

/** The curve, and how many variants cover so many per cent of the cases; null: fewer cases than may be shown. */
export async function findCoverage(work: Asking, cover = COVER_DEFAULT) {
  const found = await work.calculate<Coverage | null>('variant-coverage', { points: POINTS, targets: [cover / 100] });
  const [target] = found?.targets ?? [];
  if (!found || !target || found.points.length === 0) return null;
  return { coverage: found, cover, wanted: target.variants, caseShare: target.cases / found.cases };
}
type Found = NonNullable<Awaited<ReturnType<typeof findCoverage>>>;

export const coverageText = ({ wanted, caseShare }: Found, { n, fmt }: Words): string =>
  n(
    wanted,
    '{n} variant covers {share} of the cases',
    '{n} variants cover {share} of the cases',
    fmt.number(wanted),
  ).replace('{share}', fmt.percent(caseShare));

/** Share of the cases by number of variants; a point keeps that many. */
export function coverageFigure(found: Found, words: Words, hrefWith: VariantsWork['hrefWith']): Figure {
  const { t, n, fmt } = words;
  const { coverage, wanted, caseShare } = found;
  const texts = coverage.points.map(({ variants, caseShare: share }) => ({
    variants: n(variants, '{n} variant', '{n} variants', fmt.number(variants)),
    share: fmt.percent(share),
  }));
  return {
    id: 'coverage',
    chart: {
      title: t('Cases covered by variants'),
      unit: t('share of the cases, cumulative; the most frequent variants first'),
      alt: coverageText(found, words),
      x: {
        name: t('variants'),
        numbers: coverage.variants > LINEAR_UP_TO ? 'logarithmic' : 'linear',
        max: coverage.variants,
      },
      y: { show: 'percent' },
      series: [
        {
          ...{ name: t('cases'), kind: 'area', colour: '--accent' },
          data: coverage.points.map(({ variants, caseShare: share }) => [variants, share] as const),
        },
      ],
      tips: texts.map(({ variants, share }) => `${variants}: ${share}`),
      marks: [
        {
          x: wanted,
          y: caseShare,
          text: `${n(wanted, '{n} variant', '{n} variants', fmt.number(wanted))}, ${fmt.percent(caseShare)}`,
        },
      ],
    },
    columns: [
      { text: t('Variants'), num: true },
      { text: t('Cases'), num: true },
      { text: t('Share'), num: true },
    ],
    rows: coverage.points.map(({ variants, cases }, i) => ({
      cells: [{ text: texts[i]!.variants }, { text: fmt.number(cases) }, { text: texts[i]!.share }],
      href: hrefWith({ id: 'variant-top', params: { count: variants } }),
    })),
    csv: [
      ['variants', 'cases', 'case_share'],
      ...coverage.points.map(({ variants, cases, caseShare: share }) => [variants, cases, share]),
    ],
  };
}
