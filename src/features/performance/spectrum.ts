import type { CsvRow } from '../../platform/csv.ts';
import { periodLabel } from '../../platform/text/period-label.ts';
import { english } from '../../platform/text/texts.ts';
import { nameOf } from '../../platform/text/words.ts';
import { type Around, PICKS, type Spectrum } from './model.ts';
import { barsOf, pathsOf, type Strip } from './strips.ts';

/** Dates below the strips. */
const TICKS = 6;
const LINES = 3000;

const PICK_TEXTS = {
  path: english('Main path'),
  frequency: english('Most frequent'),
  delay: english('Longest waiting'),
} as const;

export const findSpectrum = ({ work }: Around) => {
  const { from, to, pick = 'path', bucket = 'auto' } = work.query;
  const segments = from !== undefined && to !== undefined ? [{ from, to }] : [];
  return work.calculate<Spectrum | null>('performance-spectrum', { segments, pick, bucket, lines: LINES });
};

/** The strips of a spectrum as lines, where single ones may be shown and were asked for, else as bars. */
export function stripsOf({ work }: Around, found: Spectrum): Strip[] {
  const lines = found.lines.shown > 0 && work.query.draw !== 'bars';
  return found.segments.map((segment) => (lines ? pathsOf(segment, found) : barsOf(segment, found)));
}

export async function presentSpectrum(around: Around): Promise<object> {
  const { work, words } = around;
  const { t, n, fmt } = words;
  const found = await findSpectrum(around);
  if (!found || found.segments.length === 0) return { segments: [] };
  const strips = stripsOf(around, found);
  const single = work.query.from !== undefined && work.query.to !== undefined;
  const none = { from: undefined, to: undefined };
  const drawn = strips[0]!.kind;
  return {
    drawn,
    segments: found.segments.map((segment, i) => ({
      ...{ from: nameOf(segment.from, words), to: nameOf(segment.to, words), strip: strips[i] },
      href: work.hrefWith(
        { id: 'directly-follows', params: { pairs: [{ from: segment.from, to: segment.to }] } },
        none,
      ),
      slowHref: slowHref(around, segment),
      alone: single ? null : work.href({ from: segment.from, to: segment.to }),
      count: n(segment.count, '{n} time', '{n} times', fmt.number(segment.count)),
      quartiles: segment.quartilesMs.map((ms) => ({ text: fmt.shortDuration(ms), title: fmt.exactDuration(ms) })),
      alt: t('From {from} to {to}: {count} times. A quarter took at most {q1}, half {median}, three quarters {q3}.', {
        ...{ from: nameOf(segment.from, words), to: nameOf(segment.to, words), count: fmt.number(segment.count) },
        q1: fmt.duration(segment.quartilesMs[0] ?? null),
        median: fmt.duration(segment.quartilesMs[1] ?? null),
        q3: fmt.duration(segment.quartilesMs[2] ?? null),
      }),
      rows: binRows(segment, found, around),
    })),
    ticks: ticksOf(found, fmt),
    note:
      drawn === 'lines' && found.lines.sampled
        ? t('{shown} of {total} lines, of whole cases drawn by lot', {
            ...{ shown: fmt.number(found.lines.shown), total: fmt.number(found.lines.total) },
          })
        : '',
    picks: PICKS.map((pick) => ({
      ...{ text: t(PICK_TEXTS[pick]), href: work.href({ ...none, pick: pick === 'path' ? undefined : pick }) },
      here: !single && pick === (work.query.pick ?? 'path'),
    })),
    draws:
      found.lines.shown > 0
        ? (['lines', 'bars'] as const).map((draw) => ({
            text: draw === 'lines' ? t('Each step') : t('By period'),
            ...{ href: work.href({ draw: draw === 'lines' ? undefined : draw }), here: draw === drawn },
          }))
        : [],
  };
}

type Segment = Spectrum['segments'][number];

/** Cases whose step took longer than three quarters of its like. */
function slowHref({ work }: Around, { from, to, quartilesMs, maxMs }: Segment): string | null {
  const third = quartilesMs[2] ?? null;
  if (third === null || maxMs === null || maxMs <= third) return null;
  const params = { activity: from, follower: to, directly: true, minMs: Math.floor(third) + 1 };
  return work.hrefWith({ id: 'follower-within', params }, { from: undefined, to: undefined });
}

function binRows({ bins }: Segment, { bucket }: Spectrum, { words: { fmt, locale } }: Around) {
  return [...Map.groupBy(bins, ({ period }) => period)].map(([period, of]) => ({
    label: periodLabel(bucket, period, locale),
    counts: [1, 2, 3, 4].map((quartile) => fmt.number(of.find((bin) => bin.quartile === quartile)?.count ?? 0)),
  }));
}

function ticksOf({ start, end }: Spectrum, fmt: Around['words']['fmt']): string[] {
  const [from, to] = [Date.parse(start!), Date.parse(end!)];
  const shown = to - from > 3 * 86_400_000 ? fmt.date : fmt.instant;
  return Array.from({ length: TICKS }, (_, i) => shown(from + (i / TICKS) * (to - from)));
}

export async function spectrumCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findSpectrum(around);
  return [
    ['from', 'to', 'period', 'period_from', 'quartile', 'count', 'cases'],
    ...(found?.segments ?? []).flatMap(({ from, to, bins }) =>
      bins.map((bin) => [from, to, bin.period, bin.from, bin.quartile, bin.count, bin.cases]),
    ),
  ];
}
