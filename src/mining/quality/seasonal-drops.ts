/** Neighbours on either side that say what is usual, and how many of them there must be. */
const NEIGHBOURS = 6;
const FEWEST = 4;

/** Periods beside each other that all fall short. Bounds are included. */
export interface Drop {
  from: number;
  to: number;
  events: number;
  /** The medians together. */
  usual: number;
}

/**
 * Periods that fall short of the seasonal median: that of the same season (of the same weekday, where `season` is 7) up to six before
 * and six behind, without itself. The first and the last period are incomplete as a rule and left aside. Null: nothing is usual.
 * @param counts events of each period, without gaps
 */
export function dropsIn(
  counts: ArrayLike<number>,
  { season, drop, minMedian }: { season: number; drop: number; minMedian: number },
): { drops: Drop[]; dropped: number; looked: number } | null {
  const drops: Drop[] = [];
  let looked = 0;
  let dropped = 0;
  for (let p = 1; p < counts.length - 1; p++) {
    const usual = medianAround(counts, p, season);
    if (usual === null || usual < minMedian) continue;
    looked++;
    const events = counts[p]!;
    if (events > (1 - drop) * usual) continue;
    dropped++;
    const last = drops.at(-1);
    if (last && last.to === p - 1) {
      last.to = p;
      last.events += events;
      last.usual += usual;
    } else drops.push({ from: p, to: p, events, usual });
  }
  return looked === 0 ? null : { drops, dropped, looked };
}

function medianAround(counts: ArrayLike<number>, period: number, season: number): number | null {
  const around: number[] = [];
  for (let n = -NEIGHBOURS; n <= NEIGHBOURS; n++) {
    const p = period + n * season;
    if (n !== 0 && p > 0 && p < counts.length - 1) around.push(counts[p]!);
  }
  if (around.length < FEWEST) return null;
  around.sort((a, b) => a - b);
  const middle = around.length >> 1;
  return around.length % 2 === 1 ? around[middle]! : (around[middle - 1]! + around[middle]!) / 2;
}
