/** A part of a line that runs up or down in the gap behind a layer. Parts of one owner may lie on each other. */
export interface Piece {
  readonly gap: number;
  readonly owner: string;
  readonly low: number;
  readonly high: number;
  /** 0: out of a node at the left, best near it; 2: into one at the right; 1: neither. */
  readonly side: number;
}

interface Bundle {
  owner: string;
  low: number;
  high: number;
  side: number;
}

/** Between two parts on one track. */
const APART = 8;
const TRACK = 11;

/**
 * Gives the parts of each owner in a gap the first track, from the left, on which they meet no other: those that leave
 * nodes first, then those that pass, then those that enter. How many there are, and the place of each from the first.
 */
export function tracksOf(pieces: readonly Piece[], gaps: number) {
  const bundles: Map<string, Bundle>[] = Array.from({ length: gaps }, () => new Map());
  for (const { gap, owner, low, high, side } of pieces) {
    const known = bundles[gap]!.get(owner);
    if (known) [known.low, known.high] = [Math.min(known.low, low), Math.max(known.high, high)];
    else bundles[gap]!.set(owner, { owner, low, high, side });
  }
  const track = bundles.map((of) => {
    const sorted = [...of.values()].sort(
      (a, b) => a.side - b.side || b.high - b.low - (a.high - a.low) || a.low - b.low,
    );
    const tracks: Bundle[][] = [];
    const at = new Map<string, number>();
    for (const bundle of sorted) {
      let t = 0;
      while (tracks[t]?.some((other) => bundle.low < other.high + APART && other.low < bundle.high + APART)) t++;
      tracks[t] ??= [];
      tracks[t]!.push(bundle);
      at.set(bundle.owner, t);
    }
    return { at, count: tracks.length };
  });
  return {
    count: (gap: number): number => track[gap]!.count,
    /** Distance from the left end of the tracks. */
    offset: (gap: number, owner: string): number => track[gap]!.at.get(owner)! * TRACK,
  };
}
