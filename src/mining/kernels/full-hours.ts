import { defineKernel, type Run } from '#sdk';
import { fullHoursOf, type WallClock } from '../quality/clock-rows.ts';

/** How many known instants of a column there are, and how many lie on each full hour of the day. */
export interface FullHours {
  known: number;
  at: Float64Array;
}

export const fullHours = defineKernel<WallClock, FullHours>({
  id: 'full-hours',
  partial(segment, view, clock) {
    const found: FullHours = { known: 0, at: new Float64Array(24) };
    if (!segment.has(clock.id)) return found;
    const hours = fullHoursOf(segment, clock);
    const values = segment.numbers(clock.id);
    const { cases, events } = view;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      const begin = clock.level === 'case' ? c : segment.offsets[c]!;
      const end = clock.level === 'case' ? c + 1 : segment.offsets[c + 1]!;
      for (let i = begin; i < end; i++) {
        if (clock.level === 'event' && events && ((events[i >>> 5]! >>> (i & 31)) & 1) === 0) continue;
        if (Number.isNaN(values[i]!)) continue;
        found.known++;
        const hour = hours[i]!;
        if (hour >= 0) found.at[hour] = found.at[hour]! + 1;
      }
    }
    return found;
  },
  merge(a, b) {
    a.known += b.known;
    for (let hour = 0; hour < 24; hour++) a.at[hour] = a.at[hour]! + b.at[hour]!;
    return a;
  },
});

/** Of a column that holds dates, most lie on one hour: midnight, or what another zone made of it. */
const MOST = 0.5;

/**
 * The hour that stands in the place of a time of day: midnight where at least this share lies on it, otherwise the hour of most
 * instants; null: the column holds times.
 */
export async function hourOfDates(run: Run, clock: WallClock, minShare: number): Promise<number | null> {
  const { known, at } = await run.reduce(fullHours, clock);
  if (known === 0) return null;
  if (at[0]! > 0 && at[0]! / known >= minShare) return 0;
  const hour = at.findIndex((count) => count / known > MOST);
  return hour < 0 ? null : hour;
}
