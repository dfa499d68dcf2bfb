import { AppError, type FaultDetail } from '#sdk';
import {
  type Calendar,
  canonicalCalendar,
  minutesOf,
  WEEKDAYS,
  type WorkingInterval,
} from '../../mining/log/working-calendar.ts';

const DAY_MINUTES = 24 * 60;

/**
 * A calendar as it is kept. Beyond what a calculation takes, a calendar that people share must say what its author meant: hours of
 * one day that overlap are refused, not joined.
 */
export function sharedCalendar(sent: Calendar): Calendar {
  const { zone, week, holidays, exceptions } = sent;
  const canonical = canonicalCalendar({ zone, week, holidays, exceptions });
  const faults: FaultDetail[] = [];
  for (const day of WEEKDAYS) findOverlaps(week[day], `/week/${day}`, faults);
  exceptions.forEach(({ intervals }, i) => {
    findOverlaps(intervals, `/exceptions/${i}/intervals`, faults);
  });
  const first = faults[0];
  if (first) {
    const message = `The calendar is not right at ${first.pointer}: ${first.message}.`;
    throw new AppError('invalid', 'calendar.overlap', message, faults.slice(0, 20));
  }
  return canonical;
}

function findOverlaps(intervals: readonly WorkingInterval[], pointer: string, faults: FaultDetail[]): void {
  const spans = intervals.map(({ from, to }, i) => {
    const [begin, end] = [minutesOf(from), minutesOf(to)];
    return { begin, end: end > begin ? end : end + DAY_MINUTES, i };
  });
  spans.sort((a, b) => a.begin - b.begin || a.end - b.end);
  spans.forEach((span, at) => {
    if (at > 0 && span.begin < spans[at - 1]!.end)
      faults.push({ pointer: `${pointer}/${span.i}`, message: 'these hours overlap others of the same day' });
  });
}
