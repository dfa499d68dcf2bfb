import { firstDay, type PeriodUnit } from '../../platform/text/period-label.ts';
import type { Texts } from '../../platform/text/texts.ts';

const DAY = 86_400_000;

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
