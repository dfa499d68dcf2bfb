import { english, noBits, setBit, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { isPlaceholderId } from '../placeholders.ts';
import { state } from '../statement.ts';

/** Cases whose id is a word for nothing: events of several cases were put together there. */
export default defineMarkCheck({
  id: 'missing-case-ids',
  title: 'Missing case ids',
  summary: 'Cases whose id stands for a missing one, such as "null" or "n/a": events that belong to no known case.',
  dimension: 'completeness',
  weight: 3,
  zeroAt: 0.05,
  source: 'Bose, Mans, van der Aalst 2013: missing cases; Suriadi et al. 2017: elusive case',
  use: 'always',
  params: Type.Object({}),
  level: () => 'case',
  prepare: () => ({ context: null }),
  mark(segment, view) {
    const marked = noBits(segment.cases);
    for (let c = 0; c < segment.cases; c++) {
      if (view.cases && ((view.cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      if (isPlaceholderId(segment.caseId(c))) setBit(marked, c);
    }
    return marked;
  },
  statement: ({ rows, of }) =>
    state(english('{rows} of {of} cases have an id that stands for a missing one.'), { rows, of }),
  advice: null,
  leaveOut: 'cases',
});
