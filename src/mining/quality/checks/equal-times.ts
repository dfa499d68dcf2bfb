import { COLUMNS, english, noBits, setBit, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { eachKept } from '../kept-steps.ts';
import { state } from '../statement.ts';

/** Events of one case at one instant: which came first is not known. */
export default defineMarkCheck({
  id: 'equal-times',
  title: 'Equal times in a case',
  summary:
    'Events at the very instant of the one before them in their case: their order is that of the file, not of time.',
  dimension: 'accuracy',
  weight: 1,
  zeroAt: 1,
  source: 'Suriadi et al. 2017: form-based event capture; Bose, Mans, van der Aalst 2013: imprecise timestamps',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  prepare: () => ({ context: null }),
  mark(segment, view) {
    const marked = noBits(segment.events);
    const time = segment.numbers(COLUMNS.time);
    eachKept(segment, view, (e, before) => {
      if (before >= 0 && time[e] === time[before]) setBit(marked, e);
    });
    return marked;
  },
  statement: ({ rows, of, cases }) =>
    state(english('{rows} of {of} events have the time of the one before them ({cases} cases).'), { rows, of, cases }),
  advice: state(english('Load times as exactly as the source knows them.')),
  leaveOut: null,
});
