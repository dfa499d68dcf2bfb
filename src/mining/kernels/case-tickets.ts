import { defineKernel } from '#sdk';
import { nthSmallest } from '../predicates/order-statistics.ts';
import { ticketOf } from '../predicates/ticket.ts';

export interface TicketParams {
  seed: number;
  /** Only the smallest of each segment are needed; null: all. */
  most: number | null;
}

/** The tickets of the kept cases, a list per segment. The order within a list means nothing. */
export const caseTickets = defineKernel<TicketParams, Float64Array[]>({
  id: 'case-tickets',
  partial(segment, { cases }, { seed, most }) {
    const tickets = new Float64Array(segment.cases);
    let kept = 0;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      tickets[kept++] = ticketOf(seed, segment.caseId(c));
    }
    const drawn = tickets.slice(0, kept);
    if (most === null || kept <= most) return [drawn];
    const largest = nthSmallest(drawn, most - 1);
    return [drawn.filter((ticket) => ticket <= largest)];
  },
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});
