import { COLUMNS, defineKernel, hasBit, type Segment, type View } from '#sdk';
import { firstInOrder } from '../log/first-in-order.ts';
import { caseSpans } from '../predicates/case-spans.ts';
import { ticketOf } from '../predicates/ticket.ts';
import { countRange } from '../views/selection.ts';

/** The cases with the smallest tickets, as many as together hold about `most` events. */
export interface DrawnCases {
  most: number;
  tickets: Float64Array;
  /** Events of each. */
  events: Float64Array;
}

/** Draws whole cases by lot, from their ids alone: the same ones however the log is cut. */
export const drawCases = defineKernel<{ seed: number; most: number }, DrawnCases>({
  id: 'case-draw',
  partial(segment, view, { seed, most }) {
    const kept = keptCases(segment, view);
    const tickets = Float64Array.from(kept, (c) => ticketOf(seed, segment.caseId(c)));
    const order = firstInOrder(kept.length, most, (a, b) => tickets[a]! - tickets[b]!);
    const sorted = {
      most,
      tickets: Float64Array.from(order, (i) => tickets[i]!),
      events: Float64Array.from(order, (i) => countEvents(segment, view, kept[i]!)),
    };
    return cutOff(sorted);
  },
  merge(a, b) {
    const tickets = new Float64Array(a.tickets.length + b.tickets.length);
    const events = new Float64Array(tickets.length);
    for (let n = 0, i = 0, j = 0; n < tickets.length; n++) {
      const first = j >= b.tickets.length || (i < a.tickets.length && a.tickets[i]! <= b.tickets[j]!);
      tickets[n] = first ? a.tickets[i]! : b.tickets[j]!;
      events[n] = first ? a.events[i++]! : b.events[j++]!;
    }
    return cutOff({ most: a.most, tickets, events });
  },
});

/** Drops what comes after the first case with which there are more than `most` events. */
function cutOff({ most, tickets, events }: DrawnCases): DrawnCases {
  let total = 0;
  let n = 0;
  while (n < tickets.length && total <= most) total += events[n++]!;
  return { most, tickets: tickets.slice(0, n), events: events.slice(0, n) };
}

export interface CaseDotsParams {
  seed: number;
  /** Largest ticket that is shown; null: all cases. */
  largest: number | null;
  /** Every so manyth event of a case. */
  every: number;
  x: 'absolute' | 'relative' | 'share';
  /** Column of categories by which dots are coloured; null: the activity of the view. */
  colour: string | null;
}

/** Cases one after the other; the dots of the i-th are `ends[i − 1] … ends[i] − 1`. Times are NaN where unknown. */
export interface CaseDots {
  ids: string[];
  start: Float64Array;
  end: Float64Array;
  duration: Float64Array;
  events: Float64Array;
  ends: Uint32Array;
  x: Float64Array;
  colour: Uint16Array;
}

/** The events of the shown cases as dots, a part per segment; events without a time have none. */
export const caseDots = defineKernel<CaseDotsParams, CaseDots[]>({
  id: 'case-dots',
  partial: (segment, view, params) => [dotsOf(segment, view, params)],
  merge(a, b) {
    for (const part of b) a.push(part);
    return a;
  },
});

function dotsOf(segment: Segment, view: View, { seed, largest, every, x, colour }: CaseDotsParams): CaseDots {
  const shown = keptCases(segment, view).filter(
    (c) => largest === null || ticketOf(seed, segment.caseId(c)) <= largest,
  );
  const wall = segment.numbers(COLUMNS.time);
  const absolute = caseSpans(segment, view, wall);
  const worked = caseSpans(segment, view, view.time);
  const codes = colour === null ? view.activity : segment.codes(colour);
  const dots: number[] = [];
  const colours: number[] = [];
  const ends = Uint32Array.from(shown, (c) => {
    const begin = worked.starts[c]!;
    const length = worked.ends[c]! - begin;
    let n = 0;
    for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) {
      if (view.events && !hasBit(view.events, e)) continue;
      if (n++ % every !== 0 || Number.isNaN(wall[e]!)) continue;
      const since = view.time[e]! - begin;
      dots.push(x === 'absolute' ? wall[e]! : x === 'relative' ? since : length > 0 ? since / length : 0);
      colours.push(codes[e]!);
    }
    return dots.length;
  });
  return {
    ids: shown.map((c) => segment.caseId(c)),
    start: Float64Array.from(shown, (c) => absolute.starts[c]!),
    end: Float64Array.from(shown, (c) => absolute.ends[c]!),
    duration: Float64Array.from(shown, (c) => worked.ends[c]! - worked.starts[c]!),
    events: Float64Array.from(shown, (c) => countEvents(segment, view, c)),
    ends,
    x: Float64Array.from(dots),
    colour: Uint16Array.from(colours),
  };
}

function keptCases(segment: Segment, view: View): number[] {
  const kept: number[] = [];
  for (let c = 0; c < segment.cases; c++) if (!view.cases || hasBit(view.cases, c)) kept.push(c);
  return kept;
}

const countEvents = ({ offsets }: Segment, view: View, c: number): number =>
  view.events ? countRange(view.events, offsets[c]!, offsets[c + 1]!) : offsets[c + 1]! - offsets[c]!;
