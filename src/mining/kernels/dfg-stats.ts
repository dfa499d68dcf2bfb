/** Arcs as parallel arrays, sorted by key. Durations are milliseconds on the view's clock. */
export interface ArcStats {
  /** `from * 65536 + to`, ascending. */
  keys: Uint32Array;
  count: Float64Array;
  /** Cases that show the arc at least once. */
  cases: Float64Array;
  /** Occurrences whose two times are known; the duration figures are over these. */
  timed: Float64Array;
  /**
   * The sum is `sum + rest`: whole milliseconds, and fractions. Both are exact, as differences of instants are multiples
   * of 2^-20 ms from February 1970 on, so that the sum does not depend on the order of adding: {@link sumOf}.
   */
  sum: Float64Array;
  rest: Float64Array;
  /** +∞ where nothing is timed. */
  min: Float64Array;
  /** −∞ where nothing is timed. */
  max: Float64Array;
}

/** Per code of an activity (0: missing). `timed` … `max` are of the service time, where starts are known. */
export interface NodeStats {
  count: Float64Array;
  cases: Float64Array;
  /** Traces that begin and end with the activity. */
  start: Float64Array;
  end: Float64Array;
  timed: Float64Array;
  sum: Float64Array;
  rest: Float64Array;
  min: Float64Array;
  max: Float64Array;
}

type Durations = Pick<ArcStats, 'timed' | 'sum' | 'rest' | 'min' | 'max'>;

/** Sum of the known durations in milliseconds; 0 where none is known. */
export const sumOf = ({ sum, rest }: Durations, i: number): number => sum[i]! + rest[i]!;

/** Mean of the known durations; NaN where none is known. */
export const meanOf = (stats: Durations, i: number): number => sumOf(stats, i) / stats.timed[i]!;

/** Takes one duration in; one that is not known (NaN) is passed over. */
export function addDuration({ timed, sum, rest, min, max }: Durations, i: number, d: number): void {
  if (Number.isNaN(d)) return;
  const whole = Math.floor(d);
  timed[i] = timed[i]! + 1;
  sum[i] = sum[i]! + whole;
  rest[i] = rest[i]! + (d - whole);
  if (d < min[i]!) min[i] = d;
  if (d > max[i]!) max[i] = d;
}

/** Room for `n` arcs. */
export const emptyArcs = (n: number): ArcStats => ({
  keys: new Uint32Array(n),
  count: new Float64Array(n),
  cases: new Float64Array(n),
  timed: new Float64Array(n),
  sum: new Float64Array(n),
  rest: new Float64Array(n),
  min: new Float64Array(n),
  max: new Float64Array(n),
});

/** Room for the codes 0 … activities. */
export const emptyNodes = (activities: number): NodeStats => {
  const n = activities + 1;
  return {
    count: new Float64Array(n),
    cases: new Float64Array(n),
    start: new Float64Array(n),
    end: new Float64Array(n),
    timed: new Float64Array(n),
    sum: new Float64Array(n),
    rest: new Float64Array(n),
    min: new Float64Array(n).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
  };
};

/** Adds `b` to `a` and gives `a`. */
export function mergeNodes(a: NodeStats, b: NodeStats): NodeStats {
  for (let i = 0; i < a.count.length; i++) {
    a.count[i] = a.count[i]! + b.count[i]!;
    a.cases[i] = a.cases[i]! + b.cases[i]!;
    a.start[i] = a.start[i]! + b.start[i]!;
    a.end[i] = a.end[i]! + b.end[i]!;
    addDurations(a, i, b, i);
  }
  return a;
}

/** The union of two sorted lists of arcs; `a` is changed and given where `b` has no arc that it lacks. */
export function mergeArcs(a: ArcStats, b: ArcStats): ArcStats {
  const union = countUnion(a.keys, b.keys);
  const out = union === a.keys.length ? a : emptyArcs(union);
  let i = 0;
  let j = 0;
  for (let n = 0; n < union; n++) {
    const x = i < a.keys.length ? a.keys[i]! : Number.POSITIVE_INFINITY;
    const y = j < b.keys.length ? b.keys[j]! : Number.POSITIVE_INFINITY;
    if (out !== a) copyArc(x <= y ? a : b, x <= y ? i : j, out, n);
    if (x === y) {
      out.count[n] = out.count[n]! + b.count[j]!;
      out.cases[n] = out.cases[n]! + b.cases[j]!;
      addDurations(out, n, b, j);
    }
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return out;
}

function addDurations(into: Durations, i: number, from: Durations, j: number): void {
  into.timed[i] = into.timed[i]! + from.timed[j]!;
  into.sum[i] = into.sum[i]! + from.sum[j]!;
  into.rest[i] = into.rest[i]! + from.rest[j]!;
  if (from.min[j]! < into.min[i]!) into.min[i] = from.min[j]!;
  if (from.max[j]! > into.max[i]!) into.max[i] = from.max[j]!;
}

function copyArc(from: ArcStats, i: number, into: ArcStats, n: number): void {
  into.keys[n] = from.keys[i]!;
  into.count[n] = from.count[i]!;
  into.cases[n] = from.cases[i]!;
  into.timed[n] = from.timed[i]!;
  into.sum[n] = from.sum[i]!;
  into.rest[n] = from.rest[i]!;
  into.min[n] = from.min[i]!;
  into.max[n] = from.max[i]!;
}

function countUnion(a: Uint32Array, b: Uint32Array): number {
  let i = 0;
  let j = 0;
  let n = 0;
  while (i < a.length && j < b.length) {
    const x = a[i]!;
    const y = b[j]!;
    if (x <= y) i++;
    if (y <= x) j++;
    n++;
  }
  return n + (a.length - i) + (b.length - j);
}
