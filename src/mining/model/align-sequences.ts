/** A place in two sequences side by side: indices of the step in each, or null where it has none here. */
export interface Pair {
  readonly a: number | null;
  readonly b: number | null;
}

/**
 * Two sequences side by side with as many equal steps as possible in the same place (longest common subsequence). Among equally good
 * alignments, steps of `a` alone come before those of `b` alone.
 */
export function alignSequences(a: readonly string[], b: readonly string[]): Pair[] {
  const width = b.length + 1;
  // common[i * width + j]: equal steps of a from i on and b from j on.
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) pairs.push({ a: i++, b: j++ });
    else if (j === b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      pairs.push({ a: i++, b: null });
    else pairs.push({ a: null, b: j++ });
  }
  return pairs;
}
