/**
 * The value that would stand at `rank` (0 = smallest) after sorting; `values` is reordered. Selection by partition around
 * the median of three: linear on average. No NaN may be among the values.
 */
export function nthSmallest(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const middle = (left + right) >>> 1;
    if (values[middle]! < values[left]!) swap(values, middle, left);
    if (values[right]! < values[left]!) swap(values, right, left);
    if (values[right]! < values[middle]!) swap(values, right, middle);
    const pivot = values[middle]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) swap(values, i++, j--);
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else return values[rank]!;
  }
  return values[rank]!;
}

function swap(values: Float64Array, a: number, b: number): void {
  const x = values[a]!;
  values[a] = values[b]!;
  values[b] = x;
}

/**
 * The percentile (0–100) by linear interpolation between order statistics (Hyndman and Fan's type 7, the default of most
 * tools); NaN of no values. `values` is reordered.
 */
export function percentileOf(values: Float64Array, percentile: number): number {
  if (values.length === 0) return Number.NaN;
  const position = ((values.length - 1) * percentile) / 100;
  const low = Math.floor(position);
  const below = nthSmallest(values, low);
  if (position === low) return below;
  const above = nthSmallest(values, low + 1);
  return below + (above - below) * (position - low);
}

/** The lists one after the other, as kernels gather them. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Reorders so that the `count` first members in the order of `compare` stand in front, in any order among themselves.
 * Linear on average, where sorting millions for the sake of a few would not be.
 */
export function moveFirst(members: Uint32Array, count: number, compare: (a: number, b: number) => number): void {
  let left = 0;
  let right = members.length - 1;
  while (left < right) {
    const pivot = members[(left + right) >>> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (compare(members[i]!, pivot) < 0) i++;
      while (compare(members[j]!, pivot) > 0) j--;
      if (i > j) break;
      const member = members[i]!;
      members[i++] = members[j]!;
      members[j--] = member;
    }
    if (count <= j) right = j;
    else if (count > i) left = i;
    else return;
  }
}
