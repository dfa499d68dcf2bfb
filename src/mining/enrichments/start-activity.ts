import { COLUMNS, defineEnrichment, Type } from '#sdk';

/** Writes the first activity of each case. */
export default defineEnrichment({
  id: 'start-activity',
  version: 1,
  title: 'Start activity',
  summary: 'Adds the activity with which each case starts.',
  category: 'case aggregates',
  level: 'case',
  params: Type.Object({
    name: Type.String({ default: 'case:start-activity', minLength: 1, description: 'Name of the new column' }),
  }),
  examples: [
    {
      title: 'Every order starts with its registration',
      params: {},
      expect: { 'case:start-activity': ['register', 'register', 'register', 'register', 'register', 'register'] },
    },
  ],
  inputs: () => [COLUMNS.activity],
  outputs: (p) => [{ name: p.name, level: 'case', class: 'category' }],
  prepare: (log) => log.activityNames.slice(1),
  apply(segment, view, _params, names) {
    const codes = new Uint16Array(segment.cases);
    for (let c = 0; c < segment.cases; c++) {
      const first = segment.offsets[c]!;
      codes[c] = first < segment.offsets[c + 1]! ? view.activity[first]! : 0;
    }
    return [{ codes, values: names }];
  },
});
