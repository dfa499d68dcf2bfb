import type { Work } from '../discovery/work.ts';
import type { DriftBlocks } from '../kernels/drift-blocks.ts';
import { chiSquare, logExactP } from './exact-test.ts';

/** A feature that fewer cases of a stretch show (or do not show) can never be significant, and is not tested there. */
const FEWEST_SHOWN = 20;
/** Fewest cases on either side of a place that is tested. */
const FEWEST_CASES = 30;
/** Places whose exact test is made, of those that the screen finds most promising. */
const EXACT = 40;

/** A feature that differs between what stands before and behind a place. */
export interface Changed {
  readonly feature: number;
  readonly before: number;
  readonly after: number;
  /** Natural logarithm of p, multiplied by the number of tests made. */
  readonly logP: number;
}

/** A block before which the process changed. */
export interface DriftPoint {
  readonly block: number;
  readonly casesBefore: number;
  readonly casesAfter: number;
  /** Natural logarithm of the p-value of the change, corrected for all tests of its stretch. */
  readonly logP: number;
  /** Most significant first. */
  readonly changed: readonly Changed[];
}

/** Cases and cases that show each feature, from the first block up to each; at `block * features + feature`. */
class Sums {
  readonly features: number;
  readonly blocks: number;
  readonly cases: Float64Array;
  readonly shown: Float64Array;
  readonly least: number;

  constructor({ cases, shown }: DriftBlocks, least: number) {
    this.least = least;
    this.blocks = cases.length;
    this.features = cases.length === 0 ? 0 : shown.length / cases.length;
    this.cases = new Float64Array(this.blocks + 1);
    this.shown = new Float64Array((this.blocks + 1) * this.features);
    for (let b = 0; b < this.blocks; b++) {
      this.cases[b + 1] = this.cases[b]! + cases[b]!;
      const [from, to] = [b * this.features, (b + 1) * this.features];
      for (let f = 0; f < this.features; f++) this.shown[to + f] = this.shown[from + f]! + shown[from + f]!;
    }
  }

  casesIn(from: number, to: number): number {
    return this.cases[to]! - this.cases[from]!;
  }

  shownIn(feature: number, from: number, to: number): number {
    return this.shown[to * this.features + feature]! - this.shown[from * this.features + feature]!;
  }

  /** Whether the shares of a feature on both sides of a place are so far apart that it matters. */
  differs(feature: number, { from, at, to }: Place): boolean {
    const before = this.shownIn(feature, from, at) / this.casesIn(from, at);
    return Math.abs(before - this.shownIn(feature, at, to) / this.casesIn(at, to)) >= this.least;
  }

  /** Features that could be significant in a stretch, whatever the place: known from the totals alone (Tarone 1990). */
  testable(from: number, to: number): number[] {
    const cases = this.casesIn(from, to);
    const found: number[] = [];
    for (let f = 0; f < this.features; f++) {
      const shown = this.shownIn(f, from, to);
      if (Math.min(shown, cases - shown) >= FEWEST_SHOWN) found.push(f);
    }
    return found;
  }
}

/** Windows around a place: `from … at` beside `at … to`. */
interface Place {
  readonly from: number;
  readonly at: number;
  readonly to: number;
}

/**
 * Change points among blocks of cases in the order of time: where the shares of cases that show a feature differ between a
 * window before and a window behind. Windows begin small and double up to the whole stretch between the change points
 * that are known; where a place is significant the stretch is cut there, and both parts are looked at again. Fisher's
 * exact test, corrected for every feature, place and window of its stretch (Bonferroni), so that in a process that does
 * not change anything is found with a probability of at most `alpha`, however features depend on each other. Shares that
 * differ by less than `least` are no change, however sure it is that they differ: among many cases the smallest is.
 */
export async function findDrift(
  blocks: DriftBlocks,
  { alpha, least }: { alpha: number; least: number },
  work: Work,
): Promise<DriftPoint[]> {
  const sums = new Sums(blocks, least);
  const cuts = new Map<number, number>();
  const open: [number, number][] = [[0, sums.blocks]];
  for (let stretch = open.pop(); stretch; stretch = open.pop()) {
    const [from, to] = stretch;
    const found = await mostSignificant(sums, from, to, work);
    if (!found || found.logP >= Math.log(alpha)) continue;
    cuts.set(found.at, found.logP);
    open.push([from, found.at], [found.at, to]);
  }
  return kept(sums, cuts, alpha);
}

