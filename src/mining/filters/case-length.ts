import { defineFilter, invalid, noBits, setBit, Type } from '#sdk';
import { countRange } from '../views/selection.ts';

const bound = (description: string) => Type.Optional(Type.Integer({ minimum: 1, description }));
const params = Type.Object({ min: bound('Fewest events, included'), max: bound('Most events, included') });

/** Keeps cases by their number of kept events. */
export default defineFilter({
  id: 'case-length',
  version: 1,
  title: 'Case length',
  summary: 'Keeps the cases with a number of events within bounds.',
  category: 'activity',
  params,
  examples: [
    { title: 'Five events or more', params: { min: 5 }, expect: { cases: 2, events: 10 } },
    { title: 'Two to four events', params: { min: 2, max: 4 }, expect: { cases: 3, events: 12 } },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare(_log, p) {
    if (p.min === undefined && p.max === undefined) invalid('filter.noBounds', 'Give min, max or both.');
    const range = { min: p.min ?? 0, max: p.max ?? Number.POSITIVE_INFINITY };
    if (range.min > range.max) invalid('filter.emptyRange', `min (${p.min}) is above max (${p.max}).`);
    return range;
  },
  select(segment, view, _p, { min, max }) {
    const { offsets } = segment;
    const { cases, events } = view;
    const kept = noBits(segment.cases);
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      const begin = offsets[c]!;
      const end = offsets[c + 1]!;
      const length = events ? countRange(events, begin, end) : end - begin;
      if (length >= min && length <= max) setBit(kept, c);
    }
    return kept;
  },
});
