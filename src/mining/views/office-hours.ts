import { COLUMNS, type Run } from '#sdk';
import { toWorkingTime } from '../log/calendar.ts';
import { canonicalCalendar } from '../log/working-calendar.ts';
import type { Lens } from './lens.ts';

const nine = [{ from: '09:00', to: '17:00' }];

/** Monday to Friday, nine to five, in New York. */
const calendar = canonicalCalendar({
  zone: 'America/New_York',
  week: { monday: nine, tuesday: nine, wednesday: nine, thursday: nine, friday: nine, saturday: [], sunday: [] },
  holidays: [],
  exceptions: [],
});

/** The readings of its clock at any instants. */
const clock: Run['clock'] = (instants) => toWorkingTime(calendar, instants);

/** A view under a working calendar, for tests of one thread. */
export const officeHours: { readonly lens: Lens; readonly clock: Run['clock'] } = {
  lens: { classifier: COLUMNS.activity, clock: (segment, column) => clock(segment.numbers(column)) },
  clock,
};