async function mostSignificant(
  sums: Sums,
  from: number,
  to: number,
  work: Work,
): Promise<{ at: number; logP: number } | null> {
  const features = sums.testable(from, to);
  const places = placesIn(sums, from, to);
  if (features.length === 0 || places.length === 0) return null;
  const screened: { place: Place; feature: number; square: number }[] = [];
  for (const place of places) {
    const [n, m] = [sums.casesIn(place.from, place.at), sums.casesIn(place.at, place.to)];
    let [feature, square] = [-1, 0];
    for (const f of features) {
      const found = chiSquare(sums.shownIn(f, place.from, place.at), n, sums.shownIn(f, place.at, place.to), m);
      if (found > square && sums.differs(f, place)) [feature, square] = [f, found];
    }
    if (feature >= 0) screened.push({ place, feature, square });
    await work.done(features.length * 10);
  }
  screened.sort((a, b) => b.square - a.square || a.place.at - b.place.at || a.place.from - b.place.from);
  const tests = Math.log(features.length * places.length);
  let best: { at: number; logP: number } | null = null;
  for (const { place, feature } of screened.slice(0, EXACT)) {
    const logP = Math.min(0, tests + logPAt(sums, feature, place));
    if (best === null || logP < best.logP) best = { at: place.at, logP };
  }
  return best;
}

/** Every place with its windows: 1, 2, 4 … blocks on both sides, and all of the stretch. */
function placesIn(sums: Sums, from: number, to: number): Place[] {
  const places: Place[] = [];
  for (let at = from + 1; at < to; at++) {
    let before: Place | null = null;
    for (let size = 1; ; size *= 2) {
      const whole = size >= Math.max(at - from, to - at);
      const place = { from: whole ? from : Math.max(from, at - size), at, to: whole ? to : Math.min(to, at + size) };
      const enough = Math.min(sums.casesIn(place.from, at), sums.casesIn(at, place.to)) >= FEWEST_CASES;
      if (enough && !(before && before.from === place.from && before.to === place.to)) places.push(place);
      before = place;
      if (whole) break;
    }
  }
  return places;
}

const logPAt = (sums: Sums, feature: number, { from, at, to }: Place): number =>
  logExactP(
    ...[sums.shownIn(feature, from, at), sums.casesIn(from, at)],
    ...[sums.shownIn(feature, at, to), sums.casesIn(at, to)],
  );

/** The cuts at which the stretches on both sides differ as wholes; one that does not is let go, the least sure first. */
function kept(sums: Sums, cuts: ReadonlyMap<number, number>, alpha: number): DriftPoint[] {
  let places = [...cuts.keys()].sort((a, b) => a - b);
  for (;;) {
    const points = places.map((block, i): DriftPoint => {
      const place = { from: places[i - 1] ?? 0, at: block, to: places[i + 1] ?? sums.blocks };
      const changed = changedAt(sums, place, alpha);
      const [casesBefore, casesAfter] = [sums.casesIn(place.from, block), sums.casesIn(block, place.to)];
      return { block, casesBefore, casesAfter, logP: cuts.get(block)!, changed };
    });
    const weak = points.filter(({ changed }) => changed.length === 0);
    if (weak.length === 0) return points;
    const weakest = weak.reduce((a, b) => (b.logP > a.logP ? b : a));
    places = places.filter((block) => block !== weakest.block);
  }
}

function changedAt(sums: Sums, place: Place, alpha: number): Changed[] {
  const features = sums.testable(place.from, place.to);
  const tests = Math.log(Math.max(1, features.length));
  return features
    .filter((feature) => sums.differs(feature, place))
    .map((feature) => ({
      feature,
      before: sums.shownIn(feature, place.from, place.at),
      after: sums.shownIn(feature, place.at, place.to),
      logP: Math.min(0, tests + logPAt(sums, feature, place)),
    }))
    .filter(({ logP }) => logP < Math.log(alpha))
    .sort((a, b) => a.logP - b.logP || a.feature - b.feature);
}
