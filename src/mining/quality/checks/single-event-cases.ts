import { english, noBits, setBit, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { eachKept } from '../kept-steps.ts';
import { state } from '../statement.ts';

/** Cases of which one event is known: often cut off by the period of the export. */
export default defineMarkCheck({
  id: 'single-event-cases',
  title: 'Cases of a single event',
  summary: 'Cases of which no more than one event is known: often the rest lies outside of what was exported.',
  dimension: 'completeness',
  weight: 1,
  zeroAt: 1,
  source: 'Bose, Mans, van der Aalst 2013: missing events',
  use: 'always',
  params: Type.Object({}),
  level: () => 'case',
  prepare: () => ({ context: null }),
  mark(segment, view) {
    const counts = new Uint8Array(segment.cases);
    eachKept(segment, view, (_e, before, c) => {
      counts[c] = before < 0 ? 1 : 2;
    });
    const marked = noBits(segment.cases);
    for (let c = 0; c < segment.cases; c++) if (counts[c] === 1) setBit(marked, c);
    return marked;
  },
  statement: ({ rows, of }) => state(english('{rows} of {of} cases have a single event.'), { rows, of }),
  advice: null,
  leaveOut: 'cases',
});
