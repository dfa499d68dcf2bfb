import { COLUMNS, english, noBits, setBit, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { state } from '../statement.ts';

/** Activities that ended before they began. */
export default defineMarkCheck({
  id: 'start-after-end',
  title: 'Ended before they began',
  summary: 'Events whose start is later than their end.',
  dimension: 'consistency',
  weight: 1,
  zeroAt: 0.05,
  source: 'Bose, Mans, van der Aalst 2013: incorrect timestamps',
  use: 'always',
  params: Type.Object({}),
  level: () => 'event',
  lacks: (log) => (log.findColumn(COLUMNS.startTime) ? null : state(english('The log knows no starts of activities.'))),
  prepare: () => ({ context: null }),
  mark(segment) {
    const marked = noBits(segment.events);
    if (!segment.has(COLUMNS.startTime)) return marked;
    const [start, end] = [segment.numbers(COLUMNS.startTime), segment.numbers(COLUMNS.time)];
    for (let e = 0; e < segment.events; e++) if (start[e]! > end[e]!) setBit(marked, e);
    return marked;
  },
  statement: ({ rows, of }) => state(english('{rows} of {of} events start after they end.'), { rows, of }),
  advice: null,
  leaveOut: 'rows',
});
