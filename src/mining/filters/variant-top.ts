import { allBits, defineFilter, invalid, Type } from '#sdk';
import { variants } from '../kernels/variants.ts';
import { topVariants } from '../predicates/top-variants.ts';
import { casesInTraceSet, type TraceSet, tracesOfVariants } from '../predicates/trace-set.ts';

const share = (description: string) => Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description }));

const params = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of variants to keep' })),
  caseShare: share('Instead: as few variants as together show at least this share of the cases, above 0 to 1'),
  variantShare: share('Instead: this share of the distinct variants, above 0 to 1, rounded up'),
});

/**
 * Keeps the cases of the most frequent variants among what the filters before left. Equally frequent variants are taken in
 * the order of their activities' names by bytes, so that the choice does not depend on segments or on chance.
 */
export default defineFilter({
  id: 'variant-top',
  version: 1,
  title: 'Most frequent variants',
  summary: 'Keeps the cases of the most frequent variants.',
  category: 'variant',
  params,
  examples: [
    { title: 'The most frequent variant', params: { count: 1 }, expect: { cases: 2, events: 8 } },
    { title: 'Half of the cases', params: { caseShare: 0.5 }, expect: { cases: 3, events: 9 } },
    { title: 'Two fifths of the variants', params: { variantShare: 0.4 }, expect: { cases: 3, events: 9 } },
  ],
  keeps: () => 'cases',
  against: 'previous',
  /** The chosen traces; null: all. */
  async prepare(log, p, run): Promise<TraceSet | null> {
    if ([p.count, p.caseShare, p.variantShare].filter((limit) => limit !== undefined).length !== 1) {
      invalid('filter.noLimit', 'Give one of count, caseShare and variantShare.');
    }
    const table = await run.reduce(variants, { durations: false });
    const top = topVariants(table, p, log);
    return top.length === table.size ? null : tracesOfVariants(table, top);
  },
  select: (segment, view, _p, set) => (set ? casesInTraceSet(segment, view, set) : allBits(segment.cases)),
});
