import { defineEnrichment, hasBit, Type } from '#sdk';

/** Writes the number of events of each case. */
export default defineEnrichment({
  id: 'event-count',
  version: 1,
  title: 'Event count',
  summary: 'Adds the number of events of each case.',
  category: 'case aggregates',
  level: 'case',
  params: Type.Object({
    name: Type.String({ default: 'case:event-count', minLength: 1, description: 'Name of the new column' }),
  }),
  examples: [{ title: 'Events per order', params: {}, expect: { 'case:event-count': [4, 4, 5, 5, 1, 4] } }],
  inputs: () => [],
  outputs: (p) => [{ name: p.name, level: 'case', class: 'number' }],
  prepare: () => null,
  apply(segment, view) {
    const { offsets } = segment;
    const numbers = new Float64Array(segment.cases);
    for (let c = 0; c < segment.cases; c++) {
      let count = 0;
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) if (!view.events || hasBit(view.events, e)) count++;
      numbers[c] = count;
    }
    return [{ numbers }];
  },
});
