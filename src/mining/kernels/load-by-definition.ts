import type { Run } from '#sdk';
import { type Periods, periodAt, periodStartMs } from './case-periods.ts';

/** A stretch of wall time in which something of a case is open, half open; `to` is +∞ where it is still open. */
export interface PlainInterval {
  case: string;
  from: number;
  to: number;
}

/** What period-load and period-peaks find, by the definition: for tests. */
export function loadByDefinition(
  intervals: readonly PlainInterval[],
  periods: Periods,
  { start, end }: { start: number; end: number },
  { clock, zone }: Pick<Run, 'clock' | 'zone'>,
) {
  const reading = (t: number) => clock(Float64Array.of(t))[0]!;
  return Array.from({ length: periods.count }, (_, i) => {
    const [from, to] = [periodStartMs(periods, i, zone), periodStartMs(periods, i + 1, zone)];
    const [first, last] = [Math.max(from, start), Math.min(to, end)];
    const inside = (t: number) => t >= from && t < to;
    const openAt = (t: number) => intervals.filter((open) => open.from <= t && t < open.to).length;
    const clockMs = reading(last) - reading(first);
    const openMs = intervals.reduce((sum, open) => {
      const [a, b] = [Math.max(open.from, first), Math.min(open.to, last)];
      return a < b ? sum + reading(b) - reading(a) : sum;
    }, 0);
    const touched = intervals.filter((open) => open.from < to && (open.to >= from || inside(open.from)));
    return {
      ...periodAt(periods, i, zone),
      opened: intervals.filter((open) => inside(open.from)).length,
      closed: intervals.filter((open) => inside(open.to)).length,
      open: intervals.filter((open) => open.from < to && open.to >= to).length,
      mean: clockMs > 0 ? openMs / clockMs : null,
      max: Math.max(openAt(from), ...intervals.map((open) => (inside(open.from) ? openAt(open.from) : 0))),
      cases: new Set(touched.map((open) => open.case)).size,
    };
  });
}
