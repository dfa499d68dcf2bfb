import { ACTIVITY, defineFilter, Type } from '#sdk';
import { casesInTraceSet, traceCodes, traceSet } from '../predicates/trace-set.ts';

const params = Type.Object({
  variants: Type.Array(Type.Array(Type.String({ [ACTIVITY]: true }), { minItems: 1 }), {
    minItems: 1,
    maxItems: 10_000,
    description: 'Variants, each as its activities in order; an empty name stands for a missing activity',
  }),
});

/** Keeps the cases whose sequence of activities is one of the chosen ones. */
export default defineFilter({
  id: 'variant',
  version: 1,
  title: 'Variant',
  summary: 'Keeps the cases of the chosen variants.',
  category: 'variant',
  params,
  examples: [
    {
      title: 'The straight way',
      params: { variants: [['register', 'check', 'decide', 'pay']] },
      expect: { cases: 2, events: 8 },
    },
    {
      title: 'Two variants',
      params: { variants: [['register'], ['register', 'check', 'decide', 'reject']] },
      expect: { cases: 2, events: 5 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p) => traceSet(p.variants.map((names) => traceCodes(log, names))),
  select: (segment, view, _p, set) => casesInTraceSet(segment, view, set),
});
