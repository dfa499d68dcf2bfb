import type { Spread } from './measure.ts';
import type { Peer } from './peers.ts';

export const WORKS = [
  'map',
  'variants',
  'conformance',
  'discovery',
  'declarative',
  'rules',
  'quality',
  'performance',
  'organisation',
  'filters',
  'memory',
  'http',
  'pages',
  'import',
  'append',
  'upload',
  'first-map',
  'connections',
  'start',
  'audit',
] as const;
export type Work = (typeof WORKS)[number];

export type Unit = 'ms' | 'MB' | 'bytes';

/** One line of the table. */
export interface Figure {
  group: Work;
  work: string;
  /** Events of the log; null where the work does not depend on them. */
  events: number | null;
  unit: Unit;
  value: Spread;
  /** Most that design calls good, in the same unit. */
  toReach: number | null;
  peer: Peer | null;
  note: string | null;
}

/** Nanoseconds for each event of the log. */
export const perEventNs = ({ unit, events, value }: Figure): number | null =>
  unit === 'ms' && events !== null && events > 0 ? (value.median * 1e6) / events : null;

/** How many times as long the peer took, by the middle of its times. */
export const ratio = ({ peer, value }: Figure): number | null =>
  peer === null || value.median === 0 ? null : (peer.leastMs + peer.mostMs) / 2 / value.median;

/** The figure to reach for a log of this many events, where there is one. */
export const markAt = (marks: Readonly<Record<number, number>>, events: number): number | null =>
  marks[events / 1e6] ?? null;

export interface Slope {
  work: string;
  /** Cost per event at each size, nanoseconds. */
  costs: { events: number; ns: number }[];
  /** Cost per event at the largest size over that at the second largest: 1 is linear, above 1 is worse. */
  growth: number;
}

/** How the cost per event of each work changes with the size of the log. */
export function slopesOf(figures: readonly Figure[]): Slope[] {
  const byWork = Map.groupBy(
    figures.filter((f) => perEventNs(f) !== null),
    (f) => f.work,
  );
  return [...byWork].flatMap(([work, of]) => {
    const costs = of.map((f) => ({ events: f.events!, ns: perEventNs(f)! })).toSorted((a, b) => a.events - b.events);
    const [before, last] = costs.slice(-2);
    return before && last ? [{ work, costs, growth: last.ns / before.ns }] : [];
  });
}
