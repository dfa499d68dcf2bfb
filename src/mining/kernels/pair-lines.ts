import { defineKernel, type Run } from '#sdk';
import { firstInOrder } from '../log/first-in-order.ts';
import { joined } from '../predicates/order-statistics.ts';
import type { PairTable } from '../predicates/pair-table.ts';
import { ticketOf } from '../predicates/ticket.ts';
import { type PairOccurrences, pairOccurrences } from './pair-occurrences.ts';

/** The cases with the smallest tickets, as many as together have about `most` occurrences of the pairs. */
interface Drawn {
  readonly most: number;
  readonly tickets: Float64Array;
  readonly lines: Float64Array;
}

/** Draws whole cases by lot, from their ids alone: the same ones however the log is cut. */
export const drawLines = defineKernel<{ pairs: PairTable; seed: number; most: number }, Drawn>({
  id: 'pair-draw',
  partial(segment, view, { pairs, seed, most }) {
    const tickets: number[] = [];
    const lines: number[] = [];
    eachCase(pairOccurrences(segment, view, pairs), (c, begin, end) => {
      tickets.push(ticketOf(seed, segment.caseId(c)));
      lines.push(end - begin);
    });
    return firstOf({ most, tickets: Float64Array.from(tickets), lines: Float64Array.from(lines) });
  },
  merge: (a, b) =>
    firstOf({ most: a.most, tickets: joined([a.tickets, b.tickets]), lines: joined([a.lines, b.lines]) }),
});

function eachCase({ cases, length }: PairOccurrences, visit: (c: number, begin: number, end: number) => void): void {
  for (let begin = 0, end = 0; begin < length; begin = end) {
    while (end < length && cases[end] === cases[begin]) end++;
    visit(cases[begin]!, begin, end);
  }
}

/** Drops what comes behind the first case with which there are more than `most` lines. */
function firstOf({ most, tickets, lines }: Drawn): Drawn {
  // A case has one line at least: no more cases than lines are looked at.
  const order = firstInOrder(tickets.length, most + 1, (a, b) => tickets[a]! - tickets[b]!);
  let n = 0;
  for (let total = 0; n < order.length && total <= most; n++) total += lines[order[n]!]!;
  const first = order.slice(0, n);
  return {
    most,
    tickets: Float64Array.from(first, (i) => tickets[i]!),
    lines: Float64Array.from(first, (i) => lines[i]!),
  };
}

/** Lines of pairs, one part per segment: times of both ends by wall time, and the duration on the view's clock. */
export type PairLines = Pick<PairOccurrences, 'from' | 'to' | 'duration' | 'pair'>;

/** The occurrences of the cases whose ticket is not above `largest`; null: of all. */
export const pairLines = defineKernel<{ pairs: PairTable; seed: number; largest: number | null }, PairLines[]>({
  id: 'pair-lines',
  partial(segment, view, { pairs, seed, largest }) {
    const found = pairOccurrences(segment, view, pairs);
    const kept: number[] = [];
    eachCase(found, (c, begin, end) => {
      if (largest !== null && ticketOf(seed, segment.caseId(c)) > largest) return;
      for (let i = begin; i < end; i++) kept.push(i);
    });
    return [
      {
        from: Float64Array.from(kept, (i) => found.from[i]!),
        to: Float64Array.from(kept, (i) => found.to[i]!),
        duration: Float64Array.from(kept, (i) => found.duration[i]!),
        pair: Uint16Array.from(kept, (i) => found.pair[i]!),
      },
    ];
  },
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});

/**
 * Occurrences of pairs as lines, `most` at most: of more, those of whole cases that a seed draws, so that cases can be
 * followed from pair to pair. Of a single case with more lines than that, none are shown.
 */
export async function linesOf(
  run: Run,
  pairs: PairTable,
  { total, most, seed }: { total: number; most: number; seed: number },
): Promise<PairLines[]> {
  if (total <= most) return run.reduce(pairLines, { pairs, seed, largest: null });
  const { tickets, lines } = await run.reduce(drawLines, { pairs, seed, most });
  let n = 0;
  for (let shown = 0; n < lines.length && shown + lines[n]! <= most; n++) shown += lines[n]!;
  return n === 0 ? [] : run.reduce(pairLines, { pairs, seed, largest: tickets[n - 1]! });
}
