import { COLUMNS, english, noBits, setBit, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { state } from '../statement.ts';

/** Events that were written later than they happened. */
export default defineMarkCheck({
  id: 'out-of-order',
  title: 'Out of order',
  summary:
    'Events earlier than one that stands before them in the source. Cases with a time for each event are put in order when they are loaded; the others keep the order of the source.',
  dimension: 'consistency',
  weight: 1,
  zeroAt: 0.2,
  source: 'Suriadi et al. 2017: inadvertent time travel; Bose, Mans, van der Aalst 2013: incorrect timestamps',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  prepare: () => ({ context: null }),
  mark(segment, view) {
    const marked = noBits(segment.events);
    const time = segment.numbers(COLUMNS.time);
    const { offsets } = segment;
    for (let c = 0; c < segment.cases; c++) {
      let latest = Number.NEGATIVE_INFINITY;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        if (view.events && ((view.events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
        const t = time[e]!;
        if (t < latest) setBit(marked, e);
        else if (t > latest) latest = t;
      }
    }
    return marked;
  },
  statement: ({ rows, of, cases }) =>
    state(english('{rows} of {of} events are earlier than one that stands before them ({cases} cases).'), {
      ...{ rows, of, cases },
    }),
  advice: state(english('Give the missing times of these cases, so that they can be put in order.')),
  leaveOut: 'cases',
});
