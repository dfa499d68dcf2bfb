const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths that a reader can name, in milliseconds; beyond, the last one times powers of 2 */
const ROUND_WIDTHS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 4, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 60, 90, 180, 365].map((n) => n * DAY),
];

/** Edges of the logarithmic scale, in milliseconds; beyond, ten times the one before. */
const LOGARITHMIC = [
  ...[0, 1, 10, 100, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR],
  ...[1, 7, 30, 365].map((n) => n * DAY),
];

/**
 * Edges of bins of one round width that cover `min` … `max` (durations, not negative), aligned to multiples of the width.
 * @param most bins at most  @param width a width that was asked for; null: the narrowest round one that fits
 * @param limit with a given width, null is answered when there would be more bins than this
 */
export function linearEdges(
  min: number,
  max: number,
  most: number,
  width: number | null,
  limit: number,
): Float64Array | null {
  const binsOf = (w: number) => Math.floor(max / w) - Math.floor(min / w) + 1;
  let chosen = width;
  for (let i = 0; chosen === null; i++) {
    const candidate = ROUND_WIDTHS[i] ?? ROUND_WIDTHS.at(-1)! * 2 ** (i - ROUND_WIDTHS.length + 1);
    if (binsOf(candidate) <= most) chosen = candidate;
  }
  const bins = binsOf(chosen);
  if (bins > limit) return null;
  const first = Math.floor(min / chosen);
  const step = chosen;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (first + i) * step);
}

/** Edges that grow from milliseconds to years, as many as cover `min` … `max` (durations, not negative). */
export function logarithmicEdges(min: number, max: number): Float64Array {
  const edges = [...LOGARITHMIC];
  while (edges.at(-1)! <= max) edges.push(edges.at(-1)! * 10);
  const first = edges.findLastIndex((edge) => edge <= min);
  const last = edges.findIndex((edge) => edge > max);
  return Float64Array.from(edges.slice(Math.max(0, first), last + 1));
}
