import type { Spectrum } from './model.ts';

/** A strip is drawn in a box of this size, stretched to the room there is. */
export const WIDTH = 1000;
export const HEIGHT = 100;
const CLASSES = [1, 2, 3, 4] as const;

/** One segment over time: a path of lines for each quartile, or bars of periods. */
export type Strip =
  | { readonly kind: 'lines'; readonly paths: readonly { readonly quartile: number; readonly d: string }[] }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] };

interface Bar {
  readonly quartile: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Segment = Spectrum['segments'][number];
const round = (value: number): number => Math.round(value * 10) / 10;

function placing({ start, end }: Pick<Spectrum, 'start' | 'end'>): (ms: number) => number {
  const [from, to] = [Date.parse(start!), Date.parse(end!)];
  return (ms) => (to > from ? round((Math.min(Math.max(ms, from), to) - from) * (WIDTH / (to - from))) : WIDTH / 2);
}

/** Each occurrence from the first activity, above, to the second, below; the slowest are drawn last. */
export function pathsOf({ lines }: Segment, spectrum: Spectrum): Strip {
  const x = placing(spectrum);
  const paths = CLASSES.map((quartile) => ({
    quartile,
    d: lines
      .filter(([, , of]) => of === quartile)
      .map(([from, to]) => `M${x(from!)} 0L${x(to!)} ${HEIGHT}`)
      .join(''),
  }));
  return { kind: 'lines', paths: paths.filter(({ d }) => d !== '') };
}

/** What began in each period, stacked by quartile, the quickest below; the fullest period reaches the top. */
export function barsOf({ bins }: Segment, spectrum: Spectrum): Strip {
  const x = placing(spectrum);
  const periods = [...Map.groupBy(bins, ({ from }) => from)];
  const starts = allStarts(spectrum);
  const most = Math.max(...periods.map(([, of]) => of.reduce((sum, { count }) => sum + count, 0)), 1);
  const bars = periods.flatMap(([from, of]) => {
    const start = Date.parse(from);
    const next = starts.find((other) => other > start) ?? Number.POSITIVE_INFINITY;
    const left = x(start);
    const right = x(Math.min(next, start + LENGTH_MS[spectrum.bucket]));
    const room = Math.max(right - left, 1);
    let below = HEIGHT;
    return CLASSES.flatMap((quartile) => {
      const height = (HEIGHT * (of.find((bin) => bin.quartile === quartile)?.count ?? 0)) / most;
      below -= height;
      return height === 0
        ? []
        : [
            {
              quartile,
              x: round(left),
              y: round(below),
              width: round(room * 0.92),
              height: round(Math.max(height, 0.5)),
            },
          ];
    });
  });
  return { kind: 'bars', bars };
}

const DAY = 86_400_000;
/** About; a bar ends where the next period begins. */
const LENGTH_MS = { day: DAY, week: 7 * DAY, month: 31 * DAY, quarter: 92 * DAY, year: 366 * DAY } as const;

/** Where periods begin, as far as any segment shows one. */
const allStarts = ({ segments }: Spectrum): number[] =>
  [...new Set(segments.flatMap(({ bins }) => bins.map(({ from }) => Date.parse(from))))].sort((a, b) => a - b);
