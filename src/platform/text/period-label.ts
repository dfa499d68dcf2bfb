/** Periods of the calendar. */
export type PeriodUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A period of the calendar (`2024-01`, `2024-Q1`, a day, a week by its Monday) as people write it. */
export function periodLabel(unit: PeriodUnit, period: string, locale: string): string {
  if (unit === 'quarter') return period.replace(/^(-?\d+)-(Q\d)$/, '$2 $1');
  const first = firstDay(unit, period);
  if (unit === 'year' || Number.isNaN(first.getTime())) return period;
  const words = locale === 'en' ? 'en-GB' : locale;
  const month = { month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(words, unit === 'month' ? month : { ...month, day: 'numeric' }).format(first);
}

/** Its first day, at midnight in UTC. */
export const firstDay = (unit: PeriodUnit, period: string): Date =>
  new Date(`${period}${unit === 'month' ? '-01' : ''}T00:00:00Z`);
