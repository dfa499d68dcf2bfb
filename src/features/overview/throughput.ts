import type { Figure } from '../../platform/charts/index.ts';
import type { Words } from '../../platform/text/words.ts';
import type { Durations, OverviewWork } from './model.ts';

type Scale = 'linear' | 'logarithmic';
/** From here bins of one width would hold nearly all cases in the first. */
const SKEWED = 25;
const BINS = 24;

/** Durations on the scale that was asked for, else on the one that shows more. */
export async function findDurations(work: Pick<OverviewWork, 'calculate'>, asked: Scale | undefined) {
  const of = (scale: Scale) =>
    work.calculate<Durations | null>('case-duration', { scale, bins: BINS, percentiles: [90] });
  if (asked) return { scale: asked, durations: await of(asked) };
  const linear = await of('linear');
  const { maxMs = 0, medianMs = 0 } = linear?.statistics ?? {};
  const skewed = (maxMs ?? 0) > SKEWED * Math.max(1, medianMs ?? 0);
  return skewed
    ? { scale: 'logarithmic' as const, durations: await of('logarithmic') }
    : { scale: 'linear' as const, durations: linear };
}

/** How long cases took; a bin is a filter. */
export function throughput(
  { statistics, bins, casesWithoutTime }: Durations,
  { t, n, fmt }: Words,
  hrefWith: OverviewWork['hrefWith'],
): Figure {
  const total = statistics?.count ?? 0;
  const median = statistics?.medianMs ?? null;
  const p90 = statistics?.percentiles[0]?.ms ?? null;
  const label = ({ fromMs, toMs }: Durations['bins'][number]) =>
    `${fmt.shortDuration(fromMs)} – ${fmt.shortDuration(toMs)}`;
  const place = (ms: number | null) =>
    ms === null ? -1 : bins.findIndex(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);
  const marks = [
    { x: place(median), text: t('median') },
    ...(place(p90) === place(median) ? [] : [{ x: place(p90), text: 'P90' }]),
  ].filter(({ x }) => x >= 0);
  const unknown =
    casesWithoutTime > 0
      ? n(casesWithoutTime, '{n} case has no time', '{n} cases have no time', fmt.number(casesWithoutTime))
      : '';
  return {
    id: 'throughput',
    chart: {
      title: t('Throughput time'),
      unit: [t('cases per span of time, from first to last event'), unknown].filter(Boolean).join('; '),
      alt: t('Distribution of throughput times. Half of the cases took at most {median}, nine in ten at most {p90}.', {
        ...{ median: fmt.duration(median), p90: fmt.duration(p90) },
      }),
      x: { name: '', labels: bins.map(({ fromMs }) => (fromMs === 0 ? '0' : `≥ ${fmt.shortDuration(fromMs)}`)) },
      y: { show: 'number' },
      series: [{ name: t('cases'), kind: 'bar', colour: '--copper', data: bins.map(({ cases }) => cases) }],
      tips: bins.map(
        (bin) =>
          `${label(bin)}\n${n(bin.cases, '{n} case', '{n} cases', fmt.number(bin.cases))}, ${fmt.percent(bin.cases / total)}`,
      ),
      marks,
    },
    columns: [
      { text: t('Throughput time'), num: false },
      { text: t('Cases'), num: true },
      { text: t('Share'), num: true },
    ],
    rows: bins.map((bin) => ({
      cells: [
        { text: label(bin), title: `${fmt.exactDuration(bin.fromMs)} – ${fmt.exactDuration(bin.toMs)}` },
        { text: fmt.number(bin.cases) },
        { text: fmt.percent(bin.cases / total) },
      ],
      // A bin ends before its upper edge; the filter includes its bound.
      href:
        bin.cases === 0 ? null : hrefWith({ id: 'case-duration', params: { minMs: bin.fromMs, maxMs: bin.toMs - 1 } }),
    })),
    csv: [['from_ms', 'to_ms', 'cases'], ...bins.map(({ fromMs, toMs, cases }) => [fromMs, toMs, cases])],
  };
}
