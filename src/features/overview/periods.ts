import type { Texts } from '../../platform/text/texts.ts';
import type { PeriodUnit } from './model.ts';

const DAY = 86_400_000;

/** A period of the calendar (`2024-01`, `2024-Q1`, a week by its Monday) as people write it. */
export function periodLabel(unit: PeriodUnit, period: string, locale: string): string {
  if (unit === 'quarter') return period.replace(/^(-?\d+)-(Q\d)$/, '$2 $1');
  if (unit === 'year') return period;
  const words = locale === 'en' ? 'en-GB' : locale;
  const month = { month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  const format = new Intl.DateTimeFormat(words, unit === 'month' ? month : { ...month, day: 'numeric' });
  return format.format(firstDay(unit, period));
}

/** Bounds of a period as the filter of time periods takes them: the first and the last day, month or year in it. */
export function periodBounds(unit: PeriodUnit, period: string): { from: string; to: string } {
  if (unit === 'week') {
    const monday = firstDay(unit, period);
    return { from: period, to: new Date(monday.getTime() + 6 * DAY).toISOString().slice(0, 10) };
  }
  if (unit !== 'quarter') return { from: period, to: period };
  const [, year = '', quarter = ''] = /^(.+)-Q(\d)$/.exec(period) ?? [];
  const month = (n: number) => `${year}-${String(n).padStart(2, '0')}`;
  return { from: month(Number(quarter) * 3 - 2), to: month(Number(quarter) * 3) };
}

const firstDay = (unit: PeriodUnit, period: string): Date =>
  new Date(`${period}${unit === 'month' ? '-01' : ''}T00:00:00Z`);

const DAYS = { day: 1, week: 7, month: 30.4, quarter: 91.3, year: 365.2 } as const;
/** More would not be told apart. */
const MOST_PERIODS = 200;
const FEWEST_PERIODS = 3;

/** Other lengths that periods may have, where there are now so many of one length. */
export function periodChoices(here: PeriodUnit, count: number, { t }: Texts, hrefOf: (unit: PeriodUnit) => string) {
  const span = count * DAYS[here];
  const texts = { day: t('Days'), week: t('Weeks'), month: t('Months'), quarter: t('Quarters'), year: t('Years') };
  return (['day', 'week', 'month', 'quarter', 'year'] as const)
    .filter((unit) => span / DAYS[unit] <= MOST_PERIODS && (span / DAYS[unit] >= FEWEST_PERIODS || unit === here))
    .map((unit) => ({ text: texts[unit], href: hrefOf(unit), here: unit === here }));
}
