import { defineFilter, hasBit, invalid, noBits, setBit, Type } from '#sdk';
import { caseTickets } from '../kernels/case-tickets.ts';
import { joined, nthSmallest } from '../predicates/order-statistics.ts';
import { ticketOf } from '../predicates/ticket.ts';

const params = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of cases to keep' })),
  share: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Instead of a number: share of the cases, above 0 to 1; rounded to whole cases, at least one',
    }),
  ),
  seed: Type.Integer({
    default: 1,
    minimum: 0,
    maximum: 4_294_967_295,
    description: 'Another seed gives another sample',
  }),
});

/**
 * Keeps a random but repeatable choice of the cases that the filters before left: those with the smallest tickets, which
 * hash the seed and the case id. The same cases come out whatever the segments, threads and order of cases; a smaller
 * sample is part of a larger one with the same seed.
 */
export default defineFilter({
  id: 'sample',
  version: 1,
  title: 'Sample',
  summary: 'Keeps a seeded random sample of the cases.',
  category: 'sample',
  params,
  examples: [
    { title: 'Two orders', params: { count: 2 }, expect: { cases: 2 } },
    { title: 'Half of the orders', params: { share: 0.5, seed: 7 }, expect: { cases: 3 } },
  ],
  keeps: () => 'cases',
  against: 'previous',
  /** The largest ticket that is kept. */
  async prepare(_log, p, run) {
    if ((p.count === undefined) === (p.share === undefined)) invalid('filter.noSampleSize', 'Give count or share.');
    const tickets = joined(await run.reduce(caseTickets, { seed: p.seed, most: p.count ?? null }));
    const count = p.count ?? Math.max(1, Math.round(tickets.length * p.share!));
    return count > tickets.length ? Number.POSITIVE_INFINITY : nthSmallest(tickets, count - 1);
  },
  select(segment, { cases }, p, largest) {
    const kept = noBits(segment.cases);
    for (let c = 0; c < segment.cases; c++) {
      if (cases && !hasBit(cases, c)) continue;
      if (ticketOf(p.seed, segment.caseId(c)) <= largest) setBit(kept, c);
    }
    return kept;
  },
});
