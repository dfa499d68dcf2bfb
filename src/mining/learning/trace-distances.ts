/** A trace as the codes of its activities. */
type Trace = ArrayLike<number>;

/** How far apart two traces are: 0 equal … 1 nothing in common. Symmetric. */
export type TraceDistance = (a: number, b: number) => number;

/** Events of a trace that its edit distance looks at. */
export const COMPARED_EVENTS = 300;

/** Levenshtein's distance over the length of the longer trace; of longer traces their first events count. */
export function editDistances(traces: readonly Trace[]): TraceDistance {
  const row = new Uint16Array(COMPARED_EVENTS + 1);
  return (i, j) => {
    const [a, b] = [traces[i]!, traces[j]!];
    const [n, m] = [Math.min(a.length, COMPARED_EVENTS), Math.min(b.length, COMPARED_EVENTS)];
    if (n === 0 && m === 0) return 0;
    for (let y = 0; y <= m; y++) row[y] = y;
    for (let x = 1; x <= n; x++) {
      let diagonal = row[0]!;
      row[0] = x;
      for (let y = 1; y <= m; y++) {
        const above = row[y]!;
        const changed = diagonal + (a[x - 1] === b[y - 1] ? 0 : 1);
        row[y] = Math.min(changed, above + 1, row[y - 1]! + 1);
        diagonal = above;
      }
    }
    return row[m]! / Math.max(n, m);
  };
}

/** Counts by rising key, and their Euclidean length. */
interface Profile {
  readonly keys: Float64Array;
  readonly counts: Float64Array;
  readonly length: number;
}

/**
 * Trace profiles (Song, Günther, van der Aalst 2008): how often each activity occurs, and how often each follows directly on another. The
 * distance is 1 − the mean of the cosines of both profiles; start and end count as steps, so that one event has transitions too.
 */
export function profileDistances(traces: readonly Trace[]): TraceDistance {
  const activities = traces.map((trace) => profileOf(Array.from(trace)));
  const steps = traces.map((trace) => {
    const path = [0, ...Array.from(trace, (code) => code + 1), 0];
    return profileOf(path.slice(1).map((to, i) => path[i]! * 65_537 + to));
  });
  return (i, j) => {
    const cosine = (cosineOf(activities[i]!, activities[j]!) + cosineOf(steps[i]!, steps[j]!)) / 2;
    return Math.min(1, Math.max(0, 1 - cosine));
  };
}

function profileOf(keys: readonly number[]): Profile {
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return {
    keys: Float64Array.from(sorted, ([key]) => key),
    counts: Float64Array.from(sorted, ([, count]) => count),
    length: Math.sqrt(sorted.reduce((sum, [, count]) => sum + count * count, 0)),
  };
}

function cosineOf(a: Profile, b: Profile): number {
  let product = 0;
  for (let i = 0, j = 0; i < a.keys.length && j < b.keys.length; ) {
    const difference = a.keys[i]! - b.keys[j]!;
    if (difference === 0) product += a.counts[i++]! * b.counts[j++]!;
    else if (difference < 0) i++;
    else j++;
  }
  return product === 0 ? 0 : product / (a.length * b.length);
}
